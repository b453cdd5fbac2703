"""What the compare view draws, as functions of a painter that counts in device pixels. No state, no events."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from ..pictures.geometry import Rect
from ..pictures.images import MipImage, Patch
from ..toolkit.theme import checkerboard
from .viewport import GRID_FROM, NEAREST_FROM, Viewport

GRIP_RADIUS = 15
"""Of the round grip in the divider's middle, in logical pixels."""
DIVIDER_MARGIN = GRIP_RADIUS + 3
"""How far to either side of its place something is painted of the divider, in logical pixels."""

CHIP = QColor(0, 0, 0, 170)
CHIP_TEXT = QColor(240, 240, 240)


def q_rect(rect: Rect) -> QRect:
    return QRect(int(rect.x), int(rect.y), int(rect.width), int(rect.height))


def is_smooth(scale: float, filter: str) -> bool:
    """Whether pixels are interpolated at this scale: below 200 % unless the setting forces either."""
    return filter == "smooth" or (filter == "auto" and scale < NEAREST_FROM)


def paint_image(painter: QPainter, image: MipImage, viewport: Viewport, pane: Rect, filter: str) -> None:
    """The picture in its place; a reduced preview is stretched over the whole picture's place."""
    shown = viewport.visible()
    if not shown.width or not shown.height:
        return
    width, height = viewport.picture
    x, y = viewport.origin
    scale = viewport.scale
    smooth = is_smooth(scale, filter)
    level = image.level_for(scale * width / image.size[0]) if smooth else 0
    source_image = image.levels[level]
    across, down = source_image.width() / width, source_image.height() / height
    target = _to_be_seen(
        QRectF(pane.x + x + shown.x * scale, pane.y + y + shown.y * scale, shown.width * scale, shown.height * scale)
    )
    source = QRectF(shown.x * across, shown.y * down, shown.width * across, shown.height * down)
    if image.has_alpha:
        painter.fillRect(target, checkerboard())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth and source_image.width() != width * scale)
    painter.drawImage(target, source_image, source)


def _to_be_seen(place: QRectF) -> QRectF:
    """Of a picture of 3000 x 2 pixels, all of it in the window, less than a row is left, and nothing were painted."""
    if place.width() < 1:
        place = QRectF(math.floor(place.center().x()), place.y(), 1, place.height())
    if place.height() < 1:
        place = QRectF(place.x(), math.floor(place.center().y()), place.width(), 1)
    return place


def paint_patch(painter: QPainter, patch: Patch, viewport: Viewport, pane: Rect, filter: str) -> None:
    """A part of the picture over the whole of it."""
    scale, (x, y), part = viewport.scale, viewport.origin, patch.part
    place = (pane.x + x + part.x * scale, pane.y + y + part.y * scale, part.width * scale, part.height * scale)
    smooth = is_smooth(scale, filter)
    image = patch.image.levels[patch.image.level_for(scale) if smooth else 0]
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth and scale != 1)
    if patch.image.has_alpha:
        painter.fillRect(QRectF(*place), checkerboard())
    painter.drawImage(QRectF(*place), image, QRectF(image.rect()))


def paint_grid(painter: QPainter, viewport: Viewport, pane: Rect) -> None:
    """Lines between the pixels, from GRID_FROM on."""
    if viewport.scale < GRID_FROM:
        return
    shown, scale = viewport.visible(), viewport.scale
    left, top = pane.x + viewport.origin[0], pane.y + viewport.origin[1]
    x0, x1 = left + shown.x * scale, left + shown.right * scale
    y0, y1 = top + shown.y * scale, top + shown.bottom * scale
    lines = [QLineF(x, y0, x, y1) for x in (left + i * scale for i in range(int(shown.x), int(shown.right) + 1))]
    lines += [QLineF(x0, y, x1, y) for y in (top + i * scale for i in range(int(shown.y), int(shown.bottom) + 1))]
    painter.setPen(QPen(QColor(128, 128, 128, 110), 1))
    painter.drawLines(lines)


def paint_divider(painter: QPainter, at: float, vertical: bool, width: float, height: float, dpr: float) -> None:
    """The line between the two halves of a split, with a grip in its middle."""
    line = QLineF(at, 0, at, height) if vertical else QLineF(0, at, width, at)
    painter.setPen(QPen(QColor(0, 0, 0, 120), 3 * dpr))
    painter.drawLine(line)
    painter.setPen(QPen(QColor(255, 255, 255, 230), 1 * dpr))
    painter.drawLine(line)
    centre = QPointF(at, height / 2) if vertical else QPointF(width / 2, at)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre)
    if not vertical:
        painter.rotate(90)
    painter.setPen(QPen(QColor(0, 0, 0, 90), 1 * dpr))
    painter.setBrush(QColor(255, 255, 255, 235))
    painter.drawEllipse(QPointF(0, 0), GRIP_RADIUS * dpr, GRIP_RADIUS * dpr)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(60, 60, 60))
    for side in (-1, 1):
        tip, back, half = side * 9.5 * dpr, side * 4 * dpr, 5 * dpr
        painter.drawPolygon(QPolygonF([QPointF(tip, 0), QPointF(back, -half), QPointF(back, half)]))
    painter.restore()


def paint_message(painter: QPainter, text: str, pane: Rect, colour: QColor, font: QFont) -> None:
    """A sentence in the picture's place, in lines short enough to be read."""
    painter.setPen(colour)
    painter.setFont(font)
    width = min(0.84 * pane.width, 30 * QFontMetricsF(font).height())
    area = QRectF(pane.x + (pane.width - width) / 2, pane.y, width, pane.height)
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), text)


def paint_chip(painter: QPainter, text: str, centre: QPointF, most: float, font: QFont, dpr: float) -> None:
    """A text on a dark rounded patch that is no wider than `most` device pixels."""
    painter.setFont(font)
    flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
    room = QRectF(0, 0, max(40 * dpr, most - 24 * dpr), 10_000)
    words = QFontMetricsF(font).boundingRect(room, flags, text)
    area = QRectF(0, 0, words.width() + 22 * dpr, words.height() + 12 * dpr)
    area.moveCenter(centre)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(CHIP)
    painter.drawRoundedRect(area, 6 * dpr, 6 * dpr)
    painter.setPen(CHIP_TEXT)
    painter.drawText(area, flags, text)
