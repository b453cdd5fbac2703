"""Change the shortcut of every action."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..toolkit.actions import Actions
from ..toolkit.texts import tr
from ..widgets.dialog_size import open_at
from .key_changes import KeyChanges


class ShortcutEditor(QDialog):
    """A list of actions, and a field that takes the keys for the chosen one. Changes count at once."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        open_at(self, 540, 560)
        self._actions, self._changes = actions, KeyChanges(actions)
        self._search = QLineEdit(placeholderText=tr("Find…"), clearButtonEnabled=True)
        self._search.setAccessibleName(tr("Find an action"))
        self.tree = QTreeWidget(columnCount=2)
        self.tree.setRootIsDecorated(False)
        self.tree.setAlternatingRowColors(True)
        self.tree.setHeaderLabels([tr("Action"), tr("Shortcuts")])
        self.tree.setAccessibleName(tr("Actions and their shortcuts"))
        self.keys = _KeyField(maximumSequenceLength=1)
        self.keys.setAccessibleName(tr("New shortcut"))
        self._warning = QLabel(wordWrap=True)
        self._use, self._remove = QPushButton(tr("&Use")), QPushButton(tr("&None"))
        self._reset = QPushButton(tr("&Default"))
        self._reset_all = QPushButton(tr("&All defaults…"))
        self._lay_out()
        self._fill()
        self._connect_signals()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(QLabel(tr("New shortcut:")))
        row.addWidget(self.keys, 1)
        row.addWidget(self._use)
        others = QHBoxLayout()
        others.addStretch()
        for button in (self._remove, self._reset, self._reset_all):
            others.addWidget(button)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(self._search)
        column.addWidget(self.tree, 1)
        column.addLayout(row)
        column.addLayout(others)
        column.addWidget(self._warning)
        column.addWidget(buttons)

    def _connect_signals(self) -> None:
        self._search.textChanged.connect(self._filter)
        self.keys.keySequenceChanged.connect(self._warn)
        self._use.clicked.connect(self.use)
        self._remove.clicked.connect(self._take_away)
        self._reset.clicked.connect(self.reset)
        self._reset_all.clicked.connect(self.reset_all)
        self.tree.currentItemChanged.connect(lambda *_: self._warn())

    def select(self, id: str) -> None:
        """Choose an action by its id."""
        self.tree.setCurrentItem(self._items[id])

    def use(self) -> None:
        """Give the keys in the field to the chosen action; other actions lose them."""
        keys, id = self.keys.keySequence(), self._chosen()
        if id is not None and not keys.isEmpty():
            self._changes.put(id, [keys])
            self.keys.clear()
            self._refresh()

    def reset(self) -> None:
        """Give the chosen action its own keys again; those that it had go back to the one they were taken of."""
        if (id := self._chosen()) is not None:
            self._changes.reset(id)
            self._refresh()

    def reset_all(self) -> None:
        """Every action has its own keys again, if that is really meant."""
        text = tr("Give all actions their own keys again? So many have others now: {count}.")
        text = text.format(count=len(self._changes.changed()))
        if QMessageBox.question(self, self.windowTitle(), text) == QMessageBox.StandardButton.Yes:
            self._changes.reset_all()
            self._refresh()

    def _take_away(self) -> None:
        if (id := self._chosen()) is not None:
            self._changes.put(id, [])
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
        self._reset_all.setEnabled(bool(self._changes.changed()))
        self._warn()

    def _filter(self, text: str) -> None:
        for item in self._items.values():
            item.setHidden(text.casefold() not in f"{item.text(0)} {item.text(1)}".casefold())
        chosen = self.tree.currentItem()
        if chosen is None or chosen.isHidden():  # keys are never given to what can't be seen
            seen = next((item for item in self._items.values() if not item.isHidden()), None)
            self.tree.setCurrentIndex(self.tree.indexFromItem(seen) if seen is not None else QModelIndex())
        for button in (self._use, self._remove, self._reset):
            button.setEnabled(self._chosen() is not None)

    def _warn(self) -> None:
        id = self._chosen()
        used = (
            self._actions.keys_in_use(self.keys.keySequence(), id)
            if id and not self.keys.keySequence().isEmpty()
            else []
        )
        names = ", ".join(self._actions[other].text().replace("&", "").rstrip("…") for other in used)
        self._warning.setText(tr("Used by: {names}. It would lose these keys.").format(names=names) if used else "")


class _KeyField(QKeySequenceEdit):
    """Tab is no shortcut here: it leads on, and with Shift back."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back = event.key() == Qt.Key.Key_Backtab or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.focusNextPrevChild(not back)
        else:
            super().keyPressEvent(event)
