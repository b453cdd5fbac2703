"""The compress queue: a row per photo, what to do with them all, and how far it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QImage, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...service.queue import AGAIN, OPEN, Job, State
from ..pictures.thumbnail_loader import ThumbnailLoader
from ..toolkit.actions import Actions
from ..toolkit.mime import accept_as_copy, local_paths
from ..toolkit.settings import Settings
from ..toolkit.texts import tr
from ..toolkit.theme import Theme
from ..widgets.action_bar import ActionBar
from ..widgets.elided_label import ElidedLabel
from ..widgets.flow_layout import FlowLayout
from .encode_options import encode_options
from .order.questions import about_outputs, about_parts, asking
from .order.ready_bar import ReadyBar
from .pending_saves import PendingSaves
from .queue import CompressQueue
from .queue_choices import exists_rules, places
from .queue_commands import QueueCommands
from .queue_delegate import ROW_HEIGHT, THUMBNAIL
from .queue_model import tool_tip, totals_text
from .queue_view import QueueView
from .save_rows import SaveRows
from .texts import options_text

THUMBNAIL_BYTES = 8_000_000
THUMBNAIL_DELAY_MS = 60
LEAST_HEIGHT = round(1.5 * ROW_HEIGHT)
"""Of the rows with their header."""
MORE_HEIGHT = 120
"""What they would like to have besides."""
BUTTONS = ("queue_add", "queue_add_folder", None, "queue_pause", "queue_cancel", "queue_retry", "queue_clear")


class QueuePanel(QWidget):
    """Shows the queue; takes photos that are dropped on it."""

    def __init__(
        self,
        queue: CompressQueue,
        commands: QueueCommands,
        settings: Settings,
        actions: Actions,
        theme: Theme,
        thumbnails: ThumbnailLoader,
        model: QWidget,
        pending: PendingSaves,
    ) -> None:
        """model: chooses the model."""
        super().__init__()
        self._queue, self._commands, self._settings, self._actions = queue, commands, settings, actions
        self._theme, self._thumbnails, self._model = theme, thumbnails, model
        self.saves = SaveRows(pending)
        self.setAcceptDrops(True)
        self._thumbnail_timer = QTimer(self)
        self._thumbnail_timer.setSingleShot(True)
        self._thumbnail_timer.setInterval(THUMBNAIL_DELAY_MS)
        self.view = QueueView(self._queue.model, self._thumbnail)
        self._make_controls()
        self._lay_out()
        self._connect_signals()
        self._on_theme()
        self._on_setting("")
        self._show_totals()
        self._show_ready()

    # putting together

    def _make_controls(self) -> None:
        self._empty = QLabel(tr("Drop photos or a folder here, and they are compressed one after another."))
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.outputs, self.parts = about_outputs(self._queue.answer), about_parts(self._queue.answer_parts)
        self.ready = ReadyBar(self._settings, self._model)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximum(1000)
        self._bar.setFixedSize(140, 8)
        self._bar.setAccessibleName(tr("Progress of the queue"))
        self._totals = ElidedLabel()
        self._totals.setAccessibleName(tr("The queue in numbers"))
        self._options = ElidedLabel()
        self._options.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._options.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.place = self._choice("queue/place", tr("Results"), places())
        self.exists = self._choice("queue/exists", tr("If one exists"), exists_rules())
        self._folder = QToolButton()
        self._folder.setText("…")
        self._folder.setAccessibleName(tr("Choose the folder for results"))
        self._folder.clicked.connect(self._commands.choose_folder)

    def _choice(self, name: str, text: str, choices: dict[str, str]) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(text)
        for value, label in choices.items():
            box.addItem(label, value)
        box.activated.connect(lambda _: self._settings.set(name, box.currentData()))
        return box

    def _lay_out(self) -> None:
        actions = (self._actions[id] if id else None for id in BUTTONS)
        rows = QWidget()
        self.view.setMinimumHeight(LEAST_HEIGHT)
        self._pages = QStackedLayout(rows)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.view)
        below = FlowLayout()
        below.addWidget(_group(self._bar, self._totals, grows=True))
        below.addWidget(_group(QLabel(tr("Results")), self.place, self._folder))
        below.addWidget(_group(QLabel(tr("If one exists")), self.exists))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 8)
        column.setSpacing(6)
        column.addWidget(ActionBar(actions, self._options))
        for part in (self.ready, self.outputs, self.parts, self.saves):
            column.addWidget(part)
        column.addWidget(rows, 1)
        column.addLayout(below)

    def _connect_signals(self) -> None:
        # from the queue
        self._queue.changed.connect(self._show_totals)
        for signal in (self._queue.model.rowsInserted, self._queue.model.rowsRemoved, self._queue.model.modelReset):
            signal.connect(self._thumbnail_timer.start)
        self._thumbnails.arrived.connect(self.view.viewport().update)
        self._commands.ready_changed.connect(self._show_ready)
        # from the widgets
        self.ready.begun.connect(self._begin)
        self.ready.discarded.connect(self._commands.discard)
        self.view.opened.connect(self.open_row)
        self.view.delete_pressed.connect(self.remove_selected)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.view.verticalScrollBar().valueChanged.connect(self._thumbnail_timer.start)
        self._thumbnail_timer.timeout.connect(self._want_thumbnails)
        # from the settings and the theme
        self._settings.changed.connect(self._on_setting)
        self._theme.changed.connect(self._on_theme)

    # what the user does

    def _begin(self) -> None:
        """The keys are for the rows then; Qt would give them to the first button of the window."""
        self._commands.begin()
        if not self._commands.ready:
            self._pages.setCurrentWidget(self.view)
            self.view.setFocus()

    def selected(self) -> list[Job]:
        return [self._queue.jobs[row] for row in self.view.selected_rows()]

    def open_row(self, row: int) -> None:
        self._commands.open(self._queue.jobs[row])

    def remove_selected(self) -> None:
        self._queue.remove(self.selected())

    def _show_menu(self, at: QPoint) -> None:
        jobs = self.selected()
        if not jobs:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        first, one = jobs[0], len(jobs) == 1
        text = tr("Compare with the original") if first.state is State.DONE else tr("Open the photo")
        menu.addAction(text, lambda: self._commands.open(first)).setEnabled(one)
        menu.addAction(tr("Show in file &manager"), lambda: self._commands.show_in_folder(first)).setEnabled(one)
        menu.addAction(
            tr("&Copy the details"), lambda: QGuiApplication.clipboard().setText("\n\n".join(map(tool_tip, jobs)))
        )
        menu.addSeparator()
        stoppable, again = [j for j in jobs if j.state in OPEN], [j for j in jobs if j.state in AGAIN]
        menu.addAction(tr("C&ancel"), lambda: self._queue.cancel(stoppable)).setEnabled(bool(stoppable))
        menu.addAction(tr("Try a&gain"), lambda: self._queue.retry(again)).setEnabled(bool(again))
        menu.addAction(tr("&Remove from the queue"), lambda: self._queue.remove(jobs))
        menu.popup(self.view.viewport().mapToGlobal(at))

    # what happens

    def _show_ready(self) -> None:
        self.ready.show_paths(self._commands.ready)

    def _show_totals(self) -> None:
        totals = self._queue.totals
        self._pages.setCurrentWidget(self.view if totals.count else self._empty)
        outputs, parts = asking(self._queue.jobs) if totals.states[State.ASKING] else (0, 0)
        self.outputs.ask(tr("Results that exist already: %n. What is to be done with them?", outputs), outputs)
        self.parts.ask(tr("Photos of which only a part is there: %n. What is to be done with them?", parts), parts)
        self._bar.setVisible(totals.count > 0)
        self._bar.setValue(round(1000 * totals.ended / totals.count) if totals.count else 0)
        self._totals.setText(totals_text(totals, self._queue.paused))
        self._actions.refresh_soon()

    def _on_setting(self, name: str) -> None:
        get = self._settings.get
        if not name or name.startswith("queue/"):
            for box in (self.place, self.exists):
                box.setCurrentIndex(max(0, box.findData(get(box.objectName()))))
            self._folder.setVisible(get("queue/place") == "folder")
            self._folder.setToolTip(get("queue/folder") or tr("No folder has been chosen yet"))
        if not name or name.startswith("compress/"):
            self._options.setText(
                tr("For new photos: {options}").format(options=options_text(encode_options(self._settings)))
            )
            self._options.setToolTip(tr("As photos are compressed that are added now"))

    def _on_theme(self) -> None:
        self._actions.refresh_icons(id for id in BUTTONS if id)

    def _thumbnail(self, path: Path) -> QImage | None:
        cell = self._thumbnails.cell(path)
        return cell.image if cell is not None else None

    def _want_thumbnails(self) -> None:
        if self.isVisible():
            paths = [self._queue.jobs[row].source for row in self.view.rows_in_sight()]
            self._thumbnails.want(paths, round(THUMBNAIL.width() * self.devicePixelRatioF()))

    def _keep_room(self) -> None:
        """As high as its controls need to be in rows of this width, which the dock around it doesn't ask for."""
        column = self.layout()
        assert column is not None  # made with the panel
        self.setMinimumHeight(column.totalMinimumHeightForWidth(self.width()))

    # Qt's events

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._keep_room()
        return handled

    def sizeHint(self) -> QSize:
        """With more rows than there must be, if there are any."""
        has_rows = self._pages.currentWidget() is self.view
        return super().sizeHint() + QSize(0, MORE_HEIGHT if has_rows else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_room()
        self._thumbnail_timer.start()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            accept_as_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        accept_as_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        accept_as_copy(event)
        self._commands.add(local_paths(event.mimeData()))


def _group(*widgets: QWidget, grows: bool = False) -> QWidget:
    """What stays together where the controls are broken into rows."""
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    across = QSizePolicy.Policy.Expanding if grows else QSizePolicy.Policy.Maximum
    group.setSizePolicy(across, QSizePolicy.Policy.Fixed)
    return group
