"""Handlers of the actions that concern the compress queue."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox

from ...service.batch import Order
from ...service.files import SDC_SUFFIX
from ...service.queue import AGAIN, OPEN, Job, State
from ..toolkit.texts import bytes_text, tr
from ..view.pane import Layout
from .queue import counts
from .queue_model import ratio_text

if TYPE_CHECKING:
    from ..shell.main_window import MainWindow

PANEL = "queue"


class QueueCommands(QObject):
    """One method per action. Photos are compressed as the compress panel says at the moment when they are added."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session, self._settings = window.session, window.session.settings
        self._queue = window.session.queue
        self._queue.finished.connect(self._on_finished)

    # adding

    def add(self, paths: Iterable[Path]) -> None:
        """Put files and folders into the queue and show it."""
        order = self._order()
        if order is not None:
            self.show_panel()
            self._queue.add(paths, order)

    def add_files(self) -> None:
        from ..shell.file_commands import file_filter

        title = tr("Compress photos")
        names, _ = QFileDialog.getOpenFileNames(self._window, title, self._folder(), file_filter())
        if names:
            self.add(map(Path, names))

    def add_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self._window, tr("Compress the photos of a folder"), self._folder())
        if name:
            self.add([Path(name)])

    def add_chosen(self) -> None:
        """What is selected among the thumbnails, else the photo on screen."""
        self.add(_photos(self._window.files.chosen()))

    def can_add_chosen(self) -> bool:
        return self._window.files.count() > 0

    def add_listed(self) -> None:
        """All photos among which one is looked at."""
        self.add(_photos(self._session.browser.paths))

    def can_add_listed(self) -> bool:
        return len(self._window.session.browser.paths) > 1

    # the queue

    def show_panel(self) -> None:
        if not self._window.panel_visible(PANEL):
            self._window.toggle_panel(PANEL)

    def toggle_panel(self) -> None:
        self._window.toggle_panel(PANEL)
        if self.panel_visible():
            self._window.queue_panel.view.setFocus()

    def panel_visible(self) -> bool:
        return self._window.panel_visible(PANEL)

    def paused(self) -> bool:
        return self._queue.paused

    def toggle_pause(self) -> None:
        self._queue.set_paused(not self._queue.paused)

    def retry(self, jobs: Iterable[Job]) -> None:
        order = self._order()
        if order is not None:
            self._queue.retry(jobs, order)

    def retry_all(self) -> None:
        self.retry([job for job in self._queue.jobs if job.state in AGAIN])

    def can_cancel(self) -> bool:
        return self._queue.totals.ended < self._queue.totals.count

    def can_retry(self) -> bool:
        return any(self._queue.totals.states[state] for state in AGAIN)

    def can_clear(self) -> bool:
        return self._queue.totals.ended > 0

    def may_close(self) -> bool:
        """Whether the window may be closed: asks if that would lose what the queue has still to do."""
        left = sum(job.state in OPEN for job in self._queue.jobs)
        if not left:
            return True
        text = tr("The compress queue is not finished; %n to go. Quit nevertheless?", left)
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(self._window, "sdviewer", text, buttons.Yes | buttons.No, buttons.No)
        return answer == buttons.Yes

    # a job

    def open(self, job: Job) -> None:
        """The result beside its original; the photo alone where there is no result."""
        if job.state is not State.DONE or job.output is None:
            self._session.open([job.source])
            return
        self._session.compare_files(job.source, job.output)
        if self._window.view.layout_mode is Layout.SINGLE:
            self._window.view.set_layout(Layout.SPLIT)

    def show_in_folder(self, job: Job) -> None:
        folder = (job.output or job.source).parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._session.failed.emit(tr("No file manager could be started. The folder is {path}.").format(path=folder))

    def choose_folder(self) -> bool:
        """Ask for the folder that results go to; whether there is one."""
        start = self._settings.get("queue/folder") or self._folder()
        name = QFileDialog.getExistingDirectory(self._window, tr("Put the compressed photos into"), start)
        if name:
            self._settings.set("queue/folder", name)
        return bool(name)

    def _order(self) -> Order | None:
        """As the settings are now; None where a folder was to be chosen and wasn't."""
        place, folder = self._settings.get("queue/place"), None
        if place == "ask" or (place == "folder" and not self._settings.get("queue/folder")):
            if not self.choose_folder():
                return None
            place = "folder"
        if place == "folder":
            folder = Path(self._settings.get("queue/folder"))
        return Order(self._session.options_from_settings(), folder, self._settings.get("queue/exists"))

    def _folder(self) -> str:
        current = self._session.browser.current
        return str(current.parent) if current is not None else self._settings.get("last_folder")

    def _on_finished(self, jobs: list[Job]) -> None:
        """One line for all of them; it stays if something is to be looked at."""
        done, failed, before, after = counts(jobs)
        parts = []
        if done:
            ratio = before / after if after else 0.0
            sizes = f"{bytes_text(before)} → {bytes_text(after)} ({ratio_text(ratio)})"
            parts.append(tr("%n compressed: {sizes}.", done).format(sizes=sizes))
        if failed:
            parts.append(tr("%n failed; the queue says why.", failed))
        left_out = len(jobs) - done - failed
        if left_out:
            parts.append(tr("%n left out, since the result exists.", left_out))
        asking = self._queue.totals.states[State.ASKING]
        if asking:
            parts.append(tr("%n waiting for an answer.", asking))
        show = [] if self.panel_visible() else [(tr("Show the queue"), self.show_panel)]
        if failed or asking:
            self._window.banner.show_offer(" ".join(parts), *show)
        else:
            self._window.banner.show_notice(" ".join(parts), *(show[0] if show else ()))


def _photos(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path.suffix.lower() != SDC_SUFFIX]
