"""Which program a Linux desktop opens `.sdc` with, by its own tool xdg-mime."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ..codec.errors import StorageError

ENTRY = "sdviewer.desktop"
MIME_TYPE = "image/x-sdc"
_SECONDS = 20


def can_be_made_default() -> bool:
    """Whether the desktop knows this program, and opens `.sdc` with another. False where that can't be found out."""
    if not (sys.platform.startswith("linux") and _entry_is_installed()):
        return False
    try:
        current = _xdg_mime("query", "default", MIME_TYPE)
    except StorageError:
        return False
    return current != ENTRY


def make_default() -> None:
    """Have the desktop open `.sdc` with this program from now on. Raises StorageError."""
    _xdg_mime("default", ENTRY, MIME_TYPE)
    if (current := _xdg_mime("query", "default", MIME_TYPE)) != ENTRY:
        raise StorageError(f"The desktop still opens .sdc files with {current or 'nothing'}. Choose in its settings.")


def _entry_is_installed() -> bool:
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    system = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return any((Path(folder) / "applications" / ENTRY).is_file() for folder in (home, *system.split(":")))


def _xdg_mime(*words: str) -> str:
    try:
        result = subprocess.run(
            ["xdg-mime", *words], capture_output=True, text=True, timeout=_SECONDS, check=True, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise StorageError(
            f"The desktop could not be asked about .sdc files ({error}). Choose the program in the desktop's settings."
        ) from error
    return result.stdout.strip()
