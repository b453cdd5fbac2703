"""The codec for the window: async methods, each of which runs as one job on the thread for its kind of work.

- codec: `.sdc` in and out (ONNX Runtime keeps its own state there);
- rivals: the search for JPEG and the others, so that it never waits behind the codec, nor the codec behind it;
- files: what somebody waits for; background: what is read ahead;
- measures: metrics and maps;
- queue: files that are compressed by processes of their own; they wait while somebody waits for the codec;
- idle: what the lab computes for a chart, or is to be saved of a photo that was left, while nobody waits for anything
  else;
- thumbnails: those of the folder that is browsed;
- pixels: what is on its way to the screen, behind nothing that takes long.

The codec's modules are imported on those threads, so that the window is on screen before numpy's big brothers are.
A task that is cancelled while it waits stops its job.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..codec.errors import CancelledError
from ..codec.types import (
    Encoded,
    EncodeOptions,
    Look,
    Picture,
    Progress,
    ReportProgress,
    RivalResult,
    Scores,
    SdcInfo,
    StopToken,
    no_progress,
)
from . import batch, loading
from .archive.capacity import default_size
from .archive.patience import PatientToken
from .archive.task import Written
from .batch import Order
from .files import write_sdc
from .loading import Expected, FileStamp, Loaded, write_picture
from .threads.idle import Idle
from .threads.left_behind import unless_stopped
from .threads.waiting import WAITING, telling_when_held
from .threads.worker import Job, Worker

if TYPE_CHECKING:
    from .archive.pool import Pool

T = TypeVar("T")

THUMBNAIL_THREADS = 2
"""As many thumbnails are made at a time; more requests than that only wait."""
IDLE_SECONDS = 0.05
"""Between two looks whether the codec is free for reading ahead."""


def _no() -> bool:
    return False


class CodecService:
    """Owns the threads; `close` ends them."""

    def __init__(self) -> None:
        self._codec = Worker("codec")
        self._rivals = Worker("rivals")
        self._files = Worker("files")
        self._background = Worker("background")
        self._measures = Worker("measures")
        self._distances = Worker("distances")
        self._pixels = Worker("pixels")
        self.queue_width = default_size()
        self._queue = Worker("queue", self.queue_width)
        self._pool: Pool | None = None
        self._thumbnails = Worker("thumbnails", THUMBNAIL_THREADS)
        self._encoder = loading.LastAnalysed()
        self._ahead = StopToken()
        self.idle = Idle(self._read_ahead, self._encoder, self._codec, (self._rivals, self._measures))
        """For what nobody waits for."""

    def prepare(self, path: Path) -> None:
        """Begin with what the first picture needs, while there is no event loop yet: imports, and for a `.sdc` the
        entropy decode beside the loading of the network. What goes wrong is said when the file is opened."""
        if path.suffix.lower() == ".sdc":
            self._codec.begin(lambda stop: loading.read_ahead(path, stop))
            self._background.begin(lambda stop: loading.warm())
        else:
            self._files.begin(lambda stop: loading.prepare_readers())

    async def open(
        self, path: Path, progress: ReportProgress = no_progress, background: bool = False
    ) -> AsyncIterator[Loaded]:
        """The picture in a file: of a `.sdc` first a preview, then the final pixels. Raises SdcError.

        With `background` (reading ahead) there is no preview, and the threads for files and the codec stay free for
        whatever else they are asked for.
        """
        files = self._background if background else self._files
        read = await files.run(lambda stop, _: loading.read(path, stop))
        if isinstance(read, Loaded):
            yield read
            return
        data, stamp = read
        if background:
            yield await self._read_ahead(lambda stop, report: loading.decode(path, data, stamp, report, stop))
            return
        self._ahead.stop()
        yield await self._codec.run(lambda stop, _: loading.preview(path, data, stamp, stop))
        self._ahead.stop()
        yield await self._codec.run(lambda stop, report: loading.decode(path, data, stamp, report, stop), progress)

    async def _read_ahead(self, job: Job[T], progress: ReportProgress = no_progress) -> T:
        """Run on the codec's thread while nobody else wants that, from the beginning each time."""
        while True:
            while self._codec.busy:
                await asyncio.sleep(IDLE_SECONDS)
            self._ahead = ahead = StopToken()
            try:
                return await self._codec.run(job, progress, ahead)
            except CancelledError:
                continue

    async def inspect(self, data: bytes) -> SdcInfo:
        """What a `.sdc` says about itself, damaged or not. FormatError if it is none."""

        def job(stop: StopToken, report: ReportProgress) -> SdcInfo:
            from ..codec import pipeline

            return pipeline.inspect(data)

        return await self._codec.run(job)

    async def encode(self, picture: Picture, options: EncodeOptions, progress: ReportProgress = no_progress) -> Encoded:
        """Encode; what is the same at every quality is computed once per picture. Raises SdcError."""
        self._ahead.stop()
        if self._codec.busy:
            progress(Progress(0.0, WAITING))
        return await self._codec.run(
            lambda stop, report: self._encoder.encode(picture, options, report, stop), progress
        )

    async def expect(self, picture: Picture, options: EncodeOptions) -> Expected | None:
        """About how many bytes the `.sdc` of a photo would take at a quality; computed while nobody waits for the
        codec. None where that can't be told. Raises SdcError."""
        return await self._read_ahead(lambda stop, report: loading.expect(picture, options, stop))

    async def compress(
        self, source: Path, order: Order, progress: ReportProgress = no_progress, paused: Callable[[], bool] = _no
    ) -> Written:
        """Compress a file into a file, checked before it is in its place. Raises OutputExistsError, SdcError.

        A process does it, `queue_width` of which work at a time. It goes on only while `paused` (asked on the queue's
        threads) is False and nobody waits for the codec.
        """
        from .archive.pool import Pool

        pool = self._pool = self._pool or Pool(self.queue_width)
        stop = PatientToken(paused, lambda: self._codec.busy)

        def job(_: StopToken, report: ReportProgress) -> Written:
            return pool.run(batch.task(source, order), report, stop)

        return await telling_when_held(lambda report: self._queue.run(job, report, stop), progress, stop.urgent)

    async def natural(self, data: bytes, progress: ReportProgress = no_progress) -> Picture:
        """A `.sdc` drawn with all its texture. InputError if its model can't."""
        self._ahead.stop()
        return await self._codec.run(lambda stop, report: loading.natural(data, report, stop), progress)

    async def blend(self, faithful: Picture, natural: Picture, strength: float) -> Picture:
        """What lies between two drawings of a `.sdc`, or beyond; strength: 0..MAX_STRENGTH."""

        def job(stop: StopToken, report: ReportProgress) -> Picture:
            from ..codec.own.invention import blend

            return replace(natural, pixels=blend(faithful.pixels, natural.pixels, strength))

        return await self._pixels.run(job)

    async def looks(self, of: bytes | str) -> tuple[Look, ...]:
        """The ways in which a `.sdc` can be drawn, or what the model of a name writes. Raises SdcError."""

        def job(stop: StopToken, report: ReportProgress) -> tuple[Look, ...]:
            from ..codec import pipeline, registry

            return registry.load(of).looks if isinstance(of, str) else pipeline.looks(of)

        return await self._files.run(job)

    async def drawers(self, data: bytes) -> tuple[str, ...]:
        """Names of the models here that can draw a `.sdc`, the usual one first. Raises SdcError."""

        def job(stop: StopToken, report: ReportProgress) -> tuple[str, ...]:
            from ..codec import pipeline

            return pipeline.drawers(data)

        return await self._files.run(job)

    async def drawn_with(self, data: bytes, model: str, progress: ReportProgress = no_progress) -> Picture:
        """A `.sdc` drawn by another autoencoder of its latent space. Raises SdcError."""

        def job(stop: StopToken, report: ReportProgress) -> Picture:
            from ..codec import pipeline

            return pipeline.decode(data, report, stop, partial=True, drawer=model)

        self._ahead.stop()
        return await self._codec.run(job, progress)

    async def rival(
        self, codec: str, picture: Picture, size: int, model: str = "own", slow: bool = False
    ) -> RivalResult:
        """The best that a rival codec does in `size` bytes; model: whose weights Bühlmann's take. slow: with the
        settings of the benchmark, which take many times as long."""

        return await self._rivals.run(lambda stop, _: loading.rival(codec, picture, size, model, slow, stop))

    async def scores(self, original: Picture, picture: Picture) -> Scores:
        """The metrics of a picture against its original."""
        return await self._measures.run(lambda stop, _: unless_stopped(lambda: loading.scores(original, picture), stop))

    async def distances(self, original: Picture, picture: Picture) -> dict[str, float]:
        """LPIPS and DISTS by their names in `Scores`, as far as their weights are on this machine: some ten seconds a
        megapixel, on a thread of their own. Raises ModelError where a file of weights can't be used."""

        def job(stop: StopToken, report: ReportProgress) -> dict[str, float]:
            from ..codec.measure import perceptual
            from ..codec.pictures.images import seen

            metrics = perceptual.installed(perceptual.default_folder())
            return metrics.distances(seen(original), seen(picture), stop) if metrics.names else {}

        return await self._distances.run(job)

    async def measure(self, function: Callable[[], T]) -> T:
        """Compute a map on the thread for measures."""
        return await self._measures.run(lambda stop, report: unless_stopped(function, stop))

    async def study(self, job: Job[T], progress: ReportProgress | None = None) -> T:
        """Run a job of the lab on the thread for measures; with `progress` it draws, which belongs to the codec's."""
        if progress is None:
            return await self._measures.run(job)
        self._ahead.stop()
        return await self._codec.run(job, progress)

    async def convert(self, function: Callable[[], T]) -> T:
        """Turn pixels into what the screen needs, on a thread where nothing takes long."""
        return await self._pixels.run(lambda stop, report: function())

    async def file_work(self, function: Callable[[], T], background: bool = False) -> T:
        """Run something that touches the disk off the event loop."""
        files = self._background if background else self._files
        return await files.run(lambda stop, report: function())

    async def thumbnail_work(self, function: Callable[[StopToken], T]) -> T:
        """Read or make a thumbnail; the token stops it when the program ends."""
        return await self._thumbnails.run(lambda stop, report: function(stop))

    async def save(self, data: bytes, path: Path, overwrite: bool) -> None:
        """Write a `.sdc` atomically, checked by being read again before it is moved into place. Raises SdcError."""

        await self._files.run(lambda stop, report: write_sdc(path, data, overwrite))

    async def save_picture(self, picture: Picture, path: Path, overwrite: bool) -> None:
        """Write PNG, JPEG, WebP or TIFF, by suffix, atomically. Raises SdcError."""
        await self._files.run(lambda stop, report: write_picture(picture, path, overwrite))

    async def stamp(self, path: Path) -> FileStamp | None:
        """The file's state on the disk now, None if it isn't there."""
        return await self._files.run(lambda stop, report: loading.stamp_or_none(path))

    async def warm(self) -> None:
        """Import the codec and load its model with its networks, so that nobody needs to wait for them later: both keep
        Python's other threads waiting, for some 30 ms each. What decodes photos is a process that takes a processor for
        half a second, so a picture that is on its way comes first."""
        while self._codec.busy or self._files.busy:
            await asyncio.sleep(IDLE_SECONDS)
        for worker in (self._codec, self._files, self._pixels, self._rivals, self._measures, self._distances):
            worker.prepare()
        self.idle.prepare()
        await self._background.run(lambda stop, report: loading.prepare_readers())
        await self._background.run(lambda stop, report: loading.warm(encoding=True))

    def close(self) -> None:
        """Stop all work and end the threads."""
        quick = (self._codec, self._rivals, self._files, self._background, self._measures, self._pixels)
        for worker in (*quick, self._distances, self._thumbnails, self._queue):
            worker.close()
        self.idle.close()
        if self._pool is not None:
            self._pool.close()
        loading.close_readers()
