"""How thumbnails are handled: one list view, as a strip and as rows that fill the window.

A view asks its model for what is in view and a page to either side, once scrolling pauses for an instant. The cells
all have one size, so that 10,000 of them cost no more than those that are seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPalette,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
)

from ..toolkit.texts import tr
from .thumbnail_delegate import ThumbnailDelegate
from .thumbnail_model import Index, ThumbnailModel

SMALLEST, LARGEST = 96, 256
"""Longer side of a thumbnail in the grid, in device-independent pixels."""

_PAUSE_MS = 25
_NOTCH = 120
_SIZE_STEP = 16


class ThumbnailView(QListView):
    """A list of thumbnails. What is in view is asked for; the wheel with Ctrl asks for another size."""

    _scroll_hint = QAbstractItemView.ScrollHint.EnsureVisible

    resized = Signal(int)
    """The user wants thumbnails of this size."""
    side_changed = Signal(int)

    def __init__(self, model: ThumbnailModel, with_names: bool) -> None:
        super().__init__()
        self._thumbnails = model
        self._delegate = ThumbnailDelegate(model, with_names, self)
        self._wheel = 0
        self.follows: Path | None = None
        """The picture that was made the current item last."""
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.layoutChanged):
            changed.connect(self.ask_soon)
        model.modelReset.connect(self._on_reset)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.valueChanged.connect(self.ask_soon)

    @property
    def side(self) -> int:
        return self._delegate.side

    def set_side(self, side: int) -> None:
        """Longer side of a thumbnail, in device-independent pixels."""
        self._delegate.side = side
        self._fit_cells()
        self.show_current()
        self.ask_soon()
        self.side_changed.emit(side)

    def ask_soon(self) -> None:
        """What is in view has changed, or what is known of it is out of date."""
        self._timer.start()

    def show_current(self) -> None:
        """Scroll to the current item, once the layout is done."""
        QTimer.singleShot(0, self, lambda: self.scrollTo(self.currentIndex(), self._scroll_hint))

    def shows_current(self) -> bool:
        """Whether something of the current item is in view."""
        first, last = self.rows_in_view()
        return first <= self.currentIndex().row() < last

    def rows_in_view(self) -> tuple[int, int]:
        """First row, and one past the last, of which something is seen."""
        raise NotImplementedError

    def _fit_cells(self) -> None:
        raise NotImplementedError

    def _on_reset(self) -> None:
        self.follows = None  # a view forgets its current item then

    def _ask(self) -> None:
        count = self._thumbnails.rowCount()
        if not self.isVisible() or not count:
            return
        first, last = self.rows_in_view()
        last = min(last, count)
        page = max(1, last - first)
        before, after = range(max(first - page, 0), first), range(last, min(last + page, count))
        rows = [*self._in_order(range(first, last)), *after, *reversed(before)]
        self._thumbnails.want(rows, round(self.side * self.devicePixelRatioF()))

    def _in_order(self, rows: range) -> Iterable[int]:
        """Which of the rows in view are wanted first."""
        return rows

    # Qt's events

    def dataChanged(self, top: Index, bottom: Index, roles: Iterable[int] = ()) -> None:
        """Paint the cells that have changed, and no more: Qt's own would lay out all rows anew for each thumbnail."""
        if top.row() == bottom.row():
            self.viewport().update(self.visualRect(top))
        else:
            self.viewport().update()

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._delegate.forget_icons()
        elif kind == QEvent.Type.DevicePixelRatioChange:
            self.ask_soon()
        elif kind == QEvent.Type.FontChange:
            self._delegate.forget_icons()
            self._fit_cells()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        was_in_view = self.viewport().rect().intersects(self.visualRect(self.currentIndex()))
        super().resizeEvent(event)
        self._fit_cells()
        if was_in_view:
            self.show_current()
        self.ask_soon()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.ask_soon()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        event.accept()
        self._wheel += event.angleDelta().y()
        steps = int(self._wheel / _NOTCH)  # a touchpad sends a notch in many small parts
        self._wheel -= steps * _NOTCH
        if steps:
            self.resized.emit(self.side + steps * _SIZE_STEP)


class ThumbnailStrip(ThumbnailView):
    """One row of thumbnails; a press shows the picture."""

    _scroll_hint = QAbstractItemView.ScrollHint.PositionAtCenter

    chosen = Signal(int)

    def __init__(self, model: ThumbnailModel) -> None:
        super().__init__(model, with_names=False)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the picture
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.setAccessibleName(tr("Thumbnail strip"))

    def rows_in_view(self) -> tuple[int, int]:
        width, left = self.gridSize().width(), self.horizontalScrollBar().value()
        return left // width, -(-(left + self.viewport().width()) // width)

    def _in_order(self, rows: range) -> Iterable[int]:
        """From the middle outwards: that is where the picture's own one is."""
        middle = (rows.start + rows.stop - 1) / 2
        return sorted(rows, key=lambda row: abs(row - middle))

    def _fit_cells(self) -> None:
        size = self._delegate.cell = self._delegate.least_size(self.fontMetrics().height())
        self.setGridSize(size)
        self.horizontalScrollBar().setSingleStep(size.width() // 2)
        self.setFixedHeight(size.height() + self.horizontalScrollBar().sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.chosen.emit(index.row())


class ThumbnailList(ThumbnailView):
    """Rows of thumbnails that fill the width: several can be selected, typing finds a name."""

    menu_requested = Signal(object)
    """A QPoint on the screen."""
    delete_pressed = Signal()

    def __init__(self, model: ThumbnailModel) -> None:
        super().__init__(model, with_names=True)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionRectVisible(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Thumbnails"))
        self._columns = 1

    def selected_rows(self) -> list[int]:
        """Ascending."""
        return sorted(
            row for part in self.selectionModel().selection().toList() for row in range(part.top(), part.bottom() + 1)
        )

    def selected_count(self) -> int:
        return sum(part.bottom() - part.top() + 1 for part in self.selectionModel().selection().toList())

    def rows_in_view(self) -> tuple[int, int]:
        height, top = self.gridSize().height(), self.verticalScrollBar().value()
        return top // height * self._columns, -(-(top + self.viewport().height()) // height) * self._columns

    def _fit_cells(self) -> None:
        least, width = self._delegate.least_size(self.fontMetrics().height()), self.viewport().width() - 1
        # A row that fills the width to the last pixel is broken by Qt before its last cell.
        self._columns = max(1, width // least.width())
        size = self._delegate.cell = QSize(max(least.width(), width // self._columns), least.height())
        if size != self.gridSize():
            self.setGridSize(size)
        self.verticalScrollBar().setSingleStep(size.height() // 3)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._takes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.ZoomIn) or event.text() == "+":
            self.resized.emit(self.side + _SIZE_STEP)
        elif event.matches(QKeySequence.StandardKey.ZoomOut) or event.text() == "-":
            self.resized.emit(self.side - _SIZE_STEP)
        elif event.matches(QKeySequence.StandardKey.Delete):
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        if self.selected_count():
            self.menu_requested.emit(at)

    def _takes(self, event: QKeyEvent) -> bool:
        """Whether the window's shortcut must not have this key: letters are the beginning of a name here."""
        if event.matches(QKeySequence.StandardKey.ZoomIn) or event.matches(QKeySequence.StandardKey.ZoomOut):
            return True
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        return plain and event.text().isprintable() and bool(event.text())
