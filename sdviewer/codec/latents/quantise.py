"""Rounding of latents with an eye on what each symbol costs in the universal coder.

The decoder's own passes, in its order: each value becomes the nearest integer or the next one towards what is
predicted from the integers chosen so far, whichever has less of squared error + thrift * bits (as in Sullivan and
Wiegand 1998). What a choice does to later predictions isn't weighed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..model import EAGERNESS
from .coder import best_predictor
from .network import tables
from .scale import measure
from .tables import Placement
from .wavefront import Wavefront

THRIFT = 0.12
"""Squared error, in steps, that a bit is worth. A uniform quantiser loses 2 ln(2) / 12 = 0.116 a bit."""


def quantise(
    values: NDArray[np.floating], thrift: float = THRIFT, importance: NDArray[np.float32] | None = None
) -> NDArray[np.int32]:
    """Values (C, H, W) in steps, magnitudes as `encode_latents` takes them, to int32 of the same shape.

    importance: what an error counts at each place, (H, W); None for 1 everywhere.
    """
    if values.shape[1] > values.shape[2]:  # as the coder does
        turned = None if importance is None else importance.T
        return np.ascontiguousarray(quantise(values.transpose(0, 2, 1), thrift, turned).transpose(0, 2, 1))
    front = Wavefront((values.shape[0], values.shape[1], values.shape[2]))
    near = np.rint(values).astype(np.int32)
    ordered = near.reshape(-1).take(front.order).astype(np.int64)
    wanted = values.reshape(-1).take(front.order).astype(np.float64)
    predictor, _ = best_predictor(front, measure(near), ordered)
    care = np.full(values.shape[1:], thrift) if importance is None else thrift / importance**EAGERNESS
    thrifts = np.broadcast_to(care, values.shape).reshape(-1).take(front.order)
    for step in front:
        part = slice(step.start, step.stop)
        cells = predictor.predict(step.index).reshape(-1, 3).take(step.used, axis=0)
        ordered[part] = _choose(wanted[part], ordered[part], cells, thrifts[part])
        predictor.put(step, ordered[part])
    chosen = np.empty(front.order.size, np.int32)
    chosen[front.order] = ordered
    return chosen.reshape(front.shape)


def _choose(
    wanted: NDArray[np.float64], near: NDArray[np.int64], cells: NDArray[np.float64], thrift: NDArray[np.floating]
) -> NDArray[np.int64]:
    """The nearest integers, or those one nearer to the means of the cells."""
    placement = Placement.of(cells)
    other = near - np.sign(16 * near - cells[:, 0]).astype(np.int64)
    saved = placement.bits(tables(), near) - placement.bits(tables(), other)
    worse = (wanted - other) ** 2 - (wanted - near) ** 2
    return np.where(worse < thrift * saved, other, near)
