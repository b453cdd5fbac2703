"""The folder in place of the picture: where it is, the list of thumbnails, how many there are, and their size."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from ..toolkit.texts import tr
from ..widgets.elided_label import ElidedLabel
from .browser import Browser
from .folder.folder_head import FolderHead
from .folder.nothing_listed import NothingListed
from .thumbnail_model import ThumbnailModel
from .thumbnail_views import LARGEST, SMALLEST, ThumbnailList


class ThumbnailGrid(QWidget):
    """The list, above it its head, and below it how many there are and how large they are shown."""

    def __init__(self, model: ThumbnailModel, browser: Browser, head: FolderHead) -> None:
        super().__init__()
        self._browser, self.head = browser, head
        self.list = ThumbnailList(model)
        self.nothing = NothingListed(browser, self.list.viewport())
        self.count = ElidedLabel()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(SMALLEST, LARGEST)
        self.slider.setPageStep(32)
        self.slider.setMinimumWidth(60)
        self.slider.setMaximumWidth(160)
        self.slider.setAccessibleName(tr("Size of the thumbnails"))
        self.slider.setToolTip(tr("Size of the thumbnails"))
        self.slider.valueChanged.connect(self.list.resized)
        head.left.connect(self.list.setFocus)
        self.list.side_changed.connect(self.slider.setValue)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 4)
        foot.addWidget(self.count, 1)
        foot.addWidget(self.slider, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.list)
        column.addLayout(foot)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._count)
        self.list.selectionModel().selectionChanged.connect(self._count)
        browser.listed.connect(self._count)
        self._count()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Keys are for the thumbnails; a focus proxy would have Tab leave out the head."""
        self.list.setFocus(event.reason())

    def _count(self) -> None:
        count, selected = self.list.model().rowCount(), self.list.selected_count()
        text = tr("One picture") if count == 1 else tr("%n pictures", count)
        if self._browser.left_out:
            text = tr("{count} of {all}").format(count=text, all=count + self._browser.left_out)
        self.count.setText(f"{text}, {tr('%n selected', selected)}" if selected > 1 else text)
