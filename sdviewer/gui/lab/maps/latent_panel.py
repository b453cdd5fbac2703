"""The panel of the latent's channels; one that is switched off is missing in a pane of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QListView, QPushButton, QVBoxLayout, QWidget

from ....codec.errors import SdcError
from ....codec.types import Picture, Progress, ReportProgress, StopToken
from ...compare.variants import CHANNELS, MAX_PANES, SDC, State, Variant
from ...pictures.images import Turn, turned_picture
from ...toolkit.error_texts import words
from ...toolkit.texts import number, tr
from ...view.pane import Layout
from ..context import LabContext
from ..known_rates import known_rates
from .channel_model import Channel, ChannelModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOADING, DRAWING = "lab:channels", "lab:without"
SIDE = 84
"""Of a channel's picture, in pixels."""


class LatentPanel(QWidget):
    """Loads the channels of the `.sdc` that is compared, while it is in view."""

    def __init__(self, context: LabContext) -> None:
        super().__init__()
        self._comparison, self._service, self._tasks = context.comparison, context.service, context.tasks
        self._view = context.view
        self._shown: tuple[bytes, bool] | None = None
        self._drawn: tuple[bytes, frozenset[int]] | None = None
        self.model = ChannelModel()
        self.model.switched.connect(self._redraw)
        self.list = QListView(viewMode=QListView.ViewMode.IconMode, resizeMode=QListView.ResizeMode.Adjust)
        self.list.setModel(self.model)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setUniformItemSizes(True)
        self.list.setIconSize(QSize(SIDE, SIDE))
        self.list.setSpacing(4)
        self.list.setAccessibleName(tr("Channels of the latent"))
        self.exact = QCheckBox(tr("Before quantisation"))
        self.exact.toggled.connect(self._on_exact)
        self.all_on = QPushButton(tr("All on"))
        self.all_on.clicked.connect(self.model.switch_all_on)
        self.note = QLabel(wordWrap=True)
        self.setMinimumWidth(2 * (SIDE + 36) + 60)
        row = QHBoxLayout()
        row.addWidget(self.exact, 1)
        row.addWidget(self.all_on)
        column = QVBoxLayout(self)
        column.addLayout(row)
        column.addWidget(self.list, 1)
        column.addWidget(self.note)
        self._comparison.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Load what isn't loaded, and draw what isn't drawn, unless nobody looks."""
        if not self.isVisible():
            return
        sdc, original = self._comparison.variant(SDC), self._comparison.original
        has_source = original is not None and original.picture is not None
        self.exact.setEnabled(has_source)
        self.all_on.setEnabled(bool(self.model.off))
        if sdc is None or sdc.state is not State.FINAL or sdc.data is None:
            if sdc is None:
                self._forget(tr("Open a .sdc, or compress a photo: the channels of its latent are shown here."))
            return
        wanted = sdc.data, has_source and self.exact.isChecked()
        if wanted != self._shown:
            self._shown = wanted
            source = original.picture if wanted[1] and original is not None else None
            self._tasks.start(LOADING, self._load(sdc, sdc.data, source))
        if self.model.off and CHANNELS in self._comparison.sources:
            self._draw(sdc, sdc.data)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _forget(self, note: str) -> None:
        self._tasks.cancel(LOADING)
        self._shown = self._drawn = None
        self.model.off.clear()
        if self.model.channels:
            self.model.show([])
        self.note.setText(note)

    def _on_exact(self, exact: bool) -> None:
        self.model.set_exact(exact)
        self.refresh()

    async def _load(self, sdc: Variant, data: bytes, source: Picture | None) -> None:
        turn = self._comparison.turn.after(sdc.coded_turn.inverse)

        def job(stop: StopToken, report: ReportProgress) -> tuple[list[Channel], str]:
            from ....codec.analysis.latent_planes import planes
            from ....codec.analysis.redrawing import opened, unquantised

            rates = known_rates(data, stop)
            file, exact = opened(data, stop), None
            if source is not None:
                lying = turned_picture(source, sdc.coded_turn)
                exact = unquantised(file, lying.pixels, stop, lambda share: report(Progress(share, "analysing")))
            places, total = rates.blocks.size, rates.total
            channels = [
                Channel(
                    plane.channel,
                    _picture(plane.coded, turn),
                    None if plane.exact is None else _picture(plane.exact, turn),
                    float(bits),
                    float(bits) / max(total, 1e-9),
                    float(bits) / places,
                )
                for plane, bits in zip(planes(file.steps, exact, stop), rates.channels, strict=True)
            ]
            rows, columns = rates.blocks.shape
            note = tr(
                "{count} channels of {columns} × {rows} places take {bits} bits; what describes several places at once "
                "takes {shared} more."
            ).format(
                count=len(channels), columns=columns, rows=rows, bits=number(float(rates.channels.sum()), 0),
                shared=number(rates.shared, 0),
            )  # fmt: skip
            return channels, note

        try:
            channels, note = await self._service.study(job, self._comparison.progress.emit)
        except SdcError as error:
            self._forget(words(error))
            return
        finally:
            self._comparison.progress.emit(None)
        self.model.show(channels)
        self.note.setText(note)

    def _redraw(self) -> None:
        """A channel was switched: its pane comes with the first that is off, and goes with the last."""
        comparison = self._comparison
        sources = [source for source in comparison.sources if source != CHANNELS]
        self.all_on.setEnabled(bool(self.model.off))
        if not self.model.off:
            self._tasks.cancel(DRAWING)
            self._drawn = None
            comparison.set_sources(sources)
        elif CHANNELS not in comparison.sources:
            comparison.set_sources([*sources[: MAX_PANES - 1], CHANNELS])
            if self._view.layout_mode is Layout.SINGLE:
                self._view.show_pane(len(comparison.sources) - 1)
                self._view.set_layout(Layout.SPLIT)
        self.refresh()

    def _draw(self, sdc: Variant, data: bytes) -> None:
        wanted = data, frozenset(self.model.off)
        if wanted != self._drawn:
            self._drawn = wanted
            known = self._comparison.variant(CHANNELS) or Variant(CHANNELS, State.WORKING)
            self._tasks.start(DRAWING, self._draw_without(sdc, *wanted))
            self._comparison.put(replace(known, state=State.WORKING))

    async def _draw_without(self, sdc: Variant, data: bytes, off: frozenset[int]) -> None:
        shown = sdc.picture
        assert shown is not None  # it is final

        def job(stop: StopToken, report: ReportProgress) -> Picture:
            from ....codec.analysis.latent_planes import without
            from ....codec.analysis.redrawing import opened

            file = opened(data, stop)
            pixels = file.draw(without(file.steps, off), stop, lambda share: report(Progress(share, "drawing")))
            return turned_picture(Picture(pixels, space=shown.space), sdc.coded_turn.inverse)

        try:
            picture = await self._service.study(job, self._comparison.progress.emit)
        except SdcError as error:
            self._comparison.put(Variant(CHANNELS, State.FAILED, message=words(error)))
            return
        finally:
            self._comparison.progress.emit(None)
        names = ", ".join(map(str, sorted(off)))
        self._comparison.put(
            Variant(
                CHANNELS, State.FINAL, picture, width=shown.width, height=shown.height,
                settings=tr("without channel {names}").format(names=names),
            )
        )  # fmt: skip
        self._comparison.ensure()


def _picture(plane: NDArray[np.uint8], turn: Turn) -> QImage:
    """In its place's shape, as large as fits."""
    import numpy as np

    values = np.ascontiguousarray(turn.apply(plane))
    height, width = values.shape
    image = QImage(values.data, width, height, width, QImage.Format.Format_Grayscale8)
    mode = Qt.TransformationMode.FastTransformation if max(width, height) < SIDE else _SMOOTH
    return image.scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio, mode).copy()


_SMOOTH = Qt.TransformationMode.SmoothTransformation
