"""The offer to become the default: once, and only where there is something to offer."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from sdviewer.codec.errors import StorageError
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.default_program_offer import DefaultProgramOffer
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme


class Desktop:
    """Stands in for the desktop: what it opens `.sdc` with, and how often it was asked."""

    def __init__(self) -> None:
        self.default, self.asked = "other.desktop", 0

    def can_be_made_default(self) -> bool:
        self.asked += 1
        return self.default != "sdviewer.desktop"

    def make_default(self) -> None:
        if self.default == "broken":
            raise StorageError("It can't be made the default.")
        self.default = "sdviewer.desktop"


@pytest.fixture
def desktop(monkeypatch):
    desktop = Desktop()
    monkeypatch.setattr("sdviewer.gui.shell.default_program_offer.default_program", desktop)
    return desktop


@pytest.fixture
def window(qapp, qtbot, codec, settings, loop):
    session = Session(codec, settings, loop)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.show()
    yield window
    loop.run_until_complete(session.close())


def offer(window, desktop, until) -> str:
    """What the window says after a start."""
    before = desktop.asked
    DefaultProgramOffer(window.session.service, window.session.settings, window.session.tasks, window.banner).make()
    until(lambda: desktop.asked > before and not window.session.tasks.running("default"))
    return window.banner.text


def choose(window, text: str) -> None:
    (button,) = [b for b in window.banner.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    button.click()


def test_it_becomes_the_default_when_that_is_chosen(window, desktop, until):
    assert ".sdc" in offer(window, desktop, until)
    choose(window, "Make it the default")
    until(lambda: desktop.default == "sdviewer.desktop" and "now" in window.banner.text)


@pytest.mark.parametrize("answer", ["Make it the default", "Not now", ""])
def test_it_is_never_offered_twice(window, desktop, until, answer):
    offer(window, desktop, until)
    if answer:
        choose(window, answer)
        until(lambda: not window.session.tasks.running("default"))
    window.banner.clear()
    desktop.default = "other.desktop"
    DefaultProgramOffer(window.session.service, window.session.settings, window.session.tasks, window.banner).make()
    assert not window.session.tasks.running("default")
    assert (desktop.asked, window.banner.text) == (1, "")


def test_nothing_is_offered_where_it_is_the_default(window, desktop, until):
    desktop.default = "sdviewer.desktop"
    assert offer(window, desktop, until) == ""
    desktop.default = "other.desktop"
    assert offer(window, desktop, until) != ""  # nothing was offered yet


def test_another_message_comes_first(window, desktop, until):
    window.banner.show_error("Something is wrong.")
    assert offer(window, desktop, until) == "Something is wrong."
    window.banner.clear()
    assert ".sdc" in offer(window, desktop, until)


def test_a_failure_is_said(window, desktop, until):
    desktop.default = "broken"
    offer(window, desktop, until)
    choose(window, "Make it the default")
    until(lambda: "can't be made" in window.banner.text)
