"""The middle of the window: one of several pages, what may stand below it, and what is said over it without moving it:
a banner, and what else belongs there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal, SignalInstance
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QToolButton, QVBoxLayout, QWidget

WIDEST, MARGIN, ABOVE_EDGE = 720, 12, 84
"""Of what lies over the page, at whose edge are legends and labels, and controls that have to stay within reach."""
LOW = 400
"""In a page of this height, such as one with a chart below it, nothing may lie in the middle of the little picture."""
GAP = 6
"""Between two of them."""


class PictureArea(QWidget):
    """Stacks what it is given, without margins."""

    page_changed = Signal()

    def __init__(self, banner: QWidget) -> None:
        super().__init__()
        self._foot: Callable[[], float] = float
        self._over: list[QWidget] = []  # the page, from the lowest to the highest
        self._pages = QStackedWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._pages)
        self._pages.installEventFilter(self)
        self._pages.currentChanged.connect(self._on_page)
        self.lay_over(banner)

    def add(self, part: QWidget) -> None:
        """One more, below the page."""
        self._column.addWidget(part)

    def lay_over(self, part: QWidget) -> None:
        """One more over the page, below the others there."""
        self._over.insert(0, part)
        part.setParent(self)
        part.installEventFilter(self)

    def keep_clear(self, foot: Callable[[], float], changed: SignalInstance) -> None:
        """Leave so much of a low page's lower edge uncovered, too, in logical pixels; changed: it is another now."""
        self._foot = foot
        changed.connect(self._place)

    def add_page(self, page: QWidget) -> None:
        """Something that the middle can show; the first one is what it shows at first."""
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)

    @property
    def page(self) -> QWidget | None:
        """What the middle shows."""
        return self._pages.currentWidget()

    def _on_page(self) -> None:
        """Keys for the middle are for what it shows."""
        if (page := self.page) is not None:
            self.setFocusProxy(page)
        self.page_changed.emit()

    def show_page(self, page: QWidget, takes_keys: bool = False) -> None:
        """One of the pages. A hidden one would keep the window as large as it needs itself, so its size is ignored.

        takes_keys: the keys are for the page; as long as it stays, a tool button that they have gone to keeps them.
        """
        is_new = page is not self.page
        if (before := self.page) is not None:
            before.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        page.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._pages.setCurrentWidget(page)
        if takes_keys and (is_new or not isinstance(self.window().focusWidget(), QToolButton)):
            page.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moves = (QEvent.Type.Resize, QEvent.Type.Move) if watched is self._pages else (QEvent.Type.LayoutRequest,)
        if event.type() in (*moves, QEvent.Type.Show, QEvent.Type.Hide):
            self._place()
        return False

    def _place(self) -> None:
        """At the bottom, in the middle; in a low page as far down as all of it can be seen."""
        page = self._pages.geometry()
        above = ABOVE_EDGE if page.height() > LOW else MARGIN + round(self._foot())
        width, bottom = min(WIDEST, page.width() - 2 * MARGIN), page.bottom() - above
        for part in [part for part in self._over if not part.isHidden()]:
            height = part.heightForWidth(width) if part.hasHeightForWidth() else part.sizeHint().height()
            top = max(page.top(), bottom - height)
            part.setGeometry(page.center().x() - width // 2, top, width, height)
            part.raise_()
            bottom = top - GAP
