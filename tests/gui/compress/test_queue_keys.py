"""The rows of the queue with the keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from queue_hands import LEFT, states

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture
def view(window, photos, until):
    """Three rows in a panel that was closed, opened by its key."""
    window.queue.add(photos)
    until(lambda: states(window) == ["done"] * 3)
    window.panels.set_visible("queue", False)
    window.activateWindow()
    until(window.isActiveWindow)
    window.actions_["queue"].trigger()
    view = window.queue_panel.view
    until(view.hasFocus)
    return view


def test_the_first_row_is_current_and_seen_and_down_goes_to_the_second(view, qtbot):
    assert view.selected_rows() == [0] and view.currentIndex().row() == 0
    first = view.visualRect(view.currentIndex())
    chosen = view.viewport().grab(first).toImage()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.selected_rows() == [1]
    assert view.viewport().grab(first).toImage() != chosen


def test_ctrl_and_an_arrow_show_where_the_keys_are(view, qtbot):
    before = view.viewport().grab().toImage()
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert view.selected_rows() == [0] and view.currentIndex().row() == 1
    assert view.viewport().grab().toImage() != before
    qtbot.keyClick(view, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert view.selected_rows() == [0, 1]


def test_a_click_with_ctrl_chooses_that_row_alone(view, window, qtbot):
    view.clearSelection()
    window.view.setFocus()
    place = view.visualRect(view.model().index(2, 0)).center()
    qtbot.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.ControlModifier, place)
    assert view.selected_rows() == [2]
