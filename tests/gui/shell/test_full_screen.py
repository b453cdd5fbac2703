"""The full screen, and what is there after it."""

from __future__ import annotations

import pytest
from hands import is_final, press
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from sdviewer.gui.compare.variants import SDC
from sdviewer.gui.dialogs.keys_page import KeysPage
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme


def test_full_screen_hides_everything_else_and_brings_it_back(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_F11)
    until(opened.isFullScreen)
    assert not opened.menuBar().isVisible() and not opened.statusBar().isVisible()
    press(qtbot, opened, Qt.Key.Key_Escape)
    until(lambda: not opened.isFullScreen())
    assert opened.menuBar().isVisible() and opened.statusBar().isVisible()


def test_a_full_screen_that_the_window_manager_begins_and_ends_is_one(opened, qtbot, until):
    opened.showFullScreen()
    until(opened.isFullScreen)
    assert not opened.menuBar().isVisible() and not opened.toolbar.isVisible()
    opened.showNormal()
    until(lambda: not opened.isFullScreen())
    assert opened.menuBar().isVisible() and opened.toolbar.isVisible()
    opened.showFullScreen()
    press(qtbot, opened, Qt.Key.Key_F11)
    until(lambda: not opened.isFullScreen())
    assert opened.menuBar().isVisible()


def test_a_window_closed_in_full_screen_has_its_bars_at_the_next_start(opened, session, settings, qapp, qtbot, until):
    opened.full_screen.set(True)
    until(opened.isFullScreen)
    opened.close()
    again = MainWindow(session, Theme(qapp))
    qtbot.addWidget(again)
    again.show()
    assert again.toolbar.isVisible() and again.menuBar().isVisible() and not again.isFullScreen()


def test_after_the_full_screen_the_compress_panel_fits_what_was_done_in_it(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_F11)
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC))
    assert not opened.compress_panel.isVisible()
    press(qtbot, opened, Qt.Key.Key_F11)
    until(opened.compress_panel.isVisible)
    press(qtbot, opened, Qt.Key.Key_F11)
    press(qtbot, opened, Qt.Key.Key_C)
    press(qtbot, opened, Qt.Key.Key_F11)
    until(lambda: not opened.isFullScreen())
    assert not opened.compress_panel.isVisible()


@pytest.fixture
def filled(opened, qtbot, until):
    """The picture fills the screen, and the controls that told of themselves are gone."""
    press(qtbot, opened, Qt.Key.Key_F11)
    until(opened.isFullScreen)
    assert opened.full_screen_bar.isVisible()
    rest(opened, until)
    return opened


def rest(window, until) -> None:
    """The mouse has rested long enough. Otherwise never: on a busy machine they would be gone before a click."""
    timer = window.full_screen_bar._timer
    timer.start(0)
    until(window.full_screen_bar.isHidden)
    timer.setInterval(600_000)


