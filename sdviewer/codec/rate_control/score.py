"""The smallest file that is good enough, in few tries: each is drawn and measured, which takes longer than coding."""

from __future__ import annotations

import math
from collections.abc import Callable

from ..errors import ScoreError
from ..model import RATES, Latent
from .budget import Coding

SLOPE = 0.35
"""By so much a score of SSIMULACRA2 grows with the rate point, about."""
NEAR = 0.6
"""A score is not more than this above what is wanted, or the next rate point is below it."""
STEPS_UP = 4
"""So often a refined latent that isn't good enough is refined on at a higher rate point."""

Score = Callable[[Coding], float]
Code = Callable[[int], Coding]
"""Codes the latent at a rate point."""
Refine = Callable[[Latent, int, int], Coding]
"""See `budget`."""


def search(code: Code, score: Score, wanted: float, guess: int) -> Coding:
    """The file of the lowest rate point that is found with a score of at least `wanted`. Scores grow with the rate but
    for little steps. guess: the rate point to begin with. ScoreError where the highest doesn't reach it."""
    below: tuple[int, float] = (-1, -math.inf)
    best: tuple[int, float, Coding] | None = None
    rate, stride = guess, 0.5
    while True:
        coding, stride = code(rate), 2 * stride  # a first guess of the slope may be far off
        found = score(coding)
        if found >= wanted:
            best = rate, found, coding
        else:
            below = rate, found
        if best is not None and (best[1] <= wanted + NEAR or best[0] == below[0] + 1):
            return best[2]
        if best is None and rate == RATES:
            raise ScoreError(
                f"A score of {wanted:.4g} can't be reached; the best for this picture is {found:.4g}.", found
            )
        rate = _next(below, best[:2] if best else (RATES + 1, math.inf), wanted, SLOPE / stride)


def refine(refine: Refine, score: Score, wanted: float, unrefined: Coding) -> Coding:
    """Refined at the rate point of `unrefined`, which is good enough; the smaller of those that are."""
    coding, tries = refine(unrefined.latent, unrefined.rate, 0), 1
    while (missing := wanted - score(coding)) > 0:
        if tries > STEPS_UP or coding.rate >= RATES:
            return unrefined
        coding = refine(coding.latent, min(RATES, coding.rate + math.ceil(missing / SLOPE)), tries)
        tries += 1
    return min(coding, unrefined, key=lambda one: one.nbytes)


def _next(below: tuple[int, float], above: tuple[int, float], wanted: float, slope: float) -> int:
    """Between two rate points of which one is not good enough: where the line through both, or one, says. Rate points
    that were not tried have infinite scores."""
    (low, worse), (high, better) = below, above
    if math.isfinite(worse) and math.isfinite(better):
        at = low + (wanted + NEAR / 2 - worse) / (better - worse) * (high - low)
    elif math.isfinite(worse):
        at = low + (wanted + NEAR / 2 - worse) / slope
    else:
        at = high - (better - wanted - NEAR / 2) / slope
    return min(max(round(at), low + 1), high - 1)
