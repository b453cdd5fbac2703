"""What libraries in C write to standard error while they decode (libtiff does): kept from it, and part of the sentence
where there is no picture."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_LONGEST = 200
_lock = threading.Lock()
_users = 0
_kept = _record = -1
"""Descriptors of what was standard error, and of the file that stands for it; -1 where none does."""


@contextmanager
def silenced() -> Iterator[None]:
    """Nothing reaches standard error, of whichever thread: only for processes in which nothing else writes there."""
    global _users
    with _lock:
        if not _users:
            _swap()
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if not _users:
                _swap_back()


def said() -> str:
    """The last line that was written since this was asked last; '' if there is none, or nothing is silenced."""
    if _record < 0:
        return ""
    with suppress(OSError):
        end = os.lseek(_record, 0, os.SEEK_END)
        os.lseek(_record, max(0, end - 4096), os.SEEK_SET)
        text = os.read(_record, 4096).decode("utf-8", "replace")
        os.ftruncate(_record, 0)
        os.lseek(_record, 0, os.SEEK_SET)
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return "".join(c for c in lines[-1] if c.isprintable())[:_LONGEST].rstrip(".") if lines else ""
    return ""


def _swap() -> None:
    global _kept, _record
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.flush()
    with suppress(OSError):  # a windowed program on Windows has no standard error
        _kept = os.dup(2)
        _record = _new_file()
        os.dup2(_record, 2)


def _swap_back() -> None:
    global _kept, _record
    if _record >= 0:
        os.dup2(_kept, 2)
    for descriptor in (_kept, _record):
        with suppress(OSError):
            os.close(descriptor)
    _kept = _record = -1


def _new_file() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("complaints", os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
