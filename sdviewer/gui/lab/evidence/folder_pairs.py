"""Measures the files of one folder against those of the same names in others, while nobody waits for anything else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ....codec.errors import SdcError
from ....codec.types import Picture, ReportProgress, StopToken
from ....service.codec_service import CodecService
from ...compare.producers import partner
from ...toolkit.error_texts import words
from ...toolkit.tasks import Tasks

if TYPE_CHECKING:
    from ....codec.analysis.pairs import Pair

_SLOT = "folders"


class FolderPairs(QObject):
    """pairs: by the first file and the other folder. left_out: why others aren't among them. done, count: files."""

    changed = Signal()

    def __init__(self, service: CodecService, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._service, self._tasks = service, tasks
        self.pairs: dict[tuple[Path, Path], Pair] = {}
        self.left_out: dict[tuple[Path, Path], str] = {}
        self.done = self.count = 0

    @property
    def is_running(self) -> bool:
        return self._tasks.running(_SLOT)

    def start(self, files: Sequence[Path], folders: Sequence[Path]) -> None:
        """All anew: each of the files against its namesake in each of the folders."""
        self.pairs, self.left_out, self.done, self.count = {}, {}, 0, len(files)
        self._tasks.start(_SLOT, self._measure(files, folders))
        self.changed.emit()

    def stop(self) -> None:
        """What is there stays."""
        self._tasks.cancel(_SLOT)
        self.changed.emit()

    async def _measure(self, files: Sequence[Path], folders: Sequence[Path]) -> None:
        for number, file in enumerate(files, start=1):
            for folder in folders:
                try:
                    self.pairs[file, folder] = await self._pair(file, folder)
                except SdcError as error:
                    self.left_out[file, folder] = words(error)
            self.done = number
            self.changed.emit()

    async def _pair(self, file: Path, folder: Path) -> Pair:
        other = await self._service.file_work(partial(partner, folder, file), background=True)
        first, second = await self._read(file), await self._read(other)

        def job(stop: StopToken, report: ReportProgress) -> Pair:
            from ....codec.analysis.pairs import measured

            return measured(file.name, folder.name, first, second, stop)

        return await self._service.idle.run(job)

    async def _read(self, path: Path) -> tuple[Picture, int]:
        found = [loaded async for loaded in self._service.open(path, background=True)][-1]
        return found.picture, found.stamp.nbytes
