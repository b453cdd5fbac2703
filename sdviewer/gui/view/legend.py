"""The scale of a map, at a pane's bottom: its colours, what the two ends mean, and perhaps a line on what is shown."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from ..pictures.geometry import Rect
from .painting import CHIP, CHIP_TEXT

Texts = tuple[str, str]
"""Of the dark end and of the bright one."""
Colour = tuple[int, int, int]

GREY: tuple[Colour, ...] = ((0, 0, 0), (255, 255, 255))
HEAT: tuple[Colour, ...] = ((0, 0, 4), (60, 15, 110), (150, 40, 100), (220, 80, 50), (250, 160, 30), (252, 250, 165))
"""From 'the same' to 'nothing left', from dark to light so that they also read in grey."""

BAR, LEAST_BAR, LEAST_WIDTH = 120, 48, 60
"""Of the colours and of the whole, in logical pixels."""
MOST_LINES = 3
"""Of a caption in a narrow pane."""
_MARGIN, _GAP, _ABOVE_EDGE = 4, 8, 12


@dataclass(frozen=True, slots=True)
class Legend:
    """colours: at equal distances from one end to the other. caption: a line above, '' for none. tip: what a tool tip
    says beside all that."""

    texts: Texts
    colours: tuple[Colour, ...] = GREY
    caption: str = ""
    tip: str = ""

    @property
    def whole(self) -> str:
        """In one sentence, for a tool tip and for who can't see it."""
        return ". ".join(filter(None, (self.caption, " – ".join(self.texts), self.tip)))


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts are, in device pixels. caption: of no height where there is none."""

    area: QRectF
    bar: QRectF
    texts: tuple[QRectF, QRectF]
    caption: QRectF = field(default_factory=QRectF)


def places(legend: Legend, pane: Rect, font: QFont, dpr: float) -> Places | None:
    """All in one row; in a narrower pane the bar above the texts, and these below each other in a still narrower one.

    None where a pane is too narrow for anything that could be read. A caption stands above.
    """
    found = _scale_places(legend.texts, pane, font, dpr)
    if found is None or not legend.caption:
        return found
    metrics, gap = QFontMetricsF(font), _GAP * dpr
    most = pane.width - 2 * _MARGIN * dpr
    advance = math.ceil(metrics.horizontalAdvance(legend.caption)) + 2 * gap
    width = min(most, max(found.area.width(), advance))
    lines = metrics.height() if advance <= most else _wrapped_height(legend.caption, width - 2 * gap, metrics)
    height = lines + gap / 2
    area = QRectF(pane.x + (pane.width - width) / 2, found.area.y() - height, width, found.area.height() + height)
    caption = QRectF(area.x() + gap, area.y() + gap / 2, width - 2 * gap, lines)
    return Places(area, found.bar, found.texts, caption)


def _wrapped_height(text: str, width: float, metrics: QFontMetricsF) -> float:
    """Of its lines, MOST_LINES at most."""
    wrapped = metrics.boundingRect(QRectF(0, 0, width, 10_000), int(Qt.TextFlag.TextWordWrap), text)
    return min(wrapped.height(), MOST_LINES * metrics.lineSpacing())


def _scale_places(texts: Texts, pane: Rect, font: QFont, dpr: float) -> Places | None:
    room = pane.width - 2 * _MARGIN * dpr
    if room < LEAST_WIDTH * dpr:
        return None
    metrics = QFontMetricsF(font)
    widths = [math.ceil(metrics.horizontalAdvance(text)) for text in texts]
    bar = min(BAR * dpr, room - sum(widths) - 4 * _GAP * dpr)
    if bar >= LEAST_BAR * dpr:
        return _in_a_row(widths, bar, pane, metrics.height(), dpr)
    return _below_the_bar(widths, room, pane, metrics.height(), dpr)


def _in_a_row(widths: list[int], bar: float, pane: Rect, line: float, dpr: float) -> Places:
    gap = _GAP * dpr
    area = _at_the_bottom(sum(widths) + bar + 4 * gap, line + 8 * dpr, pane, dpr)
    before = QRectF(area.x() + gap, area.y(), widths[0], area.height())
    after = QRectF(area.right() - gap - widths[1], area.y(), widths[1], area.height())
    strip = QRectF(before.right() + gap, area.y() + 0.3 * area.height(), bar, 0.4 * area.height())
    return Places(area, strip, (before, after))


def _below_the_bar(widths: list[int], room: float, pane: Rect, line: float, dpr: float) -> Places:
    gap, half = _GAP * dpr, _GAP * dpr / 2
    together = sum(widths) + gap
    most = room - 2 * gap
    stacked = together > most
    inner = min(most, max(BAR * dpr, *widths)) if stacked else max(together, min(most, BAR * dpr))
    thickness = 0.5 * line
    area = _at_the_bottom(inner + 2 * gap, 3 * half + thickness + line * (1 + stacked), pane, dpr)
    strip = QRectF(area.x() + gap, area.y() + half, inner, thickness)
    top = strip.bottom() + half
    before, after = (min(width, inner) for width in widths)
    return Places(
        area,
        strip,
        (QRectF(strip.x(), top, before, line), QRectF(strip.right() - after, top + line * stacked, after, line)),
    )


def _at_the_bottom(width: float, height: float, pane: Rect, dpr: float) -> QRectF:
    return QRectF(pane.x + (pane.width - width) / 2, pane.bottom - height - _ABOVE_EDGE * dpr, width, height)


def paint_legend(painter: QPainter, legend: Legend, pane: Rect, font: QFont, dpr: float) -> None:
    """In a pane too narrow for a word, that word ends in '…'."""
    where = places(legend, pane, font, dpr)
    if where is None:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(CHIP)
    painter.drawRoundedRect(where.area, 6 * dpr, 6 * dpr)
    painter.setFont(font)
    painter.setPen(CHIP_TEXT)
    metrics = QFontMetricsF(font)
    middle = Qt.AlignmentFlag.AlignVCenter
    for text, rect in zip(legend.texts, where.texts, strict=True):
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(middle | Qt.AlignmentFlag.AlignLeft), shown)
    _paint_caption(painter, legend.caption, where.caption, metrics)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(where.bar, _scale(legend.colours))


def _paint_caption(painter: QPainter, text: str, rect: QRectF, metrics: QFontMetricsF) -> None:
    """In a line, or in lines where that is too narrow, without what there is no room for."""
    lines = round(rect.height() / metrics.lineSpacing()) if text else 0
    if lines < 2:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter
    painter.drawText(rect, int(flags) | int(Qt.TextFlag.TextWordWrap) * (lines > 1), text)


@lru_cache(maxsize=8)
def _scale(colours: tuple[Colour, ...]) -> QImage:
    """All colours from one end to the other, one pixel high."""
    image = QImage(256, 1, QImage.Format.Format_RGB32)
    for x in range(256):
        at = x / 255 * (len(colours) - 1)
        number = min(int(at), len(colours) - 2)
        pair = zip(colours[number], colours[number + 1], strict=True)
        image.setPixelColor(x, 0, QColor(*(round(a + (b - a) * (at - number)) for a, b in pair)))
    return image
