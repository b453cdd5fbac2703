"""Blind tests: who is shown what is left to chance, and what the answers prove is exact arithmetic.

ABX (W. A. Munson, M. B. Gardner 1950): X is A or B by the toss of a coin, and whoever can't tell them apart is right in
half of the trials. Forced choice: of two pictures, which is closer to the original; by chance each wins half of them.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb


def p_at_least(right: int, trials: int) -> float:
    """The chance of `right` or more right answers in so many trials by guessing (one-sided binomial test at 1/2)."""
    if not 0 <= right <= trials:
        raise ValueError(f"{right} of {trials} can't be right.")
    return sum(comb(trials, k) for k in range(right, trials + 1)) / 2**trials


def p_as_uneven(wins: int, trials: int) -> float:
    """The chance that one of two that are alike wins at least as unevenly (two-sided binomial test at 1/2)."""
    return min(1.0, 2 * p_at_least(max(wins, trials - wins), trials))


def least_right(trials: int, level: float = 0.05) -> int | None:
    """The fewest right answers in so many trials that guessing gives with a chance of at most `level`, else None."""
    return next((right for right in range(trials + 1) if p_at_least(right, trials) <= level), None)


@dataclass(frozen=True, slots=True)
class Trial:
    """One question and its answer.

    picture: its name. first, second: what the two were. shown: what stood in the hidden place; of an ABX test that is
    X, of a forced choice the one in the first place. answer: the name that was said, or chosen. seconds: until then.
    """

    picture: str
    first: str
    second: str
    shown: str
    answer: str
    seconds: float = 0.0


def right_answers(trials: Iterable[Trial]) -> int:
    """Of an ABX test."""
    return sum(trial.answer == trial.shown for trial in trials)


def wins(trials: Iterable[Trial], names: Sequence[str]) -> list[list[int]]:
    """Of a forced choice: how often the row's one was chosen against the column's."""
    place = {name: index for index, name in enumerate(names)}
    table = [[0] * len(names) for _ in names]
    for trial in trials:
        loser = trial.second if trial.answer == trial.first else trial.first
        table[place[trial.answer]][place[loser]] += 1
    return table


def as_csv(trials: Iterable[Trial]) -> str:
    """A line for each trial, with a head (RFC 4180)."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["trial", "picture", "first", "second", "shown", "answer", "seconds"])
    for number, t in enumerate(trials, start=1):
        rows.writerow([number, t.picture, t.first, t.second, t.shown, t.answer, f"{t.seconds:.2f}"])
    return text.getvalue()


class Chance:
    """Tosses that nobody foresees; with a seed the same each time, for those who check it."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.SystemRandom() if seed is None else random.Random(seed)

    def order(self, first: str, second: str) -> tuple[str, str]:
        """Both, in either order."""
        return (first, second) if self._random.random() < 0.5 else (second, first)

    def rounds(self, pictures: Sequence[str], names: Sequence[str], count: int) -> list[tuple[str, str, str]]:
        """So many questions (picture, first, second) of a forced choice.

        Every pair of codecs comes as often as every other, give or take one, on a picture drawn anew, in either order.
        """
        pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
        if not pairs or not pictures:
            return []
        drawn: list[tuple[str, str, str]] = []
        while len(drawn) < count:
            deck = self._random.sample(pairs, len(pairs))
            drawn += [(self._random.choice(pictures), *self.order(*pair)) for pair in deck]
        return drawn[:count]
