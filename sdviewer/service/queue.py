"""The compress queue: which photos, in which state, how far, and how much is left. It knows no threads and no disk.

A job is WAITING until `run` takes it, the first one first; then it is WORKING, and in the end DONE, FAILED, SKIPPED,
CANCELLED, or ASKING: what to do with an output that exists, or with a photo of which only a part is there. A few jobs
run at a time. `version` counts the changes, so that whoever shows the queue can look for them as often as it likes.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from ..codec.errors import CancelledError, PartialPictureError, SdcError
from ..codec.types import Progress, ReportProgress
from .archive.task import NotSmallerError, OutputExistsError, Written
from .batch import Exists, Order

log = logging.getLogger(__name__)

Compress = Callable[[Path, Order, ReportProgress], Awaitable[Written]]
"""Compresses one photo, off the event loop. Raises OutputExistsError or another SdcError."""

_REMEMBERED = 30
"""So many jobs tell how fast the next ones will be."""


class State(Enum):
    """How far a job is."""

    WAITING = "waiting"
    WORKING = "working"
    ASKING = "asking"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = frozenset({State.WAITING, State.WORKING, State.ASKING})
"""States that are not the end of a job."""
AGAIN = frozenset({State.FAILED, State.CANCELLED, State.SKIPPED})
"""States from which a job can be tried again."""
UNDONE = frozenset({State.FAILED, State.CANCELLED})
"""Those of a job that was to be done and isn't; one that is SKIPPED would be so again."""


@dataclass(slots=True, eq=False)
class Job:
    """One photo. before, after: bytes of the photo and of its `.sdc`. fraction: 0..1 while WORKING, in a `stage`.

    output: the file that was written, or the one that is in the way. message: why it failed, or what was lost.
    Only the queue changes it.
    """

    source: Path
    before: int
    order: Order
    state: State = State.WAITING
    fraction: float = 0.0
    stage: str = ""
    output: Path | None = None
    after: int = 0
    seconds: float = 0.0
    message: str = ""
    summarised: bool = False

    @property
    def asks_for_output(self) -> bool:
        """What is to be done with `output`, which exists."""
        return self.state is State.ASKING and self.output is not None

    @property
    def asks_for_part(self) -> bool:
        """Whether the part of the photo that is there is to be compressed."""
        return self.state is State.ASKING and self.output is None

    @property
    def ratio(self) -> float:
        """How many times smaller it became, 0 if that isn't known."""
        return self.before / self.after if self.after else 0.0


@dataclass(frozen=True, slots=True)
class Totals:
    """The queue in numbers. before, after: bytes of what is DONE. seconds_left: None while nothing tells."""

    count: int
    states: Counter[State]
    before: int
    after: int
    seconds_left: float | None

    @property
    def ended(self) -> int:
        return self.count - sum(self.states[state] for state in OPEN)

    @property
    def ratio(self) -> float:
        return self.before / self.after if self.after else 0.0


