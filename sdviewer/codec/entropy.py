"""Integer symbols <-> bytes: a range coder driven by integer tables, the same on every machine.

`Tables` holds distributions whose probabilities are integers that sum to 2^24, the precision of constriction's range
coder (64-bit state, 32-bit words). constriction takes floats and turns them into the cumulative table
floor(scale * sum(p[:i])) + i with scale = (2^24 - n) / sum(p), n being the number of entries. Given p = c - 1 with
integers c that sum to 2^24, the scale is exactly 1 and every sum an integer below 2^24: nothing is rounded, and the
table is exactly c. `tests/codec/test_entropy.py` holds that against a decoder written from the description alone.

Every table covers a run of integers and, as its last entry, an escape: values outside the run follow after the symbols
of the same call, as Exp-Golomb numbers. So every int32 can be coded with every table.

A call codes its symbols grouped by table (in rising order of the index, stable), which costs a few microseconds per
table in use and about 20 ns per symbol.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import erfc, sqrt
from pathlib import Path

import constriction
import numpy as np
from numpy.typing import NDArray

from .errors import FormatError

PRECISION = 24
"""Probabilities are multiples of 2^-24."""

GAUSSIAN_COUNT = 64
GAUSSIAN_SIGMA_MIN, GAUSSIAN_SIGMA_MAX = 0.11, 64.0

_GAUSSIAN_FILE = Path(__file__).with_name("gaussian_tables.npz")
_ESCAPE_BITS = 34  # an escaped value is below 2^33, so that its Exp-Golomb prefix is 0..33
_CHUNK = 17  # bits of one raw number; two of them hold every Exp-Golomb suffix

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

    def cost_bits(self, symbols: Ints, index: Ints) -> float:
        """Bits that coding takes, within a few bits of the truth, without coding. Arguments as in `Encoder.put`."""
        position, escaped = self.positions(symbols, index)
        bits = float(self._bits[self._starts[index] + position].sum())
        if escaped.any():
            value = _fold(symbols[escaped], self.lows[index][escaped], self.sizes[index][escaped])
            bits += _escape_bits(value)
        return bits


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

    def cost_bits(self, symbols: Ints, rows: Ints) -> float:
        """Bits that `Encoder.put_rows` takes, without coding."""
        position, escaped = self.positions(symbols)
        bits = float(PRECISION * len(rows) - np.log2(self.exact[rows, position] + 1.0).sum())
        if escaped.any():
            bits += _escape_bits(_fold(symbols[escaped], np.int64(self.low), np.int64(self.size)))
        return bits


def gaussian_sigmas() -> NDArray[np.float64]:
    """Standard deviations of `GAUSSIAN_TABLES`, float64[64], a geometric series."""
    return np.geomspace(GAUSSIAN_SIGMA_MIN, GAUSSIAN_SIGMA_MAX, GAUSSIAN_COUNT)


def _load_gaussians() -> Tables:
    with np.load(_GAUSSIAN_FILE) as stored:
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
    """What `gaussian_tables.npz` holds: radii uint16[64] and, one after the other, the weights of 0..radius and escape.

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
    """Write `gaussian_tables.npz`. Changing it makes every existing file unreadable."""
    arrays = compute_gaussians()
    np.savez_compressed(_GAUSSIAN_FILE, radii=arrays["radii"], halves=arrays["halves"])


_PREFIXES = make_tables([(0, [1 << max(1, 32 - i) for i in range(_ESCAPE_BITS)] + [1])])
_CATEGORICAL = constriction.stream.model.Categorical(perfect=False)
_UNIFORM = constriction.stream.model.Uniform()


def _fold(symbols: Ints, low: Ints, size: Ints) -> NDArray[np.int64]:
    """Escaped symbols as numbers >= 1: even above the table's run, odd (from 3) below it."""
    below = low.astype(np.int64) - symbols
    above = symbols - (low.astype(np.int64) + size)
    return np.where(below > 0, 2 * below + 1, 2 * above + 2)


def _unfold(value: NDArray[np.int64], low: Ints, size: Ints) -> NDArray[np.int64]:
    half = value >> 1
    return np.where(value & 1, low - half, low.astype(np.int64) + size + half - 1)


def _bit_length(value: NDArray[np.int64]) -> NDArray[np.int64]:
    """Bits after the leading one, for values from 1 to 2^52."""
    return np.frexp(value.astype(np.float64))[1].astype(np.int64) - 1


def _escape_bits(value: NDArray[np.int64]) -> float:
    length = _bit_length(value)
    return float(_PREFIXES._bits[length].sum() + length.sum())


def _groups(index: Ints, count: int) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """(table, positions in `index`) for each table in use, in rising order."""
    small = index.astype(np.uint8 if count <= 256 else np.uint16 if count <= 65536 else np.uint32)
    order = np.argsort(small, kind="stable")  # a radix sort for up to 16 bits
    ends = np.cumsum(np.bincount(small, minlength=count))
    start = 0
    for table, end in enumerate(ends.tolist()):
        if end > start:
            yield table, order[start:end]
        start = end


