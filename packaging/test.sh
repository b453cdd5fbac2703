#!/usr/bin/env bash
# Every check and every test. Arguments go to pytest.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
prepare dev xvfb xdotool openbox dbus x11-utils strace \
  xdg-utils desktop-file-utils shared-mime-info appstream libglib2.0-bin libfile-mimeinfo-perl
cd "$root"
"$venv/bin/ruff" check .
"$venv/bin/ruff" format --check .
"$venv/bin/mypy"
"$venv/bin/lint-imports"
exec "$venv/bin/python" -m pytest "$@"
