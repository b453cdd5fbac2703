"""The window that is closed without a question, and a folder of photos."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme


@pytest.fixture
def at_once(settings) -> None:
    """Photos are compressed as soon as they are added, as most tests here want it."""
    settings.set("queue/at_once", True)


@pytest.fixture
def window(qapp, qtbot, session, until, monkeypatch):
    yes = QMessageBox.StandardButton.Yes  # a test may end while the queue is at work
    monkeypatch.setattr("sdviewer.gui.compress.queue_commands.QMessageBox.question", lambda *_: yes)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.resize(1100, 800)
    window.show()
    window.activateWindow()
    until(window.isActiveWindow)
    return window


@pytest.fixture
def folder(tmp_path, codec, photo) -> Path:
    """Three photos of 5,000 bytes, and a `.sdc`."""
    for name in ("1.png", "2.png", "10.png"):
        codec.add(tmp_path / name, photo)
    codec.add(tmp_path / "old.sdc", photo, sdc=True)
    return tmp_path


@pytest.fixture
def photos(folder) -> list[Path]:
    return [folder / "1.png", folder / "2.png", folder / "10.png"]
