"""The distributions that latents are coded with: a width, a shape of the tail, and a fraction of the mean.

A distribution is a mixture of logistic ones, centred at mean/16 and 2^(level/4 - 5) wide. Its tail function
U(z) = P(Z > z) is shipped for two shapes as integers on a grid (`resources/tables/latents.safetensors`); two more
shapes lie between these.
The tables are built by integer arithmetic.

A prediction is a cell: (mean in 1/16 of a symbol, level, shape). Levels from LEVELS up stand for wider distributions,
one low bit dropped for every four of them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..entropy.range_coder import Decoder, Encoder, RowTables

LEVELS = 28
"""Widths are 2^(level/4 - 5). For wider ones low bits are dropped and sent as they are."""
SHAPES = 4
FRACTIONS = 16
MAX_DROPPED = 17
"""At most so many low bits are dropped."""

REACH = 32
_GRID_BITS = 5
"""The tail functions are tabulated at z = 0, 1/32, 2/32, ... in units of 2^-24."""

LEVEL_ZERO = 41
"""Level of a width: (log2 width in 1/8 + LEVEL_ZERO) // 2."""

_LOWEST = np.array([-(2.0**52), 0, 0])
_HIGHEST = np.array([2.0**52, LEVELS - 1 + 4 * MAX_DROPPED, SHAPES - 1])
_DROPPED = np.maximum(np.arange(LEVELS + 4 * MAX_DROPPED) - LEVELS + 4, 0) >> 2
_UNITS = 2.0**_DROPPED
_PLACES = np.array([1.0, SHAPES * FRACTIONS, FRACTIONS])  # of a row: `build_rows`
_QUARTER_OCTAVES = (65536, 55109, 46341, 38968)  # 2^16 2^(-i/4)
_FINE = 8  # bits between two points of the grid


def build_rows(tails: NDArray[np.int64]) -> RowTables:
    """Rows in the order (level, shape, fraction). tails: int64 (2, n), heavy and light tail."""
    level, fraction, k = np.ogrid[:LEVELS, :FRACTIONS, -REACH : REACH + 1]
    edge = 16 * k - 8 - fraction  # in 1/16
    inverse = np.array(_QUARTER_OCTAVES, np.int64)[level % 4] << 5  # 2^16 2^5 2^(-i/4)
    # |edge| / width, in 2^-(_GRID_BITS + _FINE)
    z = (np.abs(edge) * inverse << (_FINE + _GRID_BITS - 4)) >> (16 + level // 4)
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


def limit_cells(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cells (..., 3), in place, to whole numbers: rounded down, level and shape kept in their ranges."""
    np.floor(cells, out=cells)
    np.maximum(cells, _LOWEST, out=cells)
    return np.minimum(cells, _HIGHEST, out=cells)


class Placement(NamedTuple):
    """How symbols q are coded: (q - base) >> dropped by `row`, then the `dropped` low bits, None for none at all.

    Bases are whole numbers below 2^53, as all numbers here that may be large.
    """

    base: NDArray[np.float64]
    row: NDArray[np.intp]
    dropped: NDArray[np.int64] | None

    @classmethod
    def of(cls, cells: NDArray[np.float64]) -> Placement:
        """From limited cells (n, 3): mean in 1/16, level, shape."""
        level = cells[:, 1]
        dropped = None
        if level.size and np.maximum.reduce(level) >= LEVELS:
            wide = level.astype(np.intp)
            dropped, unit = _DROPPED.take(wide), _UNITS.take(wide)
            mean = np.floor((cells[:, 0] - 8 * (unit - 1)) / unit)
            cells = np.stack((mean, level - 4 * dropped, cells[:, 2]), 1)
        base = cells[:, 0] * (1 / FRACTIONS)
        np.floor(base, out=base)
        row = (cells @ _PLACES - FRACTIONS * base).astype(np.intp)
        return cls(base if dropped is None else base * unit, row, dropped)

    def part(self, start: int, stop: int) -> Placement:
        """Of some of the symbols."""
        dropped = None if self.dropped is None else self.dropped[start:stop]
        return Placement(self.base[start:stop], self.row[start:stop], dropped)

    def bits(self, rows: RowTables, q: NDArray[np.integer]) -> NDArray[np.float64]:
        """Bits of each symbol, without those that are sent as they are and what follows an escape."""
        return rows.bits(self._rest(q)[0], self.row)

    def whole_bits(self, rows: RowTables, q: NDArray[np.int64]) -> NDArray[np.float64]:
        """Bits of each symbol, with all that belongs to it: the sum is what `put` takes."""
        bits = rows.whole_bits(self._rest(q)[0], self.row)
        return bits if self.dropped is None else bits + self.dropped

    def cost_bits(self, rows: RowTables, q: NDArray[np.int64]) -> float:
        """Bits that `put` takes, without coding."""
        bits = rows.cost_bits(self._rest(q)[0], self.row)
        return bits if self.dropped is None else bits + float(self.dropped.sum())

    def put(self, encoder: Encoder, rows: RowTables, q: NDArray[np.int64]) -> None:
        """Code symbols, int64[n]."""
        high, low = self._rest(q)
        encoder.put_rows(rows, high, self.row)
        if self.dropped is not None:
            encoder.put_bits(low, self.dropped)

    def get(self, decoder: Decoder, rows: RowTables) -> NDArray[np.float64]:
        """Inverse of `put`: whole numbers."""
        high = decoder.get_rows(rows, self.row)
        if self.dropped is None:
            return high + self.base
        return np.ldexp(high.astype(np.float64), self.dropped) + self.base + decoder.get_bits(self.dropped)

    def _rest(self, q: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """What is coded by row, and the low bits."""
        rest = (q - self.base).astype(np.int64)
        if self.dropped is None:
            return rest, rest
        return rest >> self.dropped, rest & ((1 << self.dropped) - 1)
