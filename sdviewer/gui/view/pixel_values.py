"""Red, green and blue written into each pixel at high zoom.

There can be thousands of numbers on screen, so numpy puts them together from ready-made ones and they are painted as
one picture: half the time that one call per number takes.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from ..pictures.geometry import Rect
from ..pictures.images import MipImage
from .viewport import VALUES_FROM, Viewport

SMALLEST_DIGITS, LARGEST_DIGITS = 9, 18
"""Height of the font in device pixels."""


def paint_values(painter: QPainter, image: MipImage, viewport: Viewport, pane: Rect, exposed: QRect) -> None:
    """The numbers of the pixels within `exposed`, from VALUES_FROM on."""
    if viewport.scale < VALUES_FROM or image.size != viewport.picture:
        return
    scale, (left, top) = viewport.scale, viewport.origin
    part = viewport.visible(Rect(exposed.x() - pane.x, exposed.y() - pane.y, exposed.width(), exposed.height()))
    if not part.width or not part.height:
        return
    numbers = _numbers(int(min(max(scale / 4, SMALLEST_DIGITS), LARGEST_DIGITS)))
    height, width = numbers.shape[2:]
    xs = [int(left + (part.x + i + 0.5) * scale - width / 2) for i in range(int(part.width))]
    ys = [int(top + (part.y + i + 0.5) * scale - 1.5 * height) for i in range(int(part.height))]
    overlay = np.zeros((ys[-1] - ys[0] + 3 * height, xs[-1] - xs[0] + width), np.uint32)
    columns = (np.array(xs)[:, None] - xs[0] + np.arange(width)).ravel()
    values, dark = _channels(image.block(part))
    for row, y in enumerate(ys):
        for line in range(3):
            above = y - ys[0] + line * height
            text = numbers[dark[row], values[row, :, line]]  # (columns, height, width)
            overlay[above : above + height, columns] = text.swapaxes(0, 1).reshape(height, -1)
    painter.drawImage(int(pane.x) + xs[0], int(pane.y) + ys[0], _image(overlay))


def _channels(words: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    """Red, green and blue (H, W, 3) of 0xAARRGGBB, and (H, W) 1 where dark text is readable, else 0."""
    values = np.stack([words >> 16 & 255, words >> 8 & 255, words & 255], axis=-1)
    return values, (values @ np.array([2, 5, 1]) > 8 * 127).astype(np.intp)


@lru_cache(maxsize=LARGEST_DIGITS - SMALLEST_DIGITS + 1)
def _numbers(pixels: int) -> NDArray[np.uint32]:
    """Premultiplied 0xAARRGGBB (2, 256, height, width): the numbers 0..255, light, then dark."""
    font = QFont("DejaVu Sans")
    font.setPixelSize(pixels)
    font.setHintingPreference(QFont.HintingPreference.PreferFullHinting)
    width = int(QFontMetricsF(font).horizontalAdvance("000")) + 2
    height = pixels + 1
    image = QImage(width, 256 * height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setFont(font)
    painter.setPen(QColor("black"))
    for value in range(256):
        painter.drawText(QRectF(0, value * height, width, height), int(Qt.AlignmentFlag.AlignCenter), str(value))
    painter.end()
    dark = np.frombuffer(image.constBits(), np.uint32).reshape(256, height, width)
    opacity = dark >> 24
    return np.stack([opacity * np.uint32(0x01010101), opacity << 24])


def _image(words: NDArray[np.uint32]) -> QImage:
    return QImage(
        words.data, words.shape[1], words.shape[0], words.strides[0], QImage.Format.Format_ARGB32_Premultiplied
    )
