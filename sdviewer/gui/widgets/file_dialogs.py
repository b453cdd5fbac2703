"""The system's dialogs for opening files and folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ..toolkit.texts import tr


class FileDialogs:
    """Asks in front of a window. folder: where a dialog begins that isn't told anything else."""

    def __init__(self, parent: QWidget, folder: Callable[[], str]) -> None:
        self._parent = parent
        self.folder = folder

    def pictures(self, title: str) -> list[Path]:
        """Pictures to open, none if the user gives up."""
        names, _ = QFileDialog.getOpenFileNames(self._parent, title, self.folder(), picture_filter())
        return list(map(Path, names))

    def picture(self, title: str) -> Path | None:
        name, _ = QFileDialog.getOpenFileName(self._parent, title, self.folder(), picture_filter())
        return Path(name) if name else None

    def directory(self, title: str, start: str = "") -> Path | None:
        """A folder. start: where to begin instead."""
        name = QFileDialog.getExistingDirectory(self._parent, title, start or self.folder())
        return Path(name) if name else None


def picture_filter() -> str:
    """What a dialog offers to show: all that can be opened, or everything."""
    patterns = "*.sdc *.jpg *.jpeg *.png *.webp *.avif *.heic *.heif *.jxl *.tif *.tiff *.bmp *.gif *.ppm *.psd *.ico"
    return f"{tr('Pictures')} ({patterns} {patterns.upper()});;{tr('All files')} (*)"
