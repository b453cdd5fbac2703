"""Rectangles as the panes are turned, and as pixels lie in memory. No Qt."""

from __future__ import annotations

from ...codec.types import Region
from .geometry import Size
from .images import Turn


def stored_region(region: Region, turn: Turn, size: Size) -> Region:
    """The pixels of a picture of this size (width, height) that a rectangle of the turned one shows."""
    return turned_region(region, turn.inverse, turn.size(*size))


def turned_region(region: Region, turn: Turn, size: Size) -> Region:
    """Where a rectangle of a picture of this size lies once that is turned: as `Turn.apply` moves its pixels."""
    left, top, width, height = region
    across, down = size
    if turn.mirrored:
        left = across - left - width
    for _ in range(turn.quarters):
        left, top, width, height = down - top - height, left, height, width
        across, down = down, across
    return Region(left, top, width, height)


def resized_region(region: Region, size: Size, other: Size) -> Region:
    """The pixels of a picture of another size that show what a rectangle of this size (width, height) does."""
    across, down = other[0] / size[0], other[1] / size[1]
    left, top = int(region.left * across), int(region.top * down)
    right, bottom = -(-(region.left + region.width) * across // 1), -(-(region.top + region.height) * down // 1)
    return Region(left, top, int(right) - left, int(bottom) - top)
