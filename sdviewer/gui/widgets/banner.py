"""Errors and notices, inside the window and out of the way: a line that lies over the picture and can be closed.

What is said about a picture goes with it; what is said about other work, such as the queue's, stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton

from ..toolkit import icons
from ..toolkit.texts import tr

NOTICE_MS = 6000

Action = tuple[str, Callable[[], object]]
"""A button: what is written on it, and what it does."""


class Banner(QFrame):
    """Shows the newest message; counts those that it replaced unread."""

    changed = Signal()
    """It says something else, or nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._is_error, self._of_picture = False, True
        self._missed = 0
        self._icon = QLabel()
        self._text = QLabel(wordWrap=True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._buttons: list[QPushButton] = []
        self._close = QToolButton(autoRaise=True)
        self._close.setAccessibleName(tr("Close the message"))
        self._close.clicked.connect(self.clear)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 6, 8, 6)
        self._row.setSpacing(10)
        for widget in (self._icon, self._text, self._close):
            self._row.addWidget(widget)
        self._timer = QTimer(self, singleShot=True, interval=NOTICE_MS)
        self._timer.timeout.connect(self.clear)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown, '' if nothing is."""
        return "" if self.isHidden() else self._text.text()

    def show_error(self, text: str) -> None:
        """Stays until it is closed or another picture comes."""
        self._missed = self._missed + 1 if self._is_error and self.text else 0
        if self._missed:
            text += " " + tr("(and %n more)", self._missed)
        self._show(text, True)

    def show_notice(
        self, text: str, action: str = "", run: Callable[[], object] | None = None, of_picture: bool = True
    ) -> None:
        """Goes away by itself, and with its picture; never replaces an error."""
        if self._is_error and self.text:
            return
        self._show(text, False, *([(action, run)] if run else []), of_picture=of_picture)
        self._timer.start()

    def show_offer(self, text: str, *actions: Action, of_picture: bool = False) -> None:
        """Stays until one of the actions is chosen, it is closed, or something newer comes; replaces errors too."""
        self._missed = 0
        self._show(text, False, *actions, of_picture=of_picture)

    def clear(self) -> None:
        self._timer.stop()
        self._missed = 0
        self._is_error = False
        self.hide()
        self.changed.emit()

    def clear_error(self) -> None:
        """The user has seen what is wrong, and asks for something else."""
        if self._is_error:
            self.clear()

    def leave_picture(self) -> None:
        """Another picture comes: what was said about the one before goes with it."""
        if self._of_picture:
            self.clear()

    def _show(self, text: str, is_error: bool, *actions: Action, of_picture: bool = True) -> None:
        self._timer.stop()
        self._is_error, self._of_picture = is_error, of_picture
        self._text.setText(text)
        self._set_actions(actions)
        self._colour()
        self.setAccessibleName(text)
        self.show()
        self.changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and not self.isHidden():
            self._colour()

    def _colour(self) -> None:
        """As the theme is now."""
        style = self._style(self._is_error)
        if style != self.styleSheet():  # setting it changes the palette once more
            self.setStyleSheet(style)
            self._icon.setPixmap(icons.icon("error" if self._is_error else "info").pixmap(QSize(20, 20)))
            self._close.setIcon(icons.icon("close"))

    def _set_actions(self, actions: Sequence[Action]) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        for label, run in actions:
            button = QPushButton(label)
            button.clicked.connect(self.clear)
            button.clicked.connect(lambda _=False, run=run: run())
            self._row.insertWidget(self._row.count() - 1, button)
            button.show()
            self.setTabOrder(self._buttons[-1] if self._buttons else self._text, button)
            self._buttons.append(button)
        self.setTabOrder(self._buttons[-1] if self._buttons else self._text, self._close)
        self._close.raise_()  # after them in the window's order, too

    def _style(self, is_error: bool) -> str:
        palette = QGuiApplication.palette()  # its own has the colours of the style that it was given
        dark = palette.color(QPalette.ColorRole.Window).lightness() < 128
        error, notice = ("#54302e", "#2c3b52") if dark else ("#fbe3e1", "#e1ecfb")
        edge = palette.color(QPalette.ColorRole.Mid).name()
        ground = error if is_error else notice
        return f"#banner {{ background: {ground}; border: 1px solid {edge}; border-radius: 8px; }}"
