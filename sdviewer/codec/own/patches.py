"""A picture as the own model's transforms take it: patches of pixels, one for each place of the latent, in blocks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..tiles import Window
from ..types import Pixels

PATCH = 16
"""Pixels a side of a place of the latent."""
HALO = 7
"""Rows and columns of the latent beyond a block that its pixels, or its latent, can depend on."""
BLOCK_AREA = 8192
"""Places of the latent (256 pixels each) that go through a transform at once, about 2 megapixels."""
BLOCK_WIDTH = 256
"""Columns of the latent that do, at most: a stripe of a panorama would be all halo."""


def blocks(rows: int, columns: int) -> Iterator[tuple[Window, Window]]:
    """Cut a latent into blocks: what to produce of it, and what, with the halo, to take for that."""
    across = _steps(columns, BLOCK_WIDTH)
    for top, bottom in _steps(rows, max(8, BLOCK_AREA // min(columns, BLOCK_WIDTH))):
        for left, right in across:
            block = Window(top, bottom, left, right)
            yield block, block.grown(HALO, rows, columns)


def _steps(length: int, step: int) -> list[tuple[int, int]]:
    if length <= step + HALO:
        step = length
    return [(start, min(length, start + step)) for start in range(0, length, step)]


def pixels_of(pixels: Pixels, window: Window) -> Pixels:
    """The pixels of a window of the latent, as far as there are pixels."""
    return pixels[window.top * PATCH : window.bottom * PATCH, window.left * PATCH : window.right * PATCH]


def places(pixels: int) -> int:
    """Places of the latent along so many pixels: the last may stand for fewer than 16."""
    return -(-pixels // PATCH)


def whole(rows: Pixels, height: int, width: int) -> Pixels:
    """Repeat the last row and column until the pixels fill height x width patches."""
    missing = ((0, height * PATCH - rows.shape[0]), (0, width * PATCH - rows.shape[1]), (0, 0))
    return np.pad(rows, missing, mode="edge") if any(m[1] for m in missing) else rows


def patches(rows: Pixels, height: int, width: int) -> NDArray[np.uint8]:
    """Pixels as (1, 3 * 8 * 8, 2 height, 2 width), uint8; height and width are of the latent."""
    squares = whole(rows, height, width).reshape(2 * height, 8, 2 * width, 8, 3).transpose(4, 1, 3, 0, 2)
    return np.ascontiguousarray(squares).reshape(1, 192, 2 * height, 2 * width)
