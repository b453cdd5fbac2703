"""Where the folder is: a button for each folder above it, and one that goes up."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from ...toolkit import icons
from ...toolkit.texts import printable, tr

_LEAST = 120
_BEFORE = 2
"""What stands before the folders' own parts in the row: the button that goes up, and dots."""


class PathBar(QWidget):
    """In a narrow place the outer folders give way."""

    chosen = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self.folder: Path | None = None
        self._parts: list[tuple[QToolButton, QLabel | None]] = []
        self.up = QToolButton(autoRaise=True)
        self.up.setToolTip(tr("To the folder above"))
        self.up.setAccessibleName(tr("To the folder above"))
        self._dots = QLabel("…")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(1)
        self._row.addWidget(self.up)
        self._row.addWidget(self._dots)
        self._row.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.refresh_icons()

    def show_folder(self, folder: Path | None) -> None:
        """None: what is listed is no folder, or several."""
        self.folder = folder
        for part in self._parts:
            for widget in filter(None, part):
                widget.hide()
                widget.deleteLater()
        self._parts = []
        for path in reversed([folder, *folder.parents]) if folder is not None else []:
            self._add(path)
        self.up.setEnabled(folder is not None and folder != folder.parent)
        self._fit()

    def refresh_icons(self) -> None:
        """In the colours of the theme as it is now."""
        self.up.setIcon(icons.icon("up"))

    def sizeHint(self) -> QSize:
        return QSize(3 * _LEAST, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _add(self, path: Path) -> None:
        button = QToolButton(autoRaise=True)
        button.setText(printable(path.name or str(path)).replace("&", "&&"))
        button.setToolTip(printable(str(path)))
        button.clicked.connect(lambda _=False, path=path: self.chosen.emit(path))
        separator = QLabel("›") if self._parts else None
        for widget in filter(None, (separator, button)):
            self._row.insertWidget(self._row.count() - 1, widget)
        self._parts.append((button, separator))

    def _fit(self) -> None:
        """As many of the innermost folders as there is room for, at least the folder itself."""
        room = self.width() - self.up.sizeHint().width() - self._dots.sizeHint().width() - 4 * _BEFORE
        hidden = False
        for number, (button, separator) in enumerate(reversed(self._parts)):
            room -= button.sizeHint().width() + (separator.sizeHint().width() if separator else 0) + 2
            hidden = hidden or (number > 0 and room < 0)
            button.setVisible(not hidden)
            if separator is not None:
                separator.setVisible(not hidden)
        self._dots.setVisible(hidden)
