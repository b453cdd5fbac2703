"""How much refinement each effort takes, and how long: a guess before it starts, an estimate while it runs.

Light enough for the window: imports nothing that calculates.
"""

from __future__ import annotations

import math
import time

from ..types import Effort

STEPS: dict[Effort, int] = {"fast": 0, "balanced": 8, "best": 32}
"""Steps of refinement at each effort; most is gained in the first 8."""
CORRECTIONS = 2
"""How often a latent is refined on, typically, until its file has the size that was asked for."""
STEP_SECONDS = 1.2
"""Of a megapixel on two cores of a server's processor of 2023."""
OTHER_SECONDS = 1.0
"""What a megapixel takes besides."""
SCORE_SECONDS = 2.5
"""What it takes to draw and to measure files of a megapixel until one is as good as is asked for."""

LEAST_SECONDS = 0.5
"""What is foreseen to be quicker tells nothing about what takes long: loading and starting take most of it."""

_slowness: dict[Effort, float] = {}
"""How many times what was foreseen encodes at an effort have taken in this process; the last one counts for half."""


def steps_of(effort: Effort, again: bool = False) -> int:
    """Steps of a refinement, or of one that goes on at another rate point."""
    return math.ceil(STEPS[effort] / 3) if again else STEPS[effort]


def expected_seconds(pixels: int, effort: Effort, sized: bool, scored: bool = False) -> float:
    """How long the own model will take for a picture of so many pixels, on this machine as busy as it was lately.

    sized: to a number of bytes; scored: until it is as good as is asked for.
    """
    known = list(_slowness.values())
    slowness = _slowness.get(effort, sum(known) / len(known) if known else 1.0)
    return slowness * _usual_seconds(pixels, effort, sized, scored)


def note_seconds(pixels: int, effort: Effort, sized: bool, scored: bool, seconds: float) -> None:
    """Remember how long it took, so that what is foreseen next is nearer to it."""
    usual = _usual_seconds(pixels, effort, sized, scored)
    if usual >= LEAST_SECONDS:
        now = seconds / usual
        _slowness[effort] = (_slowness.get(effort, now) + now) / 2


def _usual_seconds(pixels: int, effort: Effort, sized: bool, scored: bool) -> float:
    """On a machine that has nothing else to do."""
    megapixels = pixels / 1e6
    measured = SCORE_SECONDS * megapixels if scored else 0.0
    if not STEPS[effort]:
        return OTHER_SECONDS * megapixels + measured
    tried = 1 + steps_of(effort) + (CORRECTIONS * (1 + steps_of(effort, again=True)) if sized else 0)
    return (OTHER_SECONDS + STEP_SECONDS * tried) * megapixels + measured


class Countdown:
    """Seconds left of refinements of one picture, the first one as long as three that go on from it."""

    def __init__(self, expected: float, sized: bool) -> None:
        """expected: seconds of the whole, as guessed before."""
        self._expected, self._sized = expected, sized
        self._started = time.perf_counter()

    def done(self, before: int, share: float) -> float:
        """Share of the work that is done in a share of the refinement that `before` others came before."""
        whole = 1 + (CORRECTIONS / 3 if self._sized else 0)
        done = share if before == 0 else 1 + (before - 1 + share) / 3
        return done / max(whole, 1 + before / 3)

    def left(self, before: int, share: float) -> float:
        """Seconds: at first what was guessed, then what the work so far says."""
        done, elapsed = self.done(before, share), time.perf_counter() - self._started
        if not done:
            return self._expected
        return elapsed / done * (1 - done)
