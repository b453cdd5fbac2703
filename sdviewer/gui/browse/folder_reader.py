"""Reads folders, in the order that the settings ask for, on the thread for what nobody waits for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from ...service.codec_service import CodecService
from ..toolkit.settings import Settings
from .sorting import ordered, subfolders


class FolderReader:
    """It remembers nothing."""

    def __init__(self, service: CodecService, settings: Settings) -> None:
        self._service, self._settings = service, settings

    async def read(self, folders: list[Path], known: list[Path], also: Iterable[Path] = ()) -> list[Path]:
        """The folders' pictures and some more. Those that are `known` are the same objects as before."""

        def work() -> list[Path]:
            from ...service.files import viewable_names

            same = {path: path for path in [*known, *also]}
            files = (folder / name for folder in folders for name in viewable_names(folder))
            found = [same.get(path, path) for path in files]
            listed = set(found)
            return found + [path for path in also if path not in listed]

        return await self.ordered(await self._service.file_work(work, background=True))

    async def subfolders(self, folder: Path | None) -> list[Path]:
        """By name; none where there is no folder, or it can't be read."""
        return await self._service.file_work(partial(subfolders, folder), background=True) if folder else []

    async def ordered(self, paths: list[Path]) -> list[Path]:
        """In the order that is asked for, also if that changes meanwhile."""
        done = None
        while done != (order := (self._settings.get("browse/sort"), self._settings.get("browse/descending"))):
            done = order
            paths = await self._service.file_work(partial(ordered, paths, *order), background=True)
        return paths
