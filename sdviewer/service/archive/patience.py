"""Stopping and waiting: the token of work that gives way to what somebody waits for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ...codec.types import StopToken


class PatientToken(StopToken):
    """A stop token whose `check` also waits: while `paused`, and while something is more `urgent`.

    Both are asked often, on the job's thread. Inside `impatient` only the stop counts. `waited`: seconds spent so.
    """

    INTERVAL = 0.02

    def __init__(self, paused: Callable[[], bool], urgent: Callable[[], bool]) -> None:
        super().__init__()
        self.waited = 0.0
        self._paused, self.urgent = paused, urgent
        self._patient = True

    @property
    def held(self) -> bool:
        """Whether the work is to wait now."""
        return self._paused() or self.urgent()

    def check(self) -> None:
        started = time.perf_counter()
        while self._patient and self.held and not self._event.wait(self.INTERVAL):
            pass
        self.waited += time.perf_counter() - started
        super().check()

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """For work that holds a lock which the urgent may need."""
        self._patient = False
        try:
            yield
        finally:
            self._patient = True
