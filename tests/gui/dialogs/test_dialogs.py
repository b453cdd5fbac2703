"""Palette, settings, About: what they show and that it counts at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QSpinBox

from sdviewer import __version__
from sdviewer.gui.dialogs.about import AboutDialog
from sdviewer.gui.dialogs.command_palette import CommandPalette
from sdviewer.gui.dialogs.settings_dialog import SettingsDialog
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme


@pytest.fixture
def window(qapp, qtbot, codec, settings, loop):
    session = Session(codec, settings, loop)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.show()
    yield window
    loop.run_until_complete(session.close())


def rows(palette: CommandPalette) -> list[str]:
    return [palette.list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(palette.list.count())]


def test_the_palette_finds_a_command_by_parts_of_its_name_and_runs_it(window, settings, qtbot):
    palette = CommandPalette(window.actions_, window)
    qtbot.addWidget(palette)
    palette.show()
    qtbot.keyClicks(palette.search, "zoom keep")
    assert rows(palette)[0] == "keep_zoom"
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert settings.get("view/keep_zoom") is True


def test_the_palette_lists_what_cannot_be_used_now_last_and_does_not_run_it(window, qtbot):
    palette = CommandPalette(window.actions_, window)
    qtbot.addWidget(palette)
    enabled = [window.actions_[id].isEnabled() for id in rows(palette)]
    assert enabled == sorted(enabled, reverse=True) and not all(enabled)
    qtbot.keyClicks(palette.search, "move to trash")
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert palette.list.count() == 1


def test_the_palette_says_that_nothing_was_found(window, qtbot):
    palette = CommandPalette(window.actions_, window)
    qtbot.addWidget(palette)
    palette.show()
    qtbot.keyClicks(palette.search, "zqx")
    assert [palette.list.item(row).text() for row in range(palette.list.count())] == ["Nothing found"]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(palette.search, key)
    assert palette.isVisible()
    palette.search.setText("zoom keep")
    assert rows(palette)[0] == "keep_zoom"


def test_settings_count_at_once(window, settings, qtbot):
    dialog = SettingsDialog(settings, window)
    qtbot.addWidget(dialog)
    theme = dialog.findChild(QComboBox, "view/theme")
    theme.setCurrentIndex(theme.findData("dark"))
    theme.activated.emit(theme.currentIndex())
    assert settings.get("view/theme") == "dark" and window.theme.dark
    dialog.findChild(QSpinBox, "browse/cache_megabytes").setValue(100)
    assert window.session.loader.cache.capacity == 100_000_000
    theme.setCurrentIndex(theme.findData("light"))
    theme.activated.emit(theme.currentIndex())
    assert not window.theme.dark


def test_about_tells_the_version_and_the_licences(window, qtbot):
    dialog = AboutDialog(window)
    qtbot.addWidget(dialog)
    text = " ".join(label.text() for label in dialog.findChildren(QLabel))
    for part in (__version__, "Apache", "PySide6", "LGPL", "numpy", "constriction"):
        assert part in text
