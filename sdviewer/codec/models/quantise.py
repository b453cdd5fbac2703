"""Latent values -> integers, with an eye on what each integer costs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..entropy import GAUSSIAN_TABLES


def _costs() -> NDArray[np.float32]:
    """Bits of 0, 1, .. 31 by each of the 64 tables: float32 (64, 32)."""
    number, index = np.meshgrid(np.arange(32), np.arange(len(GAUSSIAN_TABLES)))
    return GAUSSIAN_TABLES.bits(number.reshape(-1), index.reshape(-1)).reshape(number.shape).astype(np.float32)


COSTS = _costs()
THRIFT = 0.25
"""Share of the bits saved by a smaller symbol that counts against its error; below 1 since later contexts suffer too.
Chosen on the validation photos (see the model card)."""


def quantise(value: NDArray[np.float32], index: NDArray[np.integer], weight: NDArray[np.float32]) -> NDArray[np.int32]:
    """Rate-distortion optimised rounding: the nearest integer, or the next one towards zero where it costs less.

    value, index (scale index): (n, C); weight: (C,), bits that a squared error of 1 is worth. Sum of squared error x
    weight + THRIFT x bits is minimised over the two candidates (as in Sullivan and Wiegand 1998).
    """
    size = np.abs(value)
    near = np.floor(size + 0.5)
    whole = near.astype(np.int64)
    some = whole > 0
    less = np.zeros_like(some)
    n, i = np.minimum(whole[some], 31), index[some]
    saved = COSTS[i, n] - COSTS[i, n - 1]
    worse = 2 * (size[some] - near[some]) + 1  # (size - near + 1)^2 - (size - near)^2
    less[some] = worse * np.broadcast_to(weight, size.shape)[some] < THRIFT * saved
    return (np.sign(value) * (near - less)).astype(np.int32)
