"""One page over the window with the keys and gestures; any key or click takes it away again."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QScrollBar, QVBoxLayout, QWidget

from ..toolkit.actions import Actions
from ..toolkit.texts import tr

Row = tuple[str, str]
"""Keys or a gesture, and what it does."""

COLUMN = 310
"""Width of a column that can be read, in logical pixels."""
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)
_SCROLLING = {
    Qt.Key.Key_Up: QScrollBar.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QScrollBar.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QScrollBar.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QScrollBar.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_Home: QScrollBar.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QScrollBar.SliderAction.SliderToMaximum,
}
"""Keys that move the page where not all of it can be seen."""
_STYLE = """
KeysPage { background: rgba(20, 20, 22, 235); }
KeysPage QWidget { background: transparent; color: #d6d6da; }
KeysPage QLabel#heading { color: white; font-weight: bold; }
KeysPage QLabel#keys { color: #ffd479; }
"""


class KeysPage(QFrame):
    """Covers its window, and takes every key until it is gone."""

    def __init__(self, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("keys_page")
        self.setStyleSheet(_STYLE)
        self.setAccessibleName(tr("Keys and gestures"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._window = window
        self._before = window.focusWidget()
        self._places = QGridLayout()
        self._places.setHorizontalSpacing(36)
        self._columns = [_column(groups) for groups in _columns(actions)]
        contents = QWidget()
        rows = QVBoxLayout(contents)
        rows.setContentsMargins(28, 16, 28, 8)
        rows.addStretch()
        rows.addLayout(self._places)
        rows.addStretch()
        self._area = area = QScrollArea()
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(contents)
        self._end = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True, margin=6)
        area.verticalScrollBar().rangeChanged.connect(self._say_what_keys_do)
        self._say_what_keys_do()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        whole.addWidget(self._end)
        self.setAccessibleDescription("; ".join(label.text() for label in self.findChildren(QLabel)))
        window.installEventFilter(self)

    def open(self) -> None:
        """Over all that the window shows."""
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns beside each other as can be read there, the others below."""
        super().resizeEvent(event)
        across = max(1, min(len(self._columns), self.width() // COLUMN))
        for number, column in enumerate(self._columns):
            self._places.removeWidget(column)
            self._places.addWidget(column, number // across, number % across)
        for number in range(len(self._columns)):
            self._places.setColumnStretch(number, int(number < across))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:  # else the window's own key acts behind the page
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:  # Tab, too
            if self._scrolls and (action := _SCROLLING.get(Qt.Key(event.key()))):
                self._area.verticalScrollBar().triggerAction(action)
            elif event.key() not in _MODIFIERS:
                self._leave()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._leave()

    @property
    def _scrolls(self) -> bool:
        """There is more than can be seen."""
        return self._area.verticalScrollBar().maximum() > 0

    def _say_what_keys_do(self) -> None:
        scrolls = tr("The arrow and page keys scroll; any other key closes this page.")
        self._end.setText(scrolls if self._scrolls else tr("Any key closes this page."))

    def _leave(self) -> None:
        if self._before is not None:
            self._before.setFocus()
        self.close()


def _columns(actions: Actions) -> list[list[tuple[str, list[Row]]]]:
    def rows(*ids: str) -> list[Row]:
        return [(_keys(actions, id), _text(actions, id)) for id in ids if _keys(actions, id)]

    lab = rows("map_heat", "map_detail", "map_spread", "map_rate", "map_efficiency", "lab_worst", "lab_stages",
               "lab_latents", "lab_rectangle", "lab_crop_lost", "lab_chart", "lab_codecs", "lab_abx", "lab_choice",
               "lab_protect", "lab_evidence", "lab_folders")  # fmt: skip
    main = rows("open", "paste", "compress", "hold_original", "save", "save_as", "copy", "queue_add", "queue")
    view = rows("zoom_fit", "zoom_full", "zoom_double", "zoom_in", "zoom_out", "loupe", "rotate_right", "full_screen",
                "labels", "inspector")  # fmt: skip
    compare = rows("layout_split", "layout_side", "layout_single", "pane_1", "pane_2", "swap", "natural",
                   "divider_back", "divider_on", "split_direction", "add_pane")  # fmt: skip
    browse = rows("next", "previous", "first", "last", "thumbnail_grid", "thumbnail_strip", "slideshow", "rename",
                  "trash", "restore")  # fmt: skip
    other = rows("palette", "settings", "keys", "escape")
    gestures = [
        (tr("Wheel"), tr("zoom where the mouse is; with Ctrl the next picture")),
        (tr("Drag"), tr("move the picture, or the divider")),
        (tr("Double click"), tr("fit to the window, or 100 %")),
        (tr("Click a label"), tr("open it; on its name choose what the pane shows")),
        (tr("Drop a photo"), tr("open it; with Ctrl compress it")),
        (tr("Drop several"), tr("above: open them, below: compress them all")),
    ]
    return [
        [(tr("The main job"), main), (tr("Gestures"), gestures), (tr("Browse"), browse)],
        [(tr("Compare"), compare), (tr("Look closely"), view)],
        [(tr("Lab"), lab), (tr("Anything else"), other)],
    ]


def _column(groups: Iterable[tuple[str, list[Row]]]) -> QWidget:
    column = QWidget()
    grid = QGridLayout(column)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(1)
    at = 0
    for heading, rows in groups:
        title = QLabel(heading)
        title.setObjectName("heading")
        grid.addWidget(title, at, 0, 1, 2)
        for number, (keys, text) in enumerate(rows, at + 1):
            left, right = QLabel(keys), QLabel(text.replace(" %", "\u00a0%"))  # a number keeps its sign beside it
            left.setObjectName("keys")
            right.setWordWrap(True)
            grid.addWidget(left, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(right, number, 1, Qt.AlignmentFlag.AlignTop)
        at += len(rows) + 1
        grid.setRowMinimumHeight(at, 10)
        at += 1
    grid.setRowStretch(at, 1)
    grid.setColumnStretch(1, 1)
    return column


def _keys(actions: Actions, id: str) -> str:
    sequences = actions[id].shortcuts()[:2]
    return "  ".join(keys.toString(QKeySequence.SequenceFormat.NativeText) for keys in sequences)


def _text(actions: Actions, id: str) -> str:
    return actions[id].text().replace("&", "").rstrip("…")
