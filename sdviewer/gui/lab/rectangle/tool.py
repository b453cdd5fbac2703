"""The tool with which a rectangle is dragged in the picture. While it is on, it has the mouse; Escape puts it away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent

from ....codec.types import Region
from ...view.compare_view import CompareView
from ...view.pane import Layout
from ..mouse_tool import MouseTool

_SMALLEST = 1
_LOOK_SCALE = 2.0
"""A small picture is enlarged at most so much to look at a rectangle of it."""
_DIVIDER_REACH = 8
"""In logical pixels: what is nearer to a divider still moves that."""


class RectangleTool(MouseTool):
    """region: of the picture as it is turned, None while there is none."""

    changed = Signal()
    """Another rectangle, or none, or the tool was taken up or put away."""

    def __init__(self, view: CompareView) -> None:
        super().__init__(view)
        self.region: Region | None = None
        self._from: tuple[float, float] | None = None
        self._pane = (0.0, 0.0)

    def _on_switched(self) -> None:
        """The rectangle goes with the tool."""
        self._from = None
        if not self.is_on:
            self.region = None
        self.changed.emit()

    def show(self, region: Region) -> None:
        """A rectangle that wasn't dragged; the picture is moved there."""
        self.set_on(True)
        self.region = region
        view = self._view
        width, height = view.viewport.pane
        fits = min(width / region.width, height / region.height)
        if fits < view.viewport.scale:
            view.zoom_to(0.9 * fits)
        elif fits / 2 > view.viewport.scale:
            view.zoom_to(min(fits / 2, max(view.viewport.scale, _LOOK_SCALE)))
        centre = region.left + region.width / 2, region.top + region.height / 2
        across, down = (c - at for c, at in zip(view.viewport.centre, centre, strict=True))
        view.pan(across * view.viewport.scale / width, down * view.viewport.scale / height)
        self.changed.emit()

    def clear(self) -> None:
        """The picture is another."""
        if self.region is not None:
            self.region = None
            self.changed.emit()

    def _on_mouse(self, kind: QEvent.Type, event: QMouseEvent) -> bool:
        left = event.button() == Qt.MouseButton.LeftButton
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick) and left:
            if self._on_divider(event.position()):
                return False
            self._pane = self._pane_at(event.position())
            self._from = self._point(event.position(), self._pane)
            return True
        if kind == QEvent.Type.MouseMove and self._from is not None:
            self._drag_to(self._point(event.position(), self._pane))
            return True
        if kind == QEvent.Type.MouseButtonRelease and left and self._from is not None:
            start, end = self._from, self._point(event.position(), self._pane)
            self._from = None
            if start == end:  # a click takes the rectangle away
                self.clear()
            return True
        return False

    def _drag_to(self, point: tuple[float, float]) -> None:
        assert self._from is not None  # asked for by who has looked
        width, height = self._view.viewport.picture
        left, right = _span(self._from[0], point[0], width)
        top, bottom = _span(self._from[1], point[1], height)
        region = Region(left, top, right - left, bottom - top)
        if region != self.region:
            self.region = region
            self.changed.emit()

    def _on_divider(self, at: QPointF) -> bool:
        view = self._view
        if view.layout_mode is not Layout.SPLIT or len(view.panes) < 2:
            return False
        line = view.split * (view.width() if view.vertical else view.height())
        return abs((at.x() if view.vertical else at.y()) - line) <= _DIVIDER_REACH


def _span(first: float, second: float, size: int) -> tuple[int, int]:
    """Whole pixels that cover what lies between two places, at least one, inside 0..size."""
    low, high = sorted((first, second))
    begin = min(max(int(low // 1), 0), size - _SMALLEST)
    end = min(max(int(-(-high // 1)), begin + _SMALLEST), size)
    return begin, end
