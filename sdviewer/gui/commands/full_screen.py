"""The full screen: nothing but the picture, and afterwards what was there before."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget


class FullScreen(QObject):
    """Hides bars and panels while the window fills the screen, whoever made it do so: the window manager may, too.

    around: all that is around the picture, panels by their ids. compressing: the compress panel is in use.
    """

    switched = Signal()
    """It was entered or left."""

    def __init__(
        self, window: QWidget, around: Callable[[], Mapping[str, QWidget]], compressing: Callable[[], bool]
    ) -> None:
        super().__init__(window)
        self._window, self._around, self._compressing = window, around, compressing
        self._were_visible: dict[str, bool] | None = None
        self._was_compressing = False
        window.installEventFilter(self)

    @property
    def is_on(self) -> bool:
        """Bars and panels are hidden."""
        return self._were_visible is not None

    def fills_screen(self) -> bool:
        """What the window manager says, which may be a moment ahead."""
        return self._window.isFullScreen()

    def set(self, on: bool) -> None:
        full, state = Qt.WindowState.WindowFullScreen, self._window.windowState()
        self._window.setWindowState(state | full if on else state & ~full)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowStateChange and self._window.isFullScreen() != self.is_on:
            self._leave() if self.is_on else self._enter()
            self.switched.emit()
        return False

    def _enter(self) -> None:
        parts = self._around()
        self._were_visible = {name: part.isVisible() for name, part in parts.items()}
        self._was_compressing = self._compressing()
        for part in parts.values():
            part.hide()

    def _leave(self) -> None:
        were_visible, self._were_visible = self._were_visible or {}, None
        compressing = self._compressing()
        if compressing != self._was_compressing:  # begun or ended meanwhile
            were_visible["compress"] = compressing
        for name, part in self._around().items():
            part.setVisible(were_visible[name])
