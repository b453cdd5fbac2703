"""Where the window and its panels were when it was closed."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QApplication, QMainWindow

from ..toolkit.settings import Settings

STATE_VERSION = 2


def keep_place(window: QMainWindow, settings: Settings) -> None:
    """Remember it."""
    settings.set_blob("window/geometry", window.saveGeometry())
    settings.set_blob("window/state", window.saveState(STATE_VERSION))


def restore_place(window: QMainWindow, settings: Settings) -> None:
    """As it was, or most of the screen the first time."""
    geometry, state = settings.blob("window/geometry"), settings.blob("window/state")
    if isinstance(geometry, QByteArray):
        window.restoreGeometry(geometry)
    else:
        available = QApplication.primaryScreen().availableGeometry()
        window.resize(min(1280, int(available.width() * 0.85)), min(840, int(available.height() * 0.85)))
    if isinstance(state, QByteArray):
        window.restoreState(state, STATE_VERSION)
