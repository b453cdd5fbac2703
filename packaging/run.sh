#!/usr/bin/env bash
# Open sdviewer on FILES, or on its sample photo. Without a display: the same job, its window rendered to a PNG.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
prepare ""
exec "$venv/bin/python" -m sdviewer.demo "$@"
