"""Bits against the error that is left: where a file spends much for little, where it saves where it shows, and the
worst blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..types import Pixels, Region, StopToken

Floats = NDArray[np.float32]

REACH = 2.0
"""Powers of two by which a block's share of the bits differs from its share of the error where the map ends."""


@dataclass(frozen=True, slots=True)
class Efficiency:
    """balance: float32 (h, w), log2 of a block's share of the bits over its share of the squared error, -REACH..REACH:
    below 0 much error is left for its bits. half_blocks: the smallest share 0..1 of the blocks that holds half of the
    error; half_bits: the share of the bits that they got."""

    balance: Floats
    half_blocks: float
    half_bits: float


@dataclass(frozen=True, slots=True)
class WorstBlock:
    """region: in the picture. squared_error: mean over its pixels and R, G and B. bits: of the file that lie in it,
    None where they aren't known."""

    region: Region
    squared_error: float
    bits: float | None


def block_errors(source: Pixels, picture: Pixels, side: int, stop: StopToken | None = None) -> NDArray[np.float64]:
    """Sum of squared differences of R, G and B in each block: (ceil(H / side), ceil(W / side)). Raises CancelledError.

    Both are (H, W, 3) uint8 of one shape.
    """
    stop = stop or StopToken()
    height, width = source.shape[:2]
    rows, columns = -(-height // side), -(-width // side)
    sums = np.zeros((rows, columns))
    for row in range(rows):
        stop.check()
        band = slice(row * side, (row + 1) * side)
        difference = source[band].astype(np.int32)
        difference -= picture[band]
        down = np.einsum("ijk,ijk->j", difference, difference, dtype=np.int64)
        sums[row] = np.add.reduceat(down, np.arange(0, width, side))
    return sums


def efficiency(bits: Floats, errors: NDArray[np.float64]) -> Efficiency:
    """bits and squared error by block, of one shape."""
    bits_share, error_share = (_shares(values) for values in (bits, errors))
    balance = np.clip(np.log2(bits_share / error_share), -REACH, REACH).astype(np.float32)
    order = np.argsort(errors.ravel())[::-1]
    total = errors.sum()
    count = int(np.searchsorted(np.cumsum(errors.ravel()[order]), total / 2)) + 1 if total else 0
    spent = float(bits.ravel()[order[:count]].sum()) / max(float(bits.sum()), 1e-9)
    return Efficiency(balance, count / errors.size, spent)


def worst_blocks(
    source: Pixels,
    picture: Pixels,
    bits: Floats | None = None,
    place: int = 1,
    side: int = 64,
    count: int = 20,
    stop: StopToken | None = None,
) -> list[WorstBlock]:
    """The squares of side x side pixels with the largest mean squared error, the worst first.

    bits: by block of place x place pixels, `place` a divisor of `side`. Raises CancelledError.
    """
    height, width = source.shape[:2]
    errors = block_errors(source, picture, side, stop)
    down, across = (
        np.minimum(side, length - side * np.arange(n)) for length, n in zip((height, width), errors.shape, strict=True)
    )
    means = errors / (3 * down[:, None] * across)
    spent = None if bits is None else _summed(bits, side // place)
    found = []
    for index in np.argsort(means, axis=None)[::-1][:count]:
        row, column = (int(i) for i in np.unravel_index(index, means.shape))
        region = Region(column * side, row * side, int(across[column]), int(down[row]))
        found.append(
            WorstBlock(region, float(means[row, column]), None if spent is None else float(spent[row, column]))
        )
    return found


def _shares(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Of all; a hundredth of the mean is added, so that nothing is divided by none."""
    values = values.astype(np.float64)
    values += max(float(values.mean()) / 100, 1e-9)
    return values / values.sum()


def _summed(values: Floats, count: int) -> NDArray[np.float64]:
    """Over squares of count x count, smaller at the edges."""
    rows = np.add.reduceat(values.astype(np.float64), np.arange(0, values.shape[0], count), axis=0)
    return np.add.reduceat(rows, np.arange(0, values.shape[1], count), axis=1)
