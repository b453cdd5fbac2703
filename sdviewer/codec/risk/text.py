"""Text, found by the detector of PP-OCRv4 (a network for differentiable binarisation, Liao et al. 2020): a map of how
likely text is at each pixel.

It was made for documents: in photos it also takes whatever stands out for text, but seldom the same at
several sizes. What it takes for text at several is tried to be read (`reading`), and left out where it can't be.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ...paths import resource
from ..onnx_session import run, session
from ..types import Pixels, Region, Risk, StopToken
from .reading import Line, is_legible, line_around
from .views import planes, scaled, windows

MOST, ENLARGED = 3e6, 2.4
"""The largest size that is looked at, in pixels, and in times the picture's sides."""
SIZES = (1.0, 2 / 3, 5 / 12)
"""What is looked at, as shares of the largest size's sides; the last is where pieces are put together."""
LIKELY, SURE = 0.3, 0.5
"""Least likelihood of a pixel, and in the mean of the pixels of a piece of text."""
CELL = 8
"""Pixels a side of the squares of which pieces are put together: those that touch are one piece."""
GROWN = 1.5
"""Likely is the core of a line of text: by how much its outline lies outside, in shares of its area by its length."""
LEAST = 24
"""Pixels of text, at the smallest size, that make a piece."""
_MEAN, _SPREAD = (0.406, 0.456, 0.485), (0.225, 0.224, 0.229)
"""Of blue, green and red, as the network takes them."""


def find_text(pixels: Pixels, stop: StopToken) -> list[Risk]:
    """Pieces of text in a picture, the surest first. Raises CancelledError."""
    largest = min(ENLARGED, math.sqrt(MOST / (pixels.shape[0] * pixels.shape[1])))
    views = [scaled(pixels, largest * share) for share in SIZES]
    height, width, _ = views[-1].shape
    likely = np.zeros((height, width), np.float32)
    for view in views:
        seen = Image.fromarray(_likelihood(view, stop))
        likely += np.asarray(seen.resize((width, height), Image.Resampling.BILINEAR)) ** 2
    likely, factor = np.sqrt(likely / len(SIZES)), 1 / (largest * SIZES[-1])
    risks, image = [], Image.fromarray(pixels)
    for inside, score in _pieces(likely):
        (left, top, across, down), lines = _bounds(inside), _lines(likely, inside, factor)
        if not is_legible(image, lines, stop):
            continue
        more = GROWN * across * down / (2 * (across + down))
        sides = (left - more, top - more, across + 2 * more, down + 2 * more)
        region = Region(*(round(side * factor) for side in sides))
        risks.append(Risk("text", _inside(region, pixels), score))
    return sorted(risks, key=lambda risk: -risk.score)


def _inside(region: Region, pixels: Pixels) -> Region:
    """What of it lies in the picture: a page full of text is one piece, which is grown beyond the page."""
    height, width, _ = pixels.shape
    left, top = max(0, region.left), max(0, region.top)
    right, bottom = min(width, region.left + region.width), min(height, region.top + region.height)
    return Region(left, top, right - left, bottom - top)


def _likelihood(view: Pixels, stop: StopToken) -> NDArray[np.float32]:
    """(h, w), 0..1."""
    likely = np.empty(view.shape[:2], np.float32)
    mean, spread = (np.array(v, np.float32).reshape(1, 3, 1, 1) for v in (_MEAN, _SPREAD))
    for inner, window in windows(*view.shape[:2]):
        stop.check()
        taken = (planes(view[window.index])[:, ::-1] / np.float32(255) - mean) / spread
        out = run(_network(), {"x": np.ascontiguousarray(taken)}, stop)[0][0, 0]
        likely[inner.index] = out[inner.within(window).index]
    return likely


def _pieces(likely: NDArray[np.float32]) -> Iterator[tuple[NDArray[np.bool_], float]]:
    """Which pixels are of each piece, (h, w), and their mean likelihood."""
    height, width = likely.shape
    on = likely > LIKELY
    cells = np.pad(on, ((0, -height % CELL), (0, -width % CELL)))
    cells = np.any(cells.reshape(cells.shape[0] // CELL, CELL, cells.shape[1] // CELL, CELL), (1, 3))
    while cells.any():
        piece = _taken(cells, int(cells.argmax()))
        inside = np.repeat(np.repeat(piece, CELL, 0), CELL, 1)[:height, :width] & on
        score = float(likely[inside].mean())
        if inside.sum() >= LEAST and score >= SURE:
            yield inside, score


def _bounds(inside: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Left, top, width and height."""
    y, x = np.nonzero(inside)
    left, top = int(x.min()), int(y.min())
    return left, top, int(x.max()) + 1 - left, int(y.max()) + 1 - top


def _lines(likely: NDArray[np.float32], inside: NDArray[np.bool_], factor: float) -> Iterator[Line]:
    """The lines of a piece, the surest first, in pixels of the picture: factor is how many of these are one of the
    map's."""
    left, top, across, down = _bounds(inside)
    part = np.index_exp[top : top + down, left : left + across]
    rest = inside[part].copy()
    while rest.any():
        y, x = np.nonzero(_taken(rest, int(np.where(rest, likely[part], 0).argmax())))
        if len(y) >= LEAST:
            at_x, at_y, wide, high, angle = line_around(x + left, y + top)
            more = GROWN * wide * high / (wide + high)
            yield Line(factor * at_x, factor * at_y, factor * (wide + more), factor * (high + more), angle)


def _taken(on: NDArray[np.bool_], start: int) -> NDArray[np.bool_]:
    """Takes one out of those that are set, by its flat index, and all that hang together with it."""
    found = np.zeros_like(on)
    edge = [divmod(start, on.shape[1])]
    on[edge[0]], found[edge[0]] = False, True
    while edge:
        row, column = edge.pop()
        top, left = max(0, row - 1), max(0, column - 1)
        near = on[top : row + 2, left : column + 2]
        if near.any():
            for i, j in np.argwhere(near).tolist():
                on[top + i, left + j], found[top + i, left + j] = False, True
                edge.append((top + i, left + j))
    return found


@cache
def _network() -> Any:
    return session(str(resource("detectors/text.onnx")))
