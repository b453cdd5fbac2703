"""Closing the window while the compress queue has something to do."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMessageBox
from queue_hands import states

pytestmark = pytest.mark.usefixtures("at_once")


def test_the_window_asks_before_it_ends_a_queue_at_work(window, photos, codec, until, monkeypatch):
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    asked = []
    question = "sdviewer.gui.compress.queue_commands.QMessageBox.question"
    monkeypatch.setattr(question, lambda parent, title, text, *_: (asked.append(text), answers.pop(0))[1])
    codec.hold("compress")
    window.queue.add(photos)
    until(lambda: states(window)[:1] == ["working"])
    assert not window.close() and window.isVisible()
    assert window.close()
    assert "3 to go" in asked[0] and len(asked) == 2


def test_the_window_asks_before_it_loses_what_a_paused_queue_has_to_do(window, photos, until, monkeypatch):
    asked = []
    question = "sdviewer.gui.compress.queue_commands.QMessageBox.question"
    monkeypatch.setattr(question, lambda *texts: asked.append(texts[2]) or QMessageBox.StandardButton.Yes)
    window.queue.toggle_pause()
    window.queue.add(photos[:1])
    until(lambda: states(window) == ["waiting"])
    assert window.close()
    assert asked == ["The compress queue is not finished; 1 to go. Quit nevertheless?"]


def test_the_window_closes_without_a_question_once_all_is_done(window, photos, until, monkeypatch):
    asked = []
    monkeypatch.setattr("sdviewer.gui.compress.queue_commands.QMessageBox.question", lambda *texts: asked.append(texts))
    window.queue.add(photos)
    until(lambda: states(window) == ["done"] * 3)
    assert window.close() and asked == []


def test_a_question_that_was_not_answered_is_not_lost_by_closing(window, photos, codec, settings, until, monkeypatch):
    asked = []
    buttons = QMessageBox.StandardButton
    monkeypatch.setattr(
        "sdviewer.gui.compress.queue_commands.QMessageBox.question", lambda *texts: asked.append(texts[2]) or buttons.No
    )
    settings.set("queue/place", "folder")
    settings.set("queue/folder", str(photos[0].parent / "out"))
    codec.saved = {photos[0].parent / "out" / "1.sdc": b""}
    window.queue.add(photos)
    until(lambda: states(window) == ["asking", "done", "done"])
    assert not window.close() and len(asked) == 1
    monkeypatch.setattr("sdviewer.gui.compress.queue_commands.QMessageBox.question", lambda *_: buttons.Yes)


def test_closing_ends_the_queue(window, photos, codec, loop, until):
    codec.hold("compress")
    window.queue.add(photos)
    until(lambda: states(window)[:1] == ["working"])
    loop.run_until_complete(window.session.close())
    assert states(window) == ["waiting"] * 3 and not codec.saved
