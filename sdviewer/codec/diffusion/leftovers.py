"""What a killed process left on the disk."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from pathlib import Path

OLD = 24 * 3600.0
"""Seconds after which nobody is at work on it any more."""


def remove_old(folder: Path, pattern: str) -> None:
    """Delete what is old in a folder and matches a pattern of `Path.glob`; what can't be deleted stays."""
    for path in folder.glob(pattern):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime <= OLD:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
