"""A large latent cut into tiles, each of which is coded for itself: its parts can be read alone, and side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

MULTIPLE = 4
"""Sides of tiles but the last of a row or column are whole multiples of this: coders reduce latents by up to four."""


@dataclass(frozen=True, slots=True)
class Window:
    """Rows top..bottom and columns left..right of a latent, in places, the ends not included."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.bottom - self.top, self.right - self.left

    @property
    def places(self) -> int:
        return (self.bottom - self.top) * (self.right - self.left)

    @property
    def index(self) -> tuple[slice, slice]:
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def meets(self, other: Window) -> bool:
        """Whether they have places in common."""
        rows = self.top < other.bottom and other.top < self.bottom
        return rows and self.left < other.right and other.left < self.right

    def grown(self, by: int, rows: int, columns: int) -> Window:
        """With so many more places on each side, within a latent of rows x columns."""
        return Window(
            max(0, self.top - by), min(rows, self.bottom + by), max(0, self.left - by), min(columns, self.right + by)
        )

    def within(self, other: Window) -> Window:
        """The places in common, counted from the other's corner."""
        return Window(
            max(self.top, other.top) - other.top,
            min(self.bottom, other.bottom) - other.top,
            max(self.left, other.left) - other.left,
            min(self.right, other.right) - other.left,
        )


def spans(length: int, most: int) -> list[tuple[int, int]]:
    """Cut a length into as few pieces of at most `most` as there can be, nearly equal: (start, end) of each."""
    count = -(-length // most)
    side = MULTIPLE * -(-length // (MULTIPLE * count))
    return [(start, min(length, start + side)) for start in range(0, length, side)]


def tiles(rows: int, columns: int, most: int) -> list[Window]:
    """All tiles of a latent, row by row; no side has more than `most` places, a multiple of MULTIPLE."""
    return [
        Window(top, bottom, left, right) for top, bottom in spans(rows, most) for left, right in spans(columns, most)
    ]


def runs(rows: int, columns: int, most: int, count: int) -> list[Window]:
    """The same tiles, as many as `count` beside each other at a time."""
    across = spans(columns, most)
    joined = [(across[at][0], across[min(at + count, len(across)) - 1][1]) for at in range(0, len(across), count)]
    return [Window(top, bottom, left, right) for top, bottom in spans(rows, most) for left, right in joined]


def workers() -> int:
    """Tiles that are worked on at once: each keeps two cores busy."""
    return max(1, (os.cpu_count() or 1) // 2)


def side_by_side(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """The results of work on all items, in their order; the first exception is raised."""
    items = list(items)
    if len(items) < 2 or workers() == 1:
        return [work(item) for item in items]
    jobs = [_threads().submit(copy_context().run, work, item) for item in items]
    try:
        return [job.result() for job in jobs]
    finally:
        for job in jobs:
            job.cancel()


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(workers(), "tiles")


if hasattr(os, "register_at_fork"):  # a child has no such threads yet
    os.register_at_fork(after_in_child=_threads.cache_clear)
