"""Closing the window while something would be lost."""

from __future__ import annotations

from hands import name
from PySide6.QtWidgets import QMessageBox


def test_quitting_asks_about_a_picture_that_was_rotated_and_left(opened, until, monkeypatch):
    answers, asked = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes], []
    question = "sdviewer.gui.shell.closing.QMessageBox.question"
    monkeypatch.setattr(question, lambda parent, title, text, *_: (asked.append(text), answers.pop(0))[1])
    opened.actions_["rotate_right"].trigger()
    opened.session.browser.go(1)
    until(lambda: name(opened) == "img2.png")
    assert not opened.close() and opened.isVisible()
    assert opened.close()
    assert len(asked) == 2 and "img1.png" in asked[0] and "img2.png" not in asked[0]


def test_a_rotation_that_was_taken_back_is_not_asked_about(opened, monkeypatch):
    asked = []
    monkeypatch.setattr("sdviewer.gui.shell.closing.QMessageBox.question", lambda *texts: asked.append(texts))
    opened.actions_["rotate_right"].trigger()
    opened.actions_["rotate_left"].trigger()
    assert opened.close() and not asked
