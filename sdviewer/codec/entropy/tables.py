"""Distributions of integers as integer tables, the same on every machine.

`Tables` holds distributions whose probabilities are integers that sum to 2^24, the precision of constriction's range
coder (64-bit state, 32-bit words). constriction takes floats and turns them into the cumulative table
floor(scale * sum(p[:i])) + i with scale = (2^24 - n) / sum(p), n being the number of entries. Given p = c - 1 with
integers c that sum to 2^24, the scale is exactly 1 and every sum an integer below 2^24: nothing is rounded, and the
table is exactly c. `tests/codec/test_entropy.py` holds that against a decoder written from the description alone.

Every table covers a run of integers and, as its last entry, an escape: values outside the run follow after the symbols
of the same call, as Exp-Golomb numbers. So every int32 can be coded with every table.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt

import constriction
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from ...paths import resource

PRECISION = 24
"""Probabilities are multiples of 2^-24."""

GAUSSIAN_COUNT = 64
GAUSSIAN_SIGMA_MIN, GAUSSIAN_SIGMA_MAX = 0.11, 64.0

GAUSSIAN_FILE = resource("tables/gaussian.safetensors")
ESCAPE_BITS = 34
"""An escaped value, folded, is below 2^34: its Exp-Golomb prefix is 0..33."""

Ints = NDArray[np.signedinteger] | NDArray[np.unsignedinteger]


class Tables:
    """Distributions over integers, addressed by index 0..len-1. Build them with `make_tables`.

    lows: int32[n], the first symbol of each table. sizes: int32[n], entries without the escape.
    counts: one int64 array per table, entries and escape, each >= 1, summing to 2^24.
    """

    def __init__(self, lows: Sequence[int], counts: Sequence[NDArray[np.int64]]) -> None:
        self.counts = tuple(counts)
        self.lows = np.array(lows, np.int32)
        self.sizes = np.array([len(c) - 1 for c in counts], np.int32)
        self._models: list[constriction.stream.model.Model | None] = [None] * len(counts)
        starts = np.cumsum([0, *(len(c) for c in counts)])[:-1]
        self._starts = starts.astype(np.int64)
        self._bits = PRECISION - np.log2(np.concatenate(counts).astype(np.float64))

    def __len__(self) -> int:
        return len(self.counts)

    def model(self, index: int) -> constriction.stream.model.Model:
        """constriction's model of one table, made at its first use."""
        model = self._models[index]
        if model is None:
            exact = (self.counts[index] - 1).astype(np.float64)
            model = self._models[index] = constriction.stream.model.Categorical(exact, perfect=False)
        return model

    def positions(self, symbols: Ints, index: Ints) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Entry of each symbol in its table, int32[n], and whether that entry is the escape."""
        offset = symbols.astype(np.int64) - self.lows[index]
        size = self.sizes[index]
        escaped = (offset < 0) | (offset >= size)
        return np.where(escaped, size, offset).astype(np.int32), escaped

    def bits(self, symbols: Ints, index: Ints) -> NDArray[np.float64]:
        """Bits of each symbol, float64[n], without what follows an escape. Arguments as in `Encoder.put`."""
        position, _ = self.positions(symbols, index)
        return self._bits[self._starts[index] + position]

    def whole_bits(self, symbols: Ints, index: Ints) -> NDArray[np.float64]:
        """Bits of each symbol, float64[n], with what follows an escape. Arguments as in `Encoder.put`."""
        position, escaped = self.positions(symbols, index)
        bits: NDArray[np.float64] = self._bits[self._starts[index] + position]
        if escaped.any():
            value = fold(symbols[escaped], self.lows[index][escaped], self.sizes[index][escaped])
            bits[escaped] += escape_bits(value)
        return bits

    def cost_bits(self, symbols: Ints, index: Ints) -> float:
        """Bits that coding takes, within a few bits of the truth, without coding. Arguments as in `Encoder.put`."""
        return float(self.whole_bits(symbols, index).sum())


def make_tables(weights: Sequence[tuple[int, Sequence[int] | Ints]]) -> Tables:
    """Tables from (first symbol, integer weights >= 0 of the symbols that follow, weight of the escape last).

    Weights are scaled to counts >= 1 that sum to 2^24 in integer arithmetic; what rounding leaves goes to the largest.
    A table's weights must not be all 0, must sum to less than 2^39, and number 2 to 2^20 with the escape.
    """
    counts = []
    for _, weight in weights:
        w = np.asarray(weight, np.int64)
        if not (2 <= len(w) <= 1 << 20 and w.min() >= 0 and 0 < w.sum() < 1 << 39):
            raise ValueError("weights of a table must be 2 to 2^20 integers >= 0 with a sum of 1 to 2^39 - 1")
        count = 1 + w * ((1 << PRECISION) - len(w)) // w.sum()
        count[w.argmax()] += (1 << PRECISION) - count.sum()
        counts.append(count)
    return Tables([low for low, _ in weights], counts)


class RowTables:
    """Many distributions over the same run of integers, for symbols that are coded one by one in the order given.

    For tables that are too many to group by. `weights`: int64 (n, width), the escape in the last column, scaled as in
    `make_tables`; row r is the distribution of the integers low, low + 1, ...
    """

    def __init__(self, low: int, weights: NDArray[np.int64]) -> None:
        width = weights.shape[1]
        counts = 1 + weights * ((1 << PRECISION) - width) // weights.sum(1, keepdims=True)
        counts[np.arange(len(counts)), counts.argmax(1)] += (1 << PRECISION) - counts.sum(1)
        self.low = low
        self.size = width - 1
        self.exact = (counts - 1).astype(np.float32)  # sums below 2^24 are exact in float32 too

    def positions(self, symbols: Ints) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Column of each symbol, int32[n], and whether it is the escape."""
        offset = symbols.astype(np.int64) - self.low
        escaped = (offset < 0) | (offset >= self.size)
        return np.where(escaped, self.size, offset).astype(np.int32), escaped

    def bits(self, symbols: Ints, rows: Ints) -> NDArray[np.float64]:
        """Bits of each symbol, float64[n], without what follows an escape. Arguments as in `Encoder.put_rows`."""
        position, _ = self.positions(symbols)
        return PRECISION - np.log2(self.exact[rows, position].astype(np.float64) + 1)

    def whole_bits(self, symbols: Ints, rows: Ints) -> NDArray[np.float64]:
        """Bits of each symbol, float64[n], with what follows an escape. Arguments as in `Encoder.put_rows`."""
        bits = self.bits(symbols, rows)
        _, escaped = self.positions(symbols)
        if escaped.any():
            bits[escaped] += escape_bits(fold(symbols[escaped], self.low, self.size))
        return bits

    def cost_bits(self, symbols: Ints, rows: Ints) -> float:
        """Bits that `Encoder.put_rows` takes, without coding."""
        position, escaped = self.positions(symbols)
        bits = float(PRECISION * len(rows) - np.log2(self.exact[rows, position] + 1.0).sum())
        if escaped.any():
            bits += float(escape_bits(fold(symbols[escaped], self.low, self.size)).sum())
        return bits


