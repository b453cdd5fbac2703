"""Bjøntegaard's delta rate: how many per cent more bits one codec takes than another at the same quality, on average.

G. Bjøntegaard, VCEG-M33 (2001), with piecewise cubic interpolation (F. Fritsch, R. Carlson 1980) as is usual since
VCEG-AE07, because a single cubic overshoots.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

_SAMPLES = 1000


def bd_rate(rates: ArrayLike, qualities: ArrayLike, anchor_rates: ArrayLike, anchor_qualities: ArrayLike) -> float:
    """Per cent of bits against the anchor, negative where fewer, over the qualities that both curves reach.

    Rates in any unit, above 0; qualities the higher the better, in an additive unit (dB). nan without overlap, or with
    fewer than two points on a curve.
    """
    curve, anchor = _curve(rates, qualities), _curve(anchor_rates, anchor_qualities)
    if min(len(curve[0]), len(anchor[0])) < 2:
        return float("nan")
    low, high = max(curve[0][0], anchor[0][0]), min(curve[0][-1], anchor[0][-1])
    if low >= high:
        return float("nan")
    at = np.linspace(low, high, _SAMPLES)
    difference = np.mean(_monotone_cubic(*curve, at) - _monotone_cubic(*anchor, at))
    return float(100 * np.expm1(difference))


def _curve(rates: ArrayLike, qualities: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(qualities, logarithms of rates), by quality, each quality once."""
    values, where = np.unique(np.asarray(qualities, float), return_index=True)
    return values, np.log(np.asarray(rates, float))[where]


def _monotone_cubic(x: NDArray[np.float64], y: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    steps, slopes = np.diff(x), np.diff(y) / np.diff(x)
    tangents = np.empty_like(y)
    tangents[0], tangents[-1] = slopes[0], slopes[-1]
    before, after = slopes[:-1], slopes[1:]
    weight_before, weight_after = 2 * steps[1:] + steps[:-1], steps[1:] + 2 * steps[:-1]
    rising = before * after > 0  # elsewhere the curve turns, and is flat
    with np.errstate(divide="ignore", invalid="ignore"):
        harmonic = (weight_before + weight_after) / (weight_before / before + weight_after / after)
    tangents[1:-1] = np.where(rising, harmonic, 0.0)
    piece = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(steps) - 1)
    t = (at - x[piece]) / steps[piece]
    start, end = y[piece], y[piece + 1]
    return (
        (1 + 2 * t) * (1 - t) ** 2 * start
        + t**2 * (3 - 2 * t) * end
        + steps[piece] * (t * (1 - t) ** 2 * tangents[piece] - t**2 * (1 - t) * tangents[piece + 1])
    )
