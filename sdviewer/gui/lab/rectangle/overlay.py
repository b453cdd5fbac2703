"""Paints the rectangle over every pane, with its place, and its figures at the pane's bottom."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ....codec.types import Region
from ...pictures.geometry import Rect
from ...view.compare_view import CompareView
from ...view.legend import places
from ...view.painting import CHIP, CHIP_TEXT, q_rect
from ...view.pane import Layout

_ABOVE_EDGE, _PADDING = 10, 7


class RectangleOverlay(QWidget):
    """Lies over the view and lets the mouse through. text_of: a pane's figures by its number, '' for none."""

    def __init__(self, view: CompareView, text_of: Callable[[int], str]) -> None:
        super().__init__(view)
        self._view, self._text_of = view, text_of
        self._region: Region | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        view.installEventFilter(self)
        view.viewport_changed.connect(self.update)
        view.layout_changed.connect(self.update)

    def show_region(self, region: Region | None) -> None:
        self._region = region
        self.setGeometry(self._view.rect())
        self.setVisible(region is not None)
        self.setAccessibleDescription(" ".join(self._text_of(index) for index in range(len(self._view.panes))))
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._view.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        region, view = self._region, self._view
        if region is None:
            return
        dpr = self.devicePixelRatioF()
        painter = QPainter(self)
        painter.scale(1 / dpr, 1 / dpr)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(max(1, round(self.fontInfo().pixelSize() * dpr)))
        painter.setFont(font)
        shown = view.visible_panes()
        whole = Rect(0, 0, view.width() * dpr, view.height() * dpr)
        for index, rect in shown:
            pane = rect if view.layout_mode is Layout.SIDE else whole  # the halves of a split show one picture
            painter.setClipRect(q_rect(rect))
            area = self._area(region, (pane.x, pane.y))
            _paint_frame(painter, area, dpr)
            _paint_place(painter, region, area, pane, dpr)
            if text := self._text_of(index):
                legend = view.panes[index].legend
                where = places(legend, rect, font, dpr) if legend else None
                _paint_figures(painter, text, rect, where.area.top() if where else rect.bottom, dpr)
        painter.end()

    def _area(self, region: Region, place: tuple[float, float]) -> QRectF:
        viewport = self._view.viewport
        (x, y), scale = viewport.origin, viewport.scale
        return QRectF(
            place[0] + x + region.left * scale, place[1] + y + region.top * scale, region.width * scale,
            region.height * scale,
        )  # fmt: skip


def _paint_frame(painter: QPainter, area: QRectF, dpr: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(0, 0, 0, 150), 3.0), (QColor(255, 255, 255, 235), 1.0)):
        painter.setPen(QPen(colour, width * dpr))
        painter.drawRect(area)


def _paint_place(painter: QPainter, region: Region, area: QRectF, pane: Rect, dpr: float) -> None:
    """'120, 80 · 200 × 160' below the rectangle, or inside it where there is no room; a pane's label is at its top."""
    text = f"{region.left}, {region.top} · {region.width} × {region.height}"
    metrics = QFontMetricsF(painter.font())
    box = QRectF(0, 0, metrics.horizontalAdvance(text) + 2 * _PADDING * dpr, metrics.height() + 4 * dpr)
    gap = 3 * dpr
    left = min(max(area.left(), pane.x + gap), max(pane.x + gap, pane.right - box.width() - gap))
    below = area.bottom() + gap
    fits = below + box.height() <= pane.bottom
    box.moveTopLeft(QPointF(left, below if fits else min(area.bottom(), pane.bottom) - box.height() - gap))
    _paint_chip(painter, text, box, int(Qt.AlignmentFlag.AlignCenter), dpr)


def _paint_figures(painter: QPainter, text: str, pane: Rect, above: float, dpr: float) -> None:
    """Lines in the middle of a pane's bottom, above a map's legend."""
    flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
    most = QRectF(0, 0, max(60.0, pane.width - 4 * _ABOVE_EDGE * dpr), 10_000)
    words = QFontMetricsF(painter.font()).boundingRect(most, flags, text)
    box = QRectF(0, 0, words.width() + 2 * _PADDING * dpr + 2, words.height() + _PADDING * dpr)
    bottom = above - _ABOVE_EDGE * dpr
    box.moveCenter(QPointF(pane.x + pane.width / 2, bottom - box.height() / 2))
    _paint_chip(painter, text, box, flags, dpr)


def _paint_chip(painter: QPainter, text: str, box: QRectF, flags: int, dpr: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(CHIP)
    painter.drawRoundedRect(box, 5 * dpr, 5 * dpr)
    painter.setPen(CHIP_TEXT)
    painter.drawText(box, flags, text)
