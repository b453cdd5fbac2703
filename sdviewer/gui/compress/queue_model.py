"""The compress queue as a table for Qt's views, one row per photo."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ...service.queue import Job, Queue, State, Totals
from ...service.threads.waiting import WAITING
from ..toolkit.error_texts import sentence
from ..toolkit.row_ranges import MOST_RANGES, row_ranges
from ..toolkit.texts import bytes_text, duration_text, factor_text, number, printable, stage_text, tr
from .texts import options_text

Index = QModelIndex | QPersistentModelIndex

JOB = Qt.ItemDataRole.UserRole
"""Role of a row's Job."""


class Column(IntEnum):
    NAME = 0
    STATE = 1
    BEFORE = 2
    AFTER = 3
    RATIO = 4
    TIME = 5


class QueueModel(QAbstractTableModel):
    """Rows come and go through `append` and `remove`; `refresh` says that what they show may have changed."""

    def __init__(self, queue: Queue) -> None:
        super().__init__()
        self._queue = queue

    def append(self, jobs: list[Job]) -> None:
        if jobs:
            count = len(self._queue.jobs)
            self.beginInsertRows(QModelIndex(), count, count + len(jobs) - 1)
            self._queue.append(jobs)
            self.endInsertRows()

    def remove(self, jobs: Iterable[Job]) -> None:
        gone = set(jobs)
        pieces = row_ranges(row for row, job in enumerate(self._queue.jobs) if job in gone)
        if len(pieces) > MOST_RANGES:
            self.beginResetModel()
            self._queue.remove(gone)
            self.endResetModel()
            return
        for first, last in reversed(pieces):
            self.beginRemoveRows(QModelIndex(), first, last)
            self._queue.remove(self._queue.jobs[first : last + 1])
            self.endRemoveRows()

    def refresh(self) -> None:
        """All rows at once: a view paints those that are in sight, however many there are."""
        if self._queue.jobs:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._queue.jobs) - 1, len(Column) - 1))

    # Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._queue.jobs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (tr("Photo"), tr("State"), tr("Before"), tr("After"), tr("Ratio"), tr("Time"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        job = self._queue.jobs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _TEXTS[Column(index.column())](job)
        if role == JOB:
            return job
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(job)
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == Column.NAME:
            return f"{printable(job.source.name)}, {state_text(job)}. {detail(job)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        return None


def state_text(job: Job) -> str:
    """The state in a word or two; with the percentage while it works."""
    if job.state is State.WORKING and not (job.stage == WAITING and not job.fraction):
        stage = stage_text(job.stage) if job.stage else tr("working")
        return tr("{stage} {percent} %").format(stage=stage, percent=round(100 * job.fraction))
    return {
        State.WAITING: tr("waiting"),
        State.WORKING: tr("waiting"),
        State.ASKING: tr("needs an answer"),
        State.DONE: tr("done"),
        State.SKIPPED: tr("left out"),
        State.FAILED: tr("failed"),
        State.CANCELLED: tr("cancelled"),
    }[job.state]


def detail(job: Job) -> str:
    """What is to be said of a job in one line: why it failed, what was written, else where the photo is."""
    if job.state in (State.FAILED, State.ASKING, State.SKIPPED):
        message = message_text(job)
        for path in (job.source, job.output):
            message = message.replace(str(path), path.name) if path is not None else message
        return printable(message.split("\n")[0])
    if job.state is State.DONE and job.output is not None:
        same = job.output.parent == job.source.parent
        lost = message_text(job).split("\n")[0]
        return " · ".join(filter(None, (f"→ {printable(job.output.name if same else str(job.output))}", lost)))
    if job.state is State.WORKING and job.stage == WAITING:
        return tr("Goes on when the picture in the window is ready.")
    return f"{options_text(job.order.options)} · {printable(str(job.source.parent))}"


def message_text(job: Job) -> str:
    """What was said of a job, in the user's language: why it failed, or a line for each thing that was lost."""
    if job.state is State.DONE:
        return "\n".join(map(sentence, job.message.splitlines()))
    return sentence(job.message)


def tool_tip(job: Job) -> str:
    """The whole paths, the figures, and all that was said."""
    turned = tr("rotated as it is shown") if job.order.orientation != 1 else ""
    way = ", ".join(filter(None, (options_text(job.order.options), turned)))
    output = f"→ {job.output}" if job.output is not None else ""
    lines = [str(job.source), output, way, figures(job), message_text(job)]
    return printable("\n".join(filter(None, lines)))


def figures(job: Job) -> str:
    """'34.5 MB → 900 kB · 1/38 · 2 s', or what of it is known: the columns that a narrow view leaves out."""
    before, after, *others = (_TEXTS[c](job) for c in (Column.BEFORE, Column.AFTER, Column.RATIO, Column.TIME))
    return " · ".join(filter(None, (" → ".join(filter(None, (before, after))), *others)))


def totals_text(totals: Totals, paused: bool) -> str:
    """'12 of 40 · 34.5 MB → 900 kB · 1/38 · about 3 min left', or what of it is known."""
    if not totals.count:
        return ""
    parts = [tr("{ended} of {count}").format(ended=number(totals.ended, 0), count=number(totals.count, 0))]
    if totals.after:
        parts += [f"{bytes_text(totals.before)} → {bytes_text(totals.after)}", ratio_text(totals.ratio)]
    if totals.states[State.FAILED]:
        parts.append(tr("%n failed", totals.states[State.FAILED]))
    if paused:
        parts.append(tr("paused"))
    elif totals.seconds_left and totals.states[State.WORKING]:
        parts.append(tr("about {time} left").format(time=duration_text(totals.seconds_left)))
    return " · ".join(parts)


def ratio_text(ratio: float) -> str:
    """'1/38': how small a part is left; '3.1 times' where it is more than there was; '' where that isn't known."""
    if 0 < ratio < 1:
        return tr("{ratio} times").format(ratio=factor_text(1 / ratio))
    return f"1/{factor_text(ratio)}" if ratio else ""


_TEXTS = {
    Column.NAME: lambda job: printable(job.source.name),
    Column.STATE: state_text,
    Column.BEFORE: lambda job: bytes_text(job.before) if job.before else "",
    Column.AFTER: lambda job: bytes_text(job.after) if job.state is State.DONE else "",
    Column.RATIO: lambda job: ratio_text(job.ratio) if job.state is State.DONE else "",
    Column.TIME: lambda job: duration_text(job.seconds) if job.state is State.DONE else "",
}


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column in (Column.NAME, Column.STATE) else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
