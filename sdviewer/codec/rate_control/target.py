"""The smallest file that is good enough: the lowest rate point whose score reaches what is wanted."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import InputError
from ..model import RATES


def lowest_rate(score_at: Callable[[int], float], wanted: float) -> int:
    """The rate point, 0..255, found by bisection: scores grow with the rate but for little steps, so a lower point may
    reach it as well, never one that doesn't. InputError where the highest doesn't reach it."""
    low, high = -1, RATES
    if (best := score_at(RATES)) < wanted:
        raise InputError(f"A score of {wanted:g} can't be reached; the best for this picture is {best:.4g}.")
    while high - low > 1:
        middle = (low + high) // 2
        if score_at(middle) >= wanted:
            high = middle
        else:
            low = middle
    return high
