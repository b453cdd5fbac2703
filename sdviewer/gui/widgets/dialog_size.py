"""How large a dialog opens: as it wants, but with its buttons on the screen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

SHARE = 0.95
"""Of the screen; the rest is for the frame of the window."""


def fitting(wanted: QSize, screen: QSize) -> QSize:
    """What of it a screen has room for."""
    return wanted.boundedTo(QSize(int(SHARE * screen.width()), int(SHARE * screen.height())))


def open_at(dialog: QWidget, width: int, height: int) -> None:
    """Resize it to what its screen has room for."""
    dialog.resize(fitting(QSize(width, height), dialog.screen().availableSize()))
