"""What the window shows before anything is open, and the settings of colour."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel

from sdviewer.gui.dialogs.settings_dialog import SettingsDialog
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme


@pytest.fixture
def window(qapp, qtbot, codec, settings, loop):
    session = Session(codec, settings, loop)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    yield window
    loop.run_until_complete(session.close())


def words(window) -> str:
    return "\n".join(label.text() for label in window.empty.findChildren(QLabel))


def test_the_first_start_says_where_to_begin_and_later_ones_offer_what_was_open(window, settings):
    assert "Where to begin" in words(window) and "Press C" in words(window) and "Ctrl+S" in words(window)
    settings.add_recent("/photos/a & b.jpg")
    window.empty.refresh()
    assert "Recent" in words(window) and "a &amp; b.jpg" in words(window)
    assert "Where to begin" not in words(window)
    settings.set("recent", [])
    window.empty.refresh()
    assert "Where to begin" in words(window)


def test_recent_files_of_one_name_are_told_apart_by_their_folders(window, settings):
    for path in ("/a/trip/1.jpg", "/b/trip/1.jpg", "/b/home/1.jpg", "/b/home/2.jpg"):
        settings.add_recent(path)
    window.empty.refresh()
    shown = [line.split("</a>")[0] for line in window.empty._recent.text().split("<br>")]
    assert [line.split('">')[1] for line in shown] == [
        "2.jpg",
        "1.jpg (home)",
        f"1.jpg ({Path('b/trip')})",
        f"1.jpg ({Path('a/trip')})",
    ]


def test_a_profile_of_the_screen_is_asked_for_when_it_is_to_be_a_file(window, settings, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/profiles/screen.icc", ""))
    dialog = SettingsDialog(settings, window)
    qtbot.addWidget(dialog)
    box = dialog.findChild(QComboBox, "view/screen_colour")
    assert box.currentData() == "screen"
    for choice in ("off", "file"):
        box.setCurrentIndex(box.findData(choice))
        box.activated.emit(box.currentIndex())
        assert settings.get("view/screen_colour") == choice
    assert settings.get("view/screen_profile") == "/profiles/screen.icc"
    assert box.toolTip() == "/profiles/screen.icc"
