"""The middle of the window: one of several pages, what may stand below it, and a banner that lies over the page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

WIDEST, MARGIN, ABOVE_EDGE = 720, 12, 84
"""Of the banner; at the page's edge are legends and labels, and controls that have to stay within reach."""


class PictureArea(QWidget):
    """Stacks what it is given, without margins."""

    def __init__(self, banner: QWidget) -> None:
        super().__init__()
        self._banner = banner
        self._pages = QStackedWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._pages)
        banner.setParent(self)
        for widget in (banner, self._pages):
            widget.installEventFilter(self)

    def add(self, part: QWidget) -> None:
        """One more, below the others."""
        self._column.addWidget(part)

    def add_page(self, page: QWidget) -> None:
        """Something that the middle can show; the first one is what it shows at first."""
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)

    @property
    def page(self) -> QWidget | None:
        """What the middle shows."""
        return self._pages.currentWidget()

    def take_focus(self) -> None:
        """Keys are for what the middle shows."""
        if self.page is not None:
            self.page.setFocus()

    def show_page(self, page: QWidget) -> None:
        """One of the pages. A hidden one would keep the window as large as it needs itself, so its size is ignored."""
        if (before := self.page) is not None:
            before.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        page.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._pages.setCurrentWidget(page)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moves = (QEvent.Type.Resize, QEvent.Type.Move) if watched is self._pages else (QEvent.Type.LayoutRequest,)
        if event.type() in (*moves, QEvent.Type.Show):
            self._place_banner()
        return False

    def _place_banner(self) -> None:
        """At the bottom, in the middle; in a low page as far down as all of it can be seen."""
        page, banner = self._pages.geometry(), self._banner
        width = min(WIDEST, page.width() - 2 * MARGIN)
        height = banner.heightForWidth(width) if banner.hasHeightForWidth() else banner.sizeHint().height()
        left, top = page.center().x() - width // 2, page.bottom() - ABOVE_EDGE - height
        banner.setGeometry(left, max(page.top(), top), width, height)
        banner.raise_()
