"""Paints outlines of faces and text, and what the brush has covered, over every pane."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ....codec.types import Region
from ...pictures.geometry import Rect
from ...view.compare_view import CompareView
from ...view.painting import q_rect
from ...view.pane import Layout

AT_RISK, SAFE = QColor(255, 176, 32), QColor(64, 224, 160)
_BRUSHED = QColor(64, 224, 160, 90)
_LEAST_SIDE = 12
"""In logical pixels: a smaller outline would hide what it is around."""
_BESIDE = 4
"""How far an outline is from that, at least."""


class Outlines(QWidget):
    """Lies over the view and lets the mouse through. Regions are of the picture as it is turned."""

    def __init__(self, view: CompareView) -> None:
        super().__init__(view)
        self._view = view
        self._outlined: Sequence[Region] = ()
        self._brushed: Sequence[Region] = ()
        self._colour = AT_RISK
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        view.installEventFilter(self)
        view.viewport_changed.connect(self.update)
        view.layout_changed.connect(self.update)
        view.holding_changed.connect(self.update)

    def show_regions(self, outlined: Sequence[Region], brushed: Sequence[Region], safe: bool, text: str) -> None:
        """safe: those that are outlined are protected. text: the same in words."""
        self._outlined, self._brushed, self._colour = outlined, brushed, SAFE if safe else AT_RISK
        self.setGeometry(self._view.rect())
        self.setVisible(bool(outlined or brushed))
        self.setAccessibleDescription(text)
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._view.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        view, dpr = self._view, self.devicePixelRatioF()
        painter = QPainter(self)
        painter.scale(1 / dpr, 1 / dpr)
        whole = Rect(0, 0, view.width() * dpr, view.height() * dpr)
        for _, rect in view.visible_panes():
            pane = rect if view.layout_mode is Layout.SIDE else whole  # the halves of a split show one picture
            painter.setClipRect(q_rect(rect))
            for region in self._brushed:
                painter.fillRect(self._area(region, pane), _BRUSHED)
            for region in self._outlined:
                _paint_outline(painter, self._area(region, pane), self._colour, dpr)
        painter.end()

    def _area(self, region: Region, pane: Rect) -> QRectF:
        viewport = self._view.viewport
        (x, y), scale = viewport.origin, viewport.scale
        return QRectF(
            pane.x + x + region.left * scale, pane.y + y + region.top * scale, region.width * scale,
            region.height * scale,
        )  # fmt: skip


def _paint_outline(painter: QPainter, area: QRectF, colour: QColor, dpr: float) -> None:
    more = max(_BESIDE * dpr, (_LEAST_SIDE * dpr - min(area.width(), area.height())) / 2)
    area = area.adjusted(-more, -more, more, more)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(QColor(0, 0, 0, 160), 3.5 * dpr), QPen(colour, 1.5 * dpr)):
        painter.setPen(pen)
        painter.drawRoundedRect(area, 3 * dpr, 3 * dpr)
