"""Where one codec does worst, and where best, against another: squares that differ most in how much structure is left.

Looked for is the largest difference of the mean SSIM of luma between two squares in the same place. The squares lie on
a grid of 8 pixels, so the answer is exact for these places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..measure.blur import RADIUS
from ..measure.metrics import ssim_map
from ..types import Pixels, Region, StopToken

GRID = 8
_STRIPE = 64
"""Blocks of rows worked on between two looks at the stop token."""
_LARGEST, _SHARE = 256, 4


@dataclass(frozen=True, slots=True)
class Crop:
    """A square, and the mean SSIM of luma in it of the one and the other, -1..1."""

    region: Region
    ours: float
    theirs: float

    @property
    def gain(self) -> float:
        """How much more structure is left in ours; negative where it is less."""
        return self.ours - self.theirs


def crop_side(width: int, height: int) -> int:
    """A quarter of the shorter side, at most 256 pixels, a multiple of 8 where that fits; never beyond the picture."""
    shorter = min(width, height)
    side = min(_LARGEST, max(shorter // _SHARE, 6 * GRID)) // GRID * GRID
    return min(side, shorter // GRID * GRID) or shorter


def extreme_crops(
    original: Pixels, ours: Pixels, theirs: Pixels, side: int | None = None, stop: StopToken | None = None
) -> tuple[Crop, Crop]:
    """Where ours loses most against theirs, and where it wins most. All sRGB (H, W, 3) uint8 of one shape.

    Raises InputError where shapes differ, CancelledError between two stripes.
    """
    if not original.shape == ours.shape == theirs.shape:
        raise InputError("Pictures of different sizes can't be compared.")
    stop = stop or StopToken()
    height, width = original.shape[:2]
    side = crop_side(width, height) if side is None else side
    if min(height, width) < GRID:
        whole = Region(0, 0, width, height)
        crop = Crop(whole, float(ssim_map(original, ours).mean()), float(ssim_map(original, theirs).mean()))
        return crop, crop
    first, second = (_means_of_squares(original, picture, side, stop) for picture in (ours, theirs))
    gain = first - second

    def crop_at(index: np.intp) -> Crop:
        row, column = np.unravel_index(index, gain.shape)
        region = Region(int(column) * GRID, int(row) * GRID, side, side)
        return Crop(region, float(first[row, column]), float(second[row, column]))

    return crop_at(gain.argmin()), crop_at(gain.argmax())


def _means_of_squares(original: Pixels, picture: Pixels, side: int, stop: StopToken) -> NDArray[np.float64]:
    """Mean SSIM of the square that begins at each block of the grid, where it fits."""
    blocks = _block_means(original, picture, stop)
    count = side // GRID
    sums = np.pad(blocks, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    squares = sums[count:, count:] - sums[:-count, count:] - sums[count:, :-count] + sums[:-count, :-count]
    return np.asarray(squares / count**2)


def _block_means(original: Pixels, picture: Pixels, stop: StopToken) -> NDArray[np.float64]:
    """(H // 8, W // 8): the means of the SSIM map in whole blocks; what is left over at the edges belongs to none."""
    rows, columns = (side // GRID for side in original.shape[:2])
    means = np.empty((rows, columns))
    for top in range(0, rows, _STRIPE):
        stop.check()
        bottom = min(top + _STRIPE, rows)
        above = max(0, top * GRID - RADIUS)
        below = min(len(original), bottom * GRID + RADIUS)
        found = ssim_map(original[above:below], picture[above:below])[top * GRID - above :]
        inside = found[: (bottom - top) * GRID, : columns * GRID].astype(np.float64)
        means[top:bottom] = inside.reshape(bottom - top, GRID, columns, GRID).mean((1, 3))
    return means
