"""Rows of a Qt model that come or go, in the pieces that the model has to tell its views of."""

from __future__ import annotations

from collections.abc import Iterable

MOST_RANGES = 64
"""Rows that come and go in more pieces than these are better told as a whole new list: the views are quicker so."""


def row_ranges(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending numbers as (first, last) of those that follow one another."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = found[-1][0], row
        else:
            found.append((row, row))
    return found
