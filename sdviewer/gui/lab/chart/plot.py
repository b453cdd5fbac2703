"""The plot of rate against distortion. It brings pyqtgraph, so it is only imported once the chart is opened, and that
on a worker thread; it is made in several turns. So the window doesn't stand still for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPalette

from ....codec.analysis.codecs.curve import METRICS, Point, value_of
from ...toolkit.codec_settings import settings_text
from ...toolkit.texts import bytes_text, codec_name, exact_bytes_text, number, tr
from .metric_names import DECIMALS, metric_name

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QWidget

STYLES = {
    "sdc": ("#0072b2", "o", "●"),
    "natural": ("#56b4e9", "d", "◆"),
    "jpeg": ("#d55e00", "s", "■"),
    "webp": ("#cc79a7", "t", "▼"),
    "avif": ("#009e73", "t1", "▲"),
    "jxl": ("#e69f00", "star", "★"),
}
"""Colours that are told apart by those who don't see all of them (M. Okabe, K. Ito 2008), and a symbol for each, as the
plot draws it and as text."""
_OTHER = ("#888888", "x", "×")
_SIZE, _CHOSEN_SIZE = 9, 13
_BETWEEN = 10
"""Pixels between two labels of an axis, at least."""


class BytesAxis(pg.AxisItem):
    """A logarithmic axis, in bytes as people write them."""

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        """1, 2 and 5 of every power of ten, or as many of them as there is room for."""
        metrics = QFontMetricsF(self.style["tickFont"] or self.font())
        low, high = int(np.floor(minVal)), int(np.ceil(maxVal))
        for steps in ([1, 2, 5], [1, 3], [1]):
            ticks = [power + step for power in range(low, high + 1) for step in np.log10(steps).tolist()]
            ticks = [tick for tick in ticks if minVal <= tick <= maxVal]
            room = [(b - a) * size / max(maxVal - minVal, 1e-9) for a, b in pairwise(ticks)]
            texts = self.tickStrings(ticks, 1, 1)
            widths = [metrics.horizontalAdvance(text) + _BETWEEN for text in texts]
            if all((a + b) / 2 <= gap for gap, a, b in zip(room, widths[:-1], widths[1:], strict=True)):
                break
        else:
            ticks = ticks[::2]
        return [(0.3, ticks)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [bytes_text(round(10**value)).replace(".0 ", " ").replace(",0 ", " ") for value in values]


class NumberAxis(pg.AxisItem):
    """With the decimal sign of the user's language."""

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        decimals = max(0, int(np.ceil(-np.log10(spacing * scale) - 1e-9)))
        return [number(value * scale, decimals) for value in values]


