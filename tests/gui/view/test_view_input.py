"""The picture area in a user's hands: what mouse, wheel, fingers and keys do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QNativeGestureEvent, QPointingDevice
from PySide6.QtWidgets import QApplication
from view_hands import SIZE, drag, mouse, wheel

from sdviewer.gui.view.compare_view import Layout


def test_the_wheel_zooms_at_the_cursor(view, qtbot):
    before = view.viewport.to_picture((100, 100))
    with qtbot.waitSignal(view.viewport_changed):
        wheel(view, 120)
    assert view.viewport.scale == pytest.approx(0.5)
    for _ in range(3):
        wheel(view, 120)
    assert view.viewport.to_picture((100, 100)) == pytest.approx(before, abs=2)
    for _ in range(4):
        wheel(view, -120)
    assert view.viewport.scale == pytest.approx(0.4)


def test_the_wheel_stops_at_100_percent_on_its_way(view):
    scales = []
    for _ in range(6):
        wheel(view, 120)
        scales.append(view.viewport.scale)
    assert 1.0 in scales
    wheel(view, -120)
    assert view.viewport.scale == 1.0
    wheel(view, -120)
    assert view.viewport.scale == pytest.approx(0.8)


def test_the_wheel_with_ctrl_browses_one_picture_a_notch(view):
    steps = []
    view.step_requested.connect(steps.append)
    ctrl = Qt.KeyboardModifier.ControlModifier
    wheel(view, -120, modifiers=ctrl)
    assert steps == [1]
    for _ in range(8):
        wheel(view, 15, modifiers=ctrl)  # a touchpad's
    assert steps == [1, -1]
    view.wheel_browses = True
    wheel(view, -120)
    assert steps == [1, -1, 1]
    wheel(view, 120, modifiers=ctrl)
    assert view.viewport.scale == pytest.approx(0.5)


def test_dragging_pans_all_panes(view):
    view.set_layout(Layout.SIDE)
    view.zoom_to(2.0)
    x, y = view.viewport.origin
    drag(view, (100, 100), (120, 110), (150, 90))
    assert view.viewport.origin == (x + 50, y - 10)


def test_dragging_a_whole_picture_drags_it_out(view):
    out = []
    view.drag_out_requested.connect(lambda: out.append(1))
    drag(view, (100, 100), (130, 100), (160, 100))
    assert out == [1]
    view.zoom_to(2.0)
    drag(view, (100, 100), (130, 100))
    assert out == [1]
    drag(view, (100, 100), (130, 100), modifiers=Qt.KeyboardModifier.ControlModifier)
    assert out == [1, 1]


def test_a_double_click_goes_between_fit_and_100_percent(view, qtbot):
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert view.viewport.scale == 1.0
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert view.viewport.scale == 0.4


def test_the_divider_is_dragged_and_centred(view, qtbot):
    view.set_layout(Layout.SPLIT)
    before = view.viewport
    drag(view, (203, 50), (300, 60), (320, 70))
    assert view.split == pytest.approx(0.8)
    drag(view, (320 + 13, 150), (100, 150))  # by its grip
    assert view.split == pytest.approx(0.25)
    drag(view, (100, 20), (900, 20))
    assert view.split == 1.0
    drag(view, (399, 20), (-50, 20))
    assert view.split == 0.0
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(2, 20))
    assert view.split == 0.5
    assert view.viewport == before


def test_the_cursor_tells_that_the_divider_can_be_moved(view):
    view.set_layout(Layout.SPLIT)
    mouse(view, QEvent.Type.MouseButtonRelease, (202, 50))
    assert view.cursor().shape() == Qt.CursorShape.SplitHCursor
    mouse(view, QEvent.Type.MouseButtonRelease, (100, 50))
    assert view.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_the_pixel_under_the_cursor_is_told(view):
    seen = []
    view.hovered.connect(seen.append)
    view.set_layout(Layout.SIDE)
    view.zoom_to(1.0)
    (_, first), (_, second) = view.visible_panes()
    mouse(view, QEvent.Type.MouseMove, (int(first.x) + 20, 30))
    mouse(view, QEvent.Type.MouseButtonRelease, (0, 0))
    mouse(view, QEvent.Type.MouseMove, (int(second.x) + 20, 30))
    assert seen[0] == seen[1] == view.viewport.pixel_at((20, 30))
    view.zoom_to(2.0)  # the mouse stays
    assert seen[-1] == view.viewport.pixel_at((20, 30)) != seen[1]
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert seen[-1] is None


def test_quick_clicks_of_the_back_and_forward_buttons_all_count(view):
    """The second of two comes as a double click."""
    steps = []
    view.step_requested.connect(steps.append)
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonPress):
        mouse(view, kind, (20, 20), button=Qt.MouseButton.ForwardButton)
    assert steps == [1, 1, 1]


def test_arrow_keys_move_an_enlarged_picture_and_are_left_to_browsing_otherwise(view, qtbot):
    def override(key) -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        QApplication.sendEvent(view, event)
        return event.isAccepted()

    assert not override(Qt.Key.Key_Right)
    view.zoom_to(2.0)
    assert override(Qt.Key.Key_Right)
    assert not override(Qt.Key.Key_Space)
    x, y = view.viewport.origin
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.viewport.origin == (x - 60, y - 45)


def test_pinching_zooms_at_the_fingers(view):
    at = QPointF(100, 100)
    before = view.viewport.to_picture((100, 100))
    gesture = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice(), 2, at, at,
        view.mapToGlobal(at), 1.0, QPointF(), 0,
    )  # fmt: skip
    QApplication.sendEvent(view, gesture)
    assert view.viewport.scale == pytest.approx(0.8)
    assert view.viewport.to_picture((100, 100)) == pytest.approx(before, abs=2)


def test_a_menu_is_asked_for_where_it_was_asked(view, qtbot):
    with qtbot.waitSignal(view.menu_requested) as asked:
        from PySide6.QtGui import QContextMenuEvent

        place = view.mapToGlobal(QPoint(40, 50))
        QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(40, 50), place))
    assert asked.args == [place]


def test_a_resized_window_keeps_a_fitted_picture_fitted(view, qtbot):
    view.resize(800, 600)
    qtbot.waitUntil(lambda: view.viewport.scale == 0.8)


def test_it_says_what_it_is_to_a_screen_reader(view):
    assert view.accessibleName()
    assert view.accessibleDescription()
    assert view.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_the_divider_stays_over_the_picture_when_the_view_becomes_lower(view):
    """A panel opens below: the picture is smaller then, and the divider mustn't be left beside it."""
    view.set_layout(Layout.SPLIT)
    view.fit()
    view.set_split(0.95)
    view.resize(400, 100)  # the picture is 133 wide then, in the middle
    assert view.split == pytest.approx((400 + 133) / 2 / 400, abs=0.005)
    drag(view, (round(view.split * 400), 50), (200, 50), (10, 50))
    assert view.split == pytest.approx((400 - 133) / 2 / 400, abs=0.005)
    view.set_split(0.6)
    view.resize(*SIZE)
    assert view.split == pytest.approx(0.6)


def test_the_divider_is_where_it_was_when_the_view_is_high_again(view):
    view.set_layout(Layout.SPLIT)
    view.fit()
    view.set_split(0.9)
    view.resize(400, 100)
    view.resize(*SIZE)
    assert view.split == pytest.approx(0.9)
