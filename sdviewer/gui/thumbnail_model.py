"""The browser's list as a Qt model, with a thumbnail for each file that a view has asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, QUrl

from .texts import bytes_text, tr
from .thumbnail_loader import Cell, ThumbnailLoader

Index = QModelIndex | QPersistentModelIndex

_MOST_RUNS = 64
"""Rows that come and go in more pieces than these are told as a new list, which is quicker for the views."""


class ThumbnailModel(QAbstractListModel):
    """One row per file. Views keep their selection and place while files come, go, and change their order."""

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
        kept = set(self._paths).intersection(paths)
        gone = _runs(row for row, path in enumerate(self._paths) if path not in kept)
        new = _runs(row for row, path in enumerate(paths) if path not in kept)
        if not kept or len(gone) + len(new) > _MOST_RUNS:
            self.beginResetModel()
            self._paths = list(paths)
            self.endResetModel()
            return
        for first, last in reversed(gone):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._paths[first : last + 1]
            self.endRemoveRows()
        self._reorder([path for path in paths if path in kept])
        for first, last in new:
            self.beginInsertRows(QModelIndex(), first, last)
            self._paths[first:first] = paths[first : last + 1]
            self.endInsertRows()

    def want(self, rows: list[int], side: int) -> None:
        """Have the thumbnails of these rows, the first ones first, with a longer side of `side` pixels."""
        self._rows = {self._paths[row]: row for row in rows}
        self._loader.want(list(self._rows), side)

    def cell(self, row: int) -> Cell | None:
        """What is known of a row's file by now."""
        return self._loader.cache.get(self._paths[row])

    # Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._paths)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return _printable(self._paths[index.row()].name)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._facts(index.row(), "\n")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._facts(index.row(), ", ")
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.NoItemFlags
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled | flag.ItemNeverHasChildren

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

    def _reorder(self, paths: list[Path]) -> None:
        if paths == self._paths:
            return
        self.layoutAboutToBeChanged.emit()
        rows = {path: row for row, path in enumerate(paths)}
        before = self.persistentIndexList()
        after = [self.index(rows[self._paths[index.row()]]) for index in before]
        self._paths = paths
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
        facts = [_printable(self._paths[row].name)]
        cell = self.cell(row)
        if cell is not None and cell.image is None:
            facts.append(tr("Damaged, or no picture. Open it to read what is wrong."))
        elif cell is not None:
            if cell.width:
                facts.append(f"{cell.width} × {cell.height}")
            facts.append(bytes_text(cell.nbytes))
        return between.join(facts)


def files_data(paths: Iterable[Path]) -> QMimeData:
    """Files for the clipboard or a drag."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def _printable(name: str) -> str:
    """A name as text, though Linux allows names that are none."""
    return name.encode(errors="replace").decode()


def _runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending numbers as (first, last) of those that follow one another."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    return runs
