"""Where children come from: a process that has imported what decodes, and forks one in some milliseconds.

Only it can fork safely, as it has one thread and nothing of the window's. It opens no stranger's file. Where forking
isn't safe (Windows, macOS) each child is a new Python, which takes half a second.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing import reduction
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from .child import Child, import_all, serve

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

FORKS = sys.platform not in ("win32", "darwin")
START_SECONDS = 60.0
"""Within which everything is imported, on a slow and busy machine."""
GRACE = 0.5
"""Seconds that the process that forks has for ending its children."""


class Source(Protocol):
    """Makes children, called from any thread."""

    def child(self) -> Child:
        """One that waits for a picture. OSError, EOFError where there can't be any."""

    def close(self) -> None:
        """Make no more; those that live end with their connections."""


def source(reader: str) -> Source:
    """The one for this system. reader: 'module:function', what children call."""
    return Nursery(reader) if FORKS else Starter(reader)


def forks(reader: str) -> Source:
    """Forks of this process, while that is safe. reader: as above."""
    return Forks(reader) if FORKS else Starter(reader)


class Nursery:
    """The window's end of the process that forks."""

    def __init__(self, reader: str) -> None:
        self._orders, orders = _context.Pipe()
        self._process: BaseProcess = _context.Process(target=_breed, args=(orders, reader), daemon=True)
        self._process.start()
        orders.close()
        self._lock = threading.Lock()

    def child(self) -> Child:
        here, there = _context.Pipe()
        try:
            with self._lock:
                self._orders.send_bytes(b"child")
                reduction.send_handle(self._orders, there.fileno(), self._process.pid or 0)
                if not self._orders.poll(START_SECONDS):
                    raise EOFError
                pid = int(self._orders.recv_bytes(20))
        except BaseException:
            here.close()
            raise
        finally:
            there.close()
        return Child(here, pid, lambda: self._end(pid))

    def close(self) -> None:
        with self._lock:
            self._orders.close()  # which tells it
        self._process.join(GRACE)
        if self._process.is_alive():  # it is still importing
            self._process.kill()
            self._process.join()

    def _end(self, pid: int) -> None:
        with self._lock, contextlib.suppress(OSError, EOFError):
            self._orders.send_bytes(b"end %d" % pid)


class Forks:
    """This process forks itself, and imports nothing before. Once it has threads, whose locks a fork would take along,
    it has others do so."""

    def __init__(self, reader: str) -> None:
        self._reader = reader
        self._others: Source | None = None

    def child(self) -> Child:
        if self._others or _threads() > 1:
            self._others = self._others or source(self._reader)
            return self._others.child()
        here, there = _context.Pipe()
        pid = os.fork()
        if not pid:
            here.close()
            _become(there, self._reader)
        there.close()
        return Child(here, pid, lambda: _end(pid))

    def close(self) -> None:
        if self._others:
            self._others.close()


def _threads() -> int:
    """Of this process; where the system doesn't tell, those of Python's."""
    try:
        return len(list(Path("/proc/self/task").iterdir()))
    except OSError:
        return threading.active_count()


class Starter:
    """Starts a Python for each."""

    def __init__(self, reader: str) -> None:
        self._reader = reader

    def child(self) -> Child:
        here, there = _context.Pipe()
        process = _context.Process(target=_begin, args=(there, self._reader), daemon=True)
        process.start()
        there.close()

        def end() -> None:
            process.kill()
            process.join()

        return Child(here, process.pid or 0, end)

    def close(self) -> None:
        pass


_context = multiprocessing.get_context("spawn")  # a fork of the window would take its locks along


def _begin(connection: Connection, reader: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import_all(reader)
    serve(connection, reader)


def _breed(orders: Connection, reader: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to all; the window says what is to be done
    import_all(reader)
    children: set[int] = set()
    try:
        while True:
            order = orders.recv_bytes(100)
            if order == b"child":
                handle = reduction.recv_handle(orders)
                pid = os.fork()
                if not pid:
                    orders.close()
                    _become(Connection(handle), reader)
                os.close(handle)
                children.add(pid)
                orders.send_bytes(b"%d" % pid)
                continue
            pid = int(order.removeprefix(b"end "))
            if pid in children:
                children.remove(pid)
                _end(pid)
    except (OSError, EOFError):  # the window is gone
        for pid in children:
            _end(pid)


def _end(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)  # nobody has waited for it, so that the number is still its own
    os.waitpid(pid, 0)


def _become(connection: Connection, reader: str) -> None:
    """What a fork does; it never returns."""
    try:
        serve(connection, reader)
    finally:
        os._exit(0)
