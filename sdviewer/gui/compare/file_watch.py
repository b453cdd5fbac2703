"""Follows the files that are on screen: looks at them again and again, and tells which are others than were loaded.

Looking works on every kind of folder, also on those that send no events; it is done less often where it takes long. A
file that is still being written is waited for until it is the same at two looks, so a half of it isn't shown twice; of
a `.sdc` that grows what is there is shown, more at each look.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from ...service.codec_service import CodecService
from ...service.loading import FileStamp
from ..pictures.loader import Loader
from .state import ComparisonState

_INTERVAL_MS = 300
_PATIENCE = 10
"""So many times as long as a look takes is waited before the next one."""


class FileWatch(QObject):
    """reload: called with the path of a file that is another one than is shown. busy: whether one is being loaded, so
    that another call would stop it."""

    def __init__(
        self,
        state: ComparisonState,
        service: CodecService,
        loader: Loader,
        loop: asyncio.AbstractEventLoop,
        reload: Callable[[Path], None],
        busy: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._state, self._service, self._loader, self._loop = state, service, loader, loop
        self._reload, self._busy = reload, busy
        self._known: dict[Path, FileStamp] = {}
        self._pending: dict[Path, FileStamp] = {}
        self._look: asyncio.Task[None] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._start)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        if self._look is not None:
            self._look.cancel()

    def _start(self) -> None:
        if (self._look is None or self._look.done()) and self._paths():
            self._look = self._loop.create_task(self._look_at_all())

    def _paths(self) -> list[Path]:
        """Of the document and of the panes' other files."""
        document = self._state.document
        first = [document.path] if document is not None and document.path is not None else []
        others = [variant.path for source in self._state.sources if (variant := self._state.variant(source))]
        return list(dict.fromkeys([*first, *(path for path in others if path is not None)]))

    async def _look_at_all(self) -> None:
        paths = self._paths()
        self._known = {path: stamp for path, stamp in self._known.items() if path in paths}
        for path in paths:
            started = time.monotonic()
            now = await self._service.stamp(path)
            self._timer.setInterval(max(_INTERVAL_MS, int(1000 * _PATIENCE * (time.monotonic() - started))))
            if now is None or now in (self._known.get(path), self._loaded(path)):
                self._pending.pop(path, None)
            elif self._pending.get(path) == now or (self._grows(path, now) and not self._busy()):
                self._pending.pop(path, None)
                self._known[path] = now
                self._reload(path)
            else:
                self._pending[path] = now

    def _grows(self, path: Path, now: FileStamp) -> bool:
        """A `.sdc` is longer than at the last look. Each beginning of one is a picture, coarser or not all of it."""
        before = self._pending.get(path)
        return path.suffix.lower() == ".sdc" and before is not None and before.nbytes < now.nbytes

    def _loaded(self, path: Path) -> FileStamp | None:
        """What the file was when it was read; None where that failed, so that it is tried once more."""
        document = self._state.document
        if document is not None and document.path == path:
            return document.stamp
        shown = self._loader.cache.get(path)
        return shown.loaded.stamp if shown is not None else None
