"""Photos that are dragged into the window, and out of it, stay where they are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent

COPY, MOVE = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction
LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def answers(widget, data: QMimeData) -> list[Qt.DropAction]:
    """What a file manager that proposes to move is told: when it enters, over the widget, and when it lets go."""
    events = [
        QDragEnterEvent(QPoint(40, 40), COPY | MOVE, data, LEFT, NO_KEYS),
        QDragMoveEvent(QPoint(40, 40), COPY | MOVE, data, LEFT, NO_KEYS),
        QDropEvent(QPointF(40, 40), COPY | MOVE, data, LEFT, NO_KEYS),
    ]
    for event in events:
        event.setDropAction(MOVE)
    widget.dragEnterEvent(events[0])
    widget.dragMoveEvent(events[1])
    widget.dropEvent(events[2])
    assert all(event.isAccepted() for event in events)
    return [event.dropAction() for event in events]


@pytest.fixture
def dragged(folder):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder / "img1.png"))])
    return data


def test_a_dropped_photo_is_never_moved_away(window, dragged, until):
    assert answers(window, dragged) == [COPY] * 3
    until(lambda: window.session.comparison.document is not None)


def test_nor_is_one_that_is_dropped_on_the_queue(window, dragged, until):
    window.queue.show_panel()
    until(lambda: window.panels.visible("queue"))
    assert answers(window.queue_panel, dragged) == [COPY] * 3


def test_a_photo_that_is_dragged_out_is_only_copied(opened, monkeypatch):
    offered = []
    monkeypatch.setattr(QDrag, "exec", lambda drag, actions=MOVE: offered.append(actions))
    opened.clipboard.drag_out()
    assert offered == [COPY]
