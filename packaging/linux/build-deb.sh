#!/usr/bin/env bash
# Builds dist/sdviewer_VERSION_ARCH.deb: the program with its own model, without torch. Nothing but the package index is
# asked for anything.
#
#   build-deb.sh [FOLDER]     default: dist
#
# PYTHON: one with pip (default: that of .venv, or python3).
# TARGET: the Debian package of the Python that will run the program (default: python3.11, that of Debian 12). The
#   dependencies are compiled for it, so each Debian release wants a package of its own.
# COLLECT: if set, the dependencies are copied from PYTHON's own packages, and no index is asked. PYTHON must be of
#   TARGET's version and have setuptools.
# COMPRESSION: what dpkg-deb takes for -Z, default: xz. "none" is for a package that is installed at once.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$(mkdir -p "${1:-$root/dist}" && cd "${1:-$root/dist}" && pwd)
default=$root/.venv/bin/python
[ -x "$default" ] || default=python3
python=${PYTHON:-$default}
target=${TARGET:-python3.11}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/pyproject.toml")
arch=$(dpkg --print-architecture)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree
lib=$tree/usr/lib/sdviewer

wheel() {
  mkdir "$work/source"
  cp -r "$root"/{pyproject.toml,README.md,LICENSE,sdviewer,resources} "$work/source"
  "$python" -m pip wheel -q --disable-pip-version-check --no-deps ${COLLECT:+--no-build-isolation} -w "$work" \
    "$work/source"
}

# Its own packages first; of Python's settings and of the user's packages nothing comes in (-I).
launcher() {
  mkdir -p "$tree/usr/bin"
  cat >"$tree/usr/bin/sdviewer" <<END
#!/usr/bin/$target -I
import sys

sys.path.insert(0, "/usr/lib/sdviewer")
from sdviewer.__main__ import main

sys.exit(main())
END
  chmod 755 "$tree/usr/bin/sdviewer"
}

documents() {
  gzip -9n "$tree/usr/share/man/man1/sdviewer.1"
  local doc=$tree/usr/share/doc/sdviewer name
  mkdir -p "$doc"
  {
    printf 'sdviewer is under the Apache License 2.0, whose text follows.\n'
    printf 'It comes with these packages; their licences are in /usr/lib/sdviewer/*.dist-info:\n\n'
    for name in "$lib"/*.dist-info; do
      name=${name##*/}
      printf '  %s\n' "${name%.dist-info}"
    done
    printf '\n'
    cat "$root/packaging/licences.md"
    printf '\n'
    cat "$root/LICENSE"
  } >"$doc/copyright"
}

# The databases of file types, menu entries and icons are refreshed by triggers of the packages that own them.
control() {
  mkdir "$tree/DEBIAN"
  cat >"$tree/DEBIAN/control" <<END
Package: sdviewer
Version: $version
Architecture: $arch
Maintainer: The sdviewer maintainers <sdviewer@localhost>
Installed-Size: $(du -sk --exclude=DEBIAN "$tree" | cut -f1)
Depends: $target, libc6 (>= 2.34), $(awk '!/^#/ {print $2}' "$here/libraries.txt" | sort -u | paste -sd, | sed 's/,/, /g'),
 shared-mime-info, hicolor-icon-theme
Recommends: desktop-file-utils, xdg-utils
Section: graphics
Priority: optional
Description: viewer and encoder for .sdc, a learned picture format
 Keeps a photo of 512 x 512 pixels in about five kilobytes, and shows it beside
 JPEG, WebP, AVIF and JPEG XL in the same number of bytes. This package holds the
 program's own model and works without torch and without a network.
END
  (cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
}

wheel
# Only ready-made packages: nothing is compiled here.
if [ -n "${COLLECT-}" ]; then
  "$python" -m pip install -q --disable-pip-version-check --target "$lib" --no-deps --no-index "$work"/sdviewer-*.whl
  PYTHONPATH=$lib "$python" "$here/collect.py" "$lib"
else
  into=(--target "$lib" --only-binary :all: --python-version "${target#python}" --implementation cp)
  if [ "$target $arch" = "python3.11 amd64" ]; then  # for which the lock is: exactly these, or nothing
    "$python" -m pip install -q --disable-pip-version-check "${into[@]}" --no-deps --require-hashes \
      -r "$root/packaging/lock.txt"
    "$python" -m pip install -q --disable-pip-version-check "${into[@]}" --no-deps "$work"/sdviewer-*.whl
  else
    "$python" -m pip install -q --disable-pip-version-check "${into[@]}" "$work"/sdviewer-*.whl
  fi
fi
printf '%7.1f MB  as installed\n' "$(du -sk "$lib" | awk '{print $1 * 1024 / 1e6}')"
"$python" "$here/prune.py" "$lib"
launcher
PYTHON=$python PYTHONPATH=$lib DESTDIR=$tree "$here/install.sh" /usr
find "$tree" -name __pycache__ -prune -exec rm -rf {} +
# Compiled here, since nobody may write there later. Never checked against the source, which doesn't change.
"/usr/bin/$target" -m compileall -q --invalidation-mode unchecked-hash -s "$tree" "$lib"
documents
chmod -R u=rwX,go=rX "$tree"
control
package=$out/sdviewer_${version}_$arch.deb
dpkg-deb --root-owner-group -Z"${COMPRESSION:-xz}" --build "$tree" "$package" >/dev/null
printf '%7.1f MB  installed\n%7.1f MB  %s\n' "$(du -sk "$tree/usr" | awk '{print $1 * 1024 / 1e6}')" \
  "$(stat -c %s "$package" | awk '{print $1 / 1e6}')" "$package"
