#!/usr/bin/env bash
# Every check and every test. Arguments go to pytest. With SDVIEWER_TORCH=none the tests alone, in an environment of
# their own without torch: those that need it are skipped, and everything else has to pass.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
prepare dev xvfb xdotool openbox dbus x11-utils \
  xdg-utils desktop-file-utils shared-mime-info appstream libglib2.0-bin libfile-mimeinfo-perl
cd "$root"
if [ "${SDVIEWER_TORCH:-}" != none ]; then
  "$venv/bin/ruff" check .
  "$venv/bin/ruff" format --check .
  "$venv/bin/mypy"
  "$venv/bin/lint-imports"
fi
exec "$venv/bin/python" -m pytest "$@"
