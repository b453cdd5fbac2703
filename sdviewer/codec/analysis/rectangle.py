"""The metrics of a rectangle: those of the two crops, as a program that is given them as files would find them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..measure.metrics import SMALLEST_FOR_MS_SSIM, ms_ssim, psnr, ssim, ssimulacra2
from ..types import Pixels, Region, StopToken

SMALLEST_SIDE = 8
"""In pixels, for SSIMULACRA2, which looks at blocks of that size."""


@dataclass(frozen=True, slots=True)
class RectangleScores:
    """psnr in dB, inf if equal. structure: MS-SSIM or, where five scales don't fit, SSIM, both 0..1 and over R, G, B;
    scales: which, 5 or 1. ssimulacra2: None where the rectangle is smaller than 8 pixels."""

    region: Region
    psnr: float
    structure: float
    scales: int
    ssimulacra2: float | None


def rectangle_scores(
    original: Pixels, picture: Pixels, region: Region, stop: StopToken | None = None
) -> RectangleScores:
    """sRGB (H, W, 3) uint8 of one shape. Raises InputError where these differ or the rectangle lies outside,
    CancelledError between two metrics."""
    stop = stop or StopToken()
    first, second = crop(original, region), crop(picture, region)
    if original.shape != picture.shape:
        raise InputError("Pictures of different sizes can't be compared.")
    side = min(region.width, region.height)
    multi = side >= SMALLEST_FOR_MS_SSIM
    stop.check()
    structure = ms_ssim(first, second) if multi else ssim(first, second)
    stop.check()
    perceived = ssimulacra2(first, second) if side >= SMALLEST_SIDE else None
    return RectangleScores(region, psnr(first, second), structure, 5 if multi else 1, perceived)


def crop(pixels: Pixels, region: Region) -> Pixels:
    """(height, width, 3), C-contiguous. Raises InputError where the rectangle is empty or not inside."""
    left, top, width, height = region
    inside = left >= 0 <= top and left + width <= pixels.shape[1] and top + height <= pixels.shape[0]
    if not inside or min(width, height) < 1:
        raise InputError(f"The rectangle of {width}x{height} pixels at {left}, {top} isn't inside the picture.")
    return np.ascontiguousarray(pixels[top : top + height, left : left + width])


def mean_bits(nbytes: int, pixels: int, region: Region) -> float:
    """What the rectangle would take if a file's bits lay evenly over its pixels."""
    return 8 * nbytes * region.width * region.height / pixels


def counted_bits(blocks: NDArray[np.float32], place: int, region: Region, width: int, height: int) -> float:
    """What the rectangle takes where each block's bits are known; of a block that it cuts, the share of its pixels.

    blocks: (h, w), bits of squares of `place` pixels a side from the top left of a picture of width x height pixels.
    """
    down = _shares(region.top, region.height, place, height)
    across = _shares(region.left, region.width, place, width)
    return float(down @ blocks.astype(np.float64) @ across)


def _shares(begin: int, size: int, place: int, side: int) -> NDArray[np.float64]:
    """How much of each block along one side lies within; the last block ends with the picture."""
    edges = np.minimum(place * np.arange(-(-side // place) + 1), side)
    inside = np.clip(edges[1:], begin, begin + size) - np.clip(edges[:-1], begin, begin + size)
    return np.asarray(inside / np.diff(edges))
