"""Files that are saved as soon as they are compressed: a row each over the picture, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ..toolkit.texts import printable, tr
from ..widgets.elided_label import ElidedLabel

_STYLE = "PendingSaves { background: palette(window); border: 1px solid palette(mid); border-radius: 8px; }"


class PendingSaves(QFrame):
    """Hidden while there are none."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[Path, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 4, 8, 4)
        self._column.setSpacing(2)
        self.setStyleSheet(_STYLE)
        self.setAccessibleName(tr("Files that are still to be saved"))
        self.hide()

    @property
    def paths(self) -> list[Path]:
        """What is to be written."""
        return list(self._rows)

    def begin(self, path: Path, give_up: Callable[[], object]) -> None:
        """This file is going to be written; give_up: the user doesn't want it any more."""
        self.end(path)
        row, text = QWidget(), ElidedLabel()
        name = printable(path.name)
        text.setText(tr("{name} will be saved when it is compressed.").format(name=name))
        text.setToolTip(printable(str(path)))
        button = QPushButton(tr("Don't save"))
        button.setAccessibleName(tr("Don't save {name}").format(name=name))
        button.clicked.connect(give_up)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(text, 1)
        line.addWidget(button)
        self._rows[path] = row
        self._column.addWidget(row)
        self.show()
        self.changed.emit()

    def end(self, path: Path) -> None:
        """It is written, or won't be."""
        row = self._rows.pop(path, None)
        if row is not None:
            row.hide()
            row.deleteLater()
            self.setVisible(bool(self._rows))
            self.changed.emit()
