"""The slideshow: the folder's pictures one after another, filling the screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ..browse.browser import Browser
from ..browse.gallery import Gallery
from ..toolkit.settings import Settings
from ..view.compare_view import CompareView
from .full_screen import FullScreen


class Slideshow(QObject):
    """Starts from the current picture, and begins anew after the last one. It ends with the full screen. area: what the
    picture is in. in_work: whether what it shows is still being made, which is waited for."""

    changed = Signal()
    """The pictures go on by themselves from now on, or no longer."""

    def __init__(
        self,
        browser: Browser,
        settings: Settings,
        gallery: Gallery,
        view: CompareView,
        area: QWidget,
        full_screen: FullScreen,
        in_work: Callable[[], bool],
    ) -> None:
        super().__init__(full_screen)
        self._settings, self._gallery, self._view, self._full_screen = settings, gallery, view, full_screen
        self._timer = QTimer(self)
        self._browser, self._area, self._in_work = browser, area, in_work
        self._timer.timeout.connect(self._step)
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

    def _step(self) -> None:
        if not self._in_work() and not _is_held_up(self._area):
            self._browser.step_around()

    def _on_switched(self) -> None:
        if not self._full_screen.is_on:
            self._timer.stop()
            self._view.set_enlarging(False)
            self.changed.emit()


def _is_held_up(area: QWidget) -> bool:
    """By a dialog, a menu or a page over the picture: what is answered there may be about this one."""
    if QApplication.activePopupWidget() is not None:
        return True
    if any(isinstance(window, QDialog) and window.isVisible() for window in QApplication.topLevelWidgets()):
        return True
    focused = QApplication.focusWidget()
    return focused is not None and not area.isAncestorOf(focused)
