"""Text, found by the detector of PP-OCRv4 (a network for differentiable binarisation, Liao et al. 2020): a map of how
likely text is at each pixel.

It was made for documents: in photos it also takes whatever stands out for text, but seldom the same at
several sizes.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ...paths import resource
from ..onnx_session import run, session
from ..types import Pixels, Region, Risk, StopToken
from .views import planes, scaled, windows

MOST, ENLARGED = 3e6, 2.4
"""The largest size that is looked at, in pixels, and in times the picture's sides."""
SIZES = (1.0, 2 / 3, 5 / 12)
"""What is looked at, as shares of the largest size's sides; the last is where pieces are put together."""
LIKELY, SURE = 0.3, 0.6
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
    risks = []
    for (left, top, across, down), score in _pieces(likely):
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


def _pieces(likely: NDArray[np.float32]) -> list[tuple[tuple[int, int, int, int], float]]:
    """Left, top, width and height of each piece, and its mean likelihood."""
    height, width = likely.shape
    padded = np.pad(likely, ((0, -height % CELL), (0, -width % CELL)))
    on = padded > LIKELY
    rows, columns = on.shape[0] // CELL, on.shape[1] // CELL
    cells = {(int(y), int(x)) for y, x in np.argwhere(on.reshape(rows, CELL, columns, CELL).any((1, 3)))}
    pieces = []
    while cells:
        piece = np.zeros((rows, columns), bool)
        piece[tuple(zip(*_touching(cells), strict=True))] = True
        inside = np.repeat(np.repeat(piece, CELL, 0), CELL, 1) & on
        y, x = np.nonzero(inside)
        score = float(padded[y, x].mean())
        if len(y) >= LEAST and score >= SURE:
            left, top = int(x.min()), int(y.min())
            pieces.append(((left, top, int(x.max()) + 1 - left, int(y.max()) + 1 - top), score))
    return pieces


def _touching(cells: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Takes one cell out of a set, and all that hang together with it."""
    found, edge = [], [cells.pop()]
    while edge:
        row, column = edge.pop()
        found.append((row, column))
        near = {(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)} & cells
        cells -= near
        edge += near
    return found


@cache
def _network() -> Any:
    return session(str(resource("detectors/text.onnx")))
