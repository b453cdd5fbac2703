"""Where the window is when it is opened again."""

from __future__ import annotations

import struct

import pytest
from PySide6.QtCore import QByteArray

from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.shell.window_place import keep_place
from sdviewer.gui.toolkit.theme import Theme

SCREEN_WIDTH = slice(46, 50)
"""Of the bytes that Qt's `saveGeometry` returns: how wide the screen was."""


def again(qapp, qtbot, session) -> MainWindow:
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    return window


def test_the_window_comes_back_as_large_as_it_was(window, qapp, qtbot, session, settings):
    window.resize(930, 640)
    qtbot.wait(20)
    keep_place(window, settings)
    assert again(qapp, qtbot, session).size().toTuple() == (930, 640)


@pytest.mark.parametrize("factor", [0.5, 1.4, 2])
def test_on_a_screen_of_another_size_or_scale_it_is_as_large_as_the_first_time(
    window, qapp, qtbot, session, settings, factor
):
    """Not as small as it can be."""
    first = again(qapp, qtbot, session).size()
    window.resize(first.width() - 150, first.height() - 50)
    qtbot.wait(20)
    stored = bytearray(window.saveGeometry().data())
    stored[SCREEN_WIDTH] = struct.pack(">i", round(factor * window.screen().size().width()))
    settings.set_blob("window/geometry", QByteArray(bytes(stored)))
    assert again(qapp, qtbot, session).size() == first
