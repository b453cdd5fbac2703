"""The rows of the compress queue on screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTreeView

from ...codec.types import EncodeOptions
from ...service.batch import Order
from ...service.queue import Job, State
from ..toolkit.texts import tr
from ..widgets.first_row import FirstRow
from .queue_delegate import ROW_HEIGHT, QueueDelegate
from .queue_model import Column, QueueModel, state_text

PADDING = 10
"""Between a column's widest text and its edges."""
NAME_LEAST = 220
"""The thumbnail, and enough of the name to tell it; a narrower one lets other columns go."""
GIVE_WAY = (Column.TIME, Column.RATIO, Column.BEFORE, Column.AFTER)
"""Columns that a narrow view leaves out, in this order; the rows' tool tips still say what stands in them."""


class QueueView(QTreeView):
    """thumbnail: see `QueueDelegate`."""

    opened = Signal(int)
    """A row was double-clicked, or Enter was pressed on it."""
    delete_pressed = Signal()

    def __init__(self, model: QueueModel, thumbnail: Callable[[Path], QImage | None]) -> None:
        super().__init__()
        self.setAccessibleName(tr("Photos in the compress queue"))
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setModel(model)
        self._delegate = QueueDelegate(thumbnail)
        self.setItemDelegate(self._delegate)
        self.setAllColumnsShowFocus(True)
        FirstRow(self)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self._set_widths(model)

    def sizeHint(self) -> QSize:
        """No higher than it must be: the panel around it would rather scroll than give a view less than it asks for."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def selected_rows(self) -> list[int]:
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def rows_in_sight(self) -> range:
        first = self.indexAt(QPoint(1, 1)).row()
        if first < 0:
            return range(0)
        most = self.viewport().height() // ROW_HEIGHT + 2
        return range(first, min(first + most, self.model().rowCount()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)

    def rowsInserted(self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int) -> None:
        """What has been added is in sight, from its first row on."""
        super().rowsInserted(parent, start, end)
        for row in (end, start):
            self.scrollTo(self.model().index(row, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._leave_out_columns()

    def _leave_out_columns(self) -> None:
        """No more than there is room for beside the photo's name."""
        room = self.viewport().width() - NAME_LEAST - self._widths[Column.STATE]
        for column in reversed(GIVE_WAY):
            room -= self._widths[column]
            self.setColumnHidden(column, room < 0)
        state = min(self._widths[Column.STATE], self.viewport().width() // 2)
        self.setColumnWidth(Column.STATE, state)

    def _set_widths(self, model: QueueModel) -> None:
        """Columns as wide as their widest text, in any language; the rest is for the photo's name."""
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        states = (Job(Path(), 0, Order(EncodeOptions()), state, 1.0, "analysing") for state in State)
        widest = {
            Column.STATE: [*map(state_text, states)],
            Column.BEFORE: ["1,000.0 MB"],
            Column.AFTER: ["1,000.0 MB"],
            Column.RATIO: ["1/1,000"],
            Column.TIME: ["2 h 50 min"],
        }
        self._widths: dict[Column, int] = {}
        for column, texts in widest.items():
            title = model.headerData(column, Qt.Orientation.Horizontal)
            width = max(map(self.fontMetrics().horizontalAdvance, [*texts, title]))
            self._widths[column] = width + 2 * PADDING
            self.setColumnWidth(column, self._widths[column])
