"""What is said in place of thumbnails where none is listed: there are no pictures, or the filter leaves all out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ...toolkit.texts import tr
from ..browser import Browser
from ..filtering import Filter


class NothingListed(QWidget):
    """Fills what it lies in, as long as that is so. What a filter leaves out can be had back by a button."""

    def __init__(self, browser: Browser, place: QWidget) -> None:
        super().__init__(place)
        self._browser = browser
        self.text = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.clear = QPushButton(tr("Clear the filter"))
        self.clear.clicked.connect(lambda: browser.set_filter(Filter()))
        column = QVBoxLayout(self)
        column.addStretch()
        column.addWidget(self.text)
        column.addWidget(self.clear, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        around = QVBoxLayout(place)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self)
        browser.listed.connect(self._show)
        self._show()

    def _show(self) -> None:
        hidden = self._browser.left_out
        self.text.setText(tr("The filter hides all pictures here.") if hidden else tr("There are no pictures here."))
        self.clear.setVisible(hidden > 0)
        self.setVisible(not self._browser.paths)
