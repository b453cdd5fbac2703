"""The brush 'keep this faithful'. While it is in hand it has the mouse; Escape puts it away."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent

from ....codec.types import Region
from ...view.compare_view import CompareView
from ..mouse_tool import MouseTool

CELL = 16
"""Pixels a side of what is painted at least: a place of the own model's latent."""
_SHARE = 14
"""The brush's radius is so small a part of the picture's shorter side."""

Cells = frozenset[tuple[int, int]]
"""Rows and columns of squares of a picture."""


class Brush(MouseTool):
    """Says where it is drawn, in pixels of the picture as the panes show it."""

    drawn = Signal(float, float, bool)
    """x, y, and whether it takes away."""
    lifted = Signal()
    switched = Signal()

    def __init__(self, view: CompareView) -> None:
        super().__init__(view)
        self._erases: bool | None = None

    @property
    def radius(self) -> float:
        """In pixels of the picture."""
        return max(CELL / 2, min(self._view.viewport.picture) / _SHARE)

    def _on_switched(self) -> None:
        self._erases = None
        self.switched.emit()

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
        x, y = self._point(at, self._pane_at(at))
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
