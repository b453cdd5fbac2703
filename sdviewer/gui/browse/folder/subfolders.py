"""The folders in a folder: names in rows, two of which are in view at most."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QSizePolicy

from ...toolkit import icons
from ...toolkit.texts import printable, tr
from ...widgets.first_row import FirstRow

_ROWS = 2
_PATH = Qt.ItemDataRole.UserRole


class Subfolders(QListWidget):
    """Hidden where there are none. Enter or a double click opens one."""

    chosen = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSpacing(2)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setIconSize(QSize(16, 16))
        self.setAccessibleName(tr("Folders"))
        FirstRow(self)
        self.itemActivated.connect(lambda item: self.chosen.emit(item.data(_PATH)))
        self.hide()

    def show_folders(self, folders: list[Path]) -> None:
        self.clear()
        icon = icons.icon("folder")
        for folder in folders:
            item = QListWidgetItem(icon, printable(folder.name), self)
            item.setData(_PATH, folder)
        self.setVisible(bool(folders))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What is marked says where the keys are, and nothing else."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.clearSelection()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            icon = icons.icon("folder")
            for row in range(self.count()):
                self.item(row).setIcon(icon)

    def _fit(self) -> None:
        """As high as its rows."""
        line = self.sizeHintForRow(0) + 2 * self.spacing() if self.count() else 0
        self.doItemsLayout()
        last = self.visualItemRect(self.item(self.count() - 1)) if self.count() else None
        scrolled = self.verticalScrollBar().value()
        rows = max(1, round((last.bottom() + scrolled) / line)) if last is not None and line else 1
        self.setFixedHeight(min(_ROWS, rows) * line + 4)
