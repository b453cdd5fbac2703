"""Keys that mean something to a control belong to it while it has the focus, though the window uses them for browsing.

Enter presses a button as Space does, which Qt has for dialogs only. In a field for a number it says that this is done.

Qt asks first (ShortcutOverride) whether the focused widget, or one that it lies in, wants the key for itself. Text
fields say so on their own; buttons, sliders and lists don't.

What is chosen from a box with the mouse leaves the keys to the picture: only Tab goes to the box, and shows that.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QMainWindow,
    QRadioButton,
    QToolButton,
    QWidget,
)

_KEYS = {
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_Backspace, Qt.Key.Key_Delete,
    Qt.Key.Key_Return, Qt.Key.Key_Enter,
}  # fmt: skip

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PanelKeys(QObject):
    """Keeps these keys, without Ctrl, Alt or Meta, inside the widgets that it is installed on."""

    entered = Signal()
    """A number was typed and ended by Enter: keys are for the picture again."""

    def keep_in(self, *widgets: QWidget) -> None:
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.KeyPress and event.key() in _ENTER:
            return self._press()
        if event.type() != QEvent.Type.ShortcutOverride:
            return False
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in _KEYS:
            event.accept()
            return True
        return False

    def _press(self) -> bool:
        """What has the focus, and has left the key to what contains it; check boxes are for Space alone."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QAbstractSpinBox):
            self.entered.emit()
            return True
        if not isinstance(focused, QAbstractButton) or isinstance(focused, QCheckBox | QRadioButton):
            return False
        if not focused.isEnabled():
            return False
        if isinstance(focused, QToolButton) and focused.popupMode() == QToolButton.ToolButtonPopupMode.InstantPopup:
            focused.showMenu()
        else:
            focused.click()
        return True


def leave_keys_of_boxes(part: QWidget) -> None:
    """Boxes in this part of the window take the keys by Tab alone; what is chosen with the mouse gives them to what
    the middle of the window shows."""
    for box in part.findChildren(QComboBox):
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.activated.connect(partial(_leave, box))


def _leave(box: QComboBox, _: int) -> None:
    window = box.window()
    middle = window.centralWidget() if isinstance(window, QMainWindow) else None
    if middle is not None and not box.hasFocus():
        middle.setFocus()
