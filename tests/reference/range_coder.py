"""Bytes to symbols, in Python's integers, as the text's section 'Range coder' says."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

_MASK = (1 << 64) - 1
_WHOLE = 1 << 24


class Damaged(Exception):
    """The file isn't what the text allows."""


class Counts:
    """A distribution: its entries' intervals."""

    def __init__(self, counts: Sequence[int]) -> None:
        assert sum(counts) == _WHOLE
        assert min(counts) >= 1
        self.edges = [0, *accumulate(counts)]


def counts_of(weights: Sequence[int], by_counts: bool = False) -> Counts:
    """Weights to counts; by_counts: what is missing goes to the first of the largest counts, as in a row."""
    n, whole = len(weights), sum(weights)
    counts = [1 + weight * (_WHOLE - n) // whole for weight in weights]
    largest = counts if by_counts else list(weights)
    counts[largest.index(max(largest))] += _WHOLE - sum(counts)
    return Counts(counts)


@cache
def _raw(bits: int) -> Counts:
    return Counts([_WHOLE >> bits] * (1 << bits))


@cache
def _lengths() -> Counts:
    return counts_of([2 ** max(1, 32 - i) for i in range(34)])


class RangeDecoder:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 8
        self.low, self.range = 0, _MASK
        self.point = int.from_bytes(data[:8].ljust(8, b"\0"), "big")

    def entry(self, counts: Counts) -> int:
        scale = self.range >> 24
        quantile = ((self.point - self.low) & _MASK) // scale
        if quantile >= _WHOLE:
            raise Damaged("a quantile that no encoder makes")
        i = bisect_right(counts.edges, quantile) - 1
        self.low = (self.low + scale * counts.edges[i]) & _MASK
        self.range = scale * (counts.edges[i + 1] - counts.edges[i])
        if self.range < 1 << 32:
            following = self.data[self.at : self.at + 4].ljust(4, b"\0")
            self.at += 4
            self.low = (self.low << 32) & _MASK
            self.range = (self.range << 32) & _MASK
            self.point = ((self.point << 32) | int.from_bytes(following, "big")) & _MASK
        return i

    def raw(self, bits: int) -> int:
        return self.entry(_raw(bits)) if bits else 0

    def put(self, numbers: Sequence[int], table_of: Sequence[tuple[Counts, int]]) -> list[int]:
        """Symbols of one call, coded sorted by table number; numbers: the table of each."""
        order = sorted(range(len(numbers)), key=lambda i: numbers[i])
        return self._symbols(order, [table_of[number] for number in numbers])

    def put_rows(self, rows: Sequence[tuple[Counts, int]]) -> list[int]:
        """Symbols of one call in the order given."""
        return self._symbols(range(len(rows)), rows)

    def _symbols(self, order: Sequence[int], tables: Sequence[tuple[Counts, int]]) -> list[int]:
        symbols = [0] * len(tables)
        escaped = []
        for i in order:
            counts, first = tables[i]
            n = len(counts.edges) - 2
            entry = self.entry(counts)
            symbols[i] = first + entry
            if entry == n:
                escaped.append(i)
        for i, value in zip(sorted(escaped), self._escaped(len(escaped)), strict=True):
            counts, first = tables[i]
            n = len(counts.edges) - 2
            # v = 2 (f - s) below the run, 2 (s - f - n) + 1 above it
            symbols[i] = first + n + (value - 1) // 2 if value % 2 else first - value // 2
            if not -(1 << 31) <= symbols[i] < 1 << 31:
                raise Damaged("a symbol of more than 32 bits")
        return symbols

    def _escaped(self, count: int) -> list[int]:
        bits = [self.entry(_lengths()) for _ in range(count)]
        upper = [self.raw(b - 17) if b > 17 else 0 for b in bits]
        lower = [self.raw(min(b, 17)) for b in bits]
        return [(1 << b) | (u << 17) | low for b, u, low in zip(bits, upper, lower, strict=True)]
