#!/usr/bin/env bash
# The oldest of each package that pyproject.toml allows, in an environment of its own, and what must come out the same
# on every version: the conformance suite, the goldens, the entropy coder. Arguments go to pytest.
#
# SDVIEWER_VENV: where, default .venv-oldest. PYTHON: which, default the oldest that is allowed and found.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=${SDVIEWER_VENV:-$root/.venv-oldest}
python=${PYTHON:-$(command -v python3.11 || command -v python3)}
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
pip() { "$venv/bin/python" -m pip --disable-pip-version-check -q "$@"; }
pip install packaging
# Of the program's own dependencies the lowest version that the index has; what the tests need may be new.
"$venv/bin/python" - "$root/pyproject.toml" >"$venv/oldest.txt" <<'END'
import subprocess
import sys
import tomllib

from packaging.requirements import Requirement
from packaging.version import Version

with open(sys.argv[1], "rb") as file:
    wanted = [Requirement(line) for line in tomllib.load(file)["project"]["dependencies"]]
for requirement in wanted:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "index", "versions", requirement.name]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    line = next(line for line in listing.splitlines() if line.startswith("Available versions:"))
    versions = [Version(text.strip()) for text in line.removeprefix("Available versions:").split(",")]
    print(f"{requirement.name}=={min(version for version in versions if version in requirement.specifier)}")
END
cat "$venv/oldest.txt" >&2
pip install --only-binary :all: -r "$venv/oldest.txt" pytest pytest-qt hypothesis
[ $# -gt 0 ] || set -- tests/test_conformance.py tests/codec/entropy tests/codec/own tests/codec/container \
  tests/codec/pictures tests/service/cage tests/service/test_files.py
cd "$root"
PYTHONPATH=$root exec "$venv/bin/python" -m pytest -q -p no:cacheprovider "$@"
