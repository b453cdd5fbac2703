"""What can be taken back, in the order in which it was done."""

from __future__ import annotations

from collections.abc import Callable

MOST = 100


class Undo:
    """Steps, each of which knows whether there still is something that it can take back."""

    def __init__(self) -> None:
        self._steps: list[tuple[Callable[[], bool], Callable[[], object]]] = []

    def push(self, possible: Callable[[], bool], run: Callable[[], object]) -> None:
        """Something was done; run: takes it back, if that is possible by then."""
        self._steps = [*self._steps[1 - MOST :], (possible, run)]

    def can_undo(self) -> bool:
        return any(possible() for possible, _ in self._steps)

    def undo(self) -> None:
        """Take back the last that can be."""
        while self._steps:
            possible, run = self._steps.pop()
            if possible():
                run()
                return
