"""Permanent threads, one per kind of work, and the way from the event loop to them and back.

A job is a function of a stop token and a progress report. Whoever awaits it may cancel (asyncio's way): a job that has
not begun never does, one that runs is asked to stop. Nothing here knows Qt; the event loop may be any asyncio loop.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from ...codec.types import Progress, ReportProgress, StopToken, no_progress

T = TypeVar("T")
Job = Callable[[StopToken, ReportProgress], T]
LOWEST_PRIORITY = 19
"""As `nice` counts."""


class Worker:
    """One thread (or a few) that lives as long as the program, so that no job can fall between two threads' lives.

    humble: it gets the processor only where nobody else wants it, as far as the system has that.
    """

    def __init__(self, name: str, threads: int = 1, humble: bool = False) -> None:
        self._executor = ThreadPoolExecutor(
            threads, thread_name_prefix=name, initializer=_stand_back if humble else None
        )
        self._stops: set[StopToken] = set()
        self._lock = threading.Lock()
        self._unfinished = 0

    @property
    def busy(self) -> bool:
        """Whether a job runs or waits. May be asked from any thread."""
        return self._unfinished > 0

    def prepare(self) -> None:
        """Start the thread, which whoever gives it the first job would wait for: many frames where others are busy."""
        self._executor.submit(_nothing)

    def begin(self, job: Callable[[StopToken], object]) -> None:
        """Run a job that nobody waits for, before there is an event loop. What it raises is dropped."""
        stop = StopToken()
        self._stops.add(stop)
        self._executor.submit(job, stop)

    async def run(self, job: Job[T], progress: ReportProgress = no_progress, stop: StopToken | None = None) -> T:
        """The job's result, or whatever it raises. `progress` is called on the event loop, never after the end.

        stop: the token to give to the job, if it is to be a special one; it can't be used again.
        """
        loop = asyncio.get_running_loop()
        stop = stop or StopToken()
        finished = False

        def deliver(value: Progress) -> None:
            if not finished:
                progress(value)

        def report(value: Progress) -> None:
            if not stop.stopped:
                loop.call_soon_threadsafe(deliver, value)

        self._stops.add(stop)
        future = self._executor.submit(job, stop, no_progress if progress is no_progress else report)
        self._count(1)
        future.add_done_callback(lambda _: self._count(-1))
        try:
            return await asyncio.wrap_future(future, loop=loop)
        finally:
            finished = True
            stop.stop()  # does nothing to a job that has ended; the awaiting task was cancelled otherwise
            self._stops.discard(stop)

    def close(self) -> None:
        """Stop what runs, drop what waits, and wait for the thread to end."""
        for stop in list(self._stops):
            stop.stop()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _count(self, by: int) -> None:
        with self._lock:
            self._unfinished += by


def _nothing() -> None:
    pass


def _stand_back() -> None:
    """Linux has a priority for each thread, and gives it to those that a library starts from there."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST_PRIORITY)
