"""Rows of a tree whose texts go on below where the column ends, so that none is cut off."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget

_Index = QModelIndex | QPersistentModelIndex

_ACROSS, _DOWN = 4, 3


class WrappedRows(QStyledItemDelegate):
    """Breaks at words, and within those that are longer than a line, as checksums and paths are."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        width = self._width(index)
        return QSize(width, round(self._laid_out(option, index, width)[1]) + 2 * _DOWN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        own.text = ""
        style = self._tree.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, self._tree)
        layout, _ = self._laid_out(option, index, option.rect.width())
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        painter.setPen(option.palette.color(role))
        layout.draw(painter, QPointF(option.rect.x() + _ACROSS, option.rect.y() + _DOWN))

    def _width(self, index: _Index) -> int:
        """Of the column, of which the tree's indentation is taken; all columns for a title."""
        if not index.parent().isValid():
            return self._tree.viewport().width()
        return self._tree.columnWidth(index.column()) - (self._tree.indentation() if index.column() == 0 else 0)

    def _laid_out(self, option: QStyleOptionViewItem, index: _Index, width: int) -> tuple[QTextLayout, float]:
        """And how high it is."""
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        layout = QTextLayout(own.text, own.font)
        wraps = QTextOption(Qt.AlignmentFlag.AlignLeft)
        wraps.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(wraps)
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(20, width - 2 * _ACROSS))
            line.setPosition(QPointF(0, top))
            top += line.height()
        layout.endLayout()
        return layout, QRectF(layout.boundingRect()).height()
