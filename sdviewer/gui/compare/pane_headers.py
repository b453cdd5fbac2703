"""Labels on the panes: which codec, how many bytes, how good; a click chooses another source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from ...codec.types import EncodeOptions
from ..toolkit.texts import codec_name, tr
from ..view.compare_view import CompareView, Layout
from .size_offer import offer_for
from .variants import NATURAL, ORIGINAL, RIVAL_KINDS, SDC, Source, Variant, scores_text, size_text, state_text

if TYPE_CHECKING:
    from ..shell.main_window import MainWindow

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
    """The label of one pane."""

    def __init__(self, pane: int, parent: QWidget, headers: PaneHeaders) -> None:
        super().__init__(parent)
        self._pane, self._headers = pane, headers
        self.setStyleSheet(_STYLE)
        self._name = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._name.setMenu(QMenu(self._name))
        self._name.menu().aboutToShow.connect(self._fill_menu)
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

    def show_variant(self, source: Source, variant: Variant | None) -> None:
        """Name, state, bytes and scores; the codec's settings as a tool tip."""
        letter = "ABCD"[self._pane]
        self._name.setText(f"{letter}  {source.name}" if self._headers.comparing else source.name)
        self._name.setAccessibleName(tr("Pane {letter}: {name}").format(letter=letter, name=source.name))
        texts = _texts(variant) if variant is not None else ("", "", "", "")
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

    def _fill_menu(self) -> None:
        self._headers.fill_menu(self._name.menu(), self._pane)


def _text_width(label: QLabel) -> int:
    return label.fontMetrics().horizontalAdvance(label.text())


def _widest_word(label: QLabel) -> int:
    return max(map(label.fontMetrics().horizontalAdvance, label.text().split(" ")))


def _texts(variant: Variant) -> tuple[str, str, str, str]:
    settings = variant.settings if variant.source.kind in RIVAL_KINDS else ""
    return state_text(variant), size_text(variant), scores_text(variant), settings


class PaneHeaders(QObject):
    """One header per pane, kept where its pane is."""

    def __init__(self, view: CompareView, window: MainWindow) -> None:
        super().__init__(view)
        self._view, self._window = view, window
        self._comparison = window.session.comparison
        self._headers: list[PaneHeader] = []
        self._shown = True
        view.layout_changed.connect(self.place)
        view.installEventFilter(self)

    @property
    def comparing(self) -> bool:
        return self._comparison.comparing

    def set_shown(self, shown: bool) -> None:
        self._shown = shown
        self.place()

    def refresh(self) -> None:
        """Texts as the variants are now."""
        sources = self._comparison.sources
        while len(self._headers) < len(sources):
            self._headers.append(PaneHeader(len(self._headers), self._view, self))
            self._window.panel_keys.keep_in(self._headers[-1])
        for header, source in zip(self._headers, sources, strict=False):
            header.show_variant(source, self._comparison.variant(source))
        self.place()

    def place(self) -> None:
        """Each in the corner of its pane; a photo on its own has none."""
        visible = dict(self._view.visible_panes())
        sources = self._comparison.sources
        is_sdc = sources[:1] in ([SDC], [NATURAL])
        labelled = self._shown and (self.comparing or is_sdc) and self._comparison.document is not None
        for index, header in enumerate(self._headers):
            if labelled and index in visible and index < len(sources):
                self._place_one(header, index, visible)
                header.show()
                header.raise_()
            else:
                header.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False

    def fill_menu(self, menu: QMenu, pane: int) -> None:
        """The sources that this pane can show."""
        menu.clear()
        sources = self._comparison.sources
        has_original = self._comparison.original is not None
        for source in (ORIGINAL, SDC, NATURAL, *map(Source, RIVAL_KINDS)):
            action = menu.addAction(codec_name(source.kind))
            action.setCheckable(True)
            action.setChecked(sources[pane] == source)
            needed = SDC if source == NATURAL else source
            is_seed = source.kind.startswith("buehlmann2022")
            possible = not is_seed or self._comparison.options.model != EncodeOptions().model
            action.setEnabled(possible and (has_original or self._comparison.variant(needed) is not None))
            action.triggered.connect(lambda _=False, s=source: self._comparison.set_source(pane, s))
        offer = offer_for(self._comparison, sources[pane])
        if offer is not None:
            menu.addSeparator()
            menu.addAction(offer.text, lambda: offer.accept(self._window.session.settings))
        if not has_original:
            menu.addAction(self._window.actions_["choose_original"])
        menu.addSeparator()
        files = self._window.files
        menu.addAction(tr("Another file…")).triggered.connect(lambda: files.choose_for_pane(pane, folder=False))
        menu.addAction(tr("The same name in a folder…")).triggered.connect(
            lambda: files.choose_for_pane(pane, folder=True)
        )

    def _place_one(self, header: PaneHeader, index: int, visible: dict) -> None:
        dpr = self._view.devicePixelRatioF()
        rect = visible[index]
        split = self._view.layout_mode is Layout.SPLIT and len(visible) == 2
        second = split and index != 0
        if split:  # both stay on screen wherever the divider is
            half = (self._view.width() // 2, self._view.height())
            header.fit(*(half if self._view.vertical else (self._view.width(), self._view.height() // 2)))
            x = self._view.width() - header.width() - MARGIN if second and self._view.vertical else MARGIN
            y = self._view.height() - header.height() - MARGIN if second and not self._view.vertical else MARGIN
        else:
            header.fit(int(rect.width / dpr), int(rect.height / dpr))
            x, y = int(rect.x / dpr) + MARGIN, int(rect.y / dpr) + MARGIN
        header.move(x, y)
