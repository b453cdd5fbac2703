"""Rate control: the best rate point whose file is not larger than a budget."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Generic, TypeVar

from .errors import BudgetError

T = TypeVar("T")
RATES = 255
CLOSE = 0.015
"""A file that is at most this share below the budget is near enough."""


class Search(Generic[T]):
    """Remembers what was tried. `attempt(rate)` codes at a rate point 0..255: (bytes of the file, result)."""

    def __init__(self, attempt: Callable[[int], tuple[int, T]], budget: int) -> None:
        self._attempt, self._budget = attempt, budget
        self.tried: dict[int, tuple[int, T]] = {}

    def bytes_at(self, rate: int) -> int:
        if rate not in self.tried:
            self.tried[rate] = self._attempt(rate)
        return self.tried[rate][0]

    def best(self, first: int = 64) -> tuple[int, T]:
        """(rate point, result) of the largest file that fits, by regula falsi on log(bytes); typically 4 attempts.

        Raises BudgetError, naming the smallest file, if rate point 0 doesn't fit.
        """
        low, high = -1, RATES + 1
        guess = first
        while high - low > 1:
            nbytes = self.bytes_at(guess)
            if nbytes <= self._budget:
                low = guess
                if nbytes >= (1 - CLOSE) * self._budget:
                    break
            else:
                high = guess
            guess = self._next(low, high)
        if low < 0:
            smallest = self.tried[0][0]
            raise BudgetError(
                f"{self._budget:,} bytes can't be reached for this picture: the smallest file is {smallest:,} bytes.",
                smallest,
            )
        return low, self.tried[low][1]

    def _next(self, low: int, high: int) -> int:
        """Where the line through the two tried points next to the budget meets it, aimed a little below it."""
        wanted = math.log(self._budget * (1 - CLOSE / 2))
        known = sorted((r, math.log(n)) for r, (n, _) in self.tried.items())
        if len(known) == 1:
            slope = 0.0125  # a typical file grows by this share from one rate point to the next
            (rate, at) = known[0]
        else:
            known.sort(key=lambda k: abs(k[1] - wanted))
            (rate, at), (other, there) = known[:2]
            slope = max(0.002, (there - at) / (other - rate))
        return min(max(round(rate + (wanted - at) / slope), low + 1, 0), high - 1, RATES)
