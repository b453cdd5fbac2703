"""The middle of the window: a banner, one of several pages below it, and what may stand below that."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget


class PictureArea(QWidget):
    """Stacks what it is given, without margins."""

    def __init__(self, banner: QWidget) -> None:
        super().__init__()
        self._pages = QStackedWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(banner)
        self._column.addWidget(self._pages)

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

    def show_page(self, page: QWidget) -> None:
        """One of the pages. A hidden one would keep the window as large as it needs itself, so its size is ignored."""
        if (before := self.page) is not None:
            before.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        page.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._pages.setCurrentWidget(page)
