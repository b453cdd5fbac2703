"""The window's asyncio tasks, by the purpose that each serves. Per purpose the latest wins."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from ...codec.errors import CancelledError, SdcError
from .error_texts import words

log = logging.getLogger(__name__)


class Tasks(QObject):
    """Starts coroutines, cancels them when a newer one takes their slot, and says what went wrong."""

    failed = Signal(str)
    """A sentence for the user."""
    changed = Signal()
    """A task began or ended."""

    def __init__(self, loop: asyncio.AbstractEventLoop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loop = loop
        self._running: dict[str, asyncio.Task[None]] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    def start(self, slot: str, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine; the one that runs in the same slot is cancelled."""
        if self._closed:
            coroutine.close()
            return
        self.cancel(slot)
        task = self._loop.create_task(coroutine, name=slot)
        self._running[slot] = task
        task.add_done_callback(lambda ended: self._ended(slot, ended))
        self.changed.emit()

    def start_beside(self, purpose: str, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine in a slot of its own, beside others of the same purpose."""
        self.start(f"{purpose}:{id(coroutine)}", coroutine)

    def cancel(self, slot: str) -> None:
        task = self._running.pop(slot, None)
        if task is not None:
            self._ending.add(task)
            task.cancel()
            self.changed.emit()

    def cancel_all(self, prefix: str = "") -> None:
        """Cancel the tasks whose slot begins so."""
        for slot in [slot for slot in self._running if slot.startswith(prefix)]:
            self.cancel(slot)

    def running(self, prefix: str) -> bool:
        """Whether a task runs in a slot that begins so."""
        return any(slot.startswith(prefix) for slot in self._running)

    async def close(self) -> None:
        """Cancel everything and wait until it has ended. Nothing can be started any more."""
        self._closed = True
        self.cancel_all()
        await asyncio.gather(*self._ending, return_exceptions=True)

    def _ended(self, slot: str, task: asyncio.Task[None]) -> None:
        self._ending.discard(task)
        if self._running.get(slot) is task:
            del self._running[slot]
        if not task.cancelled() and (error := task.exception()) is not None:
            self._report(slot, error)
        if not self._closed:
            self.changed.emit()

    def _report(self, slot: str, error: BaseException) -> None:
        if isinstance(error, CancelledError):
            return
        if not isinstance(error, SdcError):
            log.error("The task '%s' failed.", slot, exc_info=error)
        self.failed.emit(words(error))
