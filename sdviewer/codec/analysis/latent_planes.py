"""The channels of a latent as pictures, and a latent without some of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..model import Latent
from ..types import StopToken

REACH = 4.0
"""Standard deviations from a channel's mean that are still told apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """A channel. coded: uint8 (h, w), grey; exact: the same before quantisation, in the same greys, None where it isn't
    known. middle, reach: the value, in steps of the quantiser, of grey 128, and how far black and white are from it."""

    channel: int
    coded: NDArray[np.uint8]
    exact: NDArray[np.uint8] | None
    middle: float
    reach: float


def planes(coded: Latent, exact: Latent | None = None, stop: StopToken | None = None) -> list[Plane]:
    """Of a latent in steps, float32 (h, w, C), and of what it was before quantisation. Raises CancelledError."""
    stop = stop or StopToken()
    found = []
    for channel in range(coded.shape[2]):
        stop.check()
        values = np.ascontiguousarray(coded[..., channel])
        middle = float(values.mean())
        reach = max(0.5, min(float(np.abs(values - middle).max()), REACH * float(values.std())))
        before = None if exact is None else _grey(exact[..., channel], middle, reach)
        found.append(Plane(channel, _grey(values, middle, reach), before, middle, reach))
    return found


def without(coded: Latent, channels: Iterable[int]) -> Latent:
    """With each of these channels replaced by its mean, so that only what it tells of places is gone."""
    result = coded.copy()
    for channel in channels:
        result[..., channel] = coded[..., channel].mean()
    return result


def _grey(values: NDArray[np.float32], middle: float, reach: float) -> NDArray[np.uint8]:
    return np.clip(np.rint(128 + (values - middle) * (127 / reach)), 0, 255).astype(np.uint8)
