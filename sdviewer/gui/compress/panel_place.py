"""When the compress panel is there: beside a photo that is compressed, unless the user has closed it; never beside the
thumbnails, since it is about the photo that is open and not about one that is selected."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer

from ..widgets.panels import Panels

_ID = "compress"


class PanelPlace:
    """compressing: whether a photo is. in_grid, full_screen: whether the thumbnails are shown, or nothing but the
    picture."""

    def __init__(
        self,
        panels: Panels,
        compressing: Callable[[], bool],
        in_grid: Callable[[], bool],
        full_screen: Callable[[], bool],
    ) -> None:
        self._panels, self._compressing, self._in_grid, self._full_screen = panels, compressing, in_grid, full_screen
        self._was_compressing = self._was_in_grid = self._wanted = False
        self._soon = QTimer(panels, singleShot=True, interval=0)  # it takes as long as showing the panes
        self._soon.timeout.connect(self._place)

    def refresh(self) -> None:
        """Safe to call at any time; what the user did to the panel stays."""
        compressing, in_grid = self._compressing(), self._in_grid()
        if (compressing, in_grid) == (self._was_compressing, self._was_in_grid):
            return
        if in_grid and not self._was_in_grid:
            self._wanted = self._panels.docks[_ID].isVisible()
        begins = compressing and not self._was_compressing
        if compressing != self._was_compressing:
            self._wanted = compressing
        self._was_compressing, self._was_in_grid = compressing, in_grid
        if begins:
            self._soon.start()
        else:
            self._place()

    def _place(self) -> None:
        self._soon.stop()
        self._panels.set_visible(_ID, self._wanted and not self._was_in_grid and not self._full_screen())
