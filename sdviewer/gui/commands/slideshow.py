"""The slideshow: the folder's pictures one after another, filling the screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from ..browse.browser import Browser
from ..browse.gallery import Gallery
from ..toolkit.settings import Settings
from .full_screen import FullScreen


class Slideshow(QObject):
    """Starts from the current picture, and begins anew after the last one."""

    def __init__(self, browser: Browser, settings: Settings, gallery: Gallery, full_screen: FullScreen) -> None:
        super().__init__(full_screen)
        self._settings, self._gallery, self._full_screen = settings, gallery, full_screen
        self._timer = QTimer(self)
        self._timer.timeout.connect(browser.step_around)

    @property
    def is_running(self) -> bool:
        return self._timer.isActive()

    def toggle(self) -> None:
        if self.is_running:
            self._timer.stop()
        else:
            self._gallery.set_grid(False)
            self._timer.start(int(1000 * self._settings.get("browse/slideshow_seconds")))
        self._full_screen.set(self.is_running)
