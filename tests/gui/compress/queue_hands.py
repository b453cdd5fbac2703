"""What a user does to the compress queue and sees of it, in short."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from sdviewer.gui.compress.queue_model import Column

NO_KEYS = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
COPY = Qt.DropAction.CopyAction
LEFT = Qt.MouseButton.LeftButton


def states(window) -> list[str]:
    return [job.state.value for job in window.session.queue.jobs]


def texts(window, row: int) -> list[str]:
    model = window.session.queue.model
    return [model.data(model.index(row, column)) for column in Column]


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drag(widget: QWidget, data: QMimeData, at: QPoint, keys=NO_KEYS) -> QDropEvent:
    """Over the widget to a place in it; the drop that would follow."""
    widget.dragEnterEvent(QDragEnterEvent(at, COPY, data, LEFT, keys))
    widget.dragMoveEvent(QDragMoveEvent(at, COPY, data, LEFT, keys))
    event = QDropEvent(QPointF(at), COPY, data, LEFT, keys)
    event.data = data  # it only points to it
    return event


def place(window, share: float) -> QPoint:
    """A place in the picture area, so far down."""
    area = window.area
    return area.mapTo(window, QPoint(area.width() // 2, int(area.height() * share)))
