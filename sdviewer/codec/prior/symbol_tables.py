"""The integer tables that the own model's symbols are coded with, and what they say that a symbol costs.

A latent's table is chosen by the scale index 0..63 that the prior predicts. What follows is no Gaussian of that width
(thrift makes zeros of ones, to name one reason), and differs with the rate: so a model brings tables that were counted
on photos (`training.tables`), for FITTED indices and for each channel of the hyper latent, at as many levels as its
gains have. The other indices, and models without such tables, have Gaussians.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..entropy.range_coder import GAUSSIAN_TABLES, Tables, make_tables
from ..model import RATES
from .integer_prior import at_rate

FITTED = 44
"""Scale indices below this may have tables of their own; wider ones are rare, and nearly Gaussian."""
COUNTED = 32
"""Magnitudes whose cost is tabulated."""


class RateTables:
    """What codes at one rate point. tables: by scale index 0..63, then others. hyper: the table of each hyper channel,
    int64[Z].
    """

    def __init__(self, tables: Tables, hyper: NDArray[np.int64]) -> None:
        self.tables, self.hyper = tables, hyper

    @cached_property
    def costs(self) -> NDArray[np.float32]:
        """Bits of the magnitudes 0, 1, .. COUNTED - 1 by each scale index: float32 (64, COUNTED)."""
        number, index = np.meshgrid(np.arange(COUNTED), np.arange(len(GAUSSIAN_TABLES)))
        return self.tables.bits(number.reshape(-1), index.reshape(-1)).reshape(number.shape).astype(np.float32)


class SymbolTables:
    """The tables of a model. tensors: its file.

    `prior.tables.low` and `.size`, int32 (levels, FITTED + Z): first symbol and number of entries, with the escape, of
    each table; `prior.tables.weight`: int32, their entries one after the other.
    """

    def __init__(self, tensors: Mapping[str, NDArray]) -> None:
        self._tensors = tensors
        self._made: dict[int, RateTables] = {}

    def at(self, rate: int) -> RateTables:
        """Tables at a rate point 0..255: those of the nearest level."""
        counted = "prior.tables.low" in self._tensors
        key = nearest_level(rate, len(self._tensors["prior.tables.low"])) if counted else rate
        if key not in self._made:
            self._made[key] = self._counted(key) if counted else self._gaussian(key)
        return self._made[key]

    def _gaussian(self, rate: int) -> RateTables:
        return RateTables(GAUSSIAN_TABLES, np.clip(at_rate(self._tensors["prior.hyper_index"], rate), 0, 63))

    def _counted(self, level: int) -> RateTables:
        sizes = self._tensors["prior.tables.size"]
        ends = np.cumsum(sizes).reshape(sizes.shape)[level]
        weights = self._tensors["prior.tables.weight"]
        own = make_tables(
            [
                (int(low), weights[end - size : end])
                for low, size, end in zip(self._tensors["prior.tables.low"][level], sizes[level], ends, strict=True)
            ]
        )
        lows = np.concatenate([own.lows[:FITTED], GAUSSIAN_TABLES.lows[FITTED:], own.lows[FITTED:]])
        counts = own.counts[:FITTED] + GAUSSIAN_TABLES.counts[FITTED:] + own.counts[FITTED:]
        tables = Tables(lows.tolist(), counts)
        return RateTables(tables, np.arange(len(GAUSSIAN_TABLES), len(tables)))


def nearest_level(rate: int, levels: int) -> int:
    """The level, of `levels` spread evenly over rate points 0..255, that is nearest to `rate`, the upper of two."""
    return (2 * rate * (levels - 1) + RATES) // (2 * RATES)
