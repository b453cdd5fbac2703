"""Where the window and its panels were when it was closed."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QApplication, QMainWindow

from ..toolkit.settings import Settings

STATE_VERSION = 2
SMALL = QSize(1100, 700)
"""Of a screen, or less: the window takes all of it."""


def keep_place(window: QMainWindow, settings: Settings) -> None:
    """Remember it."""
    settings.set_blob("window/geometry", window.saveGeometry())
    settings.set_blob("window/state", window.saveState(STATE_VERSION))


def restore_place(window: QMainWindow, settings: Settings) -> None:
    """As it was; or most of the screen, the first time and on another screen, for which Qt restores nothing."""
    geometry, state = settings.blob("window/geometry"), settings.blob("window/state")
    if not isinstance(geometry, QByteArray) or not window.restoreGeometry(geometry):
        available = QApplication.primaryScreen().availableGeometry().size()
        window.resize(min(1280, int(available.width() * 0.85)), min(840, int(available.height() * 0.85)))
        if available.width() < SMALL.width() or available.height() < SMALL.height():
            window.setWindowState(Qt.WindowState.WindowMaximized)
    if isinstance(state, QByteArray):
        window.restoreState(state, STATE_VERSION)
    OnScreen(window)


class OnScreen(QObject):
    """A window that grows, since a panel needs room, stays on its screen. Where the user puts it, it stays too."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self._window.isMaximized() and not self._window.isFullScreen():
            least, size = self._window.minimumSizeHint(), self._window.size()
            if size.width() == least.width() or size.height() == least.height():
                self._move_back()
        return False

    def _move_back(self) -> None:
        frame, screen = self._window.frameGeometry(), self._window.screen().availableGeometry()
        left = max(screen.left(), min(frame.left(), screen.right() - frame.width() + 1))
        top = max(screen.top(), min(frame.top(), screen.bottom() - frame.height() + 1))
        if (left, top) != (frame.left(), frame.top()):
            self._window.move(left, top)
