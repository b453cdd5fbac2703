"""Memory that pictures took goes back to the system when they are done with."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, os, sys
import numpy as np

{before}

class Info(ctypes.Structure):
    NAMES = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_size_t) for name in NAMES.split()]

libc = ctypes.CDLL(None)
if not hasattr(libc, "mallinfo2"):
    sys.exit(77)
libc.mallinfo2.restype = Info
large = np.empty(24 << 20, np.uint8)
del large  # from here on glibc would keep blocks of this size
before = libc.mallinfo2().hblks
held = np.empty(8 << 20, np.uint8)
print(libc.mallinfo2().hblks - before, os.environ.get("MALLOC_MMAP_THRESHOLD_"))
"""


def taken_from_the_system(before: str) -> list[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    command = [sys.executable, "-c", PROGRAM.format(before=before)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode == 77:
        pytest.skip("not glibc, or one before 2.33")
    assert done.returncode == 0
    return done.stdout.split()


@pytest.mark.skipif(sys.platform != "linux", reason="glibc is Linux's")
def test_large_blocks_go_back_when_they_are_freed():
    assert taken_from_the_system("") == ["0", "None"]
    said = taken_from_the_system("from sdviewer.cli import main; main(['--version'])")
    assert said[-2:] == ["1", str(4 << 20)]