class Encoder:
    """Collects symbols; `finish` gives the bytes. The tables may be changed between calls of `put`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._coder = constriction.stream.queue.RangeEncoder()

    def put(self, symbols: Ints, index: Ints) -> None:
        """Append symbols, int32[n], each by the table whose number stands in `index`, int[n], 0..len(tables)-1."""
        position, escaped = self.tables.positions(symbols, index)
        for table, where in _groups(index, len(self.tables)):
            self._coder.encode(position[where], self.tables.model(table))
        if escaped.any():
            self._put_escapes(
                _fold(symbols[escaped], self.tables.lows[index[escaped]], self.tables.sizes[index[escaped]])
            )

    def put_rows(self, tables: RowTables, symbols: Ints, rows: Ints) -> None:
        """Append symbols, int32[n], in this order, each by the row of `tables` whose number stands in `rows`, int[n]."""
        position, escaped = tables.positions(symbols)
        if len(rows):
            self._coder.encode(position, _CATEGORICAL, tables.exact.take(rows, axis=0))
        if escaped.any():
            self._put_escapes(_fold(symbols[escaped], np.int64(tables.low), np.int64(tables.size)))

    def put_bits(self, values: Ints, bits: Ints | int) -> None:
        """Append integers 0 <= value < 2^bits as they are, bits from 0 to 17, one number or int[n]."""
        bits = np.broadcast_to(bits, values.shape)
        some = bits > 0
        if some.any():
            sizes = (1 << bits[some]).astype(np.int32)
            self._coder.encode(np.ascontiguousarray(values[some], np.int32), _UNIFORM, sizes)

    def _put_escapes(self, value: NDArray[np.int64]) -> None:
        length = _bit_length(value)
        self._coder.encode(length.astype(np.int32), _PREFIXES.model(0))
        rest = value - (1 << length)
        self.put_bits(rest >> _CHUNK, np.maximum(length - _CHUNK, 0))
        self.put_bits(rest & ((1 << _CHUNK) - 1), np.minimum(length, _CHUNK))

    def finish(self) -> bytes:
        """The bytes: words in big-endian order, then cut to the fewest bytes that name the final interval.

        The decoder reads zeros after the end, so any number in [lower, lower + range) will do, and the one with the
        most zero bytes at its end is taken. constriction's own end is a whole word, 2 to 3 bytes more.
        """
        position, (lower, span) = self._coder.pos()
        words = self._coder.get_compressed()
        total = 4 * (position + 2)
        sealed = int.from_bytes(words.astype(">u4").tobytes().ljust(total, b"\0"), "big")
        point = (((lower + (1 << 32) - 1) >> 32) << 32) % (1 << 64)
        low = sealed - (point - lower) % (1 << 64) if len(words) else 0
        for zeros in (64, 56, 48, 40, 32):  # the interval is at least 2^32 wide
            value = -(-low >> zeros) << zeros
            if value < low + span:
                return value.to_bytes(total, "big").rstrip(b"\0")
        raise AssertionError("an interval holds its own lower end")


class Decoder:
    """Reads what an `Encoder` wrote, by the same tables in the same order of calls.

    Damaged bytes give wrong symbols, or FormatError; only a checksum over the symbols can tell.
    """

    def __init__(self, tables: Tables, data: bytes) -> None:
        self.tables = tables
        padded = data + bytes(-len(data) % 4 + 8)
        self._coder = constriction.stream.queue.RangeDecoder(np.frombuffer(padded, ">u4").astype(np.uint32))

    def get(self, index: Ints) -> NDArray[np.int32]:
        """The next len(index) symbols, int32[n], each by the table whose number stands in `index`, int[n]."""
        position = np.empty(len(index), np.int32)
        for table, where in _groups(index, len(self.tables)):
            position[where] = self._decode(self.tables.model(table), len(where))
        low, size = self.tables.lows[index], self.tables.sizes[index]
        symbols = position + low
        escaped = position == size
        if escaped.any():
            symbols[escaped] = self._get_escapes(low[escaped], size[escaped])
        return symbols

    def get_rows(self, tables: RowTables, rows: Ints) -> NDArray[np.int32]:
        """The next len(rows) symbols, int32[n], that `put_rows` wrote with the same rows."""
        if not len(rows):
            return np.zeros(0, np.int32)
        position = self._decode(_CATEGORICAL, tables.exact.take(rows, axis=0))
        symbols = position + np.int32(tables.low)
        if position.max() == tables.size:
            escaped = position == tables.size
            count = int(escaped.sum())
            symbols[escaped] = self._get_escapes(np.full(count, tables.low), np.full(count, tables.size))
        return symbols

    def get_bits(self, bits: Ints) -> NDArray[np.int64]:
        """The next integers that `put_bits` wrote, int64[n]; bits is int[n]."""
        values = np.zeros(bits.shape, np.int64)
        some = bits > 0
        if some.any():
            values[some] = self._decode(_UNIFORM, (1 << bits[some]).astype(np.int32))
        return values

    def _get_escapes(self, low: Ints, size: Ints) -> NDArray[np.int64]:
        length = self._decode(_PREFIXES.model(0), len(low)).astype(np.int64)
        length = np.minimum(length, _ESCAPE_BITS - 1)
        high = self.get_bits(np.maximum(length - _CHUNK, 0))
        value = (1 << length) + (high << _CHUNK) + self.get_bits(np.minimum(length, _CHUNK))
        symbols = _unfold(value, low, size)
        limits = np.iinfo(np.int32)
        if symbols.min() < limits.min or symbols.max() > limits.max:
            raise FormatError("The compressed picture data is damaged: it decodes to numbers that are out of range.")
        return symbols

    def _decode(self, model: constriction.stream.model.Model, amount: int | NDArray[np.int32] | NDArray[np.float32]) -> NDArray[np.int32]:
        try:
            return self._coder.decode(model, amount)
        except AssertionError as error:  # constriction's way to say that no encoder writes this
            raise FormatError("The compressed picture data is damaged.") from error
