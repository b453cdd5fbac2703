"""The frames of animated pictures, one after another, on a thread and in a process of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...codec.types import Picture, ReportProgress, StopToken
from ..threads.worker import Worker

if TYPE_CHECKING:
    from .readers import Readers


FORMATS = ("GIF", "WEBP", "PNG", "AVIF")
"""Of pictures whose frames are an animation; in others they are pages, or sizes."""
_NOTICED = re.compile(r"Only the first of (\d+) (?:frames|pages) is used")
"""What `codec.pictures.contents` says of a picture with several."""


def says_frames(notice: str) -> bool:
    """Whether a picture's notice is that only its first frame was taken."""
    return _NOTICED.match(notice) is not None


def frame_count(picture: Picture) -> int:
    """How many frames the animation has whose first frame this picture is; 1 where it is none."""
    if picture.format not in FORMATS:
        return 1
    return max((int(match[1]) for text in picture.notices if (match := _NOTICED.match(text))), default=1)


@dataclass(frozen=True, slots=True)
class Frame:
    """picture: all of it, as it is shown. count: of the frames in the file. seconds: for which it is shown."""

    picture: Picture
    number: int
    count: int
    seconds: float


class FrameService:
    """Begins nothing before the first frame is asked for; `close` ends what it has begun."""

    def __init__(self) -> None:
        self._worker = Worker("frames")
        self._readers: Readers | None = None

    async def frame(self, path: Path, number: int) -> Frame:
        """The frame of this number, from 0 on. Quick where the one before was asked for last. Raises SdcError."""

        def job(stop: StopToken, report: ReportProgress) -> Frame:
            from .readers import FRAMES, Readers

            self._readers = self._readers or Readers(FRAMES)
            picture, (count, milliseconds) = self._readers.read_frame(path, number, stop)
            return Frame(picture, number, count, milliseconds / 1000)

        return await self._worker.run(job)

    async def end(self) -> None:
        """Give back what the last animation took."""
        await self._worker.run(lambda stop, report: self._end())

    def close(self) -> None:
        self._worker.close()
        self._end()

    def _end(self) -> None:
        readers, self._readers = self._readers, None
        if readers is not None:
            readers.close()
