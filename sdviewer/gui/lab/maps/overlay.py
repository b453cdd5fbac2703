"""Colours over a picture that is dimmed to grey, so that what they lie on is still seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....codec.types import Pixels, StopToken
from ...view.legend import Colour

DIMMED = 0.55
"""Of the picture's brightness that is left."""
_ROWS = 256


def painted(
    pixels: Pixels, strength: NDArray[np.float32], colours: NDArray[np.float32], cell: int, stop: StopToken
) -> Pixels:
    """A picture (H, W, 3) with a colour over each cell of cell x cell pixels; of its shape. Raises CancelledError.

    strength: (rows, columns), 0..1, how far a cell takes its colour; colours: (rows, columns, 3), 0..255.
    """
    height = len(pixels)
    result = np.empty_like(pixels)
    weight = np.clip(strength * 256, 0, 256).astype(np.uint16)
    tint = (np.clip(colours, 0, 255) * np.clip(strength, 0, 1)[..., None]).astype(np.uint8)
    grey = (np.array((0.299, 0.587, 0.114)) * DIMMED * 256).astype(np.uint16)
    for top in range(0, height, _ROWS // cell * cell or cell):
        stop.check()
        bottom = min(height, top + (_ROWS // cell * cell or cell))
        rows = slice(top // cell, -(-bottom // cell))
        part = pixels[top:bottom]
        dim = sum(part[..., c] * grey[c] for c in range(3)) >> 8
        dim *= 256 - _enlarged(weight[rows], cell, dim.shape)
        dim >>= 8
        for channel in range(3):
            result[top:bottom, :, channel] = dim + _enlarged(tint[rows, :, channel], cell, dim.shape)
    return result


def along(colours: tuple[Colour, ...], shares: NDArray[np.floating]) -> NDArray[np.float32]:
    """Colours of shares 0..1 of a scale: (..., 3)."""
    anchors = np.array(colours, np.float32)
    at = np.linspace(0, 1, len(anchors))
    channels = [np.interp(shares, at, anchors[:, channel]) for channel in range(3)]
    return np.stack(channels, -1).astype(np.float32)


def _enlarged(cells: NDArray, cell: int, shape: tuple[int, ...]) -> NDArray:
    return cells.repeat(cell, 0)[: shape[0]].repeat(cell, 1)[:, : shape[1]]
