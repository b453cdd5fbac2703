"""Where a blind test is held: one picture at a time on the whole screen, and nothing that tells what it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from ...pictures.images import MipImage
from ...toolkit.texts import tr
from ...view.compare_view import CompareView
from ...view.pane import Layout, Pane

_CHOSEN = "QPushButton:checked { background: palette(highlight); color: palette(highlighted-text); padding: 4px 12px; }"


class TrialWindow(QDialog):
    """Shows what it is given. looks: the letters of the places; answers: what the two buttons say.

    All pictures are there before a question is asked, and share one viewport, so that changing between them is one
    repaint, in the same place.
    """

    answered = Signal(int)
    """0 or 1."""
    stopped = Signal()
    """The user has had enough."""

    def __init__(self, question: str, looks: Sequence[str], answers: Sequence[str]) -> None:
        super().__init__()
        self.setWindowTitle(tr("Blind test"))
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self._looks, self._over = looks, False
        self._size = (0, 0)
        self.view = CompareView()
        self.view.set_layout(Layout.SINGLE)
        self.view.layout_changed.connect(self._show_look)
        self._question = QLabel(question)
        self._count = QLabel()
        self._look_buttons = QButtonGroup(self)
        self._answer_buttons = [QPushButton(f"{index + 1}   {text}") for index, text in enumerate(answers)]
        self._lay_out()
        self.set_waiting(True)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(14, 8, 14, 10)
        row.setSpacing(8)
        for index, letter in enumerate(self._looks):
            button = QPushButton(letter)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setToolTip(tr("Shows {letter}; the space bar goes through all.").format(letter=letter))
            button.setMinimumWidth(64)
            button.setAutoDefault(False)
            button.setStyleSheet(_CHOSEN)
            self._look_buttons.addButton(button, index)
            row.addWidget(button)
        self._look_buttons.idClicked.connect(self.look)
        row.addStretch()
        row.addWidget(self._question)
        for index, button in enumerate(self._answer_buttons):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, index=index: self._answer(index))
            row.addWidget(button)
        row.addStretch()
        row.addWidget(self._count)
        stop = QPushButton(tr("End the test"))
        stop.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        stop.setAutoDefault(False)
        stop.clicked.connect(self.close)
        row.addWidget(stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addLayout(row)

    def show_trial(self, images: Sequence[MipImage], number: int, count: int) -> None:
        """Another question, which begins with the first place. Zoom and place stay for a picture of the same size."""
        size = images[0].size
        self.view.set_panes([Pane(image) for image in images])
        if size != self._size:
            self._size = size
            self.view.set_picture(size, keep=False)
        self._count.setText(tr("Trial {number} of {count}").format(number=number, count=count))
        self.set_waiting(False)
        self.look(0)
        self.view.setFocus()

    def set_waiting(self, waiting: bool) -> None:
        """While the pictures of the next question aren't there."""
        if waiting:
            self.view.set_panes([])
            self._count.setText(tr("The next pictures are made…"))
        for button in (*self._answer_buttons, *self._look_buttons.buttons()):
            button.setEnabled(not waiting)

    def look(self, place: int) -> None:
        """Show one of the places."""
        if place < len(self.view.panes):
            self.view.show_pane(place)

    def finish(self) -> None:
        """All is answered."""
        self._over = True
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text, ready = event.text().upper(), self._answer_buttons[0].isEnabled()
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif not ready:
            event.ignore()
        elif event.key() == Qt.Key.Key_Space:
            self.look((self.view.current + 1) % len(self._looks))
        elif text and text in self._looks:
            self.look(list(self._looks).index(text))
        elif text in ("1", "2"):
            self._answer(int(text) - 1)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """It stays until `finish`: the program's window is hidden, and without any the program would end."""
        event.setAccepted(self._over)
        if not self._over:
            self.stopped.emit()

    def _answer(self, place: int) -> None:
        self.set_waiting(True)
        self.answered.emit(place)

    def _show_look(self) -> None:
        button = self._look_buttons.button(self.view.current)
        if button is not None:
            button.setChecked(True)
