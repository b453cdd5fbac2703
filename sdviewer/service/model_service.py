"""Models for the window: what `store` and `hub` do, as async methods on threads of their own.

Downloads share one thread, so that one follows the other, and what is done to a download (`discard`) comes after it has
stopped. Everything else has a few threads, so that the list never waits for a checksum or for the hub's answer.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..codec.packages import DIFFUSION, missing, needing
from ..codec.types import ReportProgress, StopToken, no_progress
from .threads.left_behind import unless_stopped
from .threads.worker import Worker

if TYPE_CHECKING:
    from ..codec.registry import ModelInfo
    from .hub import Plan
    from .model_search import Found
    from .store import Checked


@dataclass(frozen=True, slots=True)
class Installed:
    """A model on this machine. kind: 'own', or the class of the autoencoder ('AutoencoderKL'), empty if unreadable.

    model_id: see `registry.ModelInfo`, empty where the model can't be read, with the reason in `problem`. nbytes: of
    the weights. source: where the user got it from, empty for the one that ships. removable: it lies in the user's
    folder.
    """

    name: str
    model_id: str
    kind: str
    nbytes: int
    path: Path
    source: str
    removable: bool
    problem: str = ""


class ModelService:
    """Owns its threads; `close` ends them. Methods raise SdcError."""

    def __init__(self) -> None:
        self._worker = Worker("models", threads=3)
        self._downloads = Worker("downloads")

    async def installed(self) -> list[Installed]:
        """The models here, the shipped ones first, then folders of the user's that can't be read."""
        return await self._worker.run(lambda stop, report: _installed())

    async def begun(self) -> dict[str, int]:
        """Downloads that an earlier run of the program left unfinished: the hub's name to bytes that have come."""

        def job(stop: StopToken, report: ReportProgress) -> dict[str, int]:
            from . import store

            return store.begun()

        return await self._worker.run(job)

    async def plan(self, repository: str) -> Plan:
        """What getting 'owner/name', or the page of that, means; asks the hub, downloads nothing."""

        def job(stop: StopToken, report: ReportProgress) -> Plan:
            from . import hub

            name = repository.strip().removeprefix("https://huggingface.co/").rstrip("/")
            return unless_stopped(lambda: hub.plan(name), stop)

        return await self._worker.run(job)

    async def get(self, wanted: Plan, progress: ReportProgress = no_progress) -> ModelInfo:
        """Download and add; when it is cancelled, what has come stays for the next time."""

        def job(stop: StopToken, report: ReportProgress) -> ModelInfo:
            from . import store

            name = store.free_name(wanted.repository.rpartition("/")[2])
            return store.get(wanted, name, report, stop)

        return await self._downloads.run(job, progress)

    async def discard(self, repository: str) -> None:
        """Delete what has come of a download that was stopped."""

        def job(stop: StopToken, report: ReportProgress) -> None:
            from . import store

            store.discard(repository)

        await self._downloads.run(job)

    async def add(self, path: Path, progress: ReportProgress = no_progress) -> ModelInfo:
        """Copy the autoencoder in a file or folder, under a name that is free."""

        def job(stop: StopToken, report: ReportProgress) -> ModelInfo:
            from . import store

            return store.add(path, store.free_name(store.name_of(path)), progress=report, stop=stop)

        return await self._worker.run(job, progress)

    async def search(self, folder: Path) -> list[Found]:
        """The autoencoders below a folder."""

        def job(stop: StopToken, report: ReportProgress) -> list[Found]:
            from . import model_search

            return list(model_search.search(folder, stop))

        return await self._worker.run(job)

    async def remove(self, name: str) -> None:
        """Delete a model of the user's."""

        def job(stop: StopToken, report: ReportProgress) -> None:
            from . import store

            store.remove(name)

        await self._worker.run(job)

    async def check(self) -> list[Checked]:
        """Compare the user's models with their checksums."""

        def job(stop: StopToken, report: ReportProgress) -> list[Checked]:
            from . import store

            return store.check(stop)

        return await self._worker.run(job)

    async def devices(self) -> list[str]:
        """Names of the devices that networks can run on here ('cuda', 'mps', 'cpu'), the best first; imports torch."""

        def job(stop: StopToken, report: ReportProgress) -> list[str]:
            from ..codec.diffusion.network import devices

            with needing("Looking for devices", DIFFUSION):
                return devices.available()

        return await self._worker.run(job)

    async def prefer_device(self, name: str) -> None:
        """Use this device from now on, 'auto' for the best; networks that are loaded are loaded anew."""

        def job(stop: StopToken, report: ReportProgress) -> None:
            from ..codec import registry
            from ..codec.diffusion.network import devices

            devices.prefer("" if name == "auto" else name)
            registry.forget()

        await self._worker.run(job)

    async def device_in_use(self) -> str:
        """The device that the next network will use; empty as long as none was needed, since asking needs torch."""

        def job(stop: StopToken, report: ReportProgress) -> str:
            if "torch" not in sys.modules:
                return ""
            from ..codec.diffusion.network import devices
            from ..codec.errors import ModelError

            try:
                return devices.choose().name
            except ModelError:
                return ""

        return await self._worker.run(job)

    def close(self) -> None:
        """Stop all work and end the threads."""
        self._worker.close()
        self._downloads.close()


def missing_packages() -> list[str]:
    """Those of torch, diffusers and huggingface_hub that aren't installed; looks for them, imports none."""
    return missing(DIFFUSION)


def usual_folders() -> list[Path]:
    """Folders of other programs that may hold models."""
    from . import model_search

    return model_search.usual_folders()


def _installed() -> list[Installed]:
    from ..codec import registry

    root = registry.user_folder()
    found = [
        Installed(m.name, m.model_id, _kind(m), m.nbytes, m.path, m.source, m.path.parent == root)
        for m in registry.available()
    ]
    known = {model.path for model in found}
    folders = sorted(root.iterdir()) if root.is_dir() else []
    broken = [f for f in folders if f.is_dir() and f not in known and not f.name.startswith(".")]
    problem = "It can't be read. Remove it and add it again."
    return found + [Installed(f.name, "", "", 0, f, "", True, problem) for f in broken]


def _kind(info: ModelInfo) -> str:
    try:
        config = json.loads((info.path / "config.json").read_text("utf-8"))
        return str(config["autoencoder"]["_class_name"])
    except (OSError, ValueError, KeyError, TypeError):
        return info.family
