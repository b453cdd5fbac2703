"""How often each level of brightness and of the three colours occurs, counted on a worker thread, and drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..toolkit.texts import number, tr

if TYPE_CHECKING:
    from ...codec.types import Pixels

MOST_COUNTED = 4_000_000
"""Pixels; of larger pictures every so many rows are taken, which changes nothing that can be seen."""
HEIGHT = 96
_STRIPE = 256
_COLOURS = ("#e5484d", "#30a46c", "#3e82f7")


@dataclass(frozen=True, slots=True)
class Histogram:
    """Each has 256 shares of all pixels, which sum to 1. luminance: Rec. 709 weights on the pixels' own values."""

    red: tuple[float, ...]
    green: tuple[float, ...]
    blue: tuple[float, ...]
    luminance: tuple[float, ...]

    @property
    def clipped(self) -> tuple[float, float]:
        """Shares of the pixels that are black and white."""
        return self.luminance[0], self.luminance[255]


def counted(pixels: Pixels) -> Histogram:
    """Of pixels (H, W, 3) uint8."""
    import numpy as np

    step = max(1, -(-pixels.shape[0] * pixels.shape[1] // MOST_COUNTED))
    rows = pixels[::step]
    counts = np.zeros((4, 256), np.int64)
    for top in range(0, len(rows), _STRIPE):
        part = rows[top : top + _STRIPE].reshape(-1, 3)
        red, green, blue = part.T.astype(np.uint32)
        luminance = (54 * red + 183 * green + 19 * blue + 128) >> 8
        for index, values in enumerate((red, green, blue, luminance)):
            counts[index] += np.bincount(values, minlength=256)
    shares = counts / max(1, int(counts[0].sum()))
    return Histogram(*(tuple(line.tolist()) for line in shares))


class HistogramView(QWidget):
    """Colours as areas, brightness as a line over them; said in words for those who can't see it."""

    def __init__(self) -> None:
        super().__init__()
        self.histogram: Histogram | None = None
        self.setMinimumHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Histogram"))

    def sizeHint(self) -> QSize:
        return QSize(260, HEIGHT)

    def show_histogram(self, histogram: Histogram | None) -> None:
        self.histogram = histogram
        text = ""
        if histogram is not None:
            black, white = (number(100 * share, 1) for share in histogram.clipped)
            text = tr("Black: {black} %, white: {white} %").format(black=black, white=white)
        self.setToolTip(text)
        self.setAccessibleDescription(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
        if self.histogram is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter, self.histogram, palette.color(QPalette.ColorRole.Text))
        painter.end()

    def _paint(self, painter: QPainter, histogram: Histogram, text: QColor) -> None:
        lines = (histogram.red, histogram.green, histogram.blue, histogram.luminance)
        highest = max(max(line[1:255]) for line in lines) or 1.0  # what is clipped would press down all the others
        for line, name in zip(lines, _COLOURS, strict=False):
            colour = QColor(name)
            painter.setPen(QPen(colour, 1))
            colour.setAlpha(70)
            painter.setBrush(colour)
            height = self.height() - 2
            painter.drawPolygon([QPointF(0, height), *self._curve(line, highest), QPointF(self.width(), height)])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(text, 1.5))
        painter.drawPolyline(self._curve(histogram.luminance, highest))

    def _curve(self, line: tuple[float, ...], highest: float) -> list[QPointF]:
        step, height = self.width() / 255, self.height() - 2
        return [QPointF(i * step, height - min(1.0, share / highest) * (height - 4)) for i, share in enumerate(line)]
