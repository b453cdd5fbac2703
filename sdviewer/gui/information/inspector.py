"""The information panel."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QMenu, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from ...codec.types import Picture
from ..compare.comparison import Comparison
from ..compare.variants import Variant
from ..toolkit.texts import tr
from ..view.compare_view import CompareView
from ..widgets.first_row import FirstRow
from .histogram import Histogram, HistogramView, counted
from .picture_facts import Section, facts
from .wrapped_rows import WrappedRows

SHARE_OF_NAMES = 0.4
"""Of the width, at most."""


class Inspector(QWidget):
    """Shows the facts of the opened file, and the histogram of the pane below the pointer; computed only while the
    panel is in view."""

    def __init__(self, comparison: Comparison, view: CompareView) -> None:
        super().__init__()
        self._comparison, self._view = comparison, view
        self._shown: Variant | None = None
        self._counted: Picture | None = None
        self._sections: list[QTreeWidgetItem] = []
        self.histogram, self.whose = HistogramView(), QLabel()
        self.whose.setContentsMargins(8, 6, 8, 2)
        self.tree = self._make_tree()
        self.setMinimumWidth(260)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.whose, self.histogram, self.tree):
            column.addWidget(widget)
        comparison.changed.connect(self.refresh)
        comparison.document_changed.connect(self.refresh)
        view.hovered.connect(self._count)
        view.layout_changed.connect(self._count)
        view.holding_changed.connect(self._count)

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget(columnCount=2)
        tree.setHeaderHidden(True)
        tree.setRootIsDecorated(False)
        tree.setItemDelegate(WrappedRows(tree))
        tree.setAccessibleName(tr("Information on the picture"))
        tree.setIndentation(8)
        tree.setAlternatingRowColors(True)
        tree.setFrameShape(QTreeWidget.Shape.NoFrame)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tree.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.customContextMenuRequested.connect(self._pop_up)
        tree.installEventFilter(self)
        FirstRow(tree)
        return tree

    def refresh(self) -> None:
        """Ask for the facts, unless they are shown already or nobody looks."""
        variant = self._comparison.primary
        if not self.isVisible():
            return
        self._count()
        if variant is self._shown:
            return
        self._shown = variant
        if variant is None:
            self._show([])
        else:
            self._comparison.compute("facts", partial(facts, variant), self._show)

    def copy(self) -> None:
        """The current value."""
        item = self.tree.currentItem()
        if item is not None:
            QGuiApplication.clipboard().setText(item.text(1) or item.text(0))

    def copy_all(self) -> None:
        """Every section, as lines of text."""
        lines = []
        for section in self._sections:
            lines.append(section.text(0))
            lines += [f"  {item.text(0)}: {item.text(1)}" for item in _rows(section)]
        QGuiApplication.clipboard().setText("\n".join(lines))

    # Qt's events

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """What nobody sees keeps no pictures in memory."""
        super().hideEvent(event)
        self._shown = self._counted = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Here the keys that copy mean the value, and not the picture."""
        if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Copy):
            if event.type() == QEvent.Type.KeyPress:
                self.copy()
            event.accept()
            return True
        return False

    # helpers

    def _pop_up(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Copy the value"), self.copy).setEnabled(self.tree.currentItem() is not None)
        menu.addAction(tr("Copy all"), self.copy_all)
        menu.popup(self.tree.viewport().mapToGlobal(at))

    def _show(self, sections: list[Section]) -> None:
        self.tree.clear()
        self._sections = []
        for title, rows in sections:
            top = QTreeWidgetItem([title])
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            self.tree.addTopLevelItem(top)
            self._sections.append(top)
            for name, value in rows:
                QTreeWidgetItem(top, [name, value])
            top.setFirstColumnSpanned(True)
        self.tree.expandAll()
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Names take what the longest needs, or their share of a narrow panel, but no word is broken; rows are as high
        as their texts then."""
        metrics, tree = self.tree.fontMetrics(), self.tree
        names = [item.text(0) for section in self._sections for item in _rows(section)]
        words = [word for name in names for word in name.split()]
        wanted, least = (
            max(map(metrics.horizontalAdvance, texts), default=0) + tree.indentation() + 12 for texts in (names, words)
        )
        width = tree.viewport().width()
        tree.setColumnWidth(0, min(wanted, max(round(SHARE_OF_NAMES * width), min(least, width // 2))))
        tree.setColumnWidth(1, tree.viewport().width() - tree.columnWidth(0))
        tree.scheduleDelayedItemsLayout()

    def _count(self) -> None:
        """Ask for the histogram of the pane that is meant, unless it is shown already."""
        source = self._comparison.source_of(self._view.meant, self._view.holding)
        variant = self._comparison.variant(source) if source is not None else None
        picture = variant.picture if variant is not None else None
        if not self.isVisible() or picture is self._counted:
            return
        self._counted = picture
        name = source.name if source is not None else ""
        self.whose.setText(tr("Histogram: {name}").format(name=name) if picture else tr("Histogram"))
        if picture is None:
            self.histogram.show_histogram(None)
        else:
            self._comparison.compute("histogram", partial(counted, picture.pixels), self._show_histogram)

    def _show_histogram(self, histogram: Histogram) -> None:
        self.histogram.show_histogram(histogram)


def _rows(section: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    children = map(section.child, range(section.childCount()))
    return [child for child in children if child is not None]
