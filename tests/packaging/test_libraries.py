"""The system packages that the program's environment needs: the list is what the wheels ask for."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

pytest.importorskip("elftools")
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads Linux's libraries")

ROOT = Path(__file__).parents[2]


@pytest.fixture
def libraries(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "packaging" / "linux"))
    import libraries

    return libraries


def test_the_list_is_what_the_wheels_ask_for(libraries):
    needed = libraries.needed(Path(sysconfig.get_path("purelib")).resolve())
    assert {"libglib-2.0.so.0", "libxcb-shape.so.0", "libwayland-egl.so.1", "libEGL.so.1"} <= set(needed)
    lacking = {soname: files for soname, files in needed.items() if soname not in libraries.listed()}
    assert lacking == {}
    assert set(libraries.listed()) <= set(needed)  # nothing is installed for nothing


def test_what_the_linker_does_not_find_is_named(tmp_path):
    linker = tmp_path / "ldconfig"
    known = "cut -d' ' -f1 %s | grep -v -e '#' -e glib -e wayland-egl" % (
        ROOT / "packaging" / "linux" / "libraries.txt"
    )
    linker.write_text(f"#!/bin/sh\n{known} | sed 's|.*|\t& (libc6,x86-64) => /lib/x|'\n")
    linker.chmod(0o755)
    for column, names in ((2, "libglib2.0-0 libwayland-egl1"), (3, "glib2 libwayland-egl")):
        script = f". {ROOT}/packaging/environment.sh; PATH={tmp_path}:$PATH; missing_libraries {column}"
        result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
        assert result.stdout.split() == names.split()
