"""Bring a `.sdc` near a number of bytes: search its rate point, then let rounding save less or more.

With refinement the rate point can't be searched as before: at the next one, refined values take 5 % more for nothing.
So the latent is refined on at each rate point that is tried.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import BudgetError
from ..model import RATES, Latent
from ..types import StopToken
from .ladder import highest_within

GROWTH = 0.0125
"""Typical growth of a file from one rate point to the next, as a share."""
FULL, NEAR = 0.98, 1.02
"""Shares of a budget between which a refined latent's file is near enough; less than the former is filled up."""
SLACK = 6.5
"""One rate point may be far from the next, as the hyper latent is rounded, too: then rounding is allowed to save less,
at first so many times the share of the budget that is missing."""
FILLINGS = 5
"""So often that is tried; what is a little too large is brought down by saving more, at most twice as much."""
CORRECTIONS = 4
"""How often a refined latent is refined on at another rate point."""


@dataclass(frozen=True, slots=True)
class Coding:
    """A file, and what it was made of: the latent before quantisation, and the rate point."""

    data: bytes
    latent: Latent
    rate: int

    @property
    def nbytes(self) -> int:
        return len(self.data)


Code = Callable[[Latent, int, float], Coding]
"""Codes a latent at a rate point with a slack (see `Model.payload`)."""
Refine = Callable[[Latent, int, int], Coding]
"""Refines a latent for a rate point and codes it; the third is how often it was refined before."""


def search(code: Code, latent: Latent, guess: int, size: int, stop: StopToken) -> Coding:
    """The best file of at most `size` bytes, or BudgetError. guess: the rate point to begin with."""
    found = highest_within(lambda rate: code(latent, rate, 0.0).data, RATES + 1, size, guess, GROWTH, stop, close=1.0)
    if not found.reached:
        smallest = len(found.data)
        raise BudgetError(
            f"{size:,} bytes can't be reached: the smallest file of this picture is {smallest:,} bytes.",
            smallest,
        )
    coding = Coding(found.data, latent, found.rung)
    return _fill(code, coding, size) or coding


def refine_to(code: Code, refine: Refine, refined: Coding, size: int) -> Coding | None:
    """Refine on until a file is just within `size` bytes. None if no file was."""
    codings: dict[int, Coding] = {}
    coding = refined
    while True:
        codings[coding.rate] = coding
        if FULL * size <= coding.nbytes <= NEAR * size or len(codings) > CORRECTIONS:
            break
        steps = math.log(size * (1 + FULL) / 2 / coding.nbytes) / GROWTH
        rate = min(max(0, coding.rate + (round(steps) or (1 if steps > 0 else -1))), RATES)
        if rate in codings:
            break
        coding = refine(coding.latent, rate, len(codings))
    fitting = max((c for c in codings.values() if c.nbytes <= size), key=lambda c: c.nbytes, default=None)
    larger = min((c for c in codings.values() if c.nbytes > size), key=lambda c: c.nbytes, default=None)
    best = None
    for one in sorted((c for c in (fitting, larger) if c), key=lambda c: abs(c.nbytes - size)):
        if best is None or best.nbytes < FULL * size:
            best = max((c for c in (best, _fill(code, one, size)) if c), key=lambda c: c.nbytes, default=None)
    return best


def _fill(code: Code, coding: Coding, size: int) -> Coding | None:
    """The rest of a budget spent by saving less in rounding; or, of a file that is too large, what saving more makes of
    it: None, if it never fits."""
    fits = coding.nbytes <= size
    best, near, far = coding if fits else None, 0.0, None
    slack = SLACK * (size * (1 + FULL) / 2 / coding.nbytes - 1)
    for _ in range(FILLINGS):
        slack = min(max(slack, -1.0), 1.0)
        if slack == near or (best and best.nbytes >= FULL * size):
            break
        more = code(coding.latent, coding.rate, slack)
        if more.nbytes <= size and (best is None or more.nbytes > best.nbytes):
            best = more
        if (more.nbytes <= size) == fits:
            near = slack
        else:
            far = slack
        slack = 2 * slack if far is None else (near + far) / 2
    return best
