"""Zoom, pan and split as plain numbers. No Qt.

Three coordinate systems: the picture's pixels, the pane's device pixels (the same in every pane), and the split's share
of the window. One `Viewport` drives all panes, so they can't drift apart. It is immutable: every change gives another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..pictures.geometry import Rect, Size

MAX_SCALE = 128.0
SMALLEST_SIDE = 8.0
"""In device pixels: no zooming out beyond a picture whose longer side is this small."""

NEAREST_FROM = 2.0
GRID_FROM = 8.0
VALUES_FROM = 32.0

ZOOM_STEPS = (0.05, 0.1, 0.167, 0.25, 0.333, 0.5, 0.667, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Viewport:
    """What of a picture a pane shows.

    picture: its width and height. pane: width and height in device pixels. scale: device pixels per picture pixel.
    centre: the picture's point in the middle of the pane. fitted: keep the whole picture in view when sizes change,
    'shrink' never enlarging, 'fit' also enlarging, '' not at all; or 'fill' the pane, whatever goes out of view.
    reach: what the pictures of all panes cover together, in this picture's coordinates; None where they cover no more.
    """

    picture: Size = (1, 1)
    pane: Size = (1, 1)
    scale: float = 1.0
    centre: Point = (0.5, 0.5)
    fitted: str = "shrink"
    reach: Rect | None = None

    @property
    def covered(self) -> Rect:
        """What there is to be seen."""
        return self.reach or Rect(0, 0, *self.picture)

    @property
    def fit_scale(self) -> float:
        """The scale at which all that there is to be seen just fits."""
        return min(self.pane[0] / self.covered.width, self.pane[1] / self.covered.height)

    @property
    def fill_scale(self) -> float:
        """The scale at which that just covers the pane."""
        return max(self.pane[0] / self.covered.width, self.pane[1] / self.covered.height)

    @property
    def limits(self) -> tuple[float, float]:
        """Smallest and largest scale."""
        return min(self.fit_scale, 1.0, SMALLEST_SIDE / max(self.picture)), MAX_SCALE

    @property
    def origin(self) -> tuple[int, int]:
        """Where the picture's top left corner lies in the pane; whole device pixels, so that 100 % is never blurred."""
        (width, height), (x, y) = self.pane, self.centre
        return round(width / 2 - x * self.scale), round(height / 2 - y * self.scale)

    @property
    def overflows(self) -> tuple[bool, bool]:
        """Whether the picture is wider, and whether it is higher, than the pane, so that it can be moved."""
        seen = self.covered
        return seen.width * self.scale >= self.pane[0] + 1, seen.height * self.scale >= self.pane[1] + 1

    def extent(self, axis: int) -> tuple[float, float]:
        """Where all that there is to be seen begins and ends in the pane, across (axis 0) or down (1), as shares of
        it."""
        seen, pane, origin = self.covered, self.pane[axis], self.origin[axis]
        start, end = ((seen.x, seen.right), (seen.y, seen.bottom))[axis]
        low, high = ((origin + side * self.scale) / pane for side in (start, end))
        return min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0)

    def to_picture(self, at: Point) -> Point:
        """A point of the pane in the picture's coordinates."""
        x, y = self.origin
        return (at[0] - x) / self.scale, (at[1] - y) / self.scale

    def pixel_at(self, at: Point) -> tuple[int, int] | None:
        """The picture's pixel under a point of the pane, None beside the picture."""
        x, y = (int(v // 1) for v in self.to_picture(at))
        return (x, y) if 0 <= x < self.picture[0] and 0 <= y < self.picture[1] else None

    def visible(self, within: Rect | None = None) -> Rect:
        """The part of the picture that is in view (`within` a part of the pane), in whole pixels that cover it."""
        within = within or Rect(0, 0, *self.pane)
        left, top = (max(0, int(v // 1)) for v in self.to_picture((within.x, within.y)))
        right, bottom = (-int(-v // 1) for v in self.to_picture((within.right, within.bottom)))
        right, bottom = min(right, self.picture[0]), min(bottom, self.picture[1])
        return Rect(left, top, max(0, right - left), max(0, bottom - top))

    def for_picture(self, picture: Size, keep: bool = False) -> Viewport:
        """For another picture: fitted or, with `keep`, at the same zoom and the same relative place."""
        if not keep:
            return replace(self, picture=picture, reach=None, fitted="shrink")._settled()
        if picture == self.picture:
            return self
        x, y = (c / old * new for c, old, new in zip(self.centre, self.picture, picture, strict=True))
        return replace(self, picture=picture, reach=None, centre=(x, y))._settled()

    def covering(self, others: Iterable[Size], at_corner: bool = False) -> Viewport:
        """Among pictures of these sizes, which lie as `of_other` says: each can be moved until its edges are seen."""
        left, top, (right, bottom) = 0, 0, self.picture
        for width, height in others:
            x, y = (
                0 if at_corner else (own - other) // 2 for own, other in zip(self.picture, (width, height), strict=True)
            )
            left, top, right, bottom = min(left, x), min(top, y), max(right, x + width), max(bottom, y + height)
        reach = Rect(left, top, right - left, bottom - top)
        wanted = None if reach == Rect(0, 0, *self.picture) else reach
        return self if wanted == self.reach else replace(self, reach=wanted)._settled()

    def of_other(self, picture: Size, at_corner: bool = False) -> Viewport:
        """Of a picture of another size, at the same scale, which lies over this one centre on centre or corner on
        corner. Only for painting and reading: it is not fitted."""
        if picture == self.picture:
            return self
        offsets = ((own - other) // 2 for own, other in zip(self.picture, picture, strict=True))
        x, y = (c - (0 if at_corner else offset) for c, offset in zip(self.centre, offsets, strict=True))
        return replace(self, picture=picture, centre=(x, y), reach=None)

    def for_pane(self, pane: Size) -> Viewport:
        """For another size of the panes: what was in the middle stays there."""
        pane = max(1, pane[0]), max(1, pane[1])
        return self if pane == self.pane else replace(self, pane=pane)._settled()

    def fit(self, enlarge: bool = True) -> Viewport:
        return replace(self, fitted="fit" if enlarge else "shrink")._settled()

    def fill(self) -> Viewport:
        return replace(self, fitted="fill")._settled()

    def zoomed_to(self, scale: float, at: Point | None = None) -> Viewport:
        """At another scale, the picture's point under `at` (middle if None) staying where it is."""
        low, high = self.limits
        scale = min(max(scale, low), high)
        if at is None:
            return replace(self, scale=scale, fitted="")._settled()
        (x, y), shift = self.to_picture(at), [(p / 2 - a) / scale for p, a in zip(self.pane, at, strict=True)]
        return replace(self, scale=scale, centre=(x + shift[0], y + shift[1]), fitted="")._settled()

    def looking_at(self, part: Rect) -> Viewport:
        """With a part of the picture in the middle, as large as a third of the pane."""
        low, high = self.limits
        scale = min(self.pane[0] / part.width, self.pane[1] / part.height) / 3
        centre = part.x + part.width / 2, part.y + part.height / 2
        return replace(self, scale=min(max(scale, low), high), centre=centre, fitted="")._settled()

    def zoomed(self, factor: float, at: Point | None = None) -> Viewport:
        """At a multiple of the scale, but not past 100 %, so that turning the wheel can find it."""
        passes = (self.scale - 1) * (self.scale * factor - 1) < 0 and abs(self.scale - 1) > 1e-9
        return self.zoomed_to(1.0 if passes else self.scale * factor, at)

    def stepped(self, direction: int, at: Point | None = None) -> Viewport:
        """To the next of the usual zoom steps, up (1) or down (-1)."""
        steps = ZOOM_STEPS if direction > 0 else tuple(reversed(ZOOM_STEPS))
        beyond = (s for s in steps if (s - self.scale) * direction > 0.001 * self.scale)
        return self.zoomed_to(next(beyond, self.scale), at)

    def toggled(self, at: Point) -> Viewport:
        """From 100 % to the whole picture; from anything else to 100 % at that point."""
        return self.fit() if abs(self.scale - 1.0) < 1e-6 else self.zoomed_to(1.0, at)

    def panned(self, dx: float, dy: float) -> Viewport:
        """Moved by device pixels."""
        x, y = self.centre
        return replace(self, centre=(x - dx / self.scale, y - dy / self.scale))._settled()

    def _settled(self) -> Viewport:
        """With the scale that fitting asks for, and the picture not further out of view than need be."""
        low, high = self.limits
        scale = min(max(self.scale, low), high)
        if self.fitted == "fill":
            scale = min(self.fill_scale, high)
        elif self.fitted:
            scale = self.fit_scale if self.fitted == "fit" else min(self.fit_scale, 1.0)
        seen = self.covered
        sides = ((seen.x, seen.right), (seen.y, seen.bottom))
        x, y = (
            (low + high) / 2
            if (high - low) * scale <= pane
            else min(max(c, low + pane / 2 / scale), high - pane / 2 / scale)
            for c, (low, high), pane in zip(self.centre, sides, self.pane, strict=True)
        )
        return replace(self, scale=scale, centre=(x, y))


def pane_rects(layout: str, count: int, size: Size, gap: int = 2) -> list[Rect]:
    """Where the panes lie in a window of `size` device pixels.

    'side' puts them beside each other (four: two by two, in a tall window below each other); with any other layout each
    takes all of it. All have the same size, so that one viewport fits them.
    """
    width, height = size
    if layout != "side" or count <= 1:
        return [Rect(0, 0, width, height)] * count
    columns = 2 if count == 4 else count
    rows = -(-count // columns)
    if count <= 3 and height > width * 1.2:
        columns, rows = 1, count
    w, h = (width - gap * (columns - 1)) // columns, (height - gap * (rows - 1)) // rows
    return [Rect((i % columns) * (w + gap), (i // columns) * (h + gap), w, h) for i in range(count)]


def split_rects(position: float, vertical: bool, size: Size) -> tuple[Rect, Rect]:
    """The two parts of a split window; `position` is 0..1, `vertical` means a vertical divider."""
    width, height = size
    at = round(min(max(position, 0.0), 1.0) * (width if vertical else height))
    if vertical:
        return Rect(0, 0, at, height), Rect(at, 0, width - at, height)
    return Rect(0, 0, width, at), Rect(0, at, width, height - at)
