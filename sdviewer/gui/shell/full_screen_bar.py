"""Controls over a picture that fills the screen: they come with the mouse, and go when it rests, as its arrow does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from ..commands.full_screen import FullScreen
from ..commands.slideshow import Slideshow
from ..toolkit import icons
from ..toolkit.actions import Actions
from ..toolkit.texts import tr

REST_MS = 2000
MARGIN = 4
BUTTONS = (("previous", "previous"), ("", "slideshow"), ("next", "next"), ("zoom_fit", "fit"), ("zoom_full", "actual"),
           ("full_screen", "close"))  # fmt: skip
"""Ids of actions with their icons; '' plays and pauses."""
_STYLE = """
FullScreenBar { background: rgba(22, 22, 24, 205); border-radius: 10px; }
FullScreenBar QToolButton { border: 0; border-radius: 6px; padding: 6px; background: transparent; }
FullScreenBar QToolButton:hover { background: rgba(255, 255, 255, 45); }
FullScreenBar QToolButton:disabled { background: transparent; }
"""


class FullScreenBar(QFrame):
    """view: what it lies over, at the bottom."""

    def __init__(self, view: QWidget, actions: Actions, full_screen: FullScreen, slideshow: Slideshow) -> None:
        super().__init__(view)
        self._view, self._actions, self._full_screen, self._slideshow = view, actions, full_screen, slideshow
        self._buttons: dict[str, QToolButton] = {}
        self.setStyleSheet(_STYLE)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(tr("Controls"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 4, 8, 4)
        self._row.setSpacing(4)
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self._rest)
        full_screen.switched.connect(self._on_switched)
        slideshow.changed.connect(self._refresh)
        view.installEventFilter(self)
        self.hide()

    def button(self, id: str) -> QToolButton:
        """That of an action; '' is the one that plays and pauses."""
        return self._buttons[id]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._full_screen.is_on:
            if event.type() == QEvent.Type.MouseMove:
                self._come()
            elif event.type() == QEvent.Type.Resize:
                self._place()
        return False

    def leaveEvent(self, event: QEvent) -> None:
        if self._full_screen.is_on:  # else they were hidden below the mouse, by their own button
            self._timer.start()

    def _on_switched(self) -> None:
        if self._full_screen.is_on:
            self._come()  # so that one knows of it
        else:
            self._timer.stop()
            self.hide()
            self._view.unsetCursor()

    def _come(self) -> None:
        if not self._buttons:
            self._make()
        if self.isHidden():
            self._refresh()
            self._place()
            self.show()
            self.raise_()
            self._view.unsetCursor()
        self._timer.start()

    def _rest(self) -> None:
        if self.underMouse():
            return  # it goes when the mouse has left it
        self.hide()
        self._view.setCursor(Qt.CursorShape.BlankCursor)

    def _place(self) -> None:
        size = self.sizeHint()
        left, top = (self._view.width() - size.width()) // 2, self._view.height() - size.height() - MARGIN
        self.setGeometry(left, top, size.width(), size.height())

    def _make(self) -> None:
        for id, icon in BUTTONS:
            button = self._buttons[id] = QToolButton()
            button.setIconSize(QSize(20, 20))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # all of them have keys
            button.setIcon(icons.icon(icon, QColor("white")))
            if id:
                action = self._actions[id]
                button.clicked.connect(action.trigger)
                button.setToolTip(action.toolTip())
                button.setAccessibleName(action.text().replace("&", ""))
            else:
                button.clicked.connect(self._slideshow.play_or_pause)
            self._row.addWidget(button)

    def _refresh(self) -> None:
        """What can be done, and whether the pictures go on by themselves."""
        for id, button in self._buttons.items():
            if id:
                button.setEnabled(self._actions[id].isEnabled())
        if (play := self._buttons.get("")) is not None:
            running = self._slideshow.is_running
            play.setEnabled(self._actions["slideshow"].isEnabled())
            play.setIcon(icons.icon("pause" if running else "slideshow", QColor("white")))
            text = tr("Pause the slideshow") if running else tr("Go on by itself")
            play.setToolTip(text)
            play.setAccessibleName(text)
