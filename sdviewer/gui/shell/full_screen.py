"""The full screen: nothing but the picture, and afterwards what was there before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt

if TYPE_CHECKING:
    from .main_window import MainWindow


class FullScreen(QObject):
    """Hides bars and panels while the window fills the screen, whoever made it do so: the window manager may, too."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._were_visible: dict[str, bool] | None = None
        self._was_compressing = False
        window.installEventFilter(self)

    @property
    def is_on(self) -> bool:
        """Bars and panels are hidden."""
        return self._were_visible is not None

    def set(self, on: bool) -> None:
        full, state = Qt.WindowState.WindowFullScreen, self._window.windowState()
        self._window.setWindowState(state | full if on else state & ~full)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowStateChange and self._window.isFullScreen() != self.is_on:
            self._leave() if self.is_on else self._enter()
            self._window.gallery.place_strip()
            self._window.actions_.refresh()
        return False

    def _enter(self) -> None:
        parts = self._window.bars_and_panels()
        self._were_visible = {name: part.isVisible() for name, part in parts.items()}
        self._was_compressing = self._window.commands.compressing()
        for part in parts.values():
            part.hide()

    def _leave(self) -> None:
        were_visible, self._were_visible = self._were_visible or {}, None
        compressing = self._window.commands.compressing()
        if compressing != self._was_compressing:  # begun or ended meanwhile
            were_visible["compress"] = compressing
        for name, part in self._window.bars_and_panels().items():
            part.setVisible(were_visible[name])
