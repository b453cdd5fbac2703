"""The middle of the window: a banner above the pages."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class PictureArea(QWidget):
    """Stacks what it is given, without margins."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for part in parts:
            self._column.addWidget(part)

    def add(self, part: QWidget) -> None:
        """One more, below the others."""
        self._column.addWidget(part)
