"""What nobody waits for at the screen: it gives way to everything that somebody does.

That is what the lab computes for charts and tests, and what is to be saved of a photo that isn't looked at any more.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from ...codec.types import Encoded, EncodeOptions, Look, Picture, Progress, ReportProgress, StopToken
from ..archive.patience import PatientToken
from ..loading import LastAnalysed
from .left_behind import unless_stopped
from .waiting import WAITING, telling_when_held
from .worker import Job, Worker

T = TypeVar("T")


def _no() -> bool:
    return False


class Idle:
    """Has threads of its own, for what needs no model, and for `.sdc` that are to be saved; others are coded on the
    codec's.

    on_codec: runs a job there while nobody else wants that, from the beginning each time, with a report of progress.
    encoder: whose analysis of the last picture is used. codec: the worker that makes what is looked at. urgent: others
    that are waited for.
    """

    def __init__(
        self,
        on_codec: Callable[..., Coroutine[Any, Any, Any]],
        encoder: LastAnalysed,
        codec: Worker,
        urgent: tuple[Worker, ...],
    ) -> None:
        self._on_codec, self._encoder, self._codec, self._urgent = on_codec, encoder, codec, urgent
        self._worker = Worker("idle", humble=True)
        self._warner = Worker("warnings")
        self._watched = Worker("watched")
        self._saver = Worker("saves")

    async def encode(self, picture: Picture, options: EncodeOptions) -> Encoded:
        """As `CodecService.encode`. Raises SdcError."""
        encoded: Encoded = await self._on_codec(
            lambda stop, report: self._encoder.encode(picture, options, report, stop)
        )
        return encoded

    async def encode_to_save(self, picture: Picture, options: EncodeOptions, progress: ReportProgress) -> Encoded:
        """As `encode`, for a photo that was left: one after another, each of which holds on where it is while somebody
        waits for the codec, and says so. Raises SdcError."""

        def is_foreign(stop: StopToken, report: ReportProgress) -> bool:
            from ...codec import registry

            return registry.load(options.model).identity.latents

        def job(stop: StopToken, report: ReportProgress) -> Encoded:
            from ...codec import pipeline

            return pipeline.encode(picture, options, report, stop)

        progress(Progress(0.0, WAITING))
        if await self._saver.run(is_foreign):  # its networks serve one caller at a time, who can't hold on
            encoded: Encoded = await self._on_codec(job, progress)
            return encoded
        stop = PatientToken(_no, self._must_wait)
        return await telling_when_held(lambda report: self._saver.run(job, report, stop), progress, stop.urgent)

    async def draw(self, data: bytes, look: Look) -> Picture | None:
        """A `.sdc` in this look, None if its model doesn't have it. Raises SdcError."""

        def job(stop: StopToken, report: ReportProgress) -> Picture | None:
            from ...codec import pipeline

            return pipeline.decode(data, report, stop, look) if look in pipeline.looks(data) else None

        picture: Picture | None = await self._on_codec(job)
        return picture

    async def run(self, job: Job[T]) -> T:
        """Run a job that needs no model. At each look at its token it waits while somebody waits for the others."""
        return await self._run_on(self._worker, job, self._must_wait)

    async def warn(self, job: Job[T]) -> T:
        """As `run`, for what somebody ought to know before they save: only behind the codec, no chart that fills, no
        other format and no measure, and with a fair share of a processor that others want, too."""
        return await self._run_on(self._warner, job, lambda: self._codec.busy)

    async def watched(self, job: Job[T]) -> T:
        """As `run`, for what somebody asked for and watches as it comes: also behind no chart, with a fair share."""
        return await self._run_on(self._watched, job, self._must_wait)

    async def _run_on(self, worker: Worker, job: Job[T], urgent: Callable[[], bool]) -> T:
        return await worker.run(
            lambda stop, report: unless_stopped(lambda: job(stop, report), stop),
            stop=PatientToken(_no, urgent),
        )

    def prepare(self) -> None:
        """See `Worker.prepare`."""
        for worker in (self._worker, self._warner, self._watched):
            worker.prepare()

    def close(self) -> None:
        for worker in (self._worker, self._warner, self._watched, self._saver):
            worker.close()

    def _must_wait(self) -> bool:
        return self._codec.busy or any(worker.busy for worker in self._urgent)
