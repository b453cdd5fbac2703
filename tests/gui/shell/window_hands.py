"""What a user does to the window and sees of it, in short."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget


def drop(window, data: QMimeData) -> None:
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def visible_text(widget: QWidget) -> str:
    parts = [w.text() for w in widget.findChildren(QWidget) if hasattr(w, "text") and w.isVisibleTo(widget)]
    return " ".join(parts).replace("\u00a0", " ")


def accessible_name(widget: QWidget) -> str:
    from PySide6.QtGui import QAccessible

    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


def pane_menu(window, pane: int) -> dict:
    """What a pane's menu has, by its texts."""
    menu = window.headers._headers[pane]._name.menu()
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions() if not action.isSeparator()}


def answer(monkeypatch, path: Path, filter: str = "") -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), filter))
