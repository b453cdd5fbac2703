"""A process that compresses photos, one after another, and how it is spoken with.

Two pipes: by one come tasks, and progress and results go back; by the other comes what can't wait, that the work is to
stop or to be held. When the parent is gone, both end, and so does the process.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection

from ...codec.types import Progress, ReportProgress, StopToken
from . import places
from .patience import PatientToken
from .task import Task, Written, perform

INTERVAL = 0.05
"""Seconds between two looks whether the work is to be stopped or held."""
GRACE = 10.0
"""Seconds for work that was stopped to come to its end, where the process is to be ended."""
STOP_GRACE = 0.7
"""The same where somebody waits for the stop: then the process is killed, and what it had half written goes."""


class Died(Exception):
    """The process ended in the middle of a task. status: as `multiprocessing.Process.exitcode`. begun: whether it had
    begun with the task, which may be to blame then."""

    def __init__(self, status: int | None, begun: bool) -> None:
        super().__init__(status, begun)
        self.status, self.begun = status, begun


class Process:
    """The parent's end of one process. One task at a time, from any thread; `close` ends it.

    threads: how many the networks may take, 0 for as many as there are cores.
    """

    def __init__(self, threads: int = 0) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would take locks along that nobody opens again
        self._tasks, tasks = context.Pipe()
        urgent, self._urgent = context.Pipe(duplex=False)
        self._process = context.Process(target=_main, args=(tasks, urgent, threads), daemon=True)
        with _uninterrupted():
            self._process.start()
        self._number = 0
        tasks.close()
        urgent.close()

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    def perform(self, task: Task, report: ReportProgress, stop: StopToken) -> Written:
        """Do a task there. Raises what it raises, or Died."""
        held = begun = False
        stopped_at = 0.0
        self._number += 1
        try:
            self._tasks.send((self._number, task))
            while True:
                if stop.stopped and not stopped_at:
                    stopped_at = time.monotonic()
                    self._urgent.send((self._number, "stop"))
                if stopped_at and time.monotonic() - stopped_at > STOP_GRACE:
                    self._process.kill()
                    self.close()
                    places.remove_half(task.output, task.token)
                    raise Died(self._process.exitcode, begun)
                if isinstance(stop, PatientToken) and stop.held != held:
                    held = not held
                    self._urgent.send((self._number, "hold" if held else "go on"))
                if self._tasks.poll(INTERVAL):
                    kind, value = self._tasks.recv()
                    begun = True
                    if kind == "progress":
                        report(value)
                    elif kind == "begun":
                        continue
                    elif kind == "done" and isinstance(value, Written):
                        return value
                    else:
                        break
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            self.close()
            raise Died(self._process.exitcode, begun) from error
        raise value

    def close(self) -> None:
        """End it; a task that it is at comes to its end first, if it does so soon."""
        for end in (self._tasks, self._urgent):
            end.close()
        self._process.join(GRACE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl+C goes to all processes of a terminal. One that begins in here never hears it, not even while it imports."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Orders:
    """What the parent says in between, on a thread of its own; what comes too late for its task is nothing."""

    def __init__(self, urgent: Connection) -> None:
        self._urgent = urgent
        self._held = threading.Event()
        self._number = 0
        self._stop = self.token(0)
        threading.Thread(target=self._listen, daemon=True).start()

    def token(self, number: int) -> PatientToken:
        """For the task of a number."""
        self._number, self._stop = number, PatientToken(self._held.is_set, lambda: False)
        self._held.clear()
        return self._stop

    def _listen(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                number, order = self._urgent.recv()
                if number != self._number:
                    continue
                if order == "stop":
                    self._stop.stop()
                elif order == "hold":
                    self._held.set()
                else:
                    self._held.clear()
        self._stop.stop()  # the parent is gone


def _main(tasks: Connection, urgent: Connection, threads: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to all; the parent says what is to be done
    if threads:
        os.environ["SDVIEWER_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(threads)
    from ...codec import decoding

    decoding.keep_latents(0)  # what was compressed here isn't looked at here
    orders = _Orders(urgent)

    def report(progress: Progress) -> None:
        tasks.send(("progress", progress))

    with contextlib.suppress(EOFError, OSError):  # the parent is gone
        while True:
            number, task = tasks.recv()
            stop = orders.token(number)
            tasks.send(("begun", None))
            try:
                message: tuple[str, object] = (
                    "done",
                    perform(task, report, stop),
                )
            except Exception as error:
                message = "failed", _sendable(error)
            tasks.send(message)  # after progress could not be sent, neither can this


def _sendable(error: Exception) -> Exception:
    """An error that comes through a pipe."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
