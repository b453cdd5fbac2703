"""How much at a time this machine allows."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

MEMORY = 1_500_000_000
"""Bytes that a process takes with a photo of 24 megapixels."""


def default_size() -> int:
    """As many processes as cores and free memory allow."""
    return max(1, min(cores(), free_memory() // MEMORY))


def cores() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def free_memory() -> int:
    """Bytes that may be taken without pushing anything out, within the limit of a container; plenty where that can't
    be told."""
    free = [sys.maxsize]
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
        free.append(1024 * int(next(line.split()[1] for line in lines if line.startswith("MemAvailable"))))
    with suppress(OSError, ValueError):
        group = Path("/sys/fs/cgroup")
        free.append(int((group / "memory.max").read_text()) - int((group / "memory.current").read_text()))
    return max(0, min(free))
