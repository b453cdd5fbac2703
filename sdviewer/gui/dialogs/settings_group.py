"""Settings of one subject below a title."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFormLayout, QLabel, QVBoxLayout, QWidget


class SettingsGroup(QWidget):
    """Rows of a label and a field, or of a check box alone."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = QLabel(title)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._form = QFormLayout()
        self._form.setContentsMargins(12, 0, 0, 0)
        self._form.setSpacing(9)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._texts: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._title)
        column.addLayout(self._form)

    def add(self, text: str, field: QWidget, also: str = "") -> None:
        """One more row; text: '' where the field says it itself. also: words by which it is found, too."""
        if text:
            label = QLabel(text)
            label.setBuddy(field)
            label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
            self._form.addRow(label, field)
        else:
            self._form.addRow(field)
        self._texts.append(f"{self._title.text()} {text} {_said(field)} {also}".replace("&", "").casefold())

    def show_matching(self, words: list[str]) -> bool:
        """The rows whose texts have all of these words; whether there are any."""
        matching = [all(word in text for word in words) for text in self._texts]
        for row, matches in enumerate(matching):
            self._form.setRowVisible(row, matches)
        self.setVisible(any(matching))
        return any(matching)


def _said(field: QWidget) -> str:
    """What a field itself says, and all that may be chosen in it."""
    if isinstance(field, QAbstractButton):
        return field.text()
    return " ".join(map(field.itemText, range(field.count()))) if isinstance(field, QComboBox) else ""
