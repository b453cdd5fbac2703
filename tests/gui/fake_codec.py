"""A codec for the window's tests: every answer is made up at once, every question is written down.

Pictures belong to paths by `add`; `hold` makes the questions of one kind wait until `release`, so that a test can look
at the window in between.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from sdviewer.codec.errors import BudgetError, InputError, SdcError
from sdviewer.codec.own.invention import blend
from sdviewer.codec.types import (
    LOOKS,
    Encoded,
    EncodeOptions,
    Look,
    Metadata,
    Picture,
    Progress,
    ReportProgress,
    RivalResult,
    Scores,
    SdcInfo,
    Section,
    StopToken,
    no_progress,
)
from sdviewer.service.archive.task import OutputExistsError, Written
from sdviewer.service.batch import Order
from sdviewer.service.loading import Expected, FileStamp, Loaded

SDC_BYTES = 1000


class FakeCodec:
    """Stands for `CodecService`."""

    queue_width = 1

    def __init__(self) -> None:
        self.idle = FakeIdle(self)
        self.files: dict[Path, Loaded] = {}
        self.errors: dict[Path, SdcError] = {}
        self.asked: list[tuple] = []
        self.saved: dict[Path, bytes | Picture] = {}
        self.unreachable: set[str] = set()
        self.smallest = 0
        self.faithful_only: set[bytes | str] = {"sd1"}
        self.distances_here: dict[str, float] = {}
        self.drawers_here: tuple[str, ...] = ("sd1",)
        self.report: ReportProgress = no_progress
        """Of what the queue compresses."""
        self._encoded: dict[bytes, Picture] = {}
        self._held: dict[str, asyncio.Event] = {}

    # what the test arranges

    def add(self, path: Path, picture: Picture, sdc: bool = False) -> Path:
        """A file with this picture; with `sdc` it has a preview of half its size and a description."""
        path.write_bytes(self._unlike_others(1000) if sdc else bytes(5000))
        info = fake_info(picture) if sdc else None
        data = path.read_bytes() if sdc else None
        stamp = FileStamp(path.stat().st_mtime_ns, path.stat().st_size)
        self.files[path] = Loaded(path, picture, stamp, True, picture.width, picture.height, data, info)
        if data is not None:
            self._encoded[data] = picture
        return path

    def _unlike_others(self, nbytes: int) -> bytes:
        """A `.sdc`: one that holds another picture is another one."""
        return b"\x89SDC" + len(self._encoded).to_bytes(3) + bytes(nbytes - 7)

    def hold(self, kind: str) -> None:
        """Questions of this kind ('open', 'final', 'encode', 'compress', 'rival', 'scores') wait from now on."""
        self._held[kind] = asyncio.Event()

    def release(self, kind: str) -> None:
        self._held.pop(kind).set()

    def release_one(self, kind: str) -> None:
        """What waits goes on, and what comes next waits."""
        self._held[kind].set()
        self.hold(kind)

    def asked_for(self, kind: str) -> list[tuple]:
        return [question[1:] for question in self.asked if question[0] == kind]

    # what the window asks

    async def open(self, path: Path, progress=None, background: bool = False) -> AsyncIterator[Loaded]:
        await self._ask("preload" if background else "open", path)
        loaded = self.files.get(path)
        if loaded is None:
            raise self.errors.get(path) or InputError(f"{path} doesn't exist.")
        if loaded.data is not None and not background:
            half = Picture(np.ascontiguousarray(loaded.picture.pixels[::2, ::2]))
            yield replace(loaded, picture=half, final=False)
            await self._ask("final", path)
        if path in self.errors:
            raise self.errors[path]
        yield loaded

    async def inspect(self, data: bytes) -> SdcInfo:
        return next(f.info for f in self.files.values() if f.data == data)

    async def encode(self, picture: Picture, options: EncodeOptions, progress=None) -> Encoded:
        if progress is not None:
            progress(Progress(0.5, "analysing"))
        await self._ask("encode", options)
        if options.size is not None and options.size < self.smallest:
            raise BudgetError(f"The smallest is {self.smallest} bytes.", self.smallest)
        data = self._unlike_others(options.size or SDC_BYTES)
        self._encoded[data] = picture
        return Encoded(data, Picture(picture.pixels // 2), options.quality, 0.1, 0.1, latents=options.model == "sd1")

    async def expect(self, picture: Picture, options: EncodeOptions) -> Expected | None:
        await self._ask("expect", options)
        return Expected(round(SDC_BYTES * options.quality / 60), self.smallest or 100)

    async def compress(self, source: Path, order: Order, progress=None, paused=None) -> Written:
        if progress is not None:
            progress(Progress(0.5, "coding"))
            self.report = progress
        await self._ask("compress", source, order)
        if source in self.errors:
            raise self.errors[source]
        output = order.output(source)
        if output in self.saved and order.exists in ("ask", "skip"):
            raise OutputExistsError(output)
        nbytes = order.options.size or SDC_BYTES
        self.saved[output] = bytes(nbytes)
        return Written(str(output), nbytes, source.stat().st_size, 0.5, order.options.quality)

    async def natural(self, data: bytes, progress=None) -> Picture:
        await self._ask("natural", data)
        if "natural" in self.unreachable:
            raise InputError("The model of this file has no second decoder that draws texture.")
        return Picture(self._encoded[data].pixels // 4)

    async def looks(self, of: bytes | str) -> tuple[Look, ...]:
        return ("faithful",) if of in self.faithful_only else LOOKS

    async def blend(self, faithful: Picture, natural: Picture, strength: float) -> Picture:
        await self._ask("blend", strength)
        return Picture(blend(faithful.pixels, natural.pixels, strength))

    async def drawers(self, data: bytes) -> tuple[str, ...]:
        return self.drawers_here

    async def drawn_with(self, data: bytes, model: str, progress=None) -> Picture:
        await self._ask("drawn", model)
        return Picture(self._encoded[data].pixels // 5)

    async def rival(
        self, codec: str, picture: Picture, size: int, model: str = "own", slow: bool = False
    ) -> RivalResult:
        await self._ask("rival", codec, size, model, *(["slow"] if slow else []))
        reached = codec not in self.unreachable
        data = bytes(size - 3 if reached else size + 500)
        settings = f"quality 31, made by the {codec} library"
        return RivalResult(codec, reached, data, Picture(picture.pixels // 3), 31, settings, 0.1, 0.1)

    async def scores(self, original: Picture, picture: Picture) -> Scores:
        await self._ask("scores", original, picture)
        return Scores(31.25, 0.9321, 55.5)

    async def distances(self, original: Picture, picture: Picture) -> dict[str, float]:
        return self.distances_here

    async def measure(self, function: Callable):
        return function()

    async def study(self, job: Callable, progress=None):
        await self._ask("study")
        return job(StopToken(), lambda _: None)

    async def convert(self, function: Callable):
        return function()

    async def file_work(self, function: Callable, background: bool = False):
        return function()

    async def thumbnail_work(self, function: Callable):
        self.asked.append(("thumbnail",))
        return function(StopToken())

    async def save(self, data: bytes, path: Path, overwrite: bool) -> None:
        self.saved[path] = data

    async def save_picture(self, picture: Picture, path: Path, overwrite: bool) -> None:
        self.saved[path] = picture

    async def stamp(self, path: Path) -> FileStamp | None:
        return self.files[path].stamp if path in self.files else None

    async def warm(self) -> None:
        self.asked.append(("warm",))

    def close(self) -> None:
        self.asked.append(("close",))

    async def _ask(self, kind: str, *question) -> None:
        self.asked.append((kind, *question))
        if kind in self._held:
            await self._held[kind].wait()


class FakeIdle:
    """Stands for `Idle`. Its questions are of the kind 'idle'."""

    def __init__(self, codec: FakeCodec) -> None:
        self._codec = codec

    async def encode(self, picture: Picture, options: EncodeOptions) -> Encoded:
        await self._codec._ask("idle", options)
        if options.size is not None and options.size < self._codec.smallest:
            raise BudgetError(f"The smallest is {self._codec.smallest} bytes.", self._codec.smallest)
        data = b"\x89SDC" + bytes((options.size or round(100 + 20 * options.quality)) - 4)
        self._codec._encoded[data] = picture
        shade = int(1 + (100 - options.quality) / 10)
        return Encoded(data, Picture(picture.pixels // shade * shade), options.quality, 0.1, 0.1)

    async def encode_to_save(self, picture: Picture, options: EncodeOptions, progress) -> Encoded:
        return await self._codec.encode(picture, options, progress)

    async def draw(self, data: bytes, look: str) -> Picture | None:
        await self._codec._ask("idle", look)
        return None if look in self._codec.unreachable else Picture(self._codec._encoded[data].pixels // 4)

    async def run(self, job: Callable):
        await self._codec._ask("idle", job)
        return job(StopToken(), lambda _: None)

    warn = run

    async def watched(self, job: Callable):
        await self._codec._ask("watched", job)
        return job(StopToken(), lambda _: None)


def fake_info(picture: Picture) -> SdcInfo:
    sections = (Section("picture data", 900, True, True), Section("EXIF", 60, False, True))
    return SdcInfo(1000, 1, picture.width, picture.height, 1, "0123abcd", "own", 40.0, False, sections, Metadata(), "")
