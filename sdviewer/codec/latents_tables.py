"""The distributions that latents are coded with: a width, a shape of the tail, and a fraction of the mean.

A distribution is a mixture of logistic ones, centred at mean/16 and `WIDTHS[level]` wide. Its tail function
U(z) = P(Z > z) is shipped for two shapes as integers on a grid (`latents_net.npz`); two more shapes lie between these.
All that follows is integer arithmetic.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .entropy import RowTables

LEVELS = 28
"""Widths are 2^(level/4 - 5). Wider ones are coded by this table after dropping low bits, which are sent as they are."""
SHAPES = 4
FRACTIONS = 16
MAX_DROPPED = 17
"""At most so many low bits are dropped."""

REACH = 32
GRID = 32
"""The tail functions are tabulated at z = 0, 1/GRID, 2/GRID, ... in units of 2^-24."""

_QUARTER_OCTAVES = (65536, 55109, 46341, 38968)  # 2^16 2^(-i/4)
_FINE = 8  # bits between two points of the grid


def build_rows(tails: NDArray[np.int64]) -> RowTables:
    """Rows in the order (level, shape, fraction). tails: int64 (2, n), heavy and light tail."""
    level, fraction, k = np.ogrid[:LEVELS, :FRACTIONS, -REACH : REACH + 1]
    edge = 16 * k - 8 - fraction  # in 1/16
    inverse = np.array(_QUARTER_OCTAVES, np.int64)[level % 4] << 5  # 2^16 2^5 2^(-i/4)
    z = (np.abs(edge) * inverse << (_FINE + 5 - 4)) >> (16 + level // 4)  # |edge| / width, in 1 / (GRID 2^_FINE)
    z = np.minimum(z, (tails.shape[1] - 1 << _FINE) - 1)
    cell, part = z >> _FINE, z & ((1 << _FINE) - 1)
    rows = []
    for shape in range(SHAPES):
        tail = (shape * tails[0] + (SHAPES - 1 - shape) * tails[1]) // (SHAPES - 1)
        above = ((tail[cell] * ((1 << _FINE) - part) + tail[cell + 1] * part) >> _FINE) * np.int64(1)
        below_edge = np.where(edge < 0, above, (1 << 24) - above)
        weights = np.diff(below_edge, axis=-1)
        escape = (1 << 24) - weights.sum(-1, keepdims=True) + 64
        rows.append(np.concatenate([weights, escape], -1))
    stacked = np.stack(rows, 1).reshape(LEVELS * SHAPES * FRACTIONS, -1)
    return RowTables(-REACH, stacked + 16)


def place(
    mean: NDArray[np.int64], width: NDArray[np.int64], shape: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Where a symbol q stands: it is coded as (q - base) >> dropped by the row, then its `dropped` low bits.

    mean: in 1/16. width: log2 of the width, in 1/8. shape: 0..SHAPES-1. All int64[n]. Returns (base, dropped, row).
    """
    level = np.clip((width + 41) >> 1, 0, LEVELS - 1 + 4 * MAX_DROPPED)
    if level.size and level.max() >= LEVELS:
        dropped = np.maximum(level - LEVELS + 4, 0) >> 2
        level -= dropped << 2
        mean = (mean - ((8 << dropped) - 8)) >> dropped
    else:
        dropped = np.zeros_like(level)
    row = (level * SHAPES + shape) * FRACTIONS + (mean & 15)
    return (mean >> 4) << dropped, dropped, row
