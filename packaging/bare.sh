#!/usr/bin/env bash
# The two commands of the README on a machine with nothing on it: a Debian of debootstrap's smallest kind with
# ca-certificates, git, python3 and python3-venv, in a folder, entered by chroot. By hand, before a release; as root.
#
#   bare.sh [SUITE] [run|test|both]     default: bookworm run
#
# Prints seconds and megabytes from the source tree to the first picture. MIRROR: where Debian's packages come from.
# BARE: the folder (default: a new one under /tmp, kept so that one can look around). COPY: files of this machine that
# the bare one needs to reach pip's index and Debian's mirror, such as a proxy's certificates.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
suite=${1:-bookworm}
what=${2:-run}
bare=${BARE:-$(mktemp -d "/tmp/sdviewer-$suite-XXXX")}
mirror=${MIRROR:-http://deb.debian.org/debian}

megabytes() { du -sxm --exclude=./proc . | cut -f1; }

cleanup() { ! mountpoint -q "$bare/proc" || umount -l "$bare/proc"; }

inside() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    $(env | grep -E '^(PIP_|SDVIEWER_TORCH|https?_proxy|no_proxy)' | tr '\n' ' ') chroot "$bare" "$@"
}

[ "$(id -u)" = 0 ] || { echo "chroot needs root." >&2; exit 1; }
if [ ! -x "$bare/usr/bin/git" ]; then
  debootstrap --variant=minbase --include=ca-certificates,git,python3,python3-venv "$suite" "$bare" "$mirror"
fi
trap cleanup EXIT
mountpoint -q "$bare/proc" || mount -t proc proc "$bare/proc"
mkdir -p "$bare/dev/shm" "$bare/dev/pts"
cp /etc/resolv.conf "$bare/etc/resolv.conf"
for file in ${COPY:-}; do mkdir -p "$bare$(dirname "$file")" && cp -rL "$file" "$bare$file"; done
rm -rf "$bare/root/sdviewer" && mkdir "$bare/root/sdviewer"
git -C "$root" archive HEAD | tar -x -C "$bare/root/sdviewer"

cd "$bare"
before=$(megabytes)
for command in run test; do
  [ "$what" = "$command" ] || [ "$what" = both ] || continue
  started=$(date +%s)
  inside bash "/root/sdviewer/packaging/$command.sh" && status=0 || status=$?
  printf '%s.sh on a bare %s: exit status %d after %d s, %d MB more on the disk than before\n' \
    "$command" "$suite" "$status" "$(($(date +%s) - started))" "$(($(megabytes) - before))"
  [ "$status" = 0 ] || exit "$status"
done
