"""What the own model's methods have in common: tables at a rate point, shares of the work."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..model import RATES, Report
from ..tiles import Window


def row(table: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Row of a table (levels, C) at a rate point 0..255, linearly between rows: float32 (C,)."""
    position = rate / RATES * (len(table) - 1)
    low = min(int(position), len(table) - 2)
    part = position - low
    return (table[low] * (1 - part) + table[low + 1] * part).astype(np.float32)


def done_with(block: Window, rows: int, columns: int) -> float:
    """What is done of a latent with a block, and all before it."""
    return (block.top * columns + block.shape[0] * block.right) / (rows * columns)


def within(report: Report, start: float, share: float) -> Report:
    """Reports a part of the work as that share of all, from `start` on."""
    return lambda done: report(start + share * done)
