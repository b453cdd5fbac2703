"""Tables for the own model's symbols, counted on photos as the codec codes them: part of `export`.

Frequencies are mixed with the Gaussian's, so that what was seen rarely, or never, still has a sensible cost.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...codec.entropy.range_coder import GAUSSIAN_TABLES
from ...codec.model import RATES
from ...codec.own.model import OwnModel
from ...codec.prior.symbol_tables import FITTED
from ...codec.types import Pixels, StopToken

DOUBT = 50
"""Symbols' worth of Gaussian that is mixed into each table."""
TOTAL = 1 << 20
"""Weights of a table add up to about this."""
LARGEST = 127
SIDE = 512


class _Counts:
    """Stands where the coder's symbols go: the hyper latent of each picture first, then passes of latents.

    latent, hyper: how often each symbol from -LARGEST to LARGEST, or beyond, came: int64 (tables, 2 LARGEST + 1).
    """

    def __init__(self, hyper_channels: int) -> None:
        self.latent = np.zeros((len(GAUSSIAN_TABLES), 2 * LARGEST + 1), np.int64)
        self.hyper = np.zeros((hyper_channels, 2 * LARGEST + 1), np.int64)
        self.begun = False

    def put(self, symbols: NDArray[np.int32], index: NDArray[np.integer]) -> None:
        counts, table = self.latent, index.astype(np.int64)
        if not self.begun:
            counts, table = self.hyper, np.arange(symbols.size) % len(self.hyper)
        self.begun = True
        places = table * counts.shape[1] + np.clip(symbols, -LARGEST, LARGEST) + LARGEST
        counts += np.bincount(places, minlength=counts.size).reshape(counts.shape)


def fit(model: OwnModel, photos: Sequence[Pixels]) -> dict[str, NDArray[np.int32]]:
    """The tensors `prior.tables.*` (see `SymbolTables`) for a model, from the middle of each photo."""
    stop, levels = StopToken(), int(model.config["network"]["levels"])
    latents = [model.analyse(middle(photo, SIDE), stop, lambda _: None) for photo in photos]
    lows, sizes, weights = [], [], []
    for level in range(levels):
        rate = round(level * RATES / (levels - 1))
        counts = _Counts(int(model.config["network"]["hyper"]))
        for latent in latents:
            counts.begun = False
            model.code_tile(latent * model.gain(rate), rate, (counts,))
        tables = [_latent_table(i, counts.latent[i]) for i in range(FITTED)] + list(map(_hyper_table, counts.hyper))
        lows.append([low for low, _ in tables])
        sizes.append([len(weight) for _, weight in tables])
        weights += [weight for _, weight in tables]
    return {
        "prior.tables.low": np.array(lows, np.int32),
        "prior.tables.size": np.array(sizes, np.int32),
        "prior.tables.weight": np.concatenate(weights).astype(np.int32),
    }


def middle(photo: Pixels, size: int) -> Pixels:
    """The middle size x size pixels, or fewer."""
    top, left = (max(0, side - size) // 2 for side in photo.shape[:2])
    return np.ascontiguousarray(photo[top : top + size, left : left + size])


def _latent_table(index: int, counts: NDArray[np.int64]) -> tuple[int, NDArray[np.int64]]:
    """Entries where the Gaussian of this index has them; both signs alike."""
    gaussian, radius = GAUSSIAN_TABLES.counts[index], -int(GAUSSIAN_TABLES.lows[index])
    both = (counts + counts[::-1]) / 2
    inside = both[LARGEST - radius : LARGEST + radius + 1]
    seen = np.append(inside, both.sum() - inside.sum())
    return -radius, _whole(DOUBT * gaussian / gaussian.sum() + seen)


def _hyper_table(counts: NDArray[np.int64]) -> tuple[int, NDArray[np.int64]]:
    """Entries from one below the smallest to one above the largest that was seen."""
    seen = np.flatnonzero(counts)
    low, high = max(seen[0] - 1, 0), min(seen[-1] + 1, 2 * LARGEST)
    return int(low) - LARGEST, _whole(np.append(counts[low : high + 1], 0) + 0.25)


def _whole(weight: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(weight * (TOTAL / weight.sum())).astype(np.int64)