def corner(window) -> str:
    return window.view.grab().toImage().pixelColor(2, window.view.height() // 2).name()


def test_the_full_screen_is_black_unless_another_colour_was_chosen(opened, settings, qtbot, until):
    opened.theme.choose("light")
    assert corner(opened) == "#d9d9dc"
    opened.full_screen.set(True)
    until(opened.isFullScreen)
    assert corner(opened) == "#000000"
    settings.set("view/background", "grey")
    assert corner(opened) == "#777777"
    settings.set("view/background", "theme")
    opened.full_screen.set(False)
    until(lambda: not opened.isFullScreen())
    assert corner(opened) == "#d9d9dc"


def test_controls_come_with_the_mouse_and_go_when_it_rests(filled, qtbot, until):
    bar, view = filled.full_screen_bar, filled.view
    assert view.cursor().shape() == Qt.CursorShape.BlankCursor
    qtbot.mouseMove(view, QPoint(300, 200))
    qtbot.mouseMove(view, QPoint(310, 210))
    until(bar.isVisible)
    assert view.cursor().shape() != Qt.CursorShape.BlankCursor
    assert view.rect().contains(bar.geometry())
    qtbot.mouseClick(bar.button("next"), Qt.MouseButton.LeftButton)
    until(lambda: filled.session.browser.index == 1)
    qtbot.mouseMove(view, QPoint(300, 200))
    until(bar._timer.isActive)
    rest(filled, until)


def test_the_controls_end_the_full_screen(filled, qtbot, until):
    qtbot.mouseMove(filled.view, QPoint(300, 200))
    qtbot.mouseMove(filled.view, QPoint(310, 210))
    until(filled.full_screen_bar.isVisible)
    qtbot.mouseClick(filled.full_screen_bar.button("full_screen"), Qt.MouseButton.LeftButton)
    until(lambda: not filled.isFullScreen() and filled.full_screen_bar.isHidden())
    QApplication.sendEvent(filled.full_screen_bar, QEvent(QEvent.Type.Leave))  # the mouse was over them
    assert not filled.full_screen_bar._timer.isActive(), "else the arrow would be gone from the window"
    assert filled.view.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_pictures_of_a_slideshow_fill_the_screen_and_it_can_pause(opened, settings, qtbot, until):
    settings.set("browse/slideshow_seconds", 0.5)
    opened.actions_["slideshow"].trigger()
    until(opened.isFullScreen)
    viewport = opened.view.viewport
    assert viewport.scale == viewport.fit_scale > 1, "the photo has 96 pixels"
    until(lambda: opened.session.browser.index == 1)
    until(lambda: opened.view.viewport.scale == opened.view.viewport.fit_scale)
    qtbot.mouseClick(opened.full_screen_bar.button(""), Qt.MouseButton.LeftButton)
    assert opened.isFullScreen() and not opened.slideshow.is_running
    qtbot.mouseClick(opened.full_screen_bar.button(""), Qt.MouseButton.LeftButton)
    assert opened.slideshow.is_running
    press(qtbot, opened, Qt.Key.Key_Escape)
    until(lambda: not opened.isFullScreen())
    assert not opened.slideshow.is_running and opened.view.viewport.scale == 1


def test_a_slideshow_waits_for_what_is_compressed_and_ends_at_the_first_escape(opened, settings, codec, qtbot, until):
    settings.set("browse/slideshow_seconds", 0.05)
    codec.hold("encode")
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: codec.asked_for("encode"))
    opened.actions_["slideshow"].trigger()
    until(opened.isFullScreen)
    qtbot.wait(300)
    assert opened.session.browser.index == 0 and opened.session.tasks.running("encode")
    codec.release("encode")
    until(lambda: opened.session.browser.index == 1)
    codec.hold("encode")
    until(lambda: opened.session.tasks.running("encode"))
    press(qtbot, opened, Qt.Key.Key_Escape)
    until(lambda: not opened.isFullScreen())
    assert not opened.slideshow.is_running and opened.session.tasks.running("encode")
    codec.release("encode")


def test_a_slideshow_ends_with_the_full_screen(opened, qtbot, until):
    opened.actions_["slideshow"].trigger()
    until(opened.isFullScreen)
    press(qtbot, opened, Qt.Key.Key_F11)
    until(lambda: not opened.isFullScreen())
    assert not opened.slideshow.is_running


@pytest.mark.parametrize("over", ["settings", "models", "keys", "menu"])
def test_a_slideshow_waits_while_something_is_open_over_it(opened, settings, qtbot, until, over):
    settings.set("browse/slideshow_seconds", 0.05)
    steps = []
    opened.session.browser.moved.connect(steps.append)
    opened.actions_["slideshow"].trigger()
    until(lambda: len(steps) > 1)
    before = set(opened.findChildren(QWidget)) | set(QApplication.topLevelWidgets())
    if over == "menu":
        opened.actions_.pop_up(("copy",), opened.view.mapToGlobal(QPoint(50, 50)))
    else:
        opened.actions_[over].trigger()
    kind = {"menu": QMenu, "keys": KeysPage}.get(over, QDialog)
    here = [*opened.findChildren(kind), *QApplication.topLevelWidgets()]
    shown = next(widget for widget in here if isinstance(widget, kind) and widget not in before)
    until(shown.isVisible)
    steps.clear()
    qtbot.wait(400)
    assert steps == [] and opened.slideshow.is_running
    shown.close()
    until(lambda: len(steps) > 1)
    opened.actions_["slideshow"].trigger()
