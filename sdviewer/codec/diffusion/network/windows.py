"""Large latents in windows: what is computed of each, and which part of it counts."""

from __future__ import annotations

from collections.abc import Iterator

Part = tuple[slice, slice]
"""Rows and columns."""


def windows(height: int, width: int, side: int, halo: int) -> Iterator[tuple[Part, Part]]:
    """(a window with the halo around it, its core within that window); the cores cover everything once."""
    for rows, core_rows in _cuts(height, side, halo):
        for columns, core_columns in _cuts(width, side, halo):
            yield (rows, columns), (core_rows, core_columns)


def _cuts(length: int, side: int, halo: int) -> Iterator[tuple[slice, slice]]:
    for start in range(0, length, side):
        end = min(length, start + side)
        low, high = max(0, start - halo), min(length, end + halo)
        yield slice(low, high), slice(start - low, end - low)
