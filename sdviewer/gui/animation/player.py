"""Plays the frames of an animated picture while it is shown alone, pauses, and steps.

At most KEPT bytes of frames are in memory: a short animation is decoded once, of a long one each frame whenever it is
due, one ahead of what is shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ...codec.errors import SdcError
from ...codec.types import Picture
from ...service.cage.frames import FrameService, frame_count
from ..compare.comparison import Comparison
from ..compare.variants import ORIGINAL, State
from ..pictures.images import MipImage, Turn
from ..pictures.loader import Loader
from ..toolkit.error_texts import sentence
from ..toolkit.tasks import Tasks

KEPT = 200_000_000
"""Bytes of images; a fifth of what the window may take for pictures at most."""
_SLOT = "animation"
_LOOK = 0.1
"""Seconds between two looks whether the picture is in view again."""


@dataclass(frozen=True, slots=True)
class _Ready:
    image: MipImage
    seconds: float


class Player(QObject):
    """in_view: whether the picture can be seen, and isn't behind the grid."""

    changed = Signal()
    """It plays from now on, or rests."""

    def __init__(
        self, comparison: Comparison, frames: FrameService, loader: Loader, tasks: Tasks, in_view: Callable[[], bool]
    ) -> None:
        super().__init__()
        self._comparison, self._frames, self._loader, self._tasks = comparison, frames, loader, tasks
        self._in_view = in_view
        self._of: Picture | None = None
        self._path: Path | None = None
        self.count, self.number = 1, 0
        self._rests = False
        self._kept: dict[int, _Ready] = {}
        self._turn: Turn | None = None
        comparison.changed.connect(self._follow)
        comparison.document_changed.connect(self._follow)

    @property
    def is_animated(self) -> bool:
        """The picture that is shown alone has several frames."""
        return self._of is not None

    @property
    def is_playing(self) -> bool:
        return self.is_animated and not self._rests

    def toggle(self) -> None:
        """Rest, or go on from there."""
        if self.is_animated:
            self._rests = not self._rests
            self._begin()
            self.changed.emit()

    def step(self, by: int) -> None:
        """Rest at a later frame, or an earlier one."""
        if self.is_animated:
            self._rests = True
            self.number = (self.number + by) % self.count
            self._begin()
            self.changed.emit()

    def _follow(self) -> None:
        """Begin with what is shown alone now, and end with what isn't any more."""
        document, variant = self._comparison.document, self._comparison.original
        picture = variant.picture if variant is not None and variant.state is State.FINAL else None
        alone = document is not None and document.path is not None and self._comparison.sources == [ORIGINAL]
        wanted = picture if alone and picture is not None and picture is not self._of else self._of if alone else None
        if wanted is self._of and (picture is self._of or self._of is None):
            return
        count = frame_count(wanted) if wanted is not None else 1
        was = self._of
        self._end()
        if wanted is not None and count > 1 and document is not None:
            self._of, self._path, self.count = wanted, document.path, count
            self._begin()
        if was is not self._of:
            self.changed.emit()

    def _begin(self) -> None:
        self._tasks.start(_SLOT, self._rest() if self._rests else self._play())

    def _end(self) -> None:
        if self._of is None:
            return
        self._tasks.cancel(_SLOT)
        self._of = self._path = None
        self.count, self.number, self._rests = 1, 0, False
        self._kept.clear()
        self._comparison.show_frame(None)
        self._tasks.start(_SLOT, self._frames.end())

    async def _play(self) -> None:
        loop = asyncio.get_running_loop()
        ready = await self._ready(self.number)
        while ready is not None:
            until = loop.time() + ready.seconds
            self._comparison.show_frame(ready.image)
            following = (self.number + 1) % self.count
            ready = await self._ready(following)
            await asyncio.sleep(max(0.0, until - loop.time()))
            while not self._in_view():
                await asyncio.sleep(_LOOK)
            self.number = following

    async def _rest(self) -> None:
        ready = await self._ready(self.number)
        if ready is not None:
            self._comparison.show_frame(ready.image)

    async def _ready(self, number: int) -> _Ready | None:
        """A frame as the panes show it now; None where it can't be read: the animation rests at what is there."""
        turn = self._comparison.turn
        if turn != self._turn:
            self._turn = turn
            self._kept.clear()
        if (known := self._kept.get(number)) is not None:
            return known
        assert self._path is not None  # as long as one plays
        try:
            frame = await self._frames.frame(self._path, number)
        except SdcError as error:
            self._rests = True
            self.changed.emit()
            self._tasks.failed.emit(sentence(error))
            return None
        ready = _Ready(await self._loader.image(frame.picture, turn), frame.seconds)
        if ready.image.nbytes * self.count <= KEPT:
            self._kept[number] = ready
        return ready
