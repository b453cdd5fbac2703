"""How the processes of the program take memory from the system."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress

LARGE = 4 << 20
"""Bytes of a block that is taken from the system by itself, and goes back to it as soon as it is freed."""
MMAP_THRESHOLD = -3
"""Its number in glibc's malloc.h."""


def give_back_freed() -> None:
    """Have glibc give back what pictures took, in this process and those that it starts; elsewhere nothing is done.

    By itself it keeps blocks of up to 32 MB for the next picture, once such a block was freed: a process then holds
    twice of what decoding needs, in pieces that nothing else fits into.
    """
    if sys.platform != "linux":
        return
    os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(LARGE))
    with suppress(OSError, AttributeError, ValueError):  # another C library, or what isn't a number
        ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, int(os.environ["MALLOC_MMAP_THRESHOLD_"]))
