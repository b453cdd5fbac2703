"""The brush 'keep this faithful'. While it is in hand it has the mouse; Escape puts it away."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from ....codec.types import Region
from ...view.compare_view import CompareView
from ...view.pane import Layout

CELL = 16
"""Pixels a side of what is painted at least: a place of the own model's latent."""
_SHARE = 14
"""The brush's radius is so small a part of the picture's shorter side."""

Cells = frozenset[tuple[int, int]]
"""Rows and columns of squares of a picture."""


class Brush(QObject):
    """Says where it is drawn, in pixels of the picture as the panes show it."""

    drawn = Signal(float, float, bool)
    """x, y, and whether it takes away."""
    lifted = Signal()
    switched = Signal()

    def __init__(self, view: CompareView) -> None:
        super().__init__(view)
        self._view = view
        self.is_on = False
        self._erases: bool | None = None

    @property
    def radius(self) -> float:
        """In pixels of the picture."""
        return max(CELL / 2, min(self._view.viewport.picture) / _SHARE)

    def set_on(self, on: bool) -> None:
        if on == self.is_on:
            return
        self.is_on, self._erases = on, None
        if on:
            self._view.installEventFilter(self)
            self._view.setCursor(Qt.CursorShape.CrossCursor)
            self._view.setFocus()
        else:
            self._view.removeEventFilter(self)
            self._view.unsetCursor()
        self.switched.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QMouseEvent):
            return self._on_mouse(kind, event)
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and not event.modifiers():
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()
            elif kind == QEvent.Type.KeyPress:
                self.set_on(False)
                return True
        return False

    def _on_mouse(self, kind: QEvent.Type, event: QMouseEvent) -> bool:
        left = event.button() == Qt.MouseButton.LeftButton
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick) and left:
            self._erases = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._draw(event.position())
            return True
        if kind == QEvent.Type.MouseMove and self._erases is not None:
            self._draw(event.position())
            return True
        if kind == QEvent.Type.MouseButtonRelease and left and self._erases is not None:
            self._erases = None
            self.lifted.emit()
            return True
        return False

    def _draw(self, at: QPointF) -> None:
        scaled, corner = at * self._view.devicePixelRatioF(), (0.0, 0.0)
        if self._view.layout_mode is Layout.SIDE:
            for _, rect in self._view.visible_panes():
                if rect.contains(scaled.x(), scaled.y()):
                    corner = rect.x, rect.y
        x, y = self._view.viewport.to_picture((scaled.x() - corner[0], scaled.y() - corner[1]))
        self.drawn.emit(x, y, bool(self._erases))


def touched(x: float, y: float, radius: float, width: int, height: int) -> Cells:
    """Squares of a picture that a round brush covers, or the one below its middle."""
    rows, columns = -(-height // CELL), -(-width // CELL)
    reach = int(radius // CELL) + 1
    middle = int(y // CELL), int(x // CELL)
    near = (
        (row, column)
        for row in range(middle[0] - reach, middle[0] + reach + 1)
        for column in range(middle[1] - reach, middle[1] + reach + 1)
        if ((row + 0.5) * CELL - y) ** 2 + ((column + 0.5) * CELL - x) ** 2 <= radius**2
    )
    return frozenset((r, c) for r, c in (middle, *near) if 0 <= r < rows and 0 <= c < columns)


def regions_of(cells: Iterable[tuple[int, int]]) -> tuple[Region, ...]:
    """Squares as few regions: those beside each other in a row are one."""
    runs: list[list[int]] = []
    for row, column in sorted(cells):
        if runs and runs[-1][0] == row and runs[-1][1] + runs[-1][2] == column:
            runs[-1][2] += 1
        else:
            runs.append([row, column, 1])
    return tuple(Region(CELL * column, CELL * row, CELL * count, CELL) for row, column, count in runs)