class RatePlot(pg.PlotWidget):
    """Curves over the logarithm of the bytes, and a line at one value that can be dragged. `steps` finish it."""

    point_clicked = Signal(object)
    """A Point."""
    level_moved = Signal(float)
    """Where the line stands now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        axes = {"bottom": BytesAxis("bottom"), "left": NumberAxis("left")}
        super().__init__(parent, axisItems=axes, background=None, enableMenu=False)
        self.setAccessibleName(tr("Rate against distortion"))
        self._curves: dict[str, tuple[Any, Any]] = {}
        self._metric = "psnr"

    @property
    def steps(self) -> tuple[Callable[[], None], ...]:
        """What is still to be done before it is used, in turns of their own."""
        return self._add_grid, self._add_level, self._dress

    @property
    def is_empty(self) -> bool:
        """No point has a value: axes would be invented."""
        return not any(len(dots.points()) for _, dots in self._curves.values())

    def _add_grid(self) -> None:
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.showGrid(x=True, y=True, alpha=0.18)

    def _add_level(self) -> None:
        self.level = pg.InfiniteLine(angle=0, movable=True)
        self.level.sigDragged.connect(lambda line: self.level_moved.emit(float(line.value())))
        self.addItem(self.level, ignoreBounds=True)

    def show_points(self, points: Mapping[str, Sequence[Point]], metric: str) -> None:
        """All curves anew."""
        self._metric = metric
        for codec in [codec for codec in self._curves if codec not in points]:
            line, dots = self._curves.pop(codec)
            self.removeItem(line)
            self.removeItem(dots)
        for codec, curve in points.items():
            self._show_curve(codec, curve)
        self.setLabel("left", tr("{metric} → better").format(metric=metric_name(metric)))  # upright it points up
        self.setLabel("bottom", tr("Bytes of the file"))
        self.getViewBox().invertY(not METRICS[metric])
        self.getViewBox().autoRange(padding=0.06)

    def show_level(self, value: float | None) -> None:
        """The line at this value; None for no line."""
        self.level.setVisible(value is not None)
        if value is not None and self.level.value() != value:
            self.level.setValue(value)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange and hasattr(self, "level"):
            self._dress()

    def _show_curve(self, codec: str, curve: Sequence[Point]) -> None:
        known = [(point, value) for point in curve if (value := value_of(point, self._metric)) is not None]
        known = [(point, value) for point, value in known if np.isfinite(value)]
        xs = [float(np.log10(point.nbytes)) for point, _ in known]
        ys = [value for _, value in known]
        colour, symbol, _ = STYLES.get(codec, _OTHER)
        if codec not in self._curves:
            line = pg.PlotCurveItem(pen=pg.mkPen(colour, width=1.6), antialias=True)
            dots = pg.ScatterPlotItem(
                size=_SIZE, symbol=symbol, brush=pg.mkBrush(colour), pen=pg.mkPen(None), hoverable=True,
                hoverSize=_CHOSEN_SIZE, tip=_tip, antialias=True,
            )  # fmt: skip
            dots.sigClicked.connect(self._on_click)
            self.addItem(line)
            self.addItem(dots)
            self._curves[codec] = line, dots
        line, dots = self._curves[codec]
        line.setData(xs, ys)
        dots.setData(x=xs, y=ys, data=[(point, self._metric) for point, _ in known])

    def _on_click(self, _: Any, spots: Sequence[Any], __: Any) -> None:
        if len(spots):
            self.point_clicked.emit(spots[0].data()[0])

    def place_of(self, point: Point) -> QPointF:
        """Where a point is in the widget."""
        value = value_of(point, self._metric)
        scene = self.getViewBox().mapViewToScene(QPointF(float(np.log10(point.nbytes)), value or 0.0))
        return QPointF(self.mapFromScene(scene))

    def _dress(self) -> None:
        """In the colours of the theme."""
        palette = self.palette()
        text, faint = palette.color(QPalette.ColorRole.Text), QColor(palette.color(QPalette.ColorRole.Text))
        faint.setAlpha(150)
        self.setBackground(palette.color(QPalette.ColorRole.Base))
        for name in ("left", "bottom"):
            axis = self.getAxis(name)
            axis.setTextPen(text)
            axis.setPen(faint)
        self.level.setPen(pg.mkPen(faint, width=1.2, style=Qt.PenStyle.DashLine))
        self.level.setHoverPen(pg.mkPen(palette.color(QPalette.ColorRole.Highlight), width=2))


def legend(codecs: Iterable[str]) -> str:
    """What each curve is, as text with colours, which is broken between two of them."""
    styled = ((STYLES.get(codec, _OTHER), codec_name(codec).replace(" ", "\xa0")) for codec in codecs)
    return "&emsp; ".join(f'<span style="color:{colour}">{sign}</span>\xa0{name}' for (colour, _, sign), name in styled)


def _tip(x: float, y: float, data: tuple[Point, str]) -> str:
    """What a point says below the pointer."""
    point, metric = data
    figures = f"{exact_bytes_text(point.nbytes)}, {metric_name(metric)} {number(y, DECIMALS[metric])}"
    settings = settings_text(point.settings)
    return "\n".join([codec_name(point.codec), figures, settings, tr("A click shows it in a pane.")])
