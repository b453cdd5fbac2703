"""What a search for models has found: the user says which of them are to be added."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QTreeWidgetItem, QVBoxLayout, QWidget

from ...service.model_search import Found
from ..toolkit.texts import bytes_text, tr
from ..widgets.dialog_size import open_at
from .model_library import ModelLibrary
from .model_list import fit_columns, table

_PATH = Qt.ItemDataRole.UserRole


class FoundDialog(QDialog):
    """Nothing is chosen at first: each is copied, and they may be large."""

    def __init__(self, found: list[Found], library: ModelLibrary, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Models that were found"))
        open_at(self, 640, 360)
        self._library = library
        self.list = table([tr("Name"), tr("Size"), tr("Folder")], tr("Models that were found"))
        for each in found:
            item = QTreeWidgetItem(self.list, [each.path.name, bytes_text(each.nbytes), str(each.path.parent)])
            item.setData(0, _PATH, str(each.path))
            item.setCheckState(0, Qt.CheckState.Unchecked)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(2, str(each.path))
        fit_columns(self.list)
        self.list.itemChanged.connect(self._refresh)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Add"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        for widget in (self.list, self._text, self.buttons):
            column.addWidget(widget)
        self._refresh()

    def accept(self) -> None:
        self._library.add(self._chosen())
        super().accept()

    def _chosen(self) -> list[Path]:
        items = (self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount()))
        chosen = [item for item in items if item is not None and item.checkState(0) is Qt.CheckState.Checked]
        return [Path(item.data(0, _PATH)) for item in chosen]

    def _refresh(self) -> None:
        chosen = self._chosen()
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(chosen))
        count = self.list.topLevelItemCount()
        self._text.setText(
            tr("%n chosen. Each is copied into sdviewer's folder.", len(chosen))
            if chosen
            else tr("%n found. Tick those that sdviewer is to use.", count)
        )
