"""The browser's list as a Qt model, with a thumbnail for each file that a view has asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QStringListModel, Qt

from ..pictures.thumbnail_loader import Cell, ThumbnailLoader
from ..toolkit.mime import files_data
from ..toolkit.row_ranges import MOST_RANGES, row_ranges
from ..toolkit.texts import bytes_text, printable, tr

Index = QModelIndex | QPersistentModelIndex

_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)


class ThumbnailModel(QStringListModel):
    """One row per file. Views keep their selection and place while files come, go, and change their order.

    The strings are empty; what they stand for is that the number of rows is known without asking Python, which a
    view's layout does twice per row.
    """

    def __init__(self, loader: ThumbnailLoader) -> None:
        super().__init__()
        self._loader = loader
        self._given: Sequence[Path] = ()
        self._paths: list[Path] = []
        self._rows: dict[Path, int] = {}
        loader.arrived.connect(self._on_arrived)

    @property
    def paths(self) -> Sequence[Path]:
        """In the order of the rows; not to be changed."""
        return self._paths

    def set_paths(self, paths: Sequence[Path]) -> None:
        """Another list. The very same one costs nothing, so it must not be changed afterwards."""
        if paths is self._given:
            return
        self._given = paths
        if len(self._paths) < 2 and len(self._paths) != len(paths):
            self._reset(paths)
            return
        begin, end_before, end_after = _difference(self._paths, paths)
        before, after = set(self._paths[begin:end_before]), set(paths[begin:end_after])
        gone = row_ranges(row for row in range(begin, end_before) if self._paths[row] not in after)
        new = row_ranges(row for row in range(begin, end_after) if paths[row] not in before)
        if [last - first for first, last in (*gone, *new)] == [0, 0] and len(gone) == 1:
            self._rename(gone[0][0], paths[new[0][0]])
            self._reorder(list(paths[begin:end_after]), begin)
            return
        if gone == [(0, len(self._paths) - 1)] or len(gone) + len(new) > MOST_RANGES:
            self._reset(paths)
            return
        for first, last in reversed(gone):
            self.removeRows(first, last - first + 1)
            del self._paths[first : last + 1]
        self._reorder([path for path in paths[begin:end_after] if path in before], begin)
        for first, last in new:
            self._paths[first:first] = paths[first : last + 1]
            self.insertRows(first, last - first + 1)

    def _rename(self, row: int, path: Path) -> None:
        """One that goes while another comes has another name; it stays selected."""
        self._paths[row] = path
        self.dataChanged.emit(self.index(row), self.index(row))

    def want(self, rows: list[int], side: int) -> None:
        """Have the thumbnails of these rows, the first ones first, with a longer side of `side` pixels."""
        self._rows = {self._paths[row]: row for row in rows}
        self._loader.want(list(self._rows), side)

    def cell(self, row: int) -> Cell | None:
        """What is known of a row's file by now."""
        return self._loader.cell(self._paths[row])

    def name(self, row: int) -> str:
        """A file's name as text, though Linux allows names that are none."""
        return printable(self._paths[row].name)

    # Qt's questions

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(index.row())
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._facts(index.row(), "\n")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._facts(index.row(), ", ")
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def mimeTypes(self) -> list[str]:
        return ["text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The files themselves, for other programs."""
        return files_data([self._paths[row] for row in sorted({index.row() for index in indexes})])

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def match(self, start: Index, role: int, value: Any, hits: int = 1, flags: Any = None) -> list[QModelIndex]:
        """The next row whose name begins so: what the view's search by typing asks for, quick for 10,000 rows."""
        wanted, count = str(value).casefold(), len(self._paths)
        for row in range(start.row(), start.row() + count):
            if self._paths[row % count].name.casefold().startswith(wanted):
                return [self.index(row % count)]
        return []

    # helpers

    def _reset(self, paths: Sequence[Path]) -> None:
        self._paths = list(paths)
        self.setStringList([""] * len(paths))

    def _reorder(self, paths: list[Path], begin: int) -> None:
        """The rows from `begin` on are these, in another order."""
        end = begin + len(paths)
        if paths == self._paths[begin:end]:
            return
        self.layoutAboutToBeChanged.emit()
        rows = {path: row for row, path in enumerate(paths, begin)}
        before = self.persistentIndexList()
        after = [self.index(rows.get(self._paths[index.row()], index.row())) for index in before]
        self._paths[begin:end] = paths
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _on_arrived(self, path: Path) -> None:
        row = self._rows.get(path, -1)
        if row < 0:  # it was scrolled out of view meanwhile
            return
        if row < len(self._paths) and self._paths[row] == path:
            self.dataChanged.emit(self.index(row), self.index(row))
        elif self._paths:  # the list is another one by now
            self.dataChanged.emit(self.index(0), self.index(len(self._paths) - 1))

    def _facts(self, row: int, between: str) -> str:
        facts = [self.name(row)]
        cell = self.cell(row)
        if cell is not None and cell.image is None:
            facts.append(tr("Damaged, too large for a thumbnail, no picture, or its model isn't here. Open it."))
        elif cell is not None:
            if cell.width:
                facts.append(f"{cell.width} × {cell.height}")
            facts.append(bytes_text(cell.nbytes))
        return between.join(facts)


def _difference(before: Sequence[Path], after: Sequence[Path]) -> tuple[int, int, int]:
    """Where two lists (of the same objects) begin to differ, and where they do so no more in each of them."""
    shorter = min(len(before), len(after))
    begin = next((k for k in range(shorter) if before[k] is not after[k]), shorter)
    rest = shorter - begin
    same = next((k for k in range(rest) if before[-1 - k] is not after[-1 - k]), rest)
    return begin, len(before) - same, len(after) - same
