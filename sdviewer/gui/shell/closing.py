"""Whether the window may be closed: what is still to be saved or compressed is asked about, or finished without it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QMessageBox

from ..compress.pending_saves import PendingSaves
from ..compress.queue import CompressQueue
from ..toolkit.tasks import Tasks
from ..toolkit.texts import printable, tr


class Closing(QObject):
    """Asks; with 'finish in the background' the window goes at once and the program when all is done.

    may_lose_queue: asks about what the queue has still to do.
    """

    def __init__(
        self,
        window: QMainWindow,
        pending: PendingSaves,
        queue: CompressQueue,
        may_lose_queue: Callable[[], bool],
        tasks: Tasks,
    ) -> None:
        super().__init__(window)
        self._window, self._pending, self._queue, self._may_lose_queue = window, pending, queue, may_lose_queue
        self._finishing = False
        pending.changed.connect(self._on_progress)
        queue.changed.connect(self._on_progress)
        tasks.failed.connect(self._on_failure)

    def allowed(self) -> bool:
        """Asks where something would be lost."""
        if not self._pending.paths:
            return self._may_lose_queue()
        return self._ask() == "quit"

    def _ask(self) -> str:
        names = "\n".join(printable(path.name) for path in self._pending.paths)
        text = tr("Not saved yet, since it is still being compressed:")
        box = QMessageBox(QMessageBox.Icon.Question, "sdviewer", f"{text}\n\n{names}", parent=self._window)
        roles = QMessageBox.ButtonRole
        finish = box.addButton(tr("&Finish in the background"), roles.AcceptRole)
        quit = box.addButton(tr("&Quit without saving"), roles.DestructiveRole)
        box.setDefaultButton(finish)
        box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        chosen = box.clickedButton()
        box.deleteLater()
        if chosen is finish:
            self._finish()
        return "quit" if chosen is quit else ""

    def _finish(self) -> None:
        self._finishing = True
        self._window.hide()
        self._on_progress()  # it may have ended while the question was asked

    def _on_progress(self) -> None:
        if not self._finishing:
            return
        if self._window.isVisible():  # a second start has brought it back
            self._finishing = False
        elif not self._pending.paths and self._queue.totals.ended == self._queue.totals.count:
            self._finishing = False
            self._window.close()

    def _on_failure(self) -> None:
        """Somebody has to see that."""
        if self._finishing:
            self._finishing = False
            self._window.show()
