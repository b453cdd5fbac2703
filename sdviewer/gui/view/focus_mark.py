"""A frame around what the keys have come to by Tab. A click, and a window that opens, need none."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
WIDTH = 2
"""In logical pixels."""


class FocusMark(QWidget):
    """Lies over `watched` as long as it is marked, and lets everything through."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self._watched = watched
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent):
            self.setGeometry(self._watched.rect())
            self.setVisible(event.gotFocus() and event.reason() in BY_TAB)
            self.raise_()
        elif event.type() is QEvent.Type.Resize:
            self.setGeometry(self._watched.rect())
        elif event.type() is QEvent.Type.MouseButtonPress:
            self.hide()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2 * WIDTH))  # half of it is outside
        painter.drawRect(self.rect())
        painter.end()
