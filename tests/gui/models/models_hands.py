"""What a user does to the models dialog and sees of it, in short."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QPushButton

from sdviewer.gui.compare.variants import SDC


def names(dialog) -> list[str]:
    return [dialog.list.topLevelItem(row).text(0) for row in range(dialog.list.topLevelItemCount())]


def row(dialog, name: str) -> list[str]:
    item = dialog.list.topLevelItem(names(dialog).index(name))
    return [item.text(column) for column in range(6)]


def buttons(banner) -> dict[str, QPushButton]:
    return {b.text(): b for b in banner.findChildren(QPushButton) if not b.isHidden()}


def press(qtbot, button) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def drop(widget, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    button, nothing = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    widget.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, button, nothing))


def sdc(window):
    return window.session.comparison.variant(SDC)
