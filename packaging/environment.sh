# Sourced by run.sh and test.sh: a virtual environment in .venv and the system's libraries. Needs bash.
#
# prepare EXTRAS PACKAGES... installs the project with these extras ("" for none), and what the system lacks: by apt-get
# where that may be done, otherwise the command is said. A second call with nothing changed needs no network.
#
# SDVIEWER_TORCH: "none" leaves torch out, "cpu" takes its CPU build, anything else is given to pip as it is
# ("torch==2.13.0"). Unless set: none for the program (which says what to do when something needs it), cpu for the tests.
# SDVIEWER_VENV: another folder than .venv.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cpu_torch="torch==2.13.0+cpu"

say() { printf '%s\n' "$*" >&2; }

# Of the libraries that the wheels ask for those that the linker doesn't find: as packages of Debian (2) or Fedora (3).
missing_libraries() {
  local linker known soname debian fedora
  linker=$(command -v ldconfig || printf /sbin/ldconfig)
  known=$("$linker" -p 2>/dev/null) || return 0
  while read -r soname debian fedora; do
    case $soname in "#"* | "") continue ;; esac
    case $known in *[[:space:]]"$soname "*) ;; *) [ "$1" = 2 ] && printf '%s\n' "$debian" || printf '%s\n' "$fedora" ;; esac
  done <"$root/packaging/linux/libraries.txt" | sort -u
}

has_fonts() { [ -n "$(find /usr/share/fonts /usr/local/share/fonts ~/.fonts -name '*.[ot]t[fc]' 2>/dev/null | head -1)" ]; }

missing_packages() {
  local package
  missing_libraries 2
  has_fonts || printf 'fonts-dejavu-core\n'
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s\n' "$package"
  done
}

install_packages() {
  local missing as_root=()
  if ! command -v dpkg-query >/dev/null; then
    missing=$(missing_libraries 3 | tr '\n' ' ')
    [ -z "$missing" ] || say "These system packages (Fedora's names) seem to be missing: sudo dnf install $missing"
    return 0
  fi
  missing=$(missing_packages "$@" | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" != 0 ]; then
    if ! sudo -n true 2>/dev/null; then
      say "These system packages are missing; install them with:  sudo apt-get install $missing"
      return 1
    fi
    as_root=(sudo -n)
  fi
  say "Installing system packages: $missing"
  # shellcheck disable=SC2086
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive sh -c \
    "apt-get -qq update && apt-get -qq install -y --no-install-recommends $missing >/dev/null && apt-get clean" >&2 || {
    say "apt-get could not install them. Install by hand: $missing"
    return 1
  }
}

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && {
      printf '%s' "$candidate"
      return
    }
  done
  say "Python 3.11 or newer is needed (Debian: apt-get install python3)."
  return 1
}

make_venv() {
  [ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1 && return
  local python
  python=$(find_python) || return 1
  "$python" -m venv "$venv" 2>/dev/null && return
  install_packages python3-venv && rm -rf "$venv" && "$python" -m venv "$venv" || {
    say "The virtual environment $venv could not be made."
    return 1
  }
}

pip_install() {
  # What is downloaded is printed, with its size, and isn't kept a second time.
  "$venv/bin/python" -m pip install --disable-pip-version-check --no-cache-dir --progress-bar off "$@" 2>&1 |
    { grep -E '^ *(Downloading|Processing|ERROR|WARNING: Retrying|Successfully)|error:' || true; } >&2
  [ "${PIPESTATUS[0]}" = 0 ] || {
    say "pip could not install: $*"
    return 1
  }
}

install_torch() {
  [ "$1" != cpu ] || [ "$(uname)" = Linux ] || set -- torch
  [ "$1" = cpu ] || { pip_install "$1"; return; }
  pip_install "$cpu_torch" && return
  say "pip's indexes have no CPU build of torch. Set PIP_EXTRA_INDEX_URL to PyTorch's own index for the CPU, as its site"
  say "says. (SDVIEWER_TORCH=torch==2.13.0 takes the build with CUDA, gigabytes; SDVIEWER_TORCH=none leaves torch out.)"
  return 1
}

# The extras that are installed: all that the tests take, less torch and what needs it if that is left out.
chosen_extras() {
  if [ "$1" = dev ] && [ "$2" = none ]; then printf test; else printf '%s' "$1"; fi
}

prepare() {
  local extras=$1 torch wanted
  shift
  torch=${SDVIEWER_TORCH:-$([ "$extras" = dev ] && printf cpu || printf none)}
  # An environment for the tests without torch is one beside that with it.
  venv=${SDVIEWER_VENV:-$root/.venv$([ "$extras" = dev ] && [ "$torch" = none ] && printf -- -without-torch || true)}
  extras=$(chosen_extras "$extras" "$torch")
  install_packages "$@" || [ $# = 0 ] || return 1
  wanted="$torch $root $(sha256sum "$root/pyproject.toml" | cut -d' ' -f1)"
  # The environment of the tests has everything that the program's has; so has one with torch, if none is wanted.
  if [ "$extras" = "" ]; then
    grep -qsF " ${wanted#* }" "$venv/installed-dev" && return
    grep -qsxF "$wanted" "$venv/installed" && return
  fi
  grep -qsxF "$wanted" "$venv/installed-$extras" && return
  make_venv || return 1
  say "Installing sdviewer into $venv"
  [ "$torch" = none ] || install_torch "$torch" || return 1
  pip_install -e "$root${extras:+[$extras]}" || return 1
  printf '%s\n' "$wanted" >"$venv/installed${extras:+-$extras}"
  say "Installed: $(du -sh "$venv" | cut -f1) in $venv"
}
