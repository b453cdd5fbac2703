"""The panel with the chart: rate against distortion, and how many bytes each codec needs for the same quality."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ....codec.types import Scores
from ...compare.variants import SDC
from ...toolkit.texts import codec_name, number, tr
from ..context import LabContext
from .curve_filler import CurveFiller
from .metric_names import DECIMALS, STEPS, metric_name
from .number_table import NumberTable
from .point_files import PointFiles

if TYPE_CHECKING:
    from .plot import RatePlot


QUICK = ("psnr", "ms_ssim", "ssimulacra2")
"""Metrics that every point has; the others are measured when they are asked for."""
MOST_WIDTH = 400
"""Of the table; the plot has the rest."""


class CurvePanel(QWidget):
    """Fills while it is seen; stops when it is closed, or when another picture comes."""

    def __init__(self, context: LabContext) -> None:
        super().__init__()
        self._context = context
        self.filler = CurveFiller(context.comparison, context.service, context.tasks)
        self.files = PointFiles(context)
        self.plot: RatePlot | None = None
        self._metric = "psnr"
        self._begun = False
        self._make_controls()
        self._lay_out()
        self.filler.changed.connect(self._show)
        context.comparison.changed.connect(self._follow)
        context.tasks.changed.connect(self._show_progress)

    def _make_controls(self) -> None:
        self.metrics = QComboBox()
        self.metrics.setAccessibleName(tr("Metric"))
        for name in QUICK:
            self.metrics.addItem(metric_name(name), name)
        self.metrics.setCurrentIndex(2)
        self._metric = "ssimulacra2"
        self.metrics.currentIndexChanged.connect(self._on_metric)
        self.level = QDoubleSpinBox()
        self.level.setKeyboardTracking(False)
        self.level.setAccessibleName(tr("Quality at which bytes are compared"))
        self.level.valueChanged.connect(self._on_level)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedHeight(8)
        self.bar.setAccessibleName(tr("Progress"))
        self.stop = QPushButton(tr("Stop"))
        self.stop.clicked.connect(self._toggle)
        self.save = QPushButton(tr("Save CSV…"))
        self.save.clicked.connect(lambda: self.files.save_csv(self.filler.points))
        self.table = NumberTable([tr("Codec"), tr("Bytes"), tr("Against the first")])
        self.table.setAccessibleName(tr("Bytes at the same quality"))
        self.note = QLabel(wordWrap=True)
        self.note.setForegroundRole(self.note.palette().ColorRole.PlaceholderText)
        self._level_is_own = False
        self.legend = QLabel(wordWrap=True)
        self.empty = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)

    def _lay_out(self) -> None:
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.addWidget(self.legend)
        self._place.addWidget(self.empty, 1)
        left = QWidget()
        left.setLayout(self._place)
        row = QHBoxLayout()
        row.addWidget(QLabel(tr("Metric")))
        row.addWidget(self.metrics)
        row.addStretch()
        row.addWidget(self.save)
        row.addWidget(self.stop)
        equal = QHBoxLayout()
        equal.addWidget(QLabel(tr("Equal quality at")))
        equal.addWidget(self.level)
        equal.addStretch()
        column = QVBoxLayout()
        column.setContentsMargins(10, 0, 4, 8)
        for part in (row, equal):
            column.addLayout(part)
        column.addWidget(self.table, 1)
        column.addWidget(self.note)
        column.addWidget(self.bar)
        right = QWidget()
        right.setLayout(column)
        right.setMaximumWidth(MOST_WIDTH)
        self._split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._split.addWidget(left)
        self._split.addWidget(right)
        self._split.setStretchFactor(0, 1)
        left.setMinimumWidth(MOST_WIDTH // 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 0, 8, 0)
        whole.addWidget(self._split)
        self.setMinimumHeight(220)

    # what happens

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.plot is None:
            self._context.tasks.start("plot", self._make_plot())
        else:
            self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._begun &= not self.filler.is_running  # what wasn't stopped by hand goes on when it is seen again
        self.filler.stop()

    async def _make_plot(self) -> None:
        """What it needs is imported off the window's thread, and takes a second; the rest comes turn by turn."""
        names = await self._context.service.file_work(_import_plot)
        from .plot import RatePlot

        for name in names:
            self.metrics.addItem(metric_name(name), name)
        await asyncio.sleep(0)
        plot = RatePlot()
        for step in plot.steps:
            await asyncio.sleep(0)
            step()
        plot.point_clicked.connect(self.files.show)
        plot.level_moved.connect(self.level.setValue)
        await asyncio.sleep(0)
        plot.hide()
        self._place.addWidget(plot, 1)
        self.plot = plot
        await asyncio.sleep(0)
        self._show()
        self._follow()

    def _follow(self) -> None:
        """Another picture has another chart."""
        if self.plot is not None and self.isVisible() and (not self.filler.is_current or not self._begun):
            self._level_is_own &= self.filler.is_current
            self._begun = True
            self.filler.start()

    def _toggle(self) -> None:
        if self.filler.is_running:
            self.filler.stop()
        else:
            self.filler.start()

    def _on_metric(self) -> None:
        self._metric, self._level_is_own = self.metrics.currentData(), False
        self._show()

    def _on_level(self) -> None:
        self._level_is_own = True
        self._show_equal()

    # what is shown

    def _show(self) -> None:
        if self.plot is None:  # nor what else it takes
            return
        from .plot import legend

        if not self._level_is_own:
            self._propose_level()
        self.plot.show_points(self.filler.points, self._metric)
        self.legend.setText(legend(self.filler.points))
        for part in (self.plot, self.legend):
            part.setHidden(self.plot.is_empty)
        self._show_equal()
        self._show_progress()
        if self._metric not in QUICK and self.isVisible():
            self.filler.measure(self._metric)

    def _propose_level(self) -> None:
        """What the `.sdc` in the panes has, else the middle of our curve."""
        from ....codec.analysis.codecs.curve import value_of

        variant = self._context.comparison.variant(SDC)
        scores = variant.scores if variant is not None else None
        value = getattr(scores, self._metric) if isinstance(scores, Scores) else None
        curve = self.filler.points.get("sdc") or []
        if value is None and curve:
            value = value_of(curve[len(curve) // 2], self._metric)
        self.level.blockSignals(True)
        self.level.setDecimals(DECIMALS[self._metric])
        self.level.setSingleStep(STEPS[self._metric])
        self.level.setRange(-1000, 1000)
        self.level.setValue(value or 0.0)
        self.level.setEnabled(bool(self.filler.points))
        self.level.blockSignals(False)

    def _show_equal(self) -> None:
        if self.plot is None:
            return
        from ....codec.analysis.codecs.curve import equal_quality

        points = self.filler.points
        order = [codec for codec in ("sdc", "natural", "jpeg", "webp", "avif", "jxl") if codec in points]
        found = equal_quality({codec: points[codec] for codec in order}, self._metric, self.level.value())
        rows: list[tuple[object, list[tuple[str, float | str]]]] = []
        for codec in order:
            pair = found[codec]
            if pair is None:
                rows.append((codec, [(codec_name(codec), codec_name(codec)), ("–", "–"), (tr("not reached"), "–")]))
            else:
                nbytes, ratio = pair
                size = f"≈ {QLocale().toString(round(nbytes))}"
                rows.append(
                    (codec, [(codec_name(codec), codec_name(codec)), (size, nbytes), (f"× {number(ratio)}", ratio)])
                )
        self.table.set_rows(rows)
        self.plot.show_level(self.level.value() if points else None)
        self.note.setText(self._note())

    def _note(self) -> str:
        is_empty = self.plot is None or self.plot.is_empty
        texts = (
            []
            if is_empty
            else [tr("Between the points the metric is interpolated. A click on a point loads its file.")]
        )
        texts += [f"{codec_name(codec)}: {why}" for codec, why in self.filler.left_out.items() if why]
        return " ".join(texts)

    def _why_empty(self) -> str:
        if self._context.comparison.original is None:
            return tr("Without the original there is nothing to draw. Choose it in the menu Compare.")
        if self.filler.is_running or self.plot is None:
            return tr("The first points are made while nothing else is asked for.")
        if self._metric not in QUICK:
            return tr("{metric} of the points is being measured.").format(metric=metric_name(self._metric))
        return tr("Nothing is drawn yet: choose Go on.")

    def _show_progress(self) -> None:
        running = self.filler.is_running
        self.empty.setText(self._why_empty())
        self.empty.setVisible(self.plot is None or self.plot.is_empty)
        self.bar.setVisible(running)
        self.bar.setRange(0, max(1, self.filler.total))
        self.bar.setValue(self.filler.done)
        complete = self.filler.total > 0 and self.filler.done >= self.filler.total
        self.stop.setText(tr("Stop") if running else tr("Go on"))
        self.stop.setEnabled(running or not complete)
        self.save.setEnabled(bool(self.filler.points))


def _import_plot() -> tuple[str, ...]:
    """Also the names of LPIPS and DISTS as far as they can be measured here."""
    from ....codec.analysis.codecs import curve  # noqa: F401
    from ....codec.measure import perceptual
    from . import plot  # noqa: F401

    return perceptual.installed(perceptual.default_folder()).names
