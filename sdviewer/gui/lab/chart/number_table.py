"""A table that sorts numbers as numbers, and gives them away as text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QPushButton, QTableWidget, QTableWidgetItem

from ...toolkit.texts import tr

_SAID_MS = 2000

Cell = tuple[str, float | str]
"""What is shown, and what it is sorted by."""


class _Item(QTableWidgetItem):
    def __init__(self, text: str, key: float | str) -> None:
        super().__init__(text)
        self.key = key
        self.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)

    def __lt__(self, other: QTableWidgetItem) -> bool:
        if isinstance(other, _Item) and type(self.key) is type(other.key):
            return bool(self.key < other.key)  # type: ignore[operator]  # both are of one type
        return isinstance(self.key, float)


class NumberTable(QTableWidget):
    """Rows that are chosen whole; a click on a head sorts; Ctrl+C copies what is chosen, or all, with tabs."""

    copied = Signal()

    def __init__(self, heads: Sequence[str], rows: int = 4) -> None:
        """rows: as many are seen where there is room."""
        super().__init__(0, len(heads))
        self._rows = rows
        self.setHorizontalHeaderLabels(list(heads))
        self.verticalHeader().hide()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setHighlightSections(False)

    def set_rows(self, rows: Sequence[tuple[object, Sequence[Cell]]]) -> None:
        """Each with what it stands for (see `subject`); the order that was chosen stays."""
        self.setSortingEnabled(False)
        self.setRowCount(len(rows))
        for index, (subject, cells) in enumerate(rows):
            for column, (text, key) in enumerate(cells):
                item = _Item(text, key)
                if isinstance(key, float):
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setToolTip(text)
                item.setData(Qt.ItemDataRole.UserRole, subject)
                self.setItem(index, column, item)
        self.setSortingEnabled(True)

    def sizeHint(self) -> QSize:
        height = self._rows * self.verticalHeader().defaultSectionSize() + 2 * self.frameWidth()
        height += self.horizontalHeader().sizeHint().height() + self.horizontalScrollBar().sizeHint().height()
        return QSize(super().sizeHint().width(), height)

    def subject(self, row: int) -> object:
        item = self.item(row, 0)
        return item.data(Qt.ItemDataRole.UserRole) if item is not None else None

    def as_text(self, rows: Sequence[int]) -> str:
        """With the heads, columns apart by tabs."""
        columns = range(self.columnCount())
        found = [[self.horizontalHeaderItem(column) for column in columns]]
        found += [[self.item(row, column) for column in columns] for row in rows]
        return "\n".join("\t".join(item.text() if item is not None else "" for item in line) for line in found)

    def copy(self) -> None:
        chosen = sorted({index.row() for index in self.selectedIndexes()})
        QGuiApplication.clipboard().setText(self.as_text(chosen or range(self.rowCount())))
        self.copied.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)


class CopyButton(QPushButton):
    """Copies a table, and says for a moment that it was done, by the button or by keys."""

    def __init__(self, table: NumberTable) -> None:
        super().__init__()
        self._timer = QTimer(self, singleShot=True, interval=_SAID_MS)
        self._timer.timeout.connect(lambda: self.setText(tr("Copy")))
        for text in (tr("Copied"), tr("Copy")):
            self.setText(text)
            self.setMinimumWidth(max(self.minimumWidth(), self.sizeHint().width()))
        self.clicked.connect(table.copy)
        table.copied.connect(self._say)

    def _say(self) -> None:
        self.setText(tr("Copied"))
        self._timer.start()
