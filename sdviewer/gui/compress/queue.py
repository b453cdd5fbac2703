"""The compress queue in the window: starts its work and tells of changes, at most ten times a second."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ...service.batch import Exists, Order, find_photos
from ...service.codec_service import CodecService
from ...service.queue import OPEN, UNDONE, Job, Queue, State
from ..pictures.images import UPRIGHT, Turn, orientation
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr
from .queue_model import QueueModel

REFRESH_MS = 100


class CompressQueue(QObject):
    """What a user does to the queue. `model` shows it; every change of the rows goes through that."""

    changed = Signal()
    finished = Signal(list)
    """Nothing is left to do; the jobs that came to their end since the last time."""

    def __init__(self, service: CodecService, tasks: Tasks) -> None:
        super().__init__()
        self._service, self._tasks = service, tasks
        self._queue = Queue()
        self.model = QueueModel(self._queue)
        self._compress = partial(service.compress, paused=lambda: self._queue.paused)
        self._running = False
        self._shown_version = 0
        self._numbers = itertools.count()
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        self.totals = self._queue.totals()
        self.changed.connect(self.model.refresh)

    @property
    def jobs(self) -> list[Job]:
        """In the order of the rows; not to be changed."""
        return self._queue.jobs

    @property
    def running(self) -> bool:
        return self._running

    @property
    def paused(self) -> bool:
        return self._queue.paused

    def add(self, paths: Iterable[Path], order: Order, turns: Mapping[Path, Turn]) -> None:
        """Compress files, and the photos of folders. turns: how some of them lie."""
        self._tasks.start(f"add to queue:{next(self._numbers)}", self._add(list(paths), order, dict(turns)))

    def set_paused(self, paused: bool) -> None:
        """Hold on, even in the middle of a file; or go on."""
        self._queue.paused = paused
        self._after_change(force=True)

    def cancel(self, jobs: Iterable[Job]) -> None:
        self._queue.cancel(jobs)
        self._after_change()

    def cancel_all(self) -> None:
        self.cancel([job for job in self.jobs if job.state in OPEN])

    def retry(self, jobs: Iterable[Job]) -> None:
        """Once more, in the way in which they were to be done."""
        self._queue.retry(jobs)
        self._after_change()

    def retry_all(self) -> None:
        """All that failed or was cancelled."""
        self.retry([job for job in self.jobs if job.state in UNDONE])

    def answer(self, exists: Exists) -> None:
        """What to do with the outputs that are there already."""
        self._queue.answer(self.jobs, exists)
        self._after_change()

    def answer_parts(self, take: bool) -> None:
        """Whether photos of which only a part is there are compressed."""
        self._queue.answer_parts(self.jobs, take)
        self._after_change()

    def remove(self, jobs: Iterable[Job]) -> None:
        self.model.remove(jobs)
        self._after_change()

    def remove_ended(self) -> None:
        self.remove([job for job in self.jobs if job.state not in OPEN])

    async def _add(self, paths: list[Path], order: Order, turns: dict[Path, Turn]) -> None:
        found = await self._service.file_work(partial(find_photos, paths), background=True)
        if not found:
            self._tasks.failed.emit(tr("There are no photos in what was given. Choose other files or another folder."))
        turned = [photo for photo in found if turns.get(photo[0], UPRIGHT) != UPRIGHT]
        for photo in turned:
            as_shown = replace(order, orientation=orientation(turns[photo[0]]))
            self.model.append(self._queue.new_jobs([photo], as_shown))
        self.model.append(self._queue.new_jobs([photo for photo in found if photo not in turned], order))
        self._after_change()

    async def _run(self) -> None:
        self._timer.start()
        try:
            await self._queue.run(self._compress, self._service.queue_width)
        finally:
            self._running = False
            self._timer.stop()
            self._refresh(force=True)
        ended = [] if self._queue.has_waiting else self._queue.unsummarised()
        if ended:
            self.finished.emit(ended)

    def _after_change(self, force: bool = False) -> None:
        if self._queue.has_waiting and not self._running and not self.paused:
            self._running = True
            self._tasks.start("queue", self._run())
        self._refresh(force)

    def _refresh(self, force: bool = False) -> None:
        if force or self._shown_version != self._queue.version:
            self._shown_version = self._queue.version
            self.totals = self._queue.totals()
            self.changed.emit()


def counts(jobs: Iterable[Job]) -> tuple[int, int, int, int]:
    """Of jobs at their end: how many succeeded, how many failed, and the bytes of those that succeeded, before and
    after."""
    jobs = list(jobs)
    done = [job for job in jobs if job.state is State.DONE]
    failed = sum(job.state is State.FAILED for job in jobs)
    return len(done), failed, sum(job.before for job in done), sum(job.after for job in done)