def gaussian_sigmas() -> NDArray[np.float64]:
    """Standard deviations of `GAUSSIAN_TABLES`, float64[64], a geometric series."""
    return np.geomspace(GAUSSIAN_SIGMA_MIN, GAUSSIAN_SIGMA_MAX, GAUSSIAN_COUNT)


def _load_gaussians() -> Tables:
    stored = load_file(GAUSSIAN_FILE)
    radii, halves = stored["radii"].astype(np.int64), stored["halves"].astype(np.int64)
    weights = []
    start = 0
    for radius in radii:
        half, escape = halves[start : start + radius + 1], halves[start + radius + 1]
        weights.append((-int(radius), np.concatenate([half[:0:-1], half, [escape]])))
        start += radius + 2
    return make_tables(weights)


GAUSSIAN_TABLES = _load_gaussians()
"""64 zero-mean Gaussians, discretised to integers, widths as in `gaussian_sigmas`; shipped as integers."""


def compute_gaussians() -> dict[str, NDArray]:
    """What `gaussian.safetensors` holds: radii uint16[64] and, one after the other, weights of 0..radius and escape.

    Only run to write that file (`write_gaussians`) and to test it. The Gaussian is mixed with 2^-11 of a wider one, so
    that a width which was guessed too small costs 11 bits and not 40. Tails below 2^-16 become the escape.
    """
    radii, halves = [], []
    for sigma in gaussian_sigmas():

        def below(x: float, sigma: float = float(sigma)) -> float:
            wide = max(2 * sigma, 0.75)
            return (1 - 2**-11) * erfc(x / (sqrt(2) * sigma)) / 2 + 2**-11 * erfc(x / (sqrt(2) * wide)) / 2

        radius = next(r for r in range(1, 1 << 12) if 2 * below(r + 0.5) < 2**-16)
        half = [1 - 2 * below(0.5), *(below(k - 0.5) - below(k + 0.5) for k in range(1, radius + 1))]
        escape = 2 * below(radius + 0.5) + 2**-17
        radii.append(radius)
        halves += [round(p * 2**PRECISION) for p in [*half, escape]]
    return {"radii": np.array(radii, np.uint16), "halves": np.array(halves, np.uint32)}


def write_gaussians() -> None:
    """Write `gaussian.safetensors`. Changing it makes every existing file unreadable."""
    arrays = compute_gaussians()
    save_file(arrays, GAUSSIAN_FILE)


def _prefix_tables() -> Tables:
    """Of the number of bits after the leading one, 0..33: halved with each bit. Here the last entry is no escape."""
    return make_tables([(0, [1 << max(1, 32 - i) for i in range(ESCAPE_BITS)])])


PREFIXES = _prefix_tables()


def fold(symbols: Ints, low: Ints | int, size: Ints | int) -> NDArray[np.int64]:
    """Escaped symbols as numbers >= 1: odd above the table's run, even below it."""
    below = np.asarray(low, np.int64) - symbols
    above = symbols - (np.asarray(low, np.int64) + size)
    return np.where(below > 0, 2 * below, 2 * above + 1)


def unfold(value: NDArray[np.int64], low: Ints | int, size: Ints | int) -> NDArray[np.int64]:
    half = value >> 1
    return np.where(value & 1, np.asarray(low, np.int64) + size + half, low - half)


def bit_length(value: NDArray[np.int64]) -> NDArray[np.int64]:
    """Bits after the leading one, for values from 1 to 2^52."""
    return np.frexp(value.astype(np.float64))[1].astype(np.int64) - 1


def escape_bits(value: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of folded escapes, each as an Exp-Golomb number."""
    length = bit_length(value)
    bits: NDArray[np.float64] = PREFIXES._bits[length] + length
    return bits
