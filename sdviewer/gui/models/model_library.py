"""The models on this machine, and what is being done about them: downloads, copies, checks. No widgets.

The dialog, the compress panel and the offer for a missing model listen to it. Work goes on when the dialog is closed;
a download that is paused, or that an earlier run of the program left, waits as a job until it is resumed or cancelled.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ...codec.errors import PackageError, SdcError
from ...codec.types import Progress
from ...service.model_service import Installed, ModelService
from ..toolkit.error_texts import words
from ..toolkit.settings import Settings
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr

if TYPE_CHECKING:  # which would bring HTTP into every start
    from ...service.hub import Plan

log = logging.getLogger(__name__)

LEAST_MEGAPIXELS = 0.05
"""Smaller pictures tell little of how slow a model is."""


class JobState(Enum):
    """Of a download or a copy."""

    WAITING = "waiting"
    WORKING = "working"
    PAUSED = "paused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """A model that is on its way. key: the hub's name, or the path. done, of: bytes of a download, 0 if not known.

    fraction: 0..1 of the whole. message: what went wrong, for FAILED.
    """

    key: str
    state: JobState
    download: bool
    fraction: float = 0.0
    done: int = 0
    of: int = 0
    stage: str = ""
    message: str = ""


class ModelLibrary(QObject):
    """All methods are called on the GUI thread and return at once."""

    changed = Signal()
    """The list of installed models, or what is known of them."""
    jobs_changed = Signal()
    planned = Signal(object)
    """A Plan: what the hub answered, before anything is downloaded."""
    found = Signal(list)
    """What a search found: list of model_search.Found."""
    added = Signal(object)
    """A ModelInfo: a model is ready to be used."""
    lacking = Signal(object)  # a PackageError
    failed = Signal(str)
    notice = Signal(str)

    def __init__(self, service: ModelService, tasks: Tasks, settings: Settings) -> None:
        super().__init__()
        self._service, self._tasks, self._settings = service, tasks, settings
        self.installed: list[Installed] = []
        self.jobs: dict[str, Job] = {}
        self.checked: dict[str, str] = {}
        """Names of models that were compared with their checksums, and what is wrong, '' for nothing."""
        self.device_in_use = ""
        """'cuda', 'mps' or 'cpu'; empty as long as no network was needed."""
        self._to_add: list[Path] = []

    @property
    def usable(self) -> list[Installed]:
        """Those that pictures can be written with."""
        return [model for model in self.installed if not model.problem]

    def busy(self, what: str) -> bool:
        """Whether 'plan', 'search' or 'check' is under way."""
        return self._tasks.running(f"model:{what}")

    # looking

    def refresh(self) -> None:
        """Read the list anew; models may have come from elsewhere."""
        self._start("list", self._list)

    def plan(self, repository: str) -> None:
        """Ask the hub what getting 'owner/name' means; `planned` answers."""
        self._start("plan", partial(self._plan, repository))

    def search(self, folder: Path) -> None:
        """Look for autoencoders below a folder; `found` answers."""
        self._start("search", partial(self._search, folder))

    def check(self) -> None:
        """Compare all models of the user's with their checksums."""
        self._start("check", self._check)

    async def devices(self) -> list[str]:
        """Names of the devices that networks can run on here. Takes seconds the first time; raises SdcError."""
        return await self._service.devices()

    def prefer_device(self, name: str) -> None:
        """'auto', or one of `devices`."""
        self._start("prefer", partial(self._prefer, name))

    def stop(self, what: str) -> None:
        """End a 'plan', 'search' or 'check'."""
        self._tasks.cancel(f"model:{what}")
        self.changed.emit()

    # getting and adding

    def get(self, plan: Plan) -> None:
        """Download what was planned."""
        self._put(Job(plan.repository, JobState.WAITING, True, of=plan.nbytes))
        self._start(f"get:{plan.repository}", partial(self._get, plan))

    def pause(self, key: str) -> None:
        """What has come of a download stays."""
        self._tasks.cancel(f"model:get:{key}")
        self._put(replace(self.jobs[key], state=JobState.PAUSED))

    def resume(self, key: str) -> None:
        """Go on with a download that was paused, has failed, or was left by an earlier run of the program."""
        self._put(replace(self.jobs[key], state=JobState.WAITING, message=""))
        self._start(f"get:{key}", partial(self._plan_and_get, key))  # an old plan's addresses may have expired

    def cancel(self, key: str) -> None:
        """Give a download up and delete what has come, or don't add a file."""
        job = self.jobs.pop(key)
        if job.download:
            self._tasks.cancel(f"model:get:{key}")
            self._start(f"discard:{key}", partial(self._service.discard, key))
        elif Path(key) in self._to_add:
            self._to_add.remove(Path(key))
        else:
            self._start("add", self._add_all)  # takes the place of the one that is at it
        self.jobs_changed.emit()

    def add(self, paths: Iterable[Path]) -> None:
        """Copy the autoencoders in files and folders into the user's folder, one after the other."""
        for path in paths:
            if str(path) not in self.jobs:
                self._to_add.append(path)
                self._put(Job(str(path), JobState.WAITING, False))
        if not self._tasks.running("model:add"):
            self._start("add", self._add_all)

    def remove(self, name: str) -> None:
        self._start(f"remove:{name}", partial(self._remove, name))

    # how slow they are

    def note_speed(self, model: str, megapixels: float, write: float, read: float) -> None:
        """Remember the seconds of an encode. The shortest count: in the others the network had to be loaded too."""
        kinds = {known.name: known.kind for known in self.installed}
        if megapixels < LEAST_MEGAPIXELS or kinds.get(model, "own") == "own":
            return
        if not self.device_in_use:
            self.refresh()
        speeds = self._speeds()
        old = speeds.get(self._key(model), [float("inf")] * 2)
        new = [min(was, round(now / megapixels, 2)) for was, now in zip(old, (write, read), strict=True)]
        if new != old:
            self._settings.set("models/speeds", json.dumps(speeds | {self._key(model): new}))
            self.changed.emit()

    def speed(self, model: str) -> tuple[float, float] | None:
        """Seconds per megapixel to write and to read as measured here, None if they never were."""
        known = self._speeds().get(self._key(model))
        return (known[0], known[1]) if known else None

    def _key(self, model: str) -> str:
        return f"{model} {self._settings.get('models/device')}"

    def _speeds(self) -> dict[str, list[float]]:
        try:
            value = json.loads(self._settings.get("models/speeds"))
            return {str(name): [float(v) for v in pair][:2] for name, pair in value.items() if len(pair) == 2}
        except (ValueError, TypeError, AttributeError):
            return {}

    # the work

    def _start(self, what: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._tasks.start(f"model:{what}", self._reporting(work))

    async def _reporting(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        except SdcError as error:
            self._say(error)

    def _say(self, error: Exception) -> None:
        if isinstance(error, PackageError):
            self.lacking.emit(error)
        else:
            self.failed.emit(words(error))

    def _put(self, job: Job) -> None:
        self.jobs[job.key] = job
        self.jobs_changed.emit()

    async def _list(self) -> None:
        self.installed = await self._service.installed()
        self.device_in_use = await self._service.device_in_use()
        for repository, nbytes in (await self._service.begun()).items():
            discarding = self._tasks.running(f"model:discard:{repository}")
            if repository not in self.jobs and not discarding:
                self._put(Job(repository, JobState.PAUSED, True, done=nbytes))
        self.changed.emit()

    async def _plan(self, repository: str) -> None:
        plan = await self._service.plan(repository)
        known = next((model.name for model in self.installed if model.source == plan.repository), None)
        if known is None:
            self.planned.emit(plan)
        else:
            self.notice.emit(tr("{name} is here already.").format(name=known))

    async def _plan_and_get(self, key: str) -> None:
        try:
            plan = await self._service.plan(key)
        except Exception as error:
            self._put(replace(self.jobs[key], state=JobState.FAILED, message=words(error)))
            raise
        self._put(replace(self.jobs[key], of=plan.nbytes))
        await self._get(plan)

    async def _get(self, plan: Plan) -> None:
        await self._job(plan.repository, partial(self._service.get, plan))

    async def _add_all(self) -> None:
        while self._to_add:
            path = self._to_add.pop(0)
            try:
                await self._job(str(path), partial(self._service.add, path))
            except Exception as error:  # the rest goes on
                self.jobs.pop(str(path), None)
                self.jobs_changed.emit()
                self._say(error)
                if not isinstance(error, SdcError):
                    log.exception("'%s' can't be added.", path)

    async def _job(self, key: str, work: Callable[[Callable[[Progress], None]], Coroutine[Any, Any, Any]]) -> None:
        """Do it while the job shows how far it is; one that fails shows why, and what it failed with is raised."""

        def report(progress: Progress) -> None:
            known = self.jobs.get(key)
            if known is None or known.state not in (JobState.WAITING, JobState.WORKING):
                return  # it was sent before the job was paused or given up
            done, of = (int(progress.details.get(name, 0)) for name in ("bytes", "of"))
            job = replace(known, state=JobState.WORKING, fraction=progress.fraction, stage=progress.stage)
            self._put(replace(job, done=done, of=of) if of else job)

        try:
            info = await work(report)
        except Exception as error:
            self._put(replace(self.jobs[key], state=JobState.FAILED, message=words(error)))
            raise
        del self.jobs[key]
        self.jobs_changed.emit()
        await self._list()
        self.added.emit(info)

    async def _search(self, folder: Path) -> None:
        self.found.emit(await self._service.search(folder))

    async def _check(self) -> None:
        for result in await self._service.check():
            self.checked[result.name] = result.problem
        self.changed.emit()

    async def _prefer(self, name: str) -> None:
        await self._service.prefer_device(name)
        await self._list()

    async def _remove(self, name: str) -> None:
        await self._service.remove(name)
        self.checked.pop(name, None)
        await self._list()
