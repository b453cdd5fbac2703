"""Files that are saved as soon as they are compressed: which, how far each is, and whether its photo was left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ...codec.types import Progress


@dataclass(slots=True, eq=False)
class PendingSave:
    """give_up: the user doesn't want it any more. progress: None while nothing is known. left: another picture is shown
    by now."""

    path: Path
    give_up: Callable[[], object]
    progress: Progress | None = None
    left: bool = False


class PendingSaves(QObject):
    """Changed by what saves."""

    changed = Signal()
    """One has come, has gone, or was left."""
    progressed = Signal(object)
    """A PendingSave is further."""

    def __init__(self) -> None:
        super().__init__()
        self._saves: dict[Path, PendingSave] = {}

    @property
    def paths(self) -> list[Path]:
        """What is to be written."""
        return list(self._saves)

    @property
    def saves(self) -> list[PendingSave]:
        return list(self._saves.values())

    def begin(self, path: Path, give_up: Callable[[], object]) -> None:
        """This file is going to be written."""
        self._saves[path] = PendingSave(path, give_up)
        self.changed.emit()

    def leave(self, path: Path) -> None:
        """Its picture isn't the one that is shown any more."""
        if path in self._saves:
            self._saves[path].left = True
            self.changed.emit()

    def report(self, path: Path, progress: Progress | None) -> None:
        """How far it is; None while nothing is known."""
        save = self._saves.get(path)
        if save is not None and progress is not None:
            save.progress = progress
            self.progressed.emit(save)

    def end(self, path: Path) -> None:
        """It is written, or won't be."""
        if self._saves.pop(path, None) is not None:
            self.changed.emit()
