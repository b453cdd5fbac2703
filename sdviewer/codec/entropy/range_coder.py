"""Integer symbols <-> bytes: a range coder (constriction's) driven by the integer tables of `entropy.tables`.

A call of `put` codes its symbols grouped by table (in rising order of the index, stable), which costs a few
microseconds per table in use and about 20 ns per symbol. What a table doesn't hold follows after the symbols of the
same call, as Exp-Golomb numbers: first the number of bits after the leading one of each, then these bits, the upper
ones of all first.
"""

from __future__ import annotations

import constriction
import numpy as np
from numpy.typing import NDArray

from ..errors import FormatError
from .tables import (
    GAUSSIAN_TABLES,
    PREFIXES,
    Ints,
    RowTables,
    Tables,
    bit_length,
    fold,
    gaussian_sigmas,
    make_tables,
    unfold,
)

__all__ = ["GAUSSIAN_TABLES", "Decoder", "Encoder", "RowTables", "Tables", "gaussian_sigmas", "make_tables"]

CHUNK = 17
"""Bits of one raw number; two of them hold every Exp-Golomb suffix."""

_CATEGORICAL = constriction.stream.model.Categorical(perfect=False)
_UNIFORM = constriction.stream.model.Uniform()


def _groups(index: Ints, count: int) -> tuple[NDArray[np.intp], list[tuple[int, int, int]]]:
    """Positions in `index`, sorted by table, and (table, start, end) of each table in use among these, rising."""
    small = index.astype(np.uint8 if count <= 256 else np.uint16 if count <= 65536 else np.uint32, copy=False)
    order = np.argsort(small, kind="stable")  # a radix sort for up to 16 bits
    ends = np.cumsum(np.bincount(small, minlength=count)).tolist()
    runs = zip(range(count), [0, *ends], ends, strict=False)
    return order, [(table, start, end) for table, start, end in runs if end > start]


class Encoder:
    """Collects symbols; `finish` gives the bytes. The tables may be changed between calls of `put`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._coder = constriction.stream.queue.RangeEncoder()

    def put(self, symbols: Ints, index: Ints) -> None:
        """Append symbols, int32[n], each by the table whose number stands in `index`, int[n], 0..len(tables)-1."""
        position, escaped = self.tables.positions(symbols, index)
        order, runs = _groups(index, len(self.tables))
        position = position.take(order)
        for table, start, end in runs:
            self._coder.encode(position[start:end], self.tables.model(table))
        if escaped.any():
            self._put_escapes(
                fold(symbols[escaped], self.tables.lows[index[escaped]], self.tables.sizes[index[escaped]])
            )

    def put_rows(self, tables: RowTables, symbols: Ints, rows: Ints) -> None:
        """Append symbols, int32[n], in this order, each by the row of `tables` that `rows`, int[n], names."""
        position, escaped = tables.positions(symbols)
        if len(rows):
            self._coder.encode(position, _CATEGORICAL, tables.exact.take(rows, axis=0))
        if escaped.any():
            self._put_escapes(fold(symbols[escaped], tables.low, tables.size))

    def put_bits(self, values: Ints, bits: Ints | int) -> None:
        """Append integers 0 <= value < 2^bits as they are, bits from 0 to 17, one number or int[n]."""
        bits = np.broadcast_to(bits, values.shape)
        some = bits > 0
        if some.any():
            sizes = (1 << bits[some]).astype(np.int32)
            self._coder.encode(np.ascontiguousarray(values[some], np.int32), _UNIFORM, sizes)

    def _put_escapes(self, value: NDArray[np.int64]) -> None:
        length = bit_length(value)
        self._coder.encode(length.astype(np.int32), PREFIXES.model(0))
        rest = value - (1 << length)
        self.put_bits(rest >> CHUNK, np.maximum(length - CHUNK, 0))
        self.put_bits(rest & ((1 << CHUNK) - 1), np.minimum(length, CHUNK))

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
        order, runs = _groups(index, len(self.tables))
        ordered = np.empty(len(index), np.int32)
        escapes = False
        for table, start, end in runs:
            position = self._decode(self.tables.model(table), end - start)
            escapes = escapes or np.maximum.reduce(position) == self.tables.sizes[table]
            np.add(position, self.tables.lows[table], out=ordered[start:end])
        symbols = np.empty_like(ordered)
        symbols[order] = ordered
        if escapes:
            low, size = self.tables.lows.take(index), self.tables.sizes.take(index)
            escaped = symbols == low + size
            symbols[escaped] = self._get_escapes(low[escaped], size[escaped])
        return symbols

    def get_rows(self, tables: RowTables, rows: Ints) -> NDArray[np.int32]:
        """The next len(rows) symbols, int32[n], that `put_rows` wrote with the same rows."""
        if not len(rows):
            return np.zeros(0, np.int32)
        position = self._decode(_CATEGORICAL, tables.exact.take(rows, axis=0))
        symbols = position + np.int32(tables.low)
        if np.maximum.reduce(position) == tables.size:
            escaped = position == tables.size
            count = int(escaped.sum())
            symbols[escaped] = self._get_escapes(np.full(count, tables.low), np.full(count, tables.size))
        return symbols

    def get_bits(self, bits: Ints) -> NDArray[np.int64]:
        """The next integers that `put_bits` wrote, int64[n]; bits is int[n]."""
        values = np.zeros(bits.shape, np.int64)
        some = np.flatnonzero(bits)
        if some.size:
            values[some] = self._decode(_UNIFORM, (1 << bits.take(some)).astype(np.int32))
        return values

    def _get_escapes(self, low: Ints, size: Ints) -> NDArray[np.int64]:
        length = self._decode(PREFIXES.model(0), len(low)).astype(np.int64)
        high = self.get_bits(np.maximum(length - CHUNK, 0))
        value = (1 << length) + (high << CHUNK) + self.get_bits(np.minimum(length, CHUNK))
        symbols = unfold(value, low, size)
        limits = np.iinfo(np.int32)
        if symbols.min() < limits.min or symbols.max() > limits.max:
            raise FormatError("The compressed picture data is damaged: it decodes to numbers that are out of range.")
        return symbols

    def _decode(
        self, model: constriction.stream.model.Model, amount: int | NDArray[np.int32] | NDArray[np.float32]
    ) -> NDArray[np.int32]:
        try:
            return self._coder.decode(model, amount)
        except AssertionError as error:  # constriction's way to say that no encoder writes this
            raise FormatError("The compressed picture data is damaged.") from error
