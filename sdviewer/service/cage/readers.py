"""Photos read in children: `codec.pictures.reader`, for those who must not crash."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from pkgutil import resolve_name
from typing import BinaryIO

from ...codec.errors import InputError, LimitsError, PictureLimitsError
from ...codec.opening import open_source, reading
from ...codec.types import Picture, Pixels, StopToken
from .child import Child, DiedError, Limits, TooLateError
from .nursery import Source, forks, source
from .wire import Sized

READER = "sdviewer.codec.pictures.reader:read_opened"
"""What a child calls, with (open file, name, longest side or None)."""
FRAMES = "sdviewer.codec.pictures.animation.frames:read_frame"
"""The same for the frames of animated pictures, with (open file, name, number)."""
SECONDS = 60.0
"""So long a picture may take; 100 megapixels of the slowest format take about a fourth, on a busy machine."""
MEMORY = 4_000_000_000
"""Bytes that a picture may take; 100 megapixels of 16 bits and four channels take about that."""
SMALL = Limits(320_000_000, 20.0, 2.0)
"""The same for one that is only wanted small, and that nobody may have asked for: 300 MB, as some are never touched.
On a busy machine it may wait for its two seconds of the processor."""
KEPT = 2
"""Children that wait for the next picture: the first ones of a child take longer, as its memory is new."""
USES = 500
"""Pictures after which a child is replaced."""


class Readers:
    """Children are made when they are needed, from any thread; `close` ends them. reader: see READER. source: what
    makes them, of a reader."""

    def __init__(
        self, reader: str = READER, seconds: float = SECONDS, source: Callable[[str], Source] = source
    ) -> None:
        self._new_source = source
        self._reader, self._large = reader, Limits(MEMORY, seconds, seconds)
        self._source: Source | None = None
        self._idle: list[Child] = []
        self._lock = threading.Lock()
        self._has_warned = False

    def prepare(self) -> None:
        """Begin with what the first child takes. Returns at once."""
        with suppress(OSError):
            self._children()

    def read_picture(self, path: Path, stop: StopToken | None = None) -> Picture:
        """As `reader.read_picture`; CancelledError where it was stopped, which ends the child."""
        return self._read(path, None, self._large, stop or StopToken())[0]

    def read_reduced(self, path: Path, max_side: int, stop: StopToken | None = None) -> Sized:
        """As `reader.read_reduced`, within SMALL."""
        return self._read(path, max_side, SMALL, stop or StopToken())

    def read_frame(self, path: Path, number: int, stop: StopToken | None = None) -> Sized:
        """With FRAMES as reader: as `animation.frames.read_frame`. One child reads frames one after another."""
        return self._read(path, number, self._large, stop or StopToken())

    def pixels_in(self, data: bytes) -> Pixels:
        """RGB of a picture that is a part of another file. Raises SdcError."""
        return self._read_part(data, None, self._large)[0].pixels

    def small_in(self, data: bytes, max_side: int) -> Sized:
        """A picture that is a part of another file, as `read_reduced` gives it."""
        return self._read_part(data, max_side, SMALL)

    def close(self) -> None:
        """End all children that wait; the next picture begins anew."""
        with self._lock:
            source, self._source = self._source, None
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()
        if source is not None:
            source.close()

    def _read(self, path: Path, side: int | None, limits: Limits, stop: StopToken) -> Sized:
        stop.check()
        with reading(path):
            file = open_source(path)
        with file:
            return self._read_open(file, path, side, limits, stop)

    def _read_part(self, data: bytes, side: int | None, limits: Limits) -> Sized:
        with tempfile.TemporaryFile() if not hasattr(os, "memfd_create") else _in_memory() as file:
            file.write(data)
            file.seek(0)
            return self._read_open(file, Path("A part of the file"), side, limits, StopToken())

    def _read_open(self, file: BinaryIO, path: Path, side: int | None, limits: Limits, stop: StopToken) -> Sized:
        try:
            child = self._take()
        except (OSError, EOFError, ValueError):
            return self._read_here(file, path, side)
        try:
            return child.read(file, str(path), side, limits, stop)
        except DiedError as error:
            raise InputError(
                f"{path} made its decoder crash, so it can't be opened. It may be damaged: use another copy."
            ) from error
        except TooLateError as error:
            seconds = limits.busy if error.busy else limits.seconds
            kind = PictureLimitsError if error.busy else LimitsError  # of which the file is to blame for one
            raise kind(
                f"{path} takes more than {seconds:.0f} s to decode, so it was given up. Scale it down first."
            ) from error
        finally:
            self._give_back(child)

    def _take(self) -> Child:
        """A child that waits. OSError, EOFError where there can't be any."""
        with self._lock:
            waiting = self._idle.pop() if self._idle else None
        if waiting is not None:
            if waiting.is_well:
                return waiting
            waiting.end()
        try:
            return self._children().child()
        except (OSError, EOFError):  # somebody ended what makes them
            self.close()
            return self._children().child()

    def _give_back(self, child: Child) -> None:
        with self._lock:
            if child.is_well and child.read_so_far < USES and len(self._idle) < KEPT and self._source is not None:
                self._idle.append(child)
                return
        child.end()

    def _children(self) -> Source:
        with self._lock:
            if self._source is None:
                self._source = self._new_source(self._reader)
            return self._source

    def _read_here(self, file: BinaryIO, path: Path, side: int | None) -> Sized:
        """What is read so is said once."""
        picture, size = resolve_name(self._reader)(file, str(path), side)
        warned, self._has_warned = self._has_warned, True
        return (picture if warned else replace(picture, notices=(*picture.notices, UNPROTECTED))), size


UNPROTECTED = "No process could be started to decode pictures in, so this one was decoded without protection."

_shared = Readers()


def shared() -> Readers:
    """Those of this process."""
    return _shared


def fork_this() -> None:
    """Have the children of this process be forks of its own, where that is safe: they cost some milliseconds."""
    global _shared
    _shared.close()
    _shared = Readers(source=forks)


def _in_memory() -> BinaryIO:
    return os.fdopen(os.memfd_create("part", os.MFD_CLOEXEC), "w+b")
