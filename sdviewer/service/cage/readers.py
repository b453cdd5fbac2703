"""Photos read in children: `codec.pictures.reader`, for those who must not crash."""

from __future__ import annotations

import os
import tempfile
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from pkgutil import resolve_name
from typing import BinaryIO

from ...codec.errors import InputError, PictureLimitsError
from ...codec.opening import open_source, reading
from ...codec.types import Picture, Pixels, StopToken
from .child import Child, DiedError, TooLateError
from .nursery import Source, source
from .wire import Sized

READER = "sdviewer.codec.pictures.reader:read_opened"
"""What a child calls, with (open file, name, longest side or None)."""
FRAMES = "sdviewer.codec.pictures.animation.frames:read_frame"
"""The same for the frames of animated pictures, with (open file, name, number)."""
SECONDS = 60.0
"""So long a picture may take; 100 megapixels of the slowest format take about a fourth, on a busy machine."""
MEMORY = 4_000_000_000
"""Bytes that a picture may take; 100 megapixels of 16 bits and four channels take about that."""
SMALL_MEMORY, SMALL_SECONDS = 600_000_000, 10.0
"""The same for one that is only wanted small, and that nobody may have asked for."""
KEPT = 2
"""Children that wait for the next picture: the first ones of a child take longer, as its memory is new."""
USES = 500
"""Pictures after which a child is replaced."""


class Readers:
    """Children are made when they are needed, from any thread; `close` ends them. reader: see READER."""

    def __init__(self, reader: str = READER, seconds: float = SECONDS) -> None:
        self._reader, self._seconds = reader, seconds
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
        return self._read(path, None, MEMORY, self._seconds, stop or StopToken())[0]

    def read_reduced(self, path: Path, max_side: int, stop: StopToken | None = None) -> Sized:
        """As `reader.read_reduced`, within SMALL_MEMORY and SMALL_SECONDS."""
        return self._read(path, max_side, SMALL_MEMORY, min(self._seconds, SMALL_SECONDS), stop or StopToken())

    def read_frame(self, path: Path, number: int, stop: StopToken | None = None) -> Sized:
        """With FRAMES as reader: as `animation.frames.read_frame`. One child reads frames one after another."""
        return self._read(path, number, MEMORY, self._seconds, stop or StopToken())

    def pixels_in(self, data: bytes) -> Pixels:
        """RGB of a picture that is a part of another file, with no colours converted. Raises SdcError."""
        with tempfile.TemporaryFile() if not hasattr(os, "memfd_create") else _in_memory() as file:
            file.write(data)
            file.seek(0)
            name = Path("A part of the file")
            return self._read_open(file, name, None, SMALL_MEMORY, self._seconds, StopToken())[0].pixels

    def close(self) -> None:
        """End all children that wait; the next picture begins anew."""
        with self._lock:
            source, self._source = self._source, None
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()
        if source is not None:
            source.close()

    def _read(self, path: Path, side: int | None, memory: int, seconds: float, stop: StopToken) -> Sized:
        stop.check()
        with reading(path):
            file = open_source(path)
        with file:
            return self._read_open(file, path, side, memory, seconds, stop)

    def _read_open(
        self, file: BinaryIO, path: Path, side: int | None, memory: int, seconds: float, stop: StopToken
    ) -> Sized:
        try:
            child = self._take()
        except (OSError, EOFError, ValueError):
            return self._read_here(file, path, side)
        try:
            return child.read(file, str(path), side, memory, seconds, stop)
        except DiedError as error:
            raise InputError(
                f"{path} made its decoder crash, so it can't be opened. It may be damaged: use another copy."
            ) from error
        except TooLateError as error:
            raise PictureLimitsError(
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
                self._source = source(self._reader)
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


def _in_memory() -> BinaryIO:
    return os.fdopen(os.memfd_create("part", os.MFD_CLOEXEC), "w+b")
