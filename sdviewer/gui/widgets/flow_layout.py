"""Controls in a row that goes on below where the width ends, as words do."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Rows as few as possible, the last ones full: what comes first, a question or a state, is what may stand alone.

    What is left of a row is for the item in it that wants to grow, if there is one. An item that doesn't fit into a
    whole row gets the row's width, down to its own minimum.
    """

    def __init__(self, parent: QWidget | None = None, spacing: int = 8, line_spacing: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._line_spacing = line_spacing
        self.setSpacing(spacing)
        self.setContentsMargins(QMargins())

    # Qt's questions

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # Qt asks beyond the end
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = self._rows(width)
        return sum(map(_height, rows)) + self._line_spacing * max(0, len(rows) - 1)

    def sizeHint(self) -> QSize:
        """All in one row."""
        shown = self._shown()
        return QSize(self._width(shown), _height(shown))

    def minimumSize(self) -> QSize:
        """The widest item has a row of its own."""
        sizes = [item.minimumSize() for item in self._shown()]
        return QSize(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        top = rect.top()
        for row in self._rows(rect.width()):
            height = _height(row)
            left = rect.left()
            for item, width in zip(row, self._widths(row, rect.width()), strict=True):
                size = QSize(width, min(height, item.sizeHint().height()))
                item.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
                left += width + self.spacing()
            top += height + self._line_spacing

    # helpers

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _width(self, items: list[QLayoutItem]) -> int:
        return sum(item.sizeHint().width() for item in items) + self.spacing() * max(0, len(items) - 1)

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        for item in reversed(self._shown()):
            if rows and self._width([item, *rows[0]]) <= width:
                rows[0].insert(0, item)
            else:
                rows.insert(0, [item])
        return rows

    def _widths(self, row: list[QLayoutItem], width: int) -> list[int]:
        widths = [item.sizeHint().width() for item in row]
        spare = width - self._width(row)
        if spare < 0:  # an item on its own
            return [max(row[0].minimumSize().width(), width)]
        growing = (i for i, item in enumerate(row) if item.expandingDirections() & Qt.Orientation.Horizontal)
        grows = next(growing, None)
        if grows is not None:
            widths[grows] += spare
        return widths


def _height(row: list[QLayoutItem]) -> int:
    return max((item.sizeHint().height() for item in row), default=0)
