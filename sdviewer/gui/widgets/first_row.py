"""A list that gets the focus by a key shows where the keys are, though nothing was chosen in it before."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView

_BY_HAND = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class FirstRow(QObject):
    """Selects the row that keys start from. Qt only has it in mind, so that Down goes to the second one unseen."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.gotFocus() and event.reason() not in _BY_HAND:
            selection = self._view.selectionModel()
            if selection is not None and not selection.hasSelection():
                row = self._view.currentIndex()
                first = row if row.isValid() else self._view.model().index(0, 0)
                selection.setCurrentIndex(first, _SELECT)
        return False
