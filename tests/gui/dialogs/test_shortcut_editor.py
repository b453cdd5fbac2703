"""The editor of shortcuts: what is changed counts at once, and can be taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox

from sdviewer.gui.dialogs.shortcut_editor import ShortcutEditor

LEFT = Qt.MouseButton.LeftButton
NO_KEYS, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def editor(window, qtbot, until):
    editor = ShortcutEditor(window.actions_, window)
    qtbot.addWidget(editor)
    editor.show()
    editor.activateWindow()
    until(editor.isActiveWindow)
    return editor


def test_a_new_shortcut_counts_at_once_and_is_taken_from_the_action_that_had_it(window, editor, settings, qtbot):
    editor.select("compress")
    editor.keys.setKeySequence(QKeySequence("Ctrl+O"))
    assert "Open" in " ".join(label.text() for label in editor.findChildren(QLabel))  # said before it is done
    editor.use()
    assert window.actions_["compress"].shortcut() == QKeySequence("Ctrl+O")
    assert QKeySequence("Ctrl+O") not in window.actions_["open"].shortcuts()
    assert settings.shortcuts()["compress"] == ["Ctrl+O"]


def test_a_shortcut_can_be_removed_and_brought_back(window, editor, settings, qtbot):
    editor.select("compress")
    default = window.actions_["compress"].shortcuts()
    qtbot.mouseClick(editor._remove, Qt.MouseButton.LeftButton)
    assert window.actions_["compress"].shortcuts() == []
    qtbot.mouseClick(editor._reset, Qt.MouseButton.LeftButton)
    assert window.actions_["compress"].shortcuts() == default
    assert "compress" not in settings.shortcuts()


def test_a_default_that_another_action_has_now_is_taken_from_it(window, editor, qtbot):
    default = window.actions_["compress"].shortcuts()
    editor.select("next")
    editor.keys.setKeySequence(default[0])
    editor.use()
    editor.select("compress")
    editor.reset()
    assert window.actions_["compress"].shortcuts() == default
    assert window.actions_["next"].shortcuts() == []


def give(qtbot, editor, id, key, modifier=NO_KEYS) -> None:
    """As a user does: the action, its field, the keys, Use."""
    editor.select(id)
    editor.keys.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)
    editor.keys.keySequenceChanged.emit(editor.keys.keySequence())
    qtbot.mouseClick(editor._use, LEFT)


def test_default_gives_a_key_back_to_the_action_that_it_was_taken_of(window, editor, settings, qtbot):
    actions = window.actions_
    own = {id: actions[id].shortcuts() for id in ("compress", "open", "loupe")}
    give(qtbot, editor, "compress", Qt.Key.Key_O, CTRL)
    assert actions["compress"].shortcuts() == [QKeySequence("Ctrl+O")] and actions["open"].shortcuts() == []
    editor.select("compress")
    qtbot.mouseClick(editor._reset, LEFT)
    assert {id: actions[id].shortcuts() for id in own} == own and settings.shortcuts() == {}


def test_a_key_goes_home_also_when_another_or_none_is_chosen_but_not_from_a_third(window, editor, qtbot):
    actions = window.actions_
    own = actions["open"].shortcuts()
    give(qtbot, editor, "compress", Qt.Key.Key_O, CTRL)
    give(qtbot, editor, "compress", Qt.Key.Key_F4)
    assert actions["open"].shortcuts() == own
    give(qtbot, editor, "compress", Qt.Key.Key_O, CTRL)
    give(qtbot, editor, "loupe", Qt.Key.Key_O, CTRL)
    editor.select("compress")
    qtbot.mouseClick(editor._reset, LEFT)
    assert actions["open"].shortcuts() == [] and actions["loupe"].shortcuts() == [QKeySequence("Ctrl+O")]
    editor.select("loupe")
    qtbot.mouseClick(editor._remove, LEFT)
    assert actions["open"].shortcuts() == own and actions["loupe"].shortcuts() == []


def test_all_defaults_come_back_at_once_after_a_question(window, editor, settings, qtbot, monkeypatch):
    own = {id: window.actions_[id].shortcuts() for id in window.actions_.specs}
    assert not editor._reset_all.isEnabled()
    give(qtbot, editor, "compress", Qt.Key.Key_O, CTRL)
    give(qtbot, editor, "loupe", Qt.Key.Key_F4)
    asked = []
    for answer in (QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes):
        monkeypatch.setattr(QMessageBox, "question", lambda *told, answer=answer: asked.append(told[2]) or answer)
        assert len(settings.shortcuts()) == 3
        qtbot.mouseClick(editor._reset_all, LEFT)
    assert {id: window.actions_[id].shortcuts() for id in own} == own and settings.shortcuts() == {}
    assert "3" in asked[0] and not editor._reset_all.isEnabled()


def test_tab_is_no_shortcut_it_leads_on_and_with_shift_back(editor, qtbot):
    editor.keys.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert editor.tree.hasFocus() and editor.keys.keySequence().isEmpty()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert editor.keys.isAncestorOf(QApplication.focusWidget()) or editor.keys.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert editor._use.hasFocus() and editor.keys.keySequence().isEmpty()


def test_what_the_field_for_keys_hints_at_is_whole(editor):
    line = editor.keys.findChild(QLineEdit)
    assert line.placeholderText()
    assert line.width() > line.fontMetrics().horizontalAdvance("Geben Sie ein Tastenkürzel ein") + 12


def test_keys_are_never_given_to_an_action_that_the_search_has_hidden(window, editor, qtbot):
    own = window.actions_["open"].shortcuts()
    editor.select("open")
    search = editor.findChild(QLineEdit)
    qtbot.keyClicks(search, window.actions_["rename"].text().replace("&", "").rstrip("…"))
    assert editor.tree.currentItem() is not None and not editor.tree.currentItem().isHidden()
    editor.keys.setKeySequence(QKeySequence("Ctrl+S"))
    qtbot.mouseClick(editor._use, LEFT)
    assert window.actions_["rename"].shortcuts() == [QKeySequence("Ctrl+S")]
    assert window.actions_["open"].shortcuts() == own
    qtbot.keyClicks(search, " that nothing is called")
    buttons = (editor._use, editor._remove, editor._reset)
    assert not any(button.isEnabled() for button in buttons)
    search.clear()
    assert all(button.isEnabled() for button in buttons)


def test_the_list_shows_that_it_has_the_keys(editor, qtbot):
    editor._search.setFocus()
    qtbot.keyClick(editor._search, Qt.Key.Key_Tab)
    assert editor.tree.hasFocus()
    edge = editor.tree.grab().toImage().pixelColor(0, editor.tree.height() // 2)
    assert edge == editor.palette().highlight().color()
