"""Latent values -> integers, with an eye on what each integer costs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..model import EAGERNESS, Importance

THRIFT = 0.12
"""Share of the bits saved by a smaller symbol that counts against its error; below 1 since later contexts suffer too.
Chosen on the validation photos (see the model card)."""


def quantise(
    value: NDArray[np.float32],
    index: NDArray[np.integer],
    weight: NDArray[np.float32],
    costs: NDArray[np.float32],
    thrift: float | NDArray[np.float32] = THRIFT,
) -> NDArray[np.int32]:
    """Rate-distortion optimised rounding: the nearest integer, or the next one towards zero where it costs less.

    value, index (scale index): (n, C); weight: (C,), bits that a squared error of 1 is worth; costs: bits of each
    magnitude by each scale index (`symbol_tables`). Sum of squared error x weight + thrift x bits is minimised over the
    two candidates (as in Sullivan and Wiegand 1998). thrift: one number, or one for each row, (n, 1).
    """
    size = np.abs(value)
    near = np.floor(size + 0.5)
    whole = near.astype(np.int64)
    some = whole > 0
    less = np.zeros_like(some)
    n, i = np.minimum(whole[some], costs.shape[1] - 1), index[some]
    saved = costs[i, n] - costs[i, n - 1]
    worse = 2 * (size[some] - near[some]) + 1  # (size - near + 1)^2 - (size - near)^2
    less[some] = worse * np.broadcast_to(weight, size.shape)[some] < np.broadcast_to(thrift, size.shape)[some] * saved
    return (np.sign(value) * (near - less)).astype(np.int32)


def thrift_of(importance: Importance | None, slack: float = 0.0) -> float | NDArray[np.float32]:
    """Thrift in rounding, for each place where their importance is given, (h, w)."""
    thrift = THRIFT * (1 - slack)
    return thrift if importance is None else np.float32(thrift) / importance**EAGERNESS
