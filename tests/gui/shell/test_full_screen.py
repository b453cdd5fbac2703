"""The full screen, and what is there after it."""

from __future__ import annotations

from hands import is_final, press
from PySide6.QtCore import Qt

from sdviewer.gui.compare.variants import SDC
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
