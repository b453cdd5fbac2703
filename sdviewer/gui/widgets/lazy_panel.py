"""A panel whose contents are made when it is first seen, so that the window needn't wait for them at its start."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget


class LazyPanel(QWidget):
    """make: called once."""

    def __init__(self, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self._make = make
        self.panel: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def made(self) -> QWidget:
        """The contents, made now if they aren't yet."""
        if self.panel is None:
            self.panel = self._make()
            self._column.addWidget(self.panel)
        return self.panel

    def showEvent(self, event: QShowEvent) -> None:
        self.made()
        super().showEvent(event)
