"""Names of files that are being written, and what becomes of those whose process was killed."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import Path

TEMPORARY = ".sdviewer-"
"""How the names begin."""
OLD = 24 * 3600.0
"""Seconds after which nobody is at work on it any more."""

_NAME = re.compile(r"\.sdviewer-(?:[0-9a-f]{16})?-[0-9a-f]{16}\.tmp")
_swept: set[Path] = set()


def temporary_name(token: str = "") -> str:
    """A name that no other file has. token: 16 hex digits that tell whose it is, or nothing."""
    return f"{TEMPORARY}{token}-{os.urandom(8).hex()}.tmp"


def sweep(folder: Path) -> None:
    """Delete what killed processes left in a folder a day ago or earlier, once for each folder and process.

    By the date of the last change, which nobody can set: a file that is being written may have its photo's date.
    """
    if folder in _swept:
        return
    _swept.add(folder)
    with suppress(OSError, ValueError), os.scandir(folder) as entries:
        for entry in entries:
            if _NAME.fullmatch(entry.name):
                with suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    if entry.is_file(follow_symlinks=False) and time.time() - status.st_ctime > OLD:
                        os.unlink(entry.path)  # noqa: PTH108
