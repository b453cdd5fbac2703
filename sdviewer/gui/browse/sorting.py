"""The order of files in a list."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCollator, Qt


def ordered(paths: list[Path], order: str, descending: bool) -> list[Path]:
    """By 'name', 'date' or 'size', the latter two by name where they are equal. It looks at the disk."""
    by_name = sorted(paths, key=name_key())
    return (
        sorted(by_name, key=partial(_sort_key, order), reverse=descending)
        if order != "name"
        else (by_name[::-1] if descending else by_name)
    )


def _sort_key(order: str, path: Path) -> int:
    try:
        status = path.stat()
    except OSError:
        return 0
    return status.st_mtime_ns if order == "date" else status.st_size


class _NameKey:
    """A name in the collator's order; names that are alike in that by their letters.

    It is compared by Python, and not Qt's key by itself: then other threads get the interpreter during a sort, which of
    10,000 names would keep the window waiting for 20 ms.
    """

    __slots__ = ("_key", "_name")

    def __init__(self, collator: QCollator, name: str) -> None:
        self._name = name
        text = unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "replace"))
        self._key = collator.sortKey(text)

    def __lt__(self, other: _NameKey) -> bool:
        order = self._key.compare(other._key)
        return order < 0 or (order == 0 and self._name < other._name)


def name_key() -> Callable[[Path], _NameKey]:
    """Sorts names as the user's language does, whatever their case and however letters are composed, and numbers by
    their value. To be used on the thread that asked for it."""
    collator = QCollator()
    collator.setNumericMode(True)
    collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return lambda path: _NameKey(collator, path.name)


def subfolders(folder: Path) -> list[Path]:
    """The folders in one, without hidden ones, by name; none where it can't be read. It looks at the disk."""
    try:
        with os.scandir(folder) as entries:
            found = [folder / e.name for e in entries if not e.name.startswith(".") and e.is_dir()]
    except OSError:
        return []
    return sorted(found, key=name_key())


def place_of(path: Path | None, paths: Sequence[Path]) -> int:
    """Where a path stands in a list, -1 if nowhere: quick for 50,000 where it is the very object that stands there."""
    found = next((place for place, one in enumerate(paths) if one is path), -1)
    return paths.index(path) if found < 0 and path in paths and path is not None else found


def renamed(before: list[Path], after: list[Path]) -> tuple[Path, Path] | None:
    """The path that is gone and the one that is new, where it is one each."""
    gone, new = set(before).difference(after), set(after).difference(before)
    return (gone.pop(), new.pop()) if len(gone) == len(new) == 1 else None
