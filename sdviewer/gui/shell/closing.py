"""Whether the window may be closed: what would be lost is asked about, or finished without it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QMessageBox

from ..pictures.images import UPRIGHT
from ..session.session import Session
from ..toolkit.texts import printable, tr

MOST_NAMES = 10
"""Of pictures that are listed in a question."""


class Closing(QObject):
    """Asks; with 'finish in the background' the window goes at once and the program when all is done.

    may_lose_queue: asks about what the queue has still to do.
    """

    def __init__(self, window: QMainWindow, session: Session, may_lose_queue: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._pending, self._queue = window, session.pending, session.queue
        self._may_lose_queue, self._turns = may_lose_queue, session.comparison.turns
        self._finishing = False
        session.pending.changed.connect(self._on_progress)
        session.queue.changed.connect(self._on_progress)
        session.tasks.failed.connect(self._on_failure)

    def allowed(self) -> bool:
        """Asks where something would be lost; not once more when all is done in the background."""
        if self._window.isVisible() and not self._may_lose_turns():
            return False
        if not self._pending.paths:
            return self._may_lose_queue()
        return self._ask() == "quit"

    def _may_lose_turns(self) -> bool:
        names = [printable(path.name) for path, turn in self._turns.items() if turn != UPRIGHT]
        if not names:
            return True
        listed = "\n".join(names[:MOST_NAMES] + ["…"] * (len(names) > MOST_NAMES))
        text = tr("Rotated in this window, but not in the file:")
        text = f"{text}\n\n{listed}\n\n" + tr("That will be forgotten. Quit nevertheless?")
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(self._window, "sdviewer", text, buttons.Yes | buttons.No, buttons.No)
        return answer == buttons.Yes

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
