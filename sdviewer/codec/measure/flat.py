"""Flat areas, such as skies and walls, where a decoder that invents texture draws grain that nobody misses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..types import Pixels
from .blur import RADIUS, Floats, blur_valid, stripes

FLATTEST = 2.0
"""Standard deviation of luma, in 8-bit levels, in the window around a pixel up to which its place is flat."""
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_LEAST_SHARE = 0.01


def flat_places(original: Pixels) -> NDArray[np.bool_]:
    """(H, W): where luma hardly varies in the Gaussian window around a pixel; beyond the border it is mirrored."""
    height, width = original.shape[:2]
    flat = np.empty((height, width), np.bool_)
    for top, bottom in stripes(height, width):
        above, below = max(0, top - RADIUS), min(height, bottom + RADIUS)
        border = ((RADIUS - (top - above), RADIUS - (below - bottom)), (RADIUS, RADIUS))
        luma: Floats = np.pad(original[above:below] @ _LUMA, border, mode="symmetric") - np.float32(128)
        mean, square = blur_valid(np.stack([luma, luma * luma]))
        flat[top:bottom] = square - mean * mean <= FLATTEST**2
    return flat


def flat_deviation(original: Pixels, picture: Pixels) -> float | None:
    """Root mean square of the difference, in 8-bit levels over R, G and B, where the original is flat.

    None where less than a hundredth of it is. sRGB (H, W, 3) uint8 of one shape.
    """
    if original.shape != picture.shape:
        raise InputError("Pictures of different sizes can't be compared.")
    flat = flat_places(original)
    if flat.mean() < _LEAST_SHARE:
        return None
    difference = original[flat].astype(np.float32) - picture[flat]
    return float(np.sqrt(np.mean(np.square(difference), dtype=np.float64)))
