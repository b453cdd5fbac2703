"""A picture as the own model's transforms take it: patches of pixels, one for each place of the latent, in stripes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..types import Pixels

PATCH = 16
"""Pixels a side of a place of the latent."""
HALO = 7
"""Rows of the latent beyond a stripe that its pixels, or its latent, can depend on."""
STRIPE_AREA = 8192
"""Places of the latent (256 pixels each) that go through a transform at once, about 2 megapixels."""


def stripes(rows: int, columns: int) -> Iterator[tuple[int, int, int, int]]:
    """Cut rows of a latent into stripes: (start, end) to produce and (top, bottom), with the halo, to take for it."""
    step = max(8, STRIPE_AREA // columns)
    if rows <= step + HALO:
        step = rows
    for start in range(0, rows, step):
        end = min(rows, start + step)
        yield start, end, max(0, start - HALO), min(rows, end + HALO)


def places(pixels: int) -> int:
    """Places of the latent along so many pixels: the last may stand for fewer than 16."""
    return -(-pixels // PATCH)


def whole(rows: Pixels, height: int, width: int) -> Pixels:
    """Repeat the last row and column until the pixels fill height x width patches."""
    missing = ((0, height * PATCH - rows.shape[0]), (0, width * PATCH - rows.shape[1]), (0, 0))
    return np.pad(rows, missing, mode="edge") if any(m[1] for m in missing) else rows


def patches(rows: Pixels, height: int, width: int) -> NDArray[np.uint8]:
    """Pixels as (1, 3 * 8 * 8, 2 height, 2 width), uint8; height and width are of the latent."""
    blocks = whole(rows, height, width).reshape(2 * height, 8, 2 * width, 8, 3).transpose(4, 1, 3, 0, 2)
    return np.ascontiguousarray(blocks).reshape(1, 192, 2 * height, 2 * width)
