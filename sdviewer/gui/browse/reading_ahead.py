"""Loads what lies around the current picture before it is asked for, first in the direction of travel."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from ...codec.errors import SdcError
from ..pictures.loader import Loader
from ..toolkit.settings import Settings
from ..toolkit.tasks import Tasks

_SLOT = "preload"


class ReadingAhead:
    """Fills the loader's cache."""

    def __init__(self, loader: Loader, tasks: Tasks, settings: Settings) -> None:
        self._loader, self._tasks, self._settings = loader, tasks, settings

    def start(self, paths: Sequence[Path], at: int, direction: int) -> None:
        """Of this list, around the place `at`; direction: 1 forwards, -1 back."""
        self._tasks.start(_SLOT, self._load(paths, at, direction))

    def stop(self) -> None:
        self._tasks.cancel(_SLOT)

    async def _load(self, paths: Sequence[Path], at: int, direction: int) -> None:
        """As many as there is room for beside the current picture and what is nearer to it."""
        await asyncio.sleep(0)
        ahead = [direction * k for k in range(1, self._settings.get("browse/preload") + 1)]
        cache = self._loader.cache
        near = [paths[at]] if 0 <= at < len(paths) else []
        for by in [*ahead, -direction]:
            if not 0 <= at + by < len(paths):
                continue
            sizes = [shown.nbytes for path in near if (shown := cache.get(path))]  # so these are the last to go
            if sum(sizes) + max(sizes, default=0) > cache.capacity:
                return
            path = paths[at + by]
            near.append(path)
            try:
                await self._loader.preload(path)
            except SdcError:
                continue  # said when the picture is shown
            if path not in cache:  # it takes more than there is
                return
