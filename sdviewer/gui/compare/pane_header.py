"""The label on one pane: which codec, how many bytes, how good; a click chooses another source."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from ..pictures.geometry import Size
from ..toolkit.texts import tr
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
)

MARGIN, SPACING = 10, 8
PADDING = 16
"""Left and right of what stands in a label."""
LEAST_WIDTH = 60
MOST_HEIGHT = 0.6
"""Of its pane, as a share, that a label covers; what is beyond that is in its tool tip."""

_STYLE = """
PaneHeader { background: rgba(22, 22, 24, 205); border-radius: 8px; }
PaneHeader QLabel { color: #d6d6da; background: transparent; }
PaneHeader QLabel#state { color: #ffd479; }
PaneHeader QToolButton { color: white; font-weight: bold; background: transparent; border: 1px solid transparent;
  border-radius: 4px; padding: 1px 14px 1px 3px; }
PaneHeader QToolButton:hover { background: rgba(255, 255, 255, 40); }
PaneHeader QToolButton:focus { border-color: #7fb0ff; }
PaneHeader QToolButton::menu-indicator { subcontrol-position: right center; right: 3px; }
"""


class PaneHeader(QFrame):
    """The label of one pane. fill_menu: puts into a menu what the pane of this number can show."""

    def __init__(self, pane: int, parent: QWidget, fill_menu: Callable[[QMenu, int], None]) -> None:
        super().__init__(parent)
        self._pane = pane
        self.setStyleSheet(_STYLE)
        self._name = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._name.setMenu(QMenu(self._name))
        self._name.menu().aboutToShow.connect(lambda: fill_menu(self._name.menu(), pane))
        self._state, self._size, self._scores, self._settings = QLabel(), QLabel(), QLabel(), QLabel()
        self._state.setObjectName("state")
        self._message = ""
        self._fitted: tuple = ()
        self._details = (self._size, self._scores, self._settings)
        for label in self._details:
            label.setWordWrap(True)
        self._top = QHBoxLayout()
        self._top.setSpacing(SPACING)
        self._top.addWidget(self._name, alignment=Qt.AlignmentFlag.AlignLeft)
        self._top.addWidget(self._state)
        self._top.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 5, PADDING - 6, 6)
        column.setSpacing(1)
        column.addLayout(self._top)
        for label in self._details:
            label.setContentsMargins(4, 0, 0, 0)
            column.addWidget(label)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def show_variant(self, source: Source, variant: Variant | None, lettered: bool, size: Size = (0, 0)) -> None:
        """Name, state, bytes and scores; the codec's settings as a tool tip. lettered: there are several panes.
        size: of the document."""
        letter = "ABCD"[self._pane]
        self._name.setText(f"{letter}  {source.name}" if lettered else source.name)
        self._name.setAccessibleName(tr("Pane {letter}: {name}").format(letter=letter, name=source.name))
        texts = _texts(variant, size) if variant is not None else ("", "", "", "")
        for label, text in zip((self._state, *self._details), texts, strict=True):
            label.setText(text)
        message = variant.message if variant is not None else ""
        if message != self._message:
            self._message, self._fitted = message, ()
        self._name.setToolTip(source.name)
        self.setAccessibleDescription(" ".join(texts))

    def fit(self, width: int, height: int) -> None:
        """As wide as its texts, but no wider than its pane; without room the settings give way, then the scores."""
        texts = [label.text() for label in (self._name, self._state, *self._details)]
        fitted = (width, height, self.isVisible(), *texts)
        if fitted == self._fitted:  # asked at every step of a zoom
            return
        self._fitted = fitted
        self._break_top(width)
        labels = [label for label in (self._state, *self._details) if label.text()]
        gone: list[QLabel] = []
        self._set_size(width, labels)
        for label in (self._settings, self._scores):
            too_wide = _widest_word(label) > self.width() - PADDING - 4
            if label in labels and (too_wide or self.height() > MOST_HEIGHT * height):
                labels.remove(label)
                gone.insert(0, label)
                self._set_size(width, labels)
        self.setToolTip("\n".join(filter(None, (*(label.text() for label in gone), self._message))))

    def _break_top(self, width: int) -> None:
        """The state beside the name, or below it where there is no room for both."""
        wanted = self._name.sizeHint().width() + SPACING + _text_width(self._state)
        beside = not self._state.text() or wanted <= width - 2 * MARGIN - PADDING
        self._top.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._top.setSpacing(SPACING if beside else 1)
        self._state.setWordWrap(not beside)
        self._state.setContentsMargins(0 if beside else 4, 0, 0, 0)

    def _set_size(self, width: int, labels: list[QLabel]) -> None:
        """With these labels only."""
        layout = self.layout()
        assert layout is not None  # made with the header
        for label in (self._state, *self._details):
            label.setVisible(label in labels)
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
    settings = variant.settings if variant.source.kind in (*RIVAL_KINDS, ROUND_TRIP.kind, CHANNELS.kind) else ""
    sizes = " · ".join(filter(None, (size_text(variant), unequal_text(variant, size))))
    return state_text(variant), sizes, scores_text(variant), settings
