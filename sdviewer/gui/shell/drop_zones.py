"""While several files are dragged over the window: where to let go to open them, and where to compress them."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from ...service.files import SUFFIXES
from ..toolkit.mime import local_paths
from ..toolkit.texts import tr

MARGIN = 24


class DropZones(QWidget):
    """Lies over the picture area; the upper part opens, the lower part compresses."""

    def __init__(self, area: QWidget) -> None:
        super().__init__(area)
        self._area = area
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._compresses = False
        self.hide()

    def offer(self) -> None:
        """Show both places."""
        self.setGeometry(self._area.rect())
        self.raise_()
        self.show()

    def point(self, at: QPointF, ctrl: bool) -> None:
        """The pointer is here, in the window's coordinates; with Ctrl it is for compressing wherever it is."""
        compresses = ctrl or self.compresses(at)
        if compresses != self._compresses:
            self._compresses = compresses
            self.update()

    def compresses(self, at: QPointF) -> bool:
        """Whether files that are let go here, in the window's coordinates, are to be compressed."""
        return self.isVisible() and self.mapFrom(self.window(), at).y() >= self._rect(True).top() - MARGIN / 2

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(self.palette().color(QPalette.ColorRole.Window))
        veil.setAlpha(225)
        painter.fillRect(self.rect(), veil)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        painter.setFont(font)
        self._paint_zone(painter, False, tr("Open"))
        self._paint_zone(painter, True, tr("Compress all of them"))
        painter.end()

    def _paint_zone(self, painter: QPainter, compresses: bool, text: str) -> None:
        palette, active = self.palette(), compresses == self._compresses
        edge = QPalette.ColorRole.Highlight if active else QPalette.ColorRole.PlaceholderText
        painter.setPen(QPen(palette.color(edge), 2))
        fill = QColor(palette.color(QPalette.ColorRole.Highlight))
        fill.setAlpha(50 if active else 0)
        painter.setBrush(fill)
        rect = QRectF(self._rect(compresses))
        painter.drawRoundedRect(rect, 14, 14)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _rect(self, compresses: bool) -> QRect:
        area = self.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        height = (area.height() - MARGIN) // 3
        if compresses:
            return QRect(area.left(), area.bottom() - height + 1, area.width(), height)
        return QRect(area.left(), area.top(), area.width(), area.height() - height - MARGIN)


def are_several(data: QMimeData) -> bool:
    """Whether more than one file is dragged, or something that may be a folder; without a look at the disk."""
    paths = local_paths(data)
    return len(paths) > 1 or any(path.suffix.lower() not in SUFFIXES for path in paths)