class Queue:
    """All methods are called on one thread, that of the event loop."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.version = 0
        self.paused = False
        self._states: Counter[State] = Counter()
        self._before = self._after = self._left = 0
        self._speeds: deque[tuple[int, float]] = deque(maxlen=_REMEMBERED)
        self._working: dict[asyncio.Task[None], Job] = {}
        self._width = 1
        self._written: dict[Path, Path] = {}

    # what is there

    @property
    def has_waiting(self) -> bool:
        return self._states[State.WAITING] > 0

    def totals(self) -> Totals:
        """Costs the same for any number of jobs."""
        return Totals(len(self.jobs), Counter(self._states), self._before, self._after, self._seconds_left())

    # what the user does

    def new_jobs(self, photos: Iterable[tuple[Path, int]], order: Order) -> list[Job]:
        """Jobs for photos and their sizes in bytes, without those that are to be done in this way already."""
        known = {job.source for job in self.jobs if job.state in OPEN and job.order == order}
        return [Job(path, nbytes, order) for path, nbytes in dict(photos).items() if path not in known]

    def append(self, jobs: Collection[Job]) -> None:
        """Put new jobs at the end."""
        self.jobs += jobs
        for job in jobs:
            self._tally(job, 1)
        self.version += 1

    def cancel(self, jobs: Iterable[Job]) -> None:
        """Don't do these; the one that runs is stopped."""
        for job in jobs:
            if job.state in OPEN:
                running = job.state is State.WORKING
                self._change(job, state=State.CANCELLED, stage="")
                if running:
                    for task in [task for task, other in self._working.items() if other is job]:
                        task.cancel()

    def retry(self, jobs: Iterable[Job]) -> None:
        """Do these once more, if they didn't succeed, in the way in which they were to be done."""
        for job in jobs:
            if job.state in AGAIN:
                self._change(job, state=State.WAITING, message="", output=None, summarised=False)

    def answer(self, jobs: Iterable[Job], exists: Exists) -> None:
        """Say what to do with the outputs that exist already, for the jobs that ask."""
        for job in jobs:
            if job.asks_for_output:
                self._change(job, state=State.WAITING, order=replace(job.order, exists=exists), message="", output=None)

    def answer_parts(self, jobs: Iterable[Job], take: bool) -> None:
        """Say whether photos of which only a part is there are compressed, for the jobs that ask."""
        for job in jobs:
            if job.asks_for_part and take:
                self._change(job, state=State.WAITING, order=replace(job.order, take_parts=True), message="")
            elif job.asks_for_part:
                self._change(job, state=State.SKIPPED)

    def remove(self, jobs: Iterable[Job]) -> None:
        """Forget these; those that are not at their end are cancelled first."""
        gone = set(jobs)
        self.cancel(gone)
        for job in gone:
            self._tally(job, -1)
        self.jobs[:] = [job for job in self.jobs if job not in gone]
        self.version += 1

    def unsummarised(self) -> list[Job]:
        """The jobs that came to their end since this was asked last, without those that somebody cancelled."""
        ended = [job for job in self.jobs if job.state not in OPEN and not job.summarised]
        for job in ended:
            job.summarised = True
        return [job for job in ended if job.state is not State.CANCELLED]

    # the work

    async def run(self, compress: Compress, width: int = 1) -> None:
        """Do what waits, in its order and `width` at a time, until nothing does or the queue is paused."""
        self._width = width
        try:
            while True:
                while not self.paused and len(self._working) < width and (job := self._next()) is not None:
                    self._change(job, state=State.WORKING, fraction=0.0, stage="")
                    self._working[asyncio.ensure_future(self._do(job, self._order(job), compress))] = job
                if not self._working:
                    return
                await asyncio.wait(self._working, return_when=asyncio.FIRST_COMPLETED)
                self._put_back([task for task in self._working if task.done()])
        finally:  # not one job was cancelled but all this
            for task in self._working:
                task.cancel()
            await asyncio.gather(*self._working, return_exceptions=True)
            self._put_back(list(self._working))

    def _put_back(self, ended: list[asyncio.Task[None]]) -> None:
        """Forget tasks that ended; a job that was cut off, and that nobody cancelled, waits again."""
        for task in ended:
            job = self._working.pop(task)
            if job.state is State.WORKING:
                self._change(job, state=State.WAITING, stage="")

    def _next(self) -> Job | None:
        return next((job for job in self.jobs if job.state is State.WAITING), None) if self.has_waiting else None

    async def _do(self, job: Job, order: Order, compress: Compress) -> None:
        """One job to its end; whatever goes wrong is written into it."""

        def report(progress: Progress) -> None:
            if job.state is State.WORKING:
                self._change(job, fraction=progress.fraction, stage=progress.stage)

        try:
            written = await compress(job.source, order, report)
        except CancelledError:
            self._end(job, State.CANCELLED)
        except OutputExistsError as error:
            state = State.SKIPPED if job.order.exists == "skip" else State.ASKING
            self._end(job, state, str(error), output=error.path)
        except PartialPictureError as error:
            self._end(job, State.ASKING, str(error))
        except NotSmallerError as error:
            self._end(job, State.SKIPPED, str(error))
        except SdcError as error:
            self._end(job, State.FAILED, str(error))
        except MemoryError:
            self._end(job, State.FAILED, "There is not enough memory for this picture. Close other programs.")
        except Exception as error:
            log.exception("Compressing '%s' failed.", job.source)
            self._end(job, State.FAILED, f"Something went wrong that should not: {error}")
        else:
            self._finish(job, written)

    def _finish(self, job: Job, written: Written) -> None:
        self._written[written.path] = job.source
        if written.source_bytes:
            self._speeds.append((written.source_bytes, written.seconds))
        values = {"before": written.source_bytes, "after": written.nbytes, "seconds": written.seconds}
        self._end(job, State.DONE, "\n".join(written.notices), output=written.path, **values)

    def _end(self, job: Job, state: State, message: str = "", **values: object) -> None:
        if job.state is State.WORKING:
            self._change(job, state=state, message=message, stage="", **values)

    def _order(self, job: Job) -> Order:
        """The job's order, but never to replace what this queue wrote, or is writing, for another photo ('a.png' after
        'a.jpg')."""
        output = job.order.output(job.source)
        others = [other.source for other in self._working.values() if other.order.output(other.source) == output]
        writers = {*others, self._written.get(output, job.source)}
        if job.order.exists == "replace" and writers - {job.source}:
            return replace(job.order, exists="number")
        return job.order

    # bookkeeping

    def _change(self, job: Job, **values: object) -> None:
        self._tally(job, -1)
        for name, value in values.items():
            setattr(job, name, value)
        self._tally(job, 1)
        self.version += 1

    def _tally(self, job: Job, sign: int) -> None:
        self._states[job.state] += sign
        if job.state is State.DONE:
            self._before += sign * job.before
            self._after += sign * job.after
        elif job.state in (State.WAITING, State.WORKING):
            self._left += sign * job.before

    def _seconds_left(self) -> float | None:
        """By the bytes of the photos, as fast as it went lately."""
        nbytes, seconds = sum(n for n, _ in self._speeds), sum(s for _, s in self._speeds)
        if not nbytes:
            return None
        working = [job for job in self._working.values() if job.state is State.WORKING]
        left = self._left - sum(job.before * job.fraction for job in working)
        return left * seconds / nbytes / self._width
