"""What stands above the thumbnails: where they are, what else is there, and what is listed how."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...toolkit.settings import Settings
from ..browser import Browser
from .filter_bar import FilterBar
from .path_bar import PathBar
from .subfolders import Subfolders


class FolderHead(QWidget):
    """Follows the browser, and has it open what is chosen."""

    left = Signal()
    """The folder that was chosen is there: keys are for what is in it."""

    def __init__(self, browser: Browser, settings: Settings) -> None:
        super().__init__()
        self._browser = browser
        self.path, self.subfolders = PathBar(), Subfolders()
        self.filter = FilterBar(browser, settings, self.path)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 2)
        column.setSpacing(4)
        column.addWidget(self.filter)
        column.addWidget(self.subfolders)
        self.path.up.clicked.connect(self._go_up)
        self.path.chosen.connect(self._open)
        self.subfolders.chosen.connect(self._open)
        browser.folder_changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.path.refresh_icons()

    def _show(self) -> None:
        if self.subfolders.hasFocus():
            self.left.emit()
        self.path.show_folder(self._browser.folder)
        self.subfolders.show_folders(self._browser.subfolders)

    def _open(self, folder: Path) -> None:
        self._browser.open([folder])

    def _go_up(self) -> None:
        """Its button stays, to be pressed once more."""
        if self.path.folder is not None:
            self._browser.open([self.path.folder.parent])
