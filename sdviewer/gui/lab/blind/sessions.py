"""The course of a blind test: which question comes next, and what was answered. No Qt, no pictures.

A question names what is looked at, in the order of the places; only the session knows what stands in which.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from ....codec.analysis.blind import Chance, Trial
from .panes import REFERENCE


@dataclass(frozen=True, slots=True)
class Question:
    """picture: its name. places: names of what is looked at, in the order of their letters."""

    picture: str
    places: tuple[str, str, str]


class Session(Protocol):
    """One test."""

    trials: list[Trial]
    count: int

    @property
    def question(self) -> Question | None:
        """The one that is asked now, None when all are answered."""

    def answer(self, place: int) -> None:
        """0: the first; 1: the second."""

    def following(self) -> Question | None:
        """The one after it, as far as that is known already."""


class AbxSession:
    """A and B stay what they are through the test; X is drawn anew each time."""

    def __init__(
        self, picture: str, pair: tuple[str, str], count: int, chance: Chance, clock: Callable[[], float] = monotonic
    ) -> None:
        first, second = chance.order(*pair)
        self._first, self._second, self._picture = first, second, picture
        self._hidden = [chance.order(first, second)[0] for _ in range(count)]
        self.count, self.trials = count, list[Trial]()
        self._clock, self._asked = clock, clock()

    @property
    def names(self) -> tuple[str, str]:
        """What A and B were; to be said only when all is over."""
        return self._first, self._second

    @property
    def question(self) -> Question | None:
        at = len(self.trials)
        return Question(self._picture, (self._first, self._second, self._hidden[at])) if at < self.count else None

    def following(self) -> Question | None:
        return None

    def answer(self, place: int) -> None:
        now, said = self._clock(), (self._first, self._second)[place]
        hidden = self._hidden[len(self.trials)]
        self.trials.append(Trial(self._picture, self._first, self._second, hidden, said, now - self._asked))
        self._asked = now


class ChoiceSession:
    """Which of two is closer to the original; rounds: of `Chance.rounds`."""

    def __init__(self, rounds: Sequence[tuple[str, str, str]], clock: Callable[[], float] = monotonic) -> None:
        self._rounds = list(rounds)
        self.count, self.trials = len(self._rounds), list[Trial]()
        self._clock, self._asked = clock, clock()

    @property
    def question(self) -> Question | None:
        return self._at(len(self.trials))

    def following(self) -> Question | None:
        return self._at(len(self.trials) + 1)

    def answer(self, place: int) -> None:
        now = self._clock()
        picture, first, second = self._rounds[len(self.trials)]
        self.trials.append(Trial(picture, first, second, first, (first, second)[place], now - self._asked))
        self._asked = now

    def replace(self, picture: str, other: str) -> None:
        """Questions about a picture that can't be shown are asked about another."""
        done = len(self.trials)
        self._rounds[done:] = [(other if p == picture else p, a, b) for p, a, b in self._rounds[done:]]

    def _at(self, index: int) -> Question | None:
        if index >= self.count:
            return None
        picture, first, second = self._rounds[index]
        return Question(picture, (REFERENCE, first, second))
