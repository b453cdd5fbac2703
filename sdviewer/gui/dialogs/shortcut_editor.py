"""Change the shortcut of every action."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..toolkit.actions import Actions
from ..toolkit.texts import tr
from ..widgets.dialog_size import open_at


class ShortcutEditor(QDialog):
    """A list of actions, and a field that takes the keys for the chosen one. Changes count at once."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        open_at(self, 540, 560)
        self._actions = actions
        self._search = QLineEdit(placeholderText=tr("Find…"), clearButtonEnabled=True)
        self._search.setAccessibleName(tr("Find an action"))
        self.tree = QTreeWidget(columnCount=2)
        self.tree.setRootIsDecorated(False)
        self.tree.setAlternatingRowColors(True)
        self.tree.setHeaderLabels([tr("Action"), tr("Shortcuts")])
        self.tree.setAccessibleName(tr("Actions and their shortcuts"))
        self.keys = QKeySequenceEdit(maximumSequenceLength=1)
        self.keys.setAccessibleName(tr("New shortcut"))
        self._warning = QLabel(wordWrap=True)
        self._use, self._remove = QPushButton(tr("&Use")), QPushButton(tr("&None"))
        self._reset = QPushButton(tr("&Default"))
        self._lay_out()
        self._fill()
        self._connect_signals()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(QLabel(tr("New shortcut:")))
        row.addWidget(self.keys, 1)
        for button in (self._use, self._remove, self._reset):
            row.addWidget(button)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(self._search)
        column.addWidget(self.tree, 1)
        column.addLayout(row)
        column.addWidget(self._warning)
        column.addWidget(buttons)

    def _connect_signals(self) -> None:
        self._search.textChanged.connect(self._filter)
        self.keys.keySequenceChanged.connect(self._warn)
        self._use.clicked.connect(self.use)
        self._remove.clicked.connect(lambda: self._set([]))
        self._reset.clicked.connect(self.reset)
        self.tree.currentItemChanged.connect(lambda *_: self._warn())

    def select(self, id: str) -> None:
        """Choose an action by its id."""
        self.tree.setCurrentItem(self._items[id])

    def use(self) -> None:
        """Give the keys in the field to the chosen action; other actions lose them."""
        keys, id = self.keys.keySequence(), self._chosen()
        if id is None or keys.isEmpty():
            return
        self._take_from_others(keys, id)
        self._set([keys.toString(QKeySequence.SequenceFormat.PortableText)])
        self.keys.clear()

    def reset(self) -> None:
        """Give the chosen action its own keys again; other actions lose them."""
        id = self._chosen()
        if id is not None:
            for key in self._actions.specs[id].keys:
                self._take_from_others(QKeySequence(key, QKeySequence.SequenceFormat.PortableText), id)
            self._set(None)

    def _take_from_others(self, keys: QKeySequence, id: str) -> None:
        for other in self._actions.keys_in_use(keys, id):
            left = [
                k.toString(QKeySequence.SequenceFormat.PortableText)
                for k in self._actions[other].shortcuts()
                if k != keys
            ]
            self._actions.set_keys(other, left)

    def _set(self, keys: list[str] | None) -> None:
        id = self._chosen()
        if id is not None:
            self._actions.set_keys(id, keys)
            self._refresh()

    def _chosen(self) -> str | None:
        item = self.tree.currentItem()
        return item.data(0, Qt.ItemDataRole.UserRole) if item else None

    def _fill(self) -> None:
        self._items: dict[str, QTreeWidgetItem] = {}
        for id in self._actions.specs:
            item = self._items[id] = QTreeWidgetItem([self._actions[id].text().replace("&", "").rstrip("…")])
            item.setData(0, Qt.ItemDataRole.UserRole, id)
        self.tree.addTopLevelItems(list(self._items.values()))
        self._refresh()
        self.tree.resizeColumnToContents(0)
        self.tree.setCurrentItem(next(iter(self._items.values())))

    def _refresh(self) -> None:
        for id, item in self._items.items():
            shortcuts = self._actions[id].shortcuts()
            item.setText(1, ", ".join(k.toString(QKeySequence.SequenceFormat.NativeText) for k in shortcuts))

    def _filter(self, text: str) -> None:
        for item in self._items.values():
            item.setHidden(text.casefold() not in f"{item.text(0)} {item.text(1)}".casefold())

    def _warn(self) -> None:
        id = self._chosen()
        used = (
            self._actions.keys_in_use(self.keys.keySequence(), id)
            if id and not self.keys.keySequence().isEmpty()
            else []
        )
        names = ", ".join(self._actions[other].text().replace("&", "") for other in used)
        self._warning.setText(tr("Used by: {names}. It would lose these keys.").format(names=names) if used else "")
