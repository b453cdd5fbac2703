"""Processes that share tasks: as many at a time as there are of them, and none is lost when one of them dies."""

from __future__ import annotations

import queue
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from ...codec.errors import SdcError
from ...codec.types import ReportProgress, StopToken, no_progress
from . import places
from .capacity import cores
from .process import Died, Process
from .task import Task, Written, once_more

TRIES = 5
"""A file at which so many processes died is given up."""
STARTS = 10
"""So is one for which so many died, most before they had begun with it."""


class CrashError(SdcError):
    """Processes died at one file."""


class Pool:
    """`size` processes, each started when it is needed. Threads call `run`; `submit` has threads of its own."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._threads = 0 if size == 1 else max(1, cores() // size)
        self._idle: queue.LifoQueue[Process | None] = queue.LifoQueue()
        for _ in range(size):
            self._idle.put(None)
        self._executor = ThreadPoolExecutor(size, "pool")
        self._stop = StopToken()

    def run(self, task: Task, report: ReportProgress = no_progress, stop: StopToken | None = None) -> Written:
        """Do a task in the next process that is free, and once more where that dies. Raises as `task.perform`, or
        CrashError."""
        stop = stop or self._stop
        process = self._idle.get()
        try:
            tries = starts = 0
            while tries < TRIES and starts < STARTS:
                stop.check()
                process = process or Process(self._threads)
                try:
                    return process.perform(task, report, stop)
                except Died as death:
                    status, process, task = death.status, None, once_more(task)
                    tries, starts = tries + death.begun, starts + 1
            places.remove_half(task.output, task.token)
            raise CrashError(
                f"{task.source} could not be compressed: the process at work ended {starts} times ({_why(status)})."
            )
        finally:
            self._idle.put(process)

    def submit(self, task: Task) -> Future[Written]:
        """The result that a task will have."""
        return self._executor.submit(self.run, task)

    def close(self) -> None:
        """Stop what is being done, drop what waits, and end the processes."""
        self._stop.stop()
        self._executor.shutdown(wait=True, cancel_futures=True)
        for _ in range(self.size):
            with suppress(queue.Empty):
                if process := self._idle.get(timeout=1.0):
                    process.close()


class Here:
    """The same for one file at a time, in this process."""

    def __init__(self, report: ReportProgress) -> None:
        self._report = report

    def submit(self, task: Task) -> Future[Written]:
        from .task import perform

        future: Future[Written] = Future()
        try:
            future.set_result(perform(task, self._report))
        except Exception as error:
            future.set_exception(error)
        return future

    def close(self) -> None:
        pass


def _why(status: int | None) -> str:
    if status is not None and status < 0:
        return f"signal {-status}: it crashed, or there was too little memory"
    return f"exit status {status}"
