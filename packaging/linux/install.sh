#!/usr/bin/env bash
# What makes sdviewer known to a desktop: menu entry, file type, icons, thumbnails, completion, man page.
#
#   install.sh PREFIX [PROGRAM]    into PREFIX/share; what is started is PROGRAM (a path), else sdviewer on the path
#   install.sh --uninstall PREFIX  takes all of it away
#
# For one user, from the source tree:  install.sh ~/.local .venv/bin/sdviewer
# DESTDIR is put before every path, as packages want it; then no database is refreshed.
# PYTHON: one that can import sdviewer; otherwise that beside PROGRAM, or python3.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
sizes=(16 24 32 48 64 128 256 512)
database=(XMLnamespaces aliases generic-icons globs globs2 icons magic mime.cache subclasses treemagic types version)

fail() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 2
}

shared_files() {
  printf '%s\n' applications/sdviewer.desktop mime/packages/sdviewer.xml metainfo/sdviewer.metainfo.xml \
    thumbnailers/sdviewer.thumbnailer icons/hicolor/scalable/apps/sdviewer.svg \
    bash-completion/completions/sdviewer man/man1/sdviewer.1
  printf 'icons/hicolor/%sx%s/apps/sdviewer.png\n' $(for size in "${sizes[@]}"; do echo "$size" "$size"; done)
}

# Prints the file that goes to share/$1.
content() {
  local name=${1##*/} size=${1#icons/hicolor/}
  case $1 in
    *.png) cat "$root/resources/icons/sdviewer-${size%%x*}.png" ;;
    *.svg) cat "$root/resources/icons/$name" ;;
    man/*) reference man ;;
    bash-completion/*) reference completion ;;
    *.desktop | *.thumbnailer) sed -E "/Exec=/s,(Exec=|exec )sdviewer,\1$command,g" "$here/$name" ;;
    *) cat "$here/$name" ;;
  esac
}

reference() {
  PYTHONPATH=${PYTHONPATH-$root} PYTHONDONTWRITEBYTECODE=1 "$python" "$here/reference.py" "$1"
}

refresh() {
  [ -z "${DESTDIR-}" ] || return 0
  if command -v update-mime-database >/dev/null && [ -d "$share/mime/packages" ]; then
    # It tells of folders outside the search path, at length; that is no fault.
    update-mime-database "$share/mime" 2>/dev/null
  fi
  if command -v update-desktop-database >/dev/null && [ -d "$share/applications" ]; then
    update-desktop-database -q "$share/applications"
  fi
  if command -v gtk-update-icon-cache >/dev/null && [ -f "$share/icons/hicolor/index.theme" ]; then
    gtk-update-icon-cache -q -t -f "$share/icons/hicolor"
  fi
}

install_files() {
  local file
  while read -r file; do
    mkdir -p "$share/$(dirname "$file")"
    content "$file" >"$share/$file"
    chmod 644 "$share/$file"
  done < <(shared_files)
}

uninstall_files() {
  local file
  while read -r file; do
    rm -f "$share/$file"
    remove_empty "$(dirname "$share/$file")"
  done < <(shared_files)
}

# Databases of which nothing is left but themselves.
remove_databases() {
  if [ -f "$share/mime/mime.cache" ] && [ ! -e "$share/mime/packages" ]; then
    rm -rf "${database[@]/#/$share/mime/}" "$share/mime/image" "$share/mime/application"
    remove_empty "$share/mime"
  fi
  if [ "$(ls -A "$share/applications" 2>/dev/null)" = mimeinfo.cache ]; then
    rm "$share/applications/mimeinfo.cache"
    remove_empty "$share/applications"
  fi
}

remove_empty() {
  local folder=$1
  while [ "$folder" != "$top" ] && rmdir "$folder" 2>/dev/null; do folder=$(dirname "$folder"); done
}

plain() { [[ $1 = /* && $1 != *[^A-Za-z0-9/._+@-]* ]] || fail "must be a full path of letters, digits and /._+@-: $1"; }

uninstall=
if [ "${1-}" = --uninstall ]; then
  uninstall=yes
  shift
fi
[ $# = 1 ] || { [ $# = 2 ] && [ -z "$uninstall" ]; } || fail "usage: install.sh PREFIX [PROGRAM] | --uninstall PREFIX"
plain "$1"
top=${DESTDIR-}$1
share=$top/share
if [ -n "$uninstall" ]; then
  uninstall_files
  refresh
  remove_databases
  exit
fi
command=sdviewer
beside=
if [ -n "${2-}" ]; then
  [ -f "$2" ] && [ -x "$2" ] || fail "there is no program $2"
  beside=$(cd "$(dirname "$2")" && pwd)
  command=$beside/${2##*/}
  plain "$command"
fi
python=${PYTHON:-python3}
[ -n "${PYTHON-}" ] || [ ! -x "$beside/python" ] || python=$beside/python
install_files
refresh
