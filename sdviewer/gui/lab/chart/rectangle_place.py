"""Rectangles as the panes are turned, and as pixels lie in memory. No Qt."""

from __future__ import annotations

from ....codec.types import Region
from ...pictures.geometry import Size
from ...pictures.images import Turn


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
