"""How large a dialog opens: as it wants, but with its title whole and its buttons on the screen."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QInputDialog, QLineEdit, QWidget

SHARE = 0.95
"""Of the screen; the rest is for the frame of the window."""

LEAST = 360
"""Width of a dialog that asks for a name."""
BESIDE_TITLE = 140
"""What a window's frame and its buttons take of the width."""


def fitting(wanted: QSize, screen: QSize) -> QSize:
    """What of it a screen has room for."""
    return wanted.boundedTo(QSize(int(SHARE * screen.width()), int(SHARE * screen.height())))


def open_at(dialog: QWidget, width: int, height: int) -> None:
    """Resize it to what its screen has room for."""
    dialog.resize(fitting(QSize(width, height), dialog.screen().availableSize()))


def ask_text(parent: QWidget, title: str, label: str, text: str = "", selected: int | None = None) -> str:
    """What the user types, '' if nothing. text: what stands there already, of which the first letters are `selected` to
    be typed over; None: all of them."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    dialog.setTextValue(text)
    hint = dialog.sizeHint()
    width = max(hint.width(), LEAST, title_width(dialog))
    open_at(dialog, width, hint.height())

    def select() -> None:
        edit = dialog.findChild(QLineEdit)
        if edit is not None:
            edit.setSelection(0, len(text) if selected is None else selected)

    QTimer.singleShot(0, select)  # since being shown selects all
    agreed = dialog.exec()
    typed = dialog.textValue().strip()
    dialog.deleteLater()
    return typed if agreed else ""


def title_width(dialog: QWidget) -> int:
    """How wide it has to be for its title, which the desktop draws in its own, often bold, font."""
    font = dialog.font()
    font.setBold(True)
    return QFontMetrics(font).horizontalAdvance(dialog.windowTitle()) + BESIDE_TITLE
