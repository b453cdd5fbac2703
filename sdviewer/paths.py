"""Where the program's own files lie: in the source tree, in an installed wheel, or in a frozen program."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """A file or folder of `resources/`, by its path there, such as 'models/own-1'."""
    installed = _HERE / "resources"
    return (installed if installed.is_dir() else _HERE.parent / "resources") / name
