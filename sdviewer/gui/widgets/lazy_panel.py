"""A panel whose contents are made when it is first seen, so that the window needn't wait for them at its start."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from .panel_keys import leave_keys_of_boxes

BESIDE = QSize(172, 228)
"""What of a screen is left to others: the picture, and the window's bars."""
LEAST = QSize(200, 72)


class LazyPanel(QScrollArea):
    """make: called once. As large as its contents need; on a screen too small for that they scroll."""

    def __init__(self, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self._make = make
        self.panel: QWidget | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def made(self) -> QWidget:
        """The contents, made now if they aren't yet."""
        if self.panel is None:
            self.panel = panel = self._make()
            self.setWidget(panel)
            leave_keys_of_boxes(panel)
            panel.setAutoFillBackground(False)
            self.viewport().setAutoFillBackground(False)
            panel.show()
            self.updateGeometry()
        return self.panel

    def showEvent(self, event: QShowEvent) -> None:
        self.made()
        super().showEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # they need more or less than before
            self.updateGeometry()
        return super().viewportEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        return self.panel.sizeHint().expandedTo(self.panel.minimumSize()) if self.panel else QSize()

    def minimumSizeHint(self) -> QSize:
        """All that the contents need, if the screen has it."""
        if self.panel is None:
            return QSize(0, 0)
        needed = self.panel.minimumSizeHint().expandedTo(self.panel.minimumSize())
        most = (self.screen().availableGeometry().size() - BESIDE).expandedTo(LEAST)
        if needed.height() > most.height():
            needed += QSize(self.verticalScrollBar().sizeHint().width(), 0)
        return needed.boundedTo(most)
