"""Alt and a letter open the menu, whatever panel is open: no control there takes the letter of a menu."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QAbstractButton, QLabel

from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme
from sdviewer.paths import resource


@pytest.fixture(params=["en", "de"])
def spoken(request, qapp, qtbot, session):
    translator = QTranslator()
    if request.param == "de":
        assert translator.load(QLocale("de"), "sdviewer", "_", str(resource("translations")))
        qapp.installTranslator(translator)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    yield window
    qapp.removeTranslator(translator)


def letters(texts) -> list[str]:
    return [found[1].casefold() for text in texts if (found := re.search(r"(?<!&)&(\w)", text))]


def test_the_compress_panel_leaves_the_menus_their_letters(spoken):
    menus = letters(action.text() for action in spoken.menuBar().actions())
    spoken.panels.set_visible("compress", True)
    panel = spoken.compress_panel
    controls = letters(widget.text() for kind in (QAbstractButton, QLabel) for widget in panel.findChildren(kind))
    assert len(menus) == 7 and len(controls) >= 6
    for found in (menus, controls):
        assert len(found) == len(set(found)), found
    assert set(menus).isdisjoint(controls)
