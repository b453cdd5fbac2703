"""The loupe: the surroundings of the cursor magnified, one square per pane beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ..pictures.geometry import Size
from ..pictures.images import MipImage
from .viewport import Point, Viewport

SIDE = 168
"""Of one square, in logical pixels."""

SMALLEST_MAGNIFICATION = 4.0
_GAP, _AWAY, _RADIUS = 2, 28, 8


def magnification(viewport: Viewport, dpr: float) -> float:
    """Logical pixels per picture pixel: always more than what the view itself shows."""
    return max(SMALLEST_MAGNIFICATION, 2 * viewport.scale / dpr)


def place(cursor: QPointF, count: int, view: Size, dpr: float) -> QRectF:
    """Where the loupe lies in a view (device pixels): below the cursor or, where there is no room, above it."""
    width, height = (count * SIDE + (count - 1) * _GAP) * dpr, SIDE * dpr
    edge, away = 6 * dpr, _AWAY * dpr
    left = max(edge, min(cursor.x() - width / 2, view[0] - width - edge))
    below = cursor.y() + away
    top = below if below + height + edge <= view[1] else max(edge, cursor.y() - away - height)
    return QRectF(left, top, width, height)


def paint_loupe(
    painter: QPainter, views: Sequence[tuple[MipImage, Viewport]], point: Point, box: QRectF, dpr: float
) -> None:
    """The squares of `box`, of images with their viewports, around a point of the pane, the pixel there framed."""
    side, zoom = SIDE * dpr, magnification(views[0][1], dpr) * dpr
    outline = QPainterPath()
    outline.addRoundedRect(box, _RADIUS * dpr, _RADIUS * dpr)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 130), 4 * dpr))
    painter.setBrush(QColor(24, 24, 26))
    painter.drawPath(outline)
    for index, (image, viewport) in enumerate(views):
        square = QRectF(box.x() + index * (side + _GAP * dpr), box.y(), side, side)
        painter.setClipPath(outline)
        painter.setClipRect(square, Qt.ClipOperation.IntersectClip)
        _paint_square(painter, image, viewport.to_picture(point), viewport, square, zoom)
    painter.setClipping(False)
    painter.setPen(QPen(QColor(255, 255, 255, 210), 1.5 * dpr))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(outline)
    painter.restore()


def _paint_square(
    painter: QPainter, image: MipImage, at: Point, viewport: Viewport, square: QRectF, zoom: float
) -> None:
    reach = square.width() / zoom
    left, top = at[0] - reach / 2, at[1] - reach / 2
    across, down = (own / full for own, full in zip(image.size, viewport.picture, strict=True))
    source = QRectF(left * across, top * down, reach * across, reach * down)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(square, image.levels[0], source)
    pixel = QRectF(square.x() + (at[0] // 1 - left) * zoom, square.y() + (at[1] // 1 - top) * zoom, zoom, zoom)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, 160), 1))
    painter.drawRect(pixel.adjusted(-1, -1, 1, 1))
    painter.setPen(QPen(QColor(255, 255, 255, 220), 1))
    painter.drawRect(pixel)
