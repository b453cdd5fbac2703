"""The slideshow: the folder's pictures one after another, filling the screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from ..browse.browser import Browser
from ..browse.gallery import Gallery
from ..toolkit.settings import Settings
from ..view.compare_view import CompareView
from .full_screen import FullScreen


class Slideshow(QObject):
    """Starts from the current picture, and begins anew after the last one. It ends with the full screen."""

    changed = Signal()
    """The pictures go on by themselves from now on, or no longer."""

    def __init__(
        self, browser: Browser, settings: Settings, gallery: Gallery, view: CompareView, full_screen: FullScreen
    ) -> None:
        super().__init__(full_screen)
        self._settings, self._gallery, self._view, self._full_screen = settings, gallery, view, full_screen
        self._timer = QTimer(self)
        self._timer.timeout.connect(browser.step_around)
        full_screen.switched.connect(self._on_switched)

    @property
    def is_running(self) -> bool:
        return self._timer.isActive()

    def toggle(self) -> None:
        """Begin, or end it with the full screen."""
        self.play_or_pause()
        self._full_screen.set(self.is_running)

    def play_or_pause(self) -> None:
        """Without leaving the full screen."""
        if self.is_running:
            self._timer.stop()
        else:
            self._gallery.set_grid(False)
            self._timer.start(int(1000 * self._settings.get("browse/slideshow_seconds")))
            self._view.set_enlarging(True)
        self.changed.emit()

    def _on_switched(self) -> None:
        if not self._full_screen.is_on:
            self._timer.stop()
            self._view.set_enlarging(False)
            self.changed.emit()
