"""The Gaussian window that MS-SSIM and SSIMULACRA2 share, and the stripes of rows in which they work.

Stripes keep every temporary array in the processor's cache and the memory flat for pictures of any size.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RADIUS = 5
SIGMA = 1.5
_STRIPE_PIXELS = 1 << 16

_half = np.exp(-(np.arange(RADIUS + 1) ** 2) / (2 * SIGMA**2))
_TAPS = (_half / (2 * _half.sum() - _half[0])).astype(np.float32)
"""Weights at distance 0..RADIUS; all 2 * RADIUS + 1 of them add up to 1."""


def blur_valid(values: Floats) -> Floats:
    """Blur the last two axes, where the window fits: (..., H + 10, W + 10) -> (..., H, W), float32."""
    height, width = values.shape[-2] - 2 * RADIUS, values.shape[-1] - 2 * RADIUS
    down = _weighted_sum([values[..., i : i + height, :] for i in range(2 * RADIUS + 1)])
    return _weighted_sum([down[..., i : i + width] for i in range(2 * RADIUS + 1)])


def stripes(height: int, width: int) -> Iterator[tuple[int, int]]:
    """(top, bottom) of stripes that cover `height` rows of `width` pixels, each an even number of rows but the last."""
    rows = max(32, _STRIPE_PIXELS // width // 2 * 2)
    for top in range(0, height, rows):
        yield top, min(top + rows, height)


def _weighted_sum(shifted: list[Floats]) -> Floats:
    total = shifted[RADIUS] * _TAPS[0]
    pair = np.empty_like(total)
    for distance in range(1, RADIUS + 1):
        np.add(shifted[RADIUS - distance], shifted[RADIUS + distance], out=pair)
        pair *= _TAPS[distance]
        total += pair
    return total
