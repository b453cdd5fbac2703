"""Find the highest rung of a ladder of qualities whose file is not larger than a budget, in few encodes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from ..types import StopToken

CLOSE_ENOUGH = 0.997
"""A file of at least this part of the budget ends a search that isn't told otherwise."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best file that fits or, where `reached` is False, the one of the lowest rung. `encodes`: how many it took."""

    rung: int
    data: bytes
    reached: bool
    encodes: int


def highest_within(
    encode: Callable[[int], bytes],
    rungs: int,
    size: int,
    guess: int,
    growth: float,
    stop: StopToken,
    close: float = CLOSE_ENOUGH,
) -> Found:
    """Search rungs 0..rungs-1, whose files grow (nearly) steadily.

    guess: the rung to begin with. growth: how much the logarithm of the size grows from rung to rung there, about; only
    the number of encodes depends on it. Raises CancelledError between two encodes.
    """
    fits: tuple[int, bytes] | None = None
    too_large: tuple[int, bytes] | None = None
    tried: list[tuple[int, float]] = []
    wanted = math.log(max(size, 1))
    while (low := fits[0] if fits else -1) + 1 < (high := too_large[0] if too_large else rungs):
        if fits and too_large and len(tried) in (4, 6, 8):
            guess = (low + high) // 2  # where sizes don't grow steadily, the line may creep up from one side
        elif tried:
            bracket = [(rung, math.log(len(data))) for rung, data in (fits, too_large)] if fits and too_large else []
            guess = _on_the_line(bracket or tried[-2:], wanted, growth)
        guess = min(max(guess, low + 1), high - 1)
        stop.check()
        data = encode(guess)
        tried.append((guess, math.log(len(data))))
        if len(data) > size:
            too_large = guess, data
            continue
        fits = guess, data
        if len(data) >= close * size:
            break
    best = fits or too_large
    assert best is not None  # a ladder has rungs, so one was encoded
    return Found(*best, reached=fits is not None, encodes=len(tried))


def _on_the_line(points: list[tuple[int, float]], wanted: float, growth: float) -> int:
    """Where the line through one or two (rung, logarithm of size) meets the wanted logarithm, at least a rung away.

    `growth` is its slope where there is one point; a second may make it 4 times as steep or flat.
    """
    rung, value = points[0]
    if len(points) > 1:
        last_rung, last_value = points[1]
        growth = min(max((last_value - value) / (last_rung - rung), growth / 4), growth * 4)
        if last_value <= wanted or value > wanted:  # both on one side: go on from the later
            rung, value = last_rung, last_value
    steps = (wanted - value) / growth
    return rung + max(1, math.floor(steps)) if steps >= 0 else rung + math.floor(steps)
