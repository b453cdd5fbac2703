"""A process that decodes one picture after another: the window's end of it, and what it does itself."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable
from multiprocessing import reduction
from multiprocessing.connection import Connection
from pkgutil import resolve_name
from typing import BinaryIO

from ...codec.errors import PictureLimitsError, SdcError
from ...codec.pictures import complaints
from ...codec.types import StopToken
from . import limits, wire
from .wire import Sized

INTERVAL = 0.05
"""Seconds between two looks whether a picture isn't wanted any more."""


class DiedError(Exception):
    """A child ended in the middle of a picture, or spoke nonsense."""


class TooLateError(Exception):
    """A child took too long."""


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

    def read(self, file: BinaryIO, name: str, side: int | None, memory: int, seconds: float, stop: StopToken) -> Sized:
        """The picture in an open file, and its own width and height. Raises what the reader does (SdcError),
        CancelledError, DiedError, TooLateError."""
        self._is_well = False
        self.read_so_far += 1
        until = time.monotonic() + seconds
        try:
            wire.send_words(self._connection, {"name": name, "side": side, "memory": memory})
            reduction.send_handle(self._connection, _handle(file), self._pid)
            while not self._connection.poll(INTERVAL):
                stop.check()
                if time.monotonic() > until:
                    raise TooLateError
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
        limits.forbid()
        while True:
            request = wire.receive_words(connection)
            complaints.said()  # of the picture before
            file = os.fdopen(_descriptor(reduction.recv_handle(connection)), "rb")
            limits.allow(request["memory"])
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
