"""The same tasks for many machines: the workers of a Dask scheduler, which read and write the places themselves.

Dask gives what a dead worker was at to another. So a task may be done twice, or be found half done or done: it is
marked as such (`Task.again`) before it is sent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, cast

from ...codec.errors import InputError
from ...codec.packages import needing
from . import places
from .pool import CrashError
from .task import Task, Written, once_more, perform

PACKAGES = ("distributed", "fsspec")
TIMEOUT = "20s"
"""For the scheduler to answer."""
AHEAD = 8
"""Tasks that a thread of a worker has waiting; enough for one that is slower than others not to hold up all."""
GROUP = "sdviewer"
"""Of all keys. Tasks of one group the scheduler hands to a thread as it becomes free, instead of all at once: so the
death of a worker is counted against the one or two that were there."""
ROUNDS = 2
"""Dask counts the death of a worker against what waited there too, and gives a task up after some: it gets another
chance, since it may be innocent."""


class Cluster:
    """A scheduler's workers. address: as Dask takes it, 'tcp://host:8786'. Raises InputError, PackageError."""

    def __init__(self, address: str) -> None:
        with needing("A cluster", PACKAGES):
            from distributed import Client

            # What it warns of, it mends; what it can't mend is said here.
            logging.getLogger("distributed.client").setLevel(logging.ERROR)
        try:
            self._client: Any = Client(address, timeout=TIMEOUT, set_as_default=False)
            threads = sum(self._client.nthreads().values())
        except (OSError, ValueError) as error:
            raise InputError(
                f"No Dask scheduler answers at {address}: {str(error) or type(error).__name__}."
            ) from error
        if not threads:
            self.close()
            raise InputError(f"The Dask scheduler at {address} has no workers. Start some: dask worker {address}")
        self.ahead = AHEAD * threads

    def submit(self, task: Task) -> Future[Written]:
        """The result that a task will have. Raises as `task.perform`, or CrashError."""

        def send(number: int) -> Any:
            return self._client.submit(perform, once_more(task), key=(GROUP, task.token, number), pure=False)

        return cast("Future[Written]", _Result(task, send))

    def close(self) -> None:
        """Drop what isn't done. What workers are at comes to its end there."""
        self._client.close()


class _Result:
    """A future of Dask's, with errors of ours. It is let go of when it has been asked."""

    def __init__(self, task: Task, send: Callable[[int], Any]) -> None:
        self._task, self._send, self._future = task, send, send(0)

    def result(self) -> Written:
        from distributed import CancelledError, KilledWorker

        for number in range(1, ROUNDS + 1):
            try:
                return cast(Written, self._future.result())
            except KilledWorker as error:
                places.remove_half(self._task.output, self._task.token)
                if number == ROUNDS:
                    raise CrashError(
                        f"{self._task.source} could not be compressed: the workers that were at it died, one by one."
                    ) from error
            except CancelledError as error:
                raise CrashError(
                    f"{self._task.source} could not be compressed: the connection to the scheduler was lost."
                ) from error
            finally:
                self._future.release()
            self._future = self._send(number)
        raise AssertionError("a round returns or raises")
