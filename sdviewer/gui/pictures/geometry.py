"""Sizes and rectangles as plain numbers, for pictures and for the panes that they are painted in. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

Size = tuple[int, int]
"""Width and height."""


@dataclass(frozen=True, slots=True)
class Rect:
    """x, y, width, height; a pane's place in device pixels or a part of a picture in its pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def covers(self, other: Rect) -> bool:
        """Whether all of the other lies in this one."""
        inside = self.x <= other.x and self.y <= other.y
        return inside and other.right <= self.right and other.bottom <= self.bottom

    def contains(self, x: float, y: float) -> bool:
        return self.x <= x < self.right and self.y <= y < self.bottom
