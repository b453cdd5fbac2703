#!/usr/bin/env bash
# Builds dist/sdviewer-VERSION-ARCH.AppImage: the frozen program with its own model, without torch, in one file.
#
#   build-appimage.sh [FOLDER]     default: dist
#
# PYTHON: one with PyInstaller and sdviewer installed, without torch (default: python3).
# FROZEN: what PyInstaller made already, a folder that holds the program sdviewer; then nothing is frozen.
# Without appimagetool (https://appimage.org) on the path the AppDir is left in FOLDER, from which it makes the file.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$(mkdir -p "${1:-$root/dist}" && cd "${1:-$root/dist}" && pwd)
python=${PYTHON:-python3}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/pyproject.toml")
arch=$(uname -m)
app=$out/sdviewer.AppDir
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

freeze() {
  "$python" -m PyInstaller --noconfirm --log-level WARN --distpath "$work/dist" --workpath "$work/build" \
    "$here/sdviewer.spec"
  frozen=$work/dist/sdviewer
}

frozen=${FROZEN-}
[ -n "$frozen" ] || freeze
rm -rf "$app"
mkdir -p "$app/usr/lib"
cp -r "$frozen" "$app/usr/lib/sdviewer"
PYTHON=$python DESTDIR=$app "$here/install.sh" /usr
cp "$app/usr/share/applications/sdviewer.desktop" "$app"
cp "$app/usr/share/icons/hicolor/256x256/apps/sdviewer.png" "$app"
ln -s sdviewer.png "$app/.DirIcon"
cat >"$app/AppRun" <<'END'
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/usr/lib/sdviewer/sdviewer" "$@"
END
chmod 755 "$app/AppRun"
printf '%7.1f MB  %s\n' "$(du -sk "$app" | awk '{print $1 * 1024 / 1e6}')" "$app"
if ! command -v appimagetool >/dev/null; then
  printf 'appimagetool is not on the path, so the AppDir was not made a file. Get it, then: appimagetool %q\n' "$app"
  exit
fi
package=$out/sdviewer-$version-$arch.AppImage
ARCH=$arch appimagetool "$app" "$package"
rm -rf "$app"
printf '%7.1f MB  %s\n' "$(stat -c %s "$package" | awk '{print $1 / 1e6}')" "$package"
