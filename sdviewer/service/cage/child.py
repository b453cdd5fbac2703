"""A process that decodes one picture after another: the window's end of it, and what it does itself."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import reduction
from multiprocessing.connection import Connection
from pkgutil import resolve_name
from typing import BinaryIO

from ...codec.errors import PictureLimitsError, SdcError
from ...codec.pictures import complaints
from ...codec.types import StopToken
from . import limits as cage
from . import wire
from .wire import Sized

INTERVAL = 0.05
"""Seconds between two looks whether a picture isn't wanted any more."""


class DiedError(Exception):
    """A child ended in the middle of a picture, or spoke nonsense."""


class TooLateError(Exception):
    """A child took too long. busy: it was at work all the time."""

    def __init__(self, busy: bool) -> None:
        super().__init__(busy)
        self.busy = busy


@dataclass(frozen=True, slots=True)
class Limits:
    """What a picture may take. memory: bytes in all. seconds: until it is there. busy: of these of processor time,
    where the system tells it."""

    memory: int
    seconds: float
    busy: float


class Child:
    """One picture at a time. pid: its number. end: kills it."""

    def __init__(self, connection: Connection, pid: int, end: Callable[[], None]) -> None:
        self._connection, self._pid, self._end = connection, pid, end
        self.read_so_far = 0
        self._is_well = True

    @property
    def is_well(self) -> bool:
        """Whether it waits for the next picture."""
        try:
            return self._is_well and not self._connection.poll(0)  # what it says unasked is its end
        except (OSError, EOFError):
            return False

    def read(self, file: BinaryIO, name: str, side: int | None, limits: Limits, stop: StopToken) -> Sized:
        """The picture in an open file, and its own width and height. Raises what the reader does (SdcError),
        CancelledError, DiedError, TooLateError."""
        self._is_well = False
        self.read_so_far += 1
        until, busy_until = time.monotonic() + limits.seconds, processor_time(self._pid) + limits.busy
        try:
            wire.send_words(self._connection, {"name": name, "side": side, "memory": limits.memory})
            reduction.send_handle(self._connection, _handle(file), self._pid)
            while not self._connection.poll(INTERVAL):
                stop.check()
                busy = processor_time(self._pid) > busy_until
                if busy or time.monotonic() > until:
                    raise TooLateError(busy)
            words = wire.receive_words(self._connection)
            wire.raise_error(words)
            picture, size = wire.receive_picture(self._connection, words, self._pid)
        except wire.SaidError as said:
            self._is_well = True
            raise said.error from said
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise DiedError from error
        self._is_well = True
        return picture, size

    def end(self) -> None:
        """Whatever it is at."""
        with contextlib.suppress(OSError):
            self._connection.close()
        self._end()


def processor_time(pid: int) -> float:
    """Seconds that a process has had of all processors so far; 0 where the system doesn't tell."""
    if not sys.platform.startswith("linux"):
        return 0.0
    with contextlib.suppress(OSError):  # it has ended
        return time.clock_gettime(~pid << 3 | 2)  # as clock_getcpuclockid has it
    return 0.0


def _handle(file: BinaryIO) -> int:
    if sys.platform == "win32":
        import msvcrt

        return msvcrt.get_osfhandle(file.fileno())
    return file.fileno()


def _descriptor(handle: int) -> int:
    if sys.platform == "win32":
        import msvcrt

        return msvcrt.open_osfhandle(handle, os.O_RDONLY)
    return handle


def import_all(reader: str) -> None:
    """What decodes, so that it isn't imported when a picture waits."""
    from ...codec.pictures.source import load_plugins

    resolve_name(reader)
    load_plugins()


def serve(connection: Connection, reader: str) -> None:
    """Decode what comes, until nobody is there any more. reader: 'module:function'."""
    read = resolve_name(reader)
    with contextlib.suppress(OSError, EOFError), complaints.silenced():
        cage.forbid()
        while True:
            request = wire.receive_words(connection)
            complaints.said()  # of the picture before
            file = os.fdopen(_descriptor(reduction.recv_handle(connection)), "rb")
            cage.allow(request["memory"])
            try:
                with file:
                    picture, size = read(file, request["name"], request["side"])
            except SdcError as error:
                wire.send_error(connection, error)
            except MemoryError:
                wire.send_error(connection, _too_large(request["name"]))
            else:
                wire.send_picture(connection, picture, size)
                del picture


def _too_large(name: str) -> SdcError:
    return PictureLimitsError(f"{name} needs more memory than there is. Close other programs, or scale it down.")
