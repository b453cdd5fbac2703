"""Thumbnails on their way to the views: what is in view now comes first, and what was seen lately is remembered.

The views say what they show (`want`) whenever they scroll; what an earlier call asked for and isn't begun is dropped.
Reading, making and converting happen on the service's threads for thumbnails, `arrived` is emitted on the GUI thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from ...codec.types import Picture, StopToken
from ...service.cache import DecodedCache
from ...service.codec_service import THUMBNAIL_THREADS, CodecService
from ..toolkit.tasks import Tasks
from .images import to_image

SLOT = "thumbnails"
_OVERHEAD = 500
"""Bytes that an entry takes besides its pixels, roughly."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of a file. image: None where it can't be shown. width, height: of the picture, 0 if unknown.

    nbytes: of the file. made_for: tells whether a newer one would be another one.
    """

    image: QImage | None
    width: int
    height: int
    nbytes: int
    made_for: tuple[int, int]


class ThumbnailLoader(QObject):
    """A memory of cells, counted in bytes, and the tasks that fill it, one for each thread of the service."""

    arrived = Signal(Path)

    def __init__(self, service: CodecService, tasks: Tasks, capacity: int, slot: str = SLOT) -> None:
        super().__init__()
        self._service, self._tasks, self._slot = service, tasks, slot
        self.cache: DecodedCache[Cell] = DecodedCache(capacity)
        self._wanted: list[Path] = []  # the next one last
        self._side = 0
        self._generation = 0

    @property
    def capacity(self) -> int:
        """Bytes that the memory may take."""
        return self.cache.capacity

    @capacity.setter
    def capacity(self, nbytes: int) -> None:
        self.cache.capacity = nbytes

    def cell(self, path: Path) -> Cell | None:
        """What is known of a file by now."""
        return self.cache.get(path)

    def want(self, paths: list[Path], side: int) -> None:
        """Have these, the first ones first, with a longer side of `side` pixels; forget what was wanted before."""
        self._side = side
        most = max(1, self.cache.capacity // (4 * side * side + _OVERHEAD))  # more would drive out the first ones
        self._wanted = [path for path in reversed(paths[:most]) if not self._is_fresh(path)]
        for slot in (f"{self._slot} {number}" for number in range(THUMBNAIL_THREADS)):
            if self._wanted and not self._tasks.running(slot):
                self._tasks.start(slot, self._fetch())

    def expire(self) -> None:
        """Files may have changed: what is here is still shown, but made anew when it is wanted."""
        self._generation += 1

    def _is_fresh(self, path: Path) -> bool:
        cell = self.cache.get(path)
        return cell is not None and cell.made_for == (self._generation, self._side)

    async def _fetch(self) -> None:
        while self._wanted:
            path, made_for = self._wanted.pop(), (self._generation, self._side)
            cell = await self._service.thumbnail_work(partial(_cell, path, made_for))
            pixels = cell.image.sizeInBytes() if cell.image is not None else 0
            self.cache.put(path, cell, pixels + _OVERHEAD)
            self.arrived.emit(path)


def _cell(path: Path, made_for: tuple[int, int], stop: StopToken) -> Cell:
    from ...service.thumbnails import thumbnail

    found = thumbnail(path, made_for[1], stop)
    try:
        nbytes = path.stat().st_size
    except OSError:
        nbytes = 0
    if found is None:
        return Cell(None, 0, 0, nbytes, made_for)
    return Cell(to_image(Picture(found.pixels)), found.width, found.height, nbytes, made_for)
