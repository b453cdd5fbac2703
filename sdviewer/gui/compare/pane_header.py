"""The label on one pane: which codec, how many bytes, how good. Its name chooses another source.

It never covers more than a tenth of its pane by itself: what there is no room for is in its tool tip, and a click on it
opens it, or folds it to one line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from ..pictures.geometry import Size
from ..toolkit.codec_settings import settings_text
from ..toolkit.texts import bytes_text, exact_bytes_text, tr
from .variants import (
    CHANNELS,
    RIVAL_KINDS,
    ROUND_TRIP,
    Source,
    Variant,
    scores_text,
    size_text,
    state_text,
    unequal_text,
    warns,
)

MARGIN, SPACING = 10, 8
PADDING = 16
"""Left and right of what stands in a label."""
LEAST_WIDTH, LEAST_NAME = 60, 6
"""Of a label, and the characters of a name that gives way to a warning: 'A  SD…'."""
MOST_AREA, MOST_HEIGHT = 0.1, 0.6
"""Of its pane, as shares: what a label covers by itself, and how high it is where a click has opened it."""

_STYLE = """
PaneHeader { background: rgba(22, 22, 24, 205); border-radius: 8px; }
PaneHeader > QLabel { color: #d6d6da; background: transparent; }
PaneHeader > QLabel#state { color: #ffd479; }
PaneHeader QToolButton { color: white; font-weight: bold; background: transparent; border: 1px solid transparent;
  border-radius: 4px; padding: 1px 14px 1px 3px; }
PaneHeader QToolButton:hover { background: rgba(255, 255, 255, 40); }
PaneHeader QToolButton:focus { border-color: #7fb0ff; }
PaneHeader QToolButton::menu-indicator { subcontrol-position: right center; right: 3px; }
"""


class PaneHeader(QFrame):
    """The label of one pane. fill_menu: puts into a menu what the pane of this number can show."""

    toggled = Signal()
    """A click has opened it, or folded it."""

    def __init__(self, pane: int, parent: QWidget, fill_menu: Callable[[QMenu, int], None]) -> None:
        super().__init__(parent)
        self._pane = pane
        self.setStyleSheet(_STYLE)
        self._name = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._name.setMenu(QMenu(self._name))
        self._name.menu().aboutToShow.connect(lambda: fill_menu(self._name.menu(), pane))
        self._state, self._size, self._scores, self._settings = QLabel(), QLabel(), QLabel(), QLabel()
        self._state.setObjectName("state")
        self._brief = QLabel()
        self._title = self._message = self._state_whole = self._state_brief = ""
        self.small = False
        self._is_open: bool | None = None  # None: nobody has clicked
        self._hides = self._warns = False
        self._fitted: tuple = ()
        self._details = (self._size, self._scores, self._settings)
        for label in self._details:
            label.setWordWrap(True)
        self._top = QHBoxLayout()
        self._top.setSpacing(SPACING)
        self._top.addWidget(self._name, alignment=Qt.AlignmentFlag.AlignLeft)
        self._top.addWidget(self._state)
        self._top.addWidget(self._brief)
        self._top.addStretch()
        self._column = column = QVBoxLayout(self)
        column.setSpacing(1)
        column.addLayout(self._top)
        for label in self._details:
            label.setContentsMargins(4, 0, 0, 0)
            column.addWidget(label)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_variant(self, source: Source, variant: Variant | None, lettered: bool, size: Size = (0, 0)) -> None:
        """Name, state, bytes and scores; the codec's settings as a tool tip. lettered: there are several panes.
        size: of the document."""
        letter = "ABCD"[self._pane]
        self._title = f"{letter}  {source.name}" if lettered else source.name
        self._name.setAccessibleName(tr("Pane {letter}: {name}").format(letter=letter, name=source.name))
        texts = _texts(variant, size) if variant is not None else ("", "", "", "")
        self._state_whole, self._state_brief = texts[0], state_text(variant, True) if variant is not None else ""
        for label, text in zip((self._state, *self._details), texts, strict=True):
            label.setText(text)
        self._warns = variant is not None and warns(variant)
        nbytes = variant.nbytes if variant is not None else 0
        self._brief.setText(bytes_text(nbytes) if nbytes else "")
        for label in (self._size, self._brief):
            label.setToolTip(exact_bytes_text(nbytes) if nbytes >= 1000 else "")
        message = variant.message if variant is not None else ""
        if message != self._message:
            self._message, self._fitted = message, ()
        self._name.setToolTip(source.name)
        self.setAccessibleDescription(" ".join(texts))

    def fit(self, width: int, height: int) -> None:
        """Show as much as there may be in a pane of this size."""
        texts = [self._title, self._state_whole, *(label.text() for label in self._details)]
        fitted = (width, height, self.isVisible(), self.small, self._is_open, *texts)
        if fitted == self._fitted:  # asked at every step of a zoom
            return
        self._fitted = fitted
        labels = [label for label in (self._state, *self._details) if label.text()]
        room = MOST_HEIGHT * height * width if self._is_open else MOST_AREA * height * width
        shown = labels
        for shown in self._choices(labels):
            self._show(shown, width)
            if self.width() * self.height() <= room and not self._breaks_words(shown) and not self._cuts(shown):
                break
            if shown == [self._state] and self._elide(width, room, LEAST_NAME):
                break
        else:
            self._brief.hide()
            self._elide(width, room, 1)
        gone = [label.text() for label in labels if label not in shown and label is not self._state]
        if self._state not in shown or self._state.text() != self._state_whole:
            gone = [*filter(None, [self._state_whole]), *gone]
        self._hides = bool(gone) and not self._is_open
        name = self._title if self._name.text() != self._title else ""
        self.setToolTip("\n".join(filter(None, (name, *gone, self._message))))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._is_open = self._hides
            self.toggled.emit()

    def _choices(self, labels: list[QLabel]) -> Iterator[list[QLabel]]:
        """From all to the least: settings give way first, then scores; then all is in one line, of which a warning
        stays longest."""
        without = [label for label in labels if label is not self._settings]
        least = [label for label in without if label is not self._scores]
        if self._is_open or (self._is_open is None and not self.small):
            yield from (labels, without, least)
        if not self._is_open:
            yield [self._state, self._brief]
            if self._warns:
                yield [self._state]
            yield [self._brief]

    def _breaks_words(self, shown: list[QLabel]) -> bool:
        long = [label for label in (self._scores, self._settings) if label in shown]
        return any(_widest_word(label) > self.width() - PADDING - 4 for label in long)

    def _cuts(self, shown: list[QLabel]) -> bool:
        """Whether a line lacks room for its words: half of 'not reached' says the opposite."""
        return self._is_line(shown) and self.sizeHint().width() > self.width()

    def _is_line(self, shown: list[QLabel]) -> bool:
        return self._size not in shown

    def _show(self, labels: list[QLabel], width: int) -> None:
        in_a_line = self._is_line(labels)
        self._name.setText(self._title)
        if not in_a_line:
            self._name.setText(self._elided(width - 2 * MARGIN - self._beside_name()))
        self._state.setText(self._state_brief if in_a_line else self._state_whole)
        self._column.setContentsMargins(6, 1 if in_a_line else 5, PADDING - 6, 1 if in_a_line else 6)
        self._break_top(width, in_a_line)
        self._set_size(width, labels)

    def _elide(self, width: int, room: float, least: int) -> bool:
        """Even one line is too much: the name ends in '…'. False, and nothing done, where less than so many characters
        would be left of it; its letter always is."""
        most = max(LEAST_WIDTH, min(width - 2 * MARGIN, int(room / max(1, self.height()))))
        beside = self._beside_name()
        if not self._state.isHidden():
            beside += SPACING + _text_width(self._state)
        elided = self._elided(most - beside)
        if len(elided) < least:
            return False
        self._name.setText(elided if len(elided) > 1 else self._title[0])
        self.resize(min(most, self.width()), self.height())
        return True

    def _beside_name(self) -> int:
        """What a name needs beside its characters, and the label beside the name."""
        return self._name.sizeHint().width() - self._name.fontMetrics().horizontalAdvance(self._name.text()) + PADDING

    def _elided(self, width: int) -> str:
        return self._name.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, max(0, width))

    def _break_top(self, width: int, in_a_line: bool) -> None:
        """The state beside the name, or below it where there is no room for both."""
        wanted = self._name.sizeHint().width() + SPACING + _text_width(self._state)
        beside = in_a_line or not self._state.text() or wanted <= width - 2 * MARGIN - PADDING
        self._top.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._top.setSpacing(SPACING if beside else 1)
        self._state.setWordWrap(not beside)
        self._state.setContentsMargins(0 if beside else 4, 0, 0, 0)

    def _set_size(self, width: int, labels: list[QLabel]) -> None:
        """With these labels only."""
        layout = self.layout()
        assert layout is not None  # made with the header
        for label in (self._state, self._brief, *self._details):
            label.setVisible(label in labels and bool(label.text()))
            most = max(LEAST_WIDTH - 24, width - 2 * MARGIN - 24)
            label.setMinimumWidth(min(_text_width(label) + 12, most) if label.wordWrap() else 0)
        layout.activate()
        self.resize(min(self.sizeHint().width(), max(LEAST_WIDTH, width - 2 * MARGIN)), self.sizeHint().height())
        if layout.hasHeightForWidth():
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))


def _text_width(label: QLabel) -> int:
    return label.fontMetrics().horizontalAdvance(label.text())


def _widest_word(label: QLabel) -> int:
    return max(map(label.fontMetrics().horizontalAdvance, label.text().split(" ")))


def _texts(variant: Variant, size: Size) -> tuple[str, str, str, str]:
    settings = (
        settings_text(variant.settings) if variant.source.kind in (*RIVAL_KINDS, ROUND_TRIP.kind, CHANNELS.kind) else ""
    )
    sizes = " · ".join(filter(None, (size_text(variant), unequal_text(variant, size))))
    return state_text(variant), sizes, scores_text(variant), settings
