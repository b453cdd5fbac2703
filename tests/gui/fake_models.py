"""Models for the window's tests: a hub that answers at once and downloads as far as a test lets it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from sdviewer.codec.errors import InputError, ModelError
from sdviewer.codec.registry import ModelInfo
from sdviewer.codec.types import Progress
from sdviewer.service.hub import Plan, RemoteFile
from sdviewer.service.model_search import Found
from sdviewer.service.model_service import Installed
from sdviewer.service.store import Checked

OWN = Installed("own", "0123abcd", "own", 3_500_000, Path("/own"), "", False)


class FakeModels:
    """Stands for `ModelService`. hub: name to bytes; ids: of what is added, by name of the file or repository."""

    def __init__(self) -> None:
        self.here = [OWN]
        self.hub = {"somebody/vae": 334_000_000}
        self.left: dict[str, int] = {}
        self.ids = {"vae": "feedbeef"}
        self.disk: list[Found] = []
        self.damaged: set[str] = set()
        self.error: Exception | None = None
        self.asked: list[tuple] = []
        self.halfway = asyncio.Event()
        self.halfway.set()

    async def installed(self) -> list[Installed]:
        return list(self.here)

    async def begun(self) -> dict[str, int]:
        return dict(self.left)

    async def plan(self, repository: str) -> Plan:
        self.asked.append(("plan", repository))
        await asyncio.sleep(0)
        if repository not in self.hub:
            raise ModelError(f"There is no {repository} on the hub.")
        file = RemoteFile("model.safetensors", self.hub[repository], "", "", {})
        return Plan(repository, None, (file,), "mit")

    async def get(self, wanted: Plan, progress) -> ModelInfo:
        self.asked.append(("get", wanted.repository))
        try:
            progress(Progress(0.45, "downloading", {"bytes": wanted.nbytes // 2, "of": wanted.nbytes}))
            await self.halfway.wait()
            self._fail()
        except (asyncio.CancelledError, Exception):
            self.left[wanted.repository] = wanted.nbytes // 2
            raise
        self.left.pop(wanted.repository, None)
        return self._put(wanted.repository.rpartition("/")[2], wanted.nbytes, wanted.repository)

    async def discard(self, repository: str) -> None:
        self.asked.append(("discard", repository))
        self.left.pop(repository, None)

    async def add(self, path: Path, progress) -> ModelInfo:
        self.asked.append(("add", path))
        progress(Progress(0.3, "adding"))
        await self.halfway.wait()
        self._fail()
        if path.suffix in (".ckpt", ".pt"):
            raise ModelError(f"{path} is a pickle. Opening one can run a program that is hidden in it.")
        return self._put(path.stem, 1000, path.name)

    async def search(self, folder: Path) -> list[Found]:
        self.asked.append(("search", folder))
        await self.halfway.wait()
        return self.disk

    async def remove(self, name: str) -> None:
        if name == "own":
            raise InputError("'own' was not added here.")
        self.here = [model for model in self.here if model.name != name]

    async def check(self) -> list[Checked]:
        await self.halfway.wait()
        return [Checked(m.name, "Its weights have changed." if m.name in self.damaged else "") for m in self.here[1:]]

    async def devices(self) -> list[str]:
        self.asked.append(("devices",))
        return ["cuda", "cpu"]

    async def prefer_device(self, name: str) -> None:
        self.asked.append(("prefer", name))

    async def device_in_use(self) -> str:
        return "cpu" if len(self.here) > 1 else ""

    def close(self) -> None:
        self.asked.append(("close",))

    def asked_for(self, kind: str) -> list:
        return [question[1] for question in self.asked if question[0] == kind]

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error

    def _put(self, name: str, nbytes: int, source: str) -> ModelInfo:
        model = replace(OWN, name=name, model_id=self.ids.get(name, "00000000"), kind="AutoencoderKL")
        self.here.append(replace(model, nbytes=nbytes, source=source, removable=True))
        return ModelInfo(name, model.model_id, "diffusion", nbytes, model.path, source)
