"""The table of installed models."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from ...service.model_service import Installed
from ..toolkit.texts import bytes_text, number, tr
from ..widgets.first_row import FirstRow
from .known_models import kind_text
from .model_library import ModelLibrary

_NAME = Qt.ItemDataRole.UserRole


class ModelList(QTreeWidget):
    """Follows the library; keeps what is chosen."""

    remove_requested = Signal()

    def __init__(self, library: ModelLibrary) -> None:
        super().__init__()
        self._library = library
        titles = [tr("Name"), tr("Kind"), tr("Size"), tr("From"), tr("ID"), tr("State")]
        _set_up(self, titles, tr("Models on this machine"))
        library.changed.connect(self.refresh)
        self.refresh()

    def chosen(self) -> Installed | None:
        """The model that is selected."""
        items = self.selectedItems()
        name = items[0].data(0, _NAME) if items else ""
        return next((model for model in self._library.installed if model.name == name), None)

    def refresh(self) -> None:
        """Rows as the library is now."""
        chosen = self.chosen()
        self.blockSignals(True)
        self.clear()
        for model in self._library.installed:
            item = QTreeWidgetItem(self, self._texts(model))
            item.setData(0, _NAME, model.name)
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column in range(self.columnCount()):
                item.setToolTip(column, self._tip(model))
            if self._problem(model):
                item.setForeground(5, QColor(self.palette().color(QPalette.ColorRole.BrightText)))
            item.setSelected(chosen is not None and model.name == chosen.name)
        self.blockSignals(False)
        fit_columns(self)
        self.itemSelectionChanged.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.remove_requested.emit()
        else:
            super().keyPressEvent(event)

    def _texts(self, model: Installed) -> list[str]:
        size = bytes_text(model.nbytes) if model.nbytes else ""
        source = model.source or ("" if model.removable else tr("comes with sdviewer"))
        return [model.name, kind_text(model.kind), size, source, model.model_id, self._state(model)]

    def _problem(self, model: Installed) -> str:
        return model.problem or self._library.checked.get(model.name, "")

    def _state(self, model: Installed) -> str:
        if self._problem(model):
            return tr("damaged")
        return tr("checked") if model.name in self._library.checked else tr("ready")

    def _tip(self, model: Installed) -> str:
        lines = [str(model.path), self._problem(model)]
        speed = self._library.speed(model.name)
        if speed is not None:
            lines.append(speed_text(*speed))
        return "\n".join(filter(None, lines))


def speed_text(write: float, read: float) -> str:
    """Seconds per megapixel, as measured."""
    text = tr("about {write} s per megapixel to write and {read} s to read, as measured here")
    return text.format(write=number(write, 1), read=number(read, 1))


def table(titles: list[str], name: str) -> QTreeWidget:
    """A list with columns."""
    tree = QTreeWidget()
    _set_up(tree, titles, name)
    return tree


def fit_columns(tree: QTreeWidget) -> None:
    """Each as wide as its texts, with some air."""
    for column in range(tree.columnCount() - 1):
        tree.resizeColumnToContents(column)
        tree.setColumnWidth(column, tree.columnWidth(column) + 14)


def _set_up(tree: QTreeWidget, titles: list[str], name: str) -> None:
    tree.setHeaderLabels(titles)
    tree.setAccessibleName(name)
    tree.setRootIsDecorated(False)
    tree.setAlternatingRowColors(True)
    tree.setUniformRowHeights(True)
    tree.setAllColumnsShowFocus(True)
    FirstRow(tree)
    tree.header().setStretchLastSection(True)
