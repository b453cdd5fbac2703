# Sourced by run.sh and test.sh: a virtual environment in .venv and Qt's system libraries. Needs bash.
#
# prepare EXTRAS PACKAGES... installs the project with these extras ("" for none) and, by apt-get where that may be
# done, the Debian packages that are missing. A second call with nothing changed needs no network.
#
# SDVIEWER_TORCH: what to give pip for torch; "none" leaves torch out (everything but refinement, training and Stable
# Diffusion's models works without). Unless set: the CPU build of 2.13.0 where pip's indexes have it, else what they have.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=${SDVIEWER_VENV:-$root/.venv}
qt_packages=(libegl1 libgl1 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1
  fonts-dejavu-core)

say() { printf '%s\n' "$*" >&2; }

missing_packages() {
  command -v dpkg-query >/dev/null || return 0
  local package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$package"
  done
}

install_packages() {
  local missing
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  local as_root=()
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
    "apt-get -qq update && apt-get -qq install -y --no-install-recommends $missing >/dev/null" >&2 || {
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
  # What is downloaded is printed, with its size.
  "$venv/bin/python" -m pip install --disable-pip-version-check --progress-bar off "$@" 2>&1 |
    { grep -E '^ *(Downloading|Processing|ERROR|WARNING: Retrying|Successfully)|error:' || true; } >&2
  [ "${PIPESTATUS[0]}" = 0 ] || {
    say "pip could not install: $*"
    return 1
  }
}

install_torch() {
  [ "$1" = "" ] || { pip_install "$1"; return; }
  pip_install "torch==2.13.0+cpu" 2>/dev/null && return
  say "PyPI's torch for Linux comes with CUDA and takes gigabytes. For the CPU build, a tenth of it, stop this and set"
  say "PIP_EXTRA_INDEX_URL to PyTorch's own index for the CPU; SDVIEWER_TORCH=none leaves torch out."
  pip_install "torch==2.13.0"
}

prepare() {
  local extras=$1
  shift
  install_packages "${qt_packages[@]}" "$@" || [ $# = 0 ] || return 1
  local torch=${SDVIEWER_TORCH:-} wanted
  wanted="$torch $root $(sha256sum "$root/pyproject.toml" | cut -d' ' -f1)"
  # The tests' environment has everything that the program's has, so either stamp will do for the program.
  grep -qsxF "$wanted" "$venv/installed-dev" && return
  [ "$extras" = "" ] && grep -qsxF "$wanted" "$venv/installed" && return
  make_venv || return 1
  say "Installing sdviewer into $venv"
  [ "$torch" = none ] || install_torch "$torch" || return 1
  pip_install -e "$root${extras:+[$extras]}" || return 1
  printf '%s\n' "$wanted" >"$venv/installed${extras:+-$extras}"
  say "Installed: $(du -sh "$venv" | cut -f1) in $venv"
}
