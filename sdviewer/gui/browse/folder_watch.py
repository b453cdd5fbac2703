"""Tells when files come, go or get another name in the folders that are browsed."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

_SETTLE_MS = 300
"""Programs that save a file take its name away for a moment; many changes together are one."""


class FolderWatch(QObject):
    """After `changed` it is silent until the listener says that it has `handled` that."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._watcher: QFileSystemWatcher | None = None
        self._told = 0.0
        self._busy = self._again = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self._tell)

    def watch(self, folders: Iterable[Path]) -> None:
        """These instead of those before."""
        wanted = {str(folder) for folder in folders}
        if self._watcher is None:
            self._watcher = QFileSystemWatcher(self)
            self._watcher.directoryChanged.connect(self._on_change)
        known = set(self._watcher.directories())
        if known - wanted:
            self._watcher.removePaths(list(known - wanted))
        if wanted - known:
            self._watcher.addPaths(list(wanted - known))

    def handled(self) -> None:
        """The last change has been dealt with. A folder that takes long to read is read less often."""
        seconds = time.monotonic() - self._told
        self._timer.setInterval(max(_SETTLE_MS, min(10_000, int(5000 * seconds))))
        self._busy = False
        if self._again:
            self._on_change()

    def _on_change(self) -> None:
        self._again = self._busy
        if not self._busy and not self._timer.isActive():
            self._timer.start()

    def _tell(self) -> None:
        self._told = time.monotonic()
        self._busy = True
        self.changed.emit()
