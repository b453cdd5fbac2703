"""The information panel."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from ..toolkit.texts import tr
from .comparison import Comparison
from .picture_facts import Section, facts
from .variants import Variant


class Inspector(QWidget):
    """Shows the facts of the opened file; computed only while the panel is in view."""

    def __init__(self, comparison: Comparison) -> None:
        super().__init__()
        self._comparison = comparison
        self._shown: Variant | None = None
        self.tree = QTreeWidget(columnCount=2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setAccessibleName(tr("Information on the picture"))
        self.tree.setIndentation(8)
        self.tree.setAlternatingRowColors(True)
        self.tree.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.tree.setMinimumWidth(260)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tree)
        comparison.changed.connect(self.refresh)
        comparison.document_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Ask for the facts, unless they are shown already or nobody looks."""
        variant = self._comparison.primary
        if not self.isVisible() or variant is self._shown:
            return
        self._shown = variant
        if variant is None:
            self.tree.clear()
        else:
            self._comparison.compute(partial(facts, variant), self._show)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.tree.currentItem()
        if item is not None and event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(item.text(1))
        else:
            super().keyPressEvent(event)

    def _show(self, sections: list[Section]) -> None:
        self.tree.clear()
        for title, rows in sections:
            top = QTreeWidgetItem([title])
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            self.tree.addTopLevelItem(top)
            for name, value in rows:
                item = QTreeWidgetItem(top, [name, value])
                item.setToolTip(1, value)
            top.setFirstColumnSpanned(True)
        self.tree.expandAll()
        self.tree.resizeColumnToContents(0)
        self.tree.setColumnWidth(0, min(self.tree.columnWidth(0), self.tree.width() // 2))
