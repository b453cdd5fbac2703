"""Where the keys go when what had them is gone: to what the middle of the window shows."""

from __future__ import annotations

import pytest
from hands import is_final, name, press
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton

from sdviewer.gui.browse.filtering import Filter
from sdviewer.gui.compare.variants import SDC


def press_offer(window, qtbot, until, key=Qt.Key.Key_Return) -> None:
    """Press the button of a message, which goes with it."""
    window.banner.show_offer("It may be redrawn.", ("Protect it", lambda: None))
    button = window.banner.findChild(QPushButton)
    until(button.isVisible)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(button, key)
    until(lambda: not window.banner.isVisible())


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_after_the_button_of_a_message_keys_are_for_the_picture(opened, qtbot, until, key):
    press_offer(opened, qtbot, until, key)
    assert opened.view.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    until(lambda: name(opened) == "img2.png")


def test_after_the_button_of_a_message_keys_are_for_the_thumbnails(opened, qtbot, until):
    opened.gallery.set_grid(True)
    press_offer(opened, qtbot, until)
    assert opened.gallery.grid.list.hasFocus()


def test_after_the_button_of_a_message_the_start_page_begins_with_open(window, qtbot, until):
    press_offer(window, qtbot, until)
    assert window.empty.isAncestorOf(QApplication.focusWidget())
    assert QApplication.focusWidget().text() == "Open…"


def test_a_button_that_can_t_be_pressed_again_leaves_the_keys_to_the_picture(opened, qtbot, until):
    """The arrow of the tool bar at the last picture."""
    press(qtbot, opened, Qt.Key.Key_End)
    until(lambda: name(opened) == "img10.png")
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC))
    button = opened.toolbar.widgetForAction(opened.actions_["compress"])
    button.setFocus(Qt.FocusReason.TabFocusReason)
    button.setEnabled(False)
    assert opened.view.hasFocus()


def test_a_tool_that_is_pressed_by_key_can_be_pressed_again(opened, qtbot, until):
    """Enter and then Space on the arrow back: two pictures back, and not one back and one forth."""
    press(qtbot, opened, Qt.Key.Key_End)
    until(lambda: name(opened) == "img10.png")
    button = opened.toolbar.widgetForAction(opened.actions_["previous"])
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    until(lambda: name(opened) == "img2.png")
    assert button.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    until(lambda: name(opened) == "img1.png")


def test_a_panel_that_is_closed_leaves_the_keys_to_the_picture(opened, qtbot, until):
    opened.panels.toggle("inspector")
    opened.inspector.tree.setFocus()
    opened.panels.docks["inspector"].close()
    assert opened.view.hasFocus()


def test_clearing_the_filter_leaves_the_keys_to_the_thumbnails(opened, qtbot, until):
    opened.gallery.set_grid(True)
    nothing = opened.gallery.grid.nothing
    opened.session.browser.set_filter(Filter(text="no such name"))
    until(nothing.isVisible)
    nothing.clear.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(nothing.clear, Qt.Key.Key_Return)
    until(lambda: len(opened.session.browser.paths) == 3)
    assert not nothing.isVisible() and opened.gallery.grid.list.hasFocus()


def test_a_folder_that_is_opened_while_thumbnails_are_shown_has_the_keys(window, folder, settings, qtbot, until):
    settings.set("browse/folder_as_grid", True)
    window.session.open([folder])
    until(lambda: window.gallery.in_grid and window.gallery.grid.list.hasFocus())
    window.panels.toggle("inspector")
    window.inspector.tree.setFocus()
    assert not window.gallery.grid.list.hasFocus()
    window.session.open([folder])
    until(window.gallery.grid.list.hasFocus)


def choose_by_mouse(box: QComboBox, row: int, qtbot, until) -> None:
    """A click on the box, and one on what it lists."""
    left, view = Qt.MouseButton.LeftButton, box.view()
    qtbot.mouseClick(box, left)
    until(view.isVisible)
    at = view.visualRect(box.model().index(row, 0)).center()
    qtbot.mouseMove(view.viewport(), at)
    qtbot.wait(QApplication.doubleClickInterval())  # what comes sooner is the end of the click that opened the list
    qtbot.mouseClick(view.viewport(), left, pos=at)
    until(lambda: not view.isVisible())


def test_after_an_effort_is_chosen_with_the_mouse_arrows_go_to_the_next_photo(opened, settings, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC) and opened.panels.visible("compress"))
    opened.compress_panel.target.quality.setFocus()  # a number was typed before
    choose_by_mouse(opened.compress_panel.effort, 1, qtbot, until)
    assert settings.get("compress/effort") == "balanced" and opened.view.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    until(lambda: name(opened) == "img2.png")


def test_after_an_order_is_chosen_with_the_mouse_arrows_go_through_the_thumbnails(opened, settings, qtbot, until):
    opened.gallery.set_grid(True)
    choose_by_mouse(opened.gallery.grid.head.filter.order, 2, qtbot, until)
    assert settings.get("browse/sort") == "size" and opened.gallery.grid.list.hasFocus()


def test_no_box_of_a_panel_takes_the_keys_from_the_picture_by_a_click(opened):
    for dock in opened.panels.docks:
        opened.panels.widget(dock)
    boxes = [box for dock in opened.panels.docks.values() for box in dock.findChildren(QComboBox)]
    assert len(boxes) > 5 and all(box.focusPolicy() is Qt.FocusPolicy.TabFocus for box in boxes)


def test_a_box_that_the_keys_have_gone_to_keeps_them(opened, settings, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC) and opened.panels.visible("compress"))
    box = opened.compress_panel.effort
    box.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert settings.get("compress/effort") == "balanced" and box.hasFocus()
