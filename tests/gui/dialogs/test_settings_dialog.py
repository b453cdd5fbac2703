"""Settings are found by their names, in groups, with the buttons in view however small the screen is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QPushButton, QWidget

from sdviewer.gui.dialogs.settings_dialog import SettingsDialog


@pytest.fixture
def dialog(settings, qtbot):
    parent = QWidget()  # which takes it along
    dialog = SettingsDialog(settings, parent)
    dialog.show()
    yield dialog
    parent.close()


def shown(dialog) -> list[str]:
    kinds = (QLabel, QAbstractButton)
    return [w.text().replace("&", "") for w in dialog.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()]


def test_settings_stand_in_groups(dialog):
    texts = shown(dialog)
    groups = ["Appearance", "Pictures", "Browsing", "Memory", "Compress queue"]
    assert [text for text in texts if text in groups] == groups


@pytest.mark.parametrize(
    ("typed", "found"),
    [("wheel", "The wheel goes to the next picture (zoom with Ctrl)"), ("MEMORY thumb", "Memory for thumbnails"),
     ("checkerboard", "Background"), ("dark", "Light or dark"), ("theme", "Light or dark")],
)  # fmt: skip
def test_a_setting_is_found_by_its_name_its_group_and_its_choices(dialog, qtbot, typed, found):
    qtbot.keyClicks(dialog.search, typed)
    texts = shown(dialog)
    assert found in texts and "Size of thumbnails in the strip" not in texts
    dialog.search.clear()
    assert "Size of thumbnails in the strip" in shown(dialog)


def test_what_isn_t_there_is_said(dialog, qtbot):
    qtbot.keyClicks(dialog.search, "zebra")
    assert "No setting has this in its name." in shown(dialog) and "Pictures" not in shown(dialog)


def test_colour_means_one_thing(dialog):
    assert [text for text in shown(dialog) if "olour" in text] == ["Colour profile of the screen"]


def test_enter_in_the_search_closes_nothing_but_on_the_button_it_does(dialog, qtbot):
    qtbot.keyClicks(dialog.search, "wheel")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.isVisible()
    box = next(b for b in dialog.findChildren(QCheckBox) if b.isVisible())
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert dialog.isVisible() and not box.isChecked()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()
    (close,) = (b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "") == "Close")
    close.setFocus()
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(close, Qt.Key.Key_Return)


def test_the_buttons_stay_in_view_where_all_settings_don_t_fit(dialog, qtbot):
    dialog.resize(420, 260)
    qtbot.wait(30)
    (close,) = (b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "") == "Close")
    assert dialog.height() == 260
    assert dialog.rect().contains(close.geometry().translated(close.parentWidget().pos()))
