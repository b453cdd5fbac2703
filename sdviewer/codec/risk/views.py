"""A picture as networks that find things take it: reduced, in windows with a margin, in floats."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..tiles import Window
from ..types import Pixels

SIDE, MARGIN = 1024, 128
"""Of a window that goes through a network at once, and how far windows overlap, in pixels."""
MULTIPLE = 32
"""Sides of what the networks take are whole multiples of this."""


def reduced(pixels: Pixels, most: float) -> tuple[Pixels, float]:
    """A picture of at most so many pixels, and the pixels of the picture along one of its; as it is where it fits."""
    height, width, _ = pixels.shape
    factor = math.sqrt(width * height / most)
    if factor <= 1:
        return pixels, 1.0
    return scaled(pixels, 1 / factor), factor


def scaled(pixels: Pixels, by: float) -> Pixels:
    """A picture with other sides, at least one pixel each."""
    height, width, _ = pixels.shape
    size = max(1, round(width * by)), max(1, round(height * by))
    kind = Image.Resampling.BOX if by < 1 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(pixels).resize(size, kind))


def windows(height: int, width: int) -> Iterator[tuple[Window, Window]]:
    """Cut a picture: what is taken from each window, and the window."""
    for top, bottom in _steps(height):
        for left, right in _steps(width):
            inner = Window(top, bottom, left, right)
            yield inner, inner.grown(MARGIN, height, width)


def _steps(length: int) -> list[tuple[int, int]]:
    count = max(1, -(-(length - 2 * MARGIN) // (SIDE - 2 * MARGIN)))
    ends = [round(length * i / count) for i in range(count + 1)]
    return list(pairwise(ends))


def planes(pixels: Pixels) -> NDArray[np.float32]:
    """(1, 3, h, w), 0..255, the last row and column repeated until both sides are whole multiples."""
    height, width, _ = pixels.shape
    whole = np.pad(pixels, ((0, -height % MULTIPLE), (0, -width % MULTIPLE), (0, 0)), "edge")
    return np.ascontiguousarray(whole.transpose(2, 0, 1), np.float32)[None]
