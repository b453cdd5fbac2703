"""Handlers of the actions that concern the compress queue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from ...service.batch import Order
from ...service.files import SDC_SUFFIX
from ...service.queue import OPEN, UNDONE, Job, State
from ..pictures.images import Turn
from ..toolkit.settings import Settings
from ..toolkit.tasks import Tasks
from ..toolkit.texts import bytes_text, tr
from ..widgets.banner import Banner
from ..widgets.file_dialogs import FileDialogs
from ..widgets.panels import Panels
from .encode_options import encode_options
from .queue import CompressQueue, counts
from .queue_model import ratio_text

PANEL = "queue"

Paths = Callable[[], Sequence[Path]]


class QueueCommands(QObject):
    """One method per action. Photos that are added are `ready`, until the user has looked at the settings and begins.

    chosen, listed: the files that are selected or open, and those among which one is looked at. turns: how the user has
    turned files.
    """

    ready_changed = Signal()
    asked_for = Signal()
    """The user has opened the panel, and goes on there."""
    open_requested = Signal(list)
    """Files to look at: one alone, or a photo and its result beside each other."""

    def __init__(
        self,
        queue: CompressQueue,
        settings: Settings,
        tasks: Tasks,
        chosen: Paths,
        listed: Paths,
        turns: Mapping[Path, Turn],
        dialogs: FileDialogs,
        panels: Panels,
        banner: Banner,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._queue, self._settings, self._tasks = queue, settings, tasks
        self._chosen, self._listed, self._turns = chosen, listed, turns
        self.ready: list[Path] = []
        self._dialogs, self._panels, self._banner, self._parent = dialogs, panels, banner, parent
        queue.finished.connect(self._on_finished)

    # adding

    def add(self, paths: Iterable[Path]) -> None:
        """Show files and folders in the queue's panel, with the settings for them; or begin at once."""
        self._set_ready([*dict.fromkeys([*self.ready, *paths])])
        if self._settings.get("queue/at_once"):
            self.begin()
        if self.ready:
            self.show_panel()

    def begin(self) -> None:
        """Compress what is ready, in the way that the settings have now and that its rows keep."""
        order = self._order()
        if order is not None and self.ready:
            self.show_panel()
            self._queue.add(self.ready, order, self._turns)
            self._set_ready([])
        elif order is None and self._settings.get("queue/at_once"):
            self._set_ready([])

    def discard(self) -> None:
        """Forget what is ready."""
        self._set_ready([])

    def _set_ready(self, paths: list[Path]) -> None:
        self.ready = paths
        self.ready_changed.emit()

    def add_files(self) -> None:
        if paths := self._dialogs.pictures(tr("Compress photos")):
            self.add(paths)

    def add_folder(self) -> None:
        if path := self._dialogs.directory(tr("Compress the photos of a folder")):
            self.add([path])

    def add_chosen(self) -> None:
        """What is selected among the thumbnails, else the photo on screen."""
        if photos := _photos(self._chosen()):
            self.add(photos)
        else:
            self._tasks.failed.emit(tr("There are no photos in what was given. Choose other files or another folder."))

    def add_listed(self) -> None:
        """All photos among which one is looked at."""
        self.add(_photos(self._listed()))

    def can_add_listed(self) -> bool:
        return len(self._listed()) > 1

    # the queue

    def show_panel(self) -> None:
        if not self.panel_visible():
            self._panels.toggle(PANEL)

    def toggle_panel(self) -> None:
        self._panels.toggle(PANEL)
        if self.panel_visible():
            self.asked_for.emit()

    def panel_visible(self) -> bool:
        return self._panels.visible(PANEL)

    def paused(self) -> bool:
        return self._queue.paused

    def toggle_pause(self) -> None:
        self._queue.set_paused(not self._queue.paused)

    def can_cancel(self) -> bool:
        return self._queue.totals.ended < self._queue.totals.count

    def can_retry(self) -> bool:
        return any(self._queue.totals.states[state] for state in UNDONE)

    def can_clear(self) -> bool:
        return self._queue.totals.ended > 0

    def may_close(self) -> bool:
        """Whether the window may be closed: asks if that would lose what the queue has still to do."""
        left = sum(job.state in OPEN for job in self._queue.jobs)
        if not left:
            return True
        text = tr("The compress queue is not finished; %n to go. Quit nevertheless?", left)
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(self._parent, "sdviewer", text, buttons.Yes | buttons.No, buttons.No)
        return answer == buttons.Yes

    # a job

    def open(self, job: Job) -> None:
        """The result beside its original; the photo alone where there is no result."""
        done = job.state is State.DONE and job.output is not None
        self.open_requested.emit([job.source, job.output] if done else [job.source])

    def show_in_folder(self, job: Job) -> None:
        folder = (job.output or job.source).parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._tasks.failed.emit(tr("No file manager could be started. The folder is {path}.").format(path=folder))

    def choose_folder(self) -> bool:
        """Ask for the folder that results go to; whether there is one."""
        path = self._dialogs.directory(tr("Put the compressed photos into"), self._settings.get("queue/folder"))
        if path:
            self._settings.set("queue/folder", str(path))
        return path is not None

    def _order(self) -> Order | None:
        """As the settings are now; None where a folder was to be chosen and wasn't."""
        place, folder = self._settings.get("queue/place"), None
        if place == "ask" or (place == "folder" and not self._settings.get("queue/folder")):
            if not self.choose_folder():
                return None
            place = "folder"
        if place == "folder":
            folder = Path(self._settings.get("queue/folder"))
        get = self._settings.get
        options = encode_options(self._settings)
        return Order(
            options, folder, get("queue/exists"), get("queue/keep_date"), only_smaller=get("queue/only_smaller")
        )

    def _on_finished(self, jobs: list[Job]) -> None:
        """One line for all of them; it stays if something is to be looked at that isn't in view."""
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
            parts.append(tr("%n left out; the queue says why.", left_out))
        lost = sum(job.state is State.DONE and bool(job.message) for job in jobs)
        if lost:
            parts.append(tr("%n not with all that was in the file; the queue says what is missing.", lost))
        asking = self._queue.totals.states[State.ASKING]
        if asking:
            parts.append(tr("%n waiting for an answer.", asking))
        show = [] if self.panel_visible() else [(tr("Show the queue"), self.show_panel)]
        if (failed or asking) and show:
            self._banner.show_offer(" ".join(parts), *show)
        else:
            label, run = show[0] if show else ("", None)
            self._banner.show_notice(" ".join(parts), label, run, of_picture=False)


def _photos(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path.suffix.lower() != SDC_SUFFIX]
