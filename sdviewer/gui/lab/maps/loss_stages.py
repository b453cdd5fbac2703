"""Where the loss comes from: source, autoencoder alone, quantised, final, in one place, with the metrics of each."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject

from ....codec.errors import SdcError
from ....codec.types import Picture, Progress, ReportProgress, StopToken
from ...compare.variants import NATURAL, ORIGINAL, ROUND_TRIP, SDC, Source, State, Variant
from ...pictures.images import turned_picture
from ...toolkit.error_texts import words
from ...toolkit.texts import number, tr
from ...view.pane import Layout
from ..context import LabContext

SLOT = "lab:stages"


@dataclass(frozen=True, slots=True)
class _Before:
    """What the panes were."""

    sources: list[Source]
    layout: Layout
    current: int


class LossStages(QObject):
    """While it is on, the panes are the stages; one is shown at a time, and `step` goes on to the next."""

    def __init__(self, context: LabContext) -> None:
        super().__init__(context.window)
        self._comparison, self._service, self._tasks = context.comparison, context.service, context.tasks
        self._view = context.view
        self._before: _Before | None = None
        self._drawn_of: bytes | None = None
        self._comparison.changed.connect(self._on_changed)

    def on(self) -> bool:
        return ROUND_TRIP in self._comparison.sources

    def toggle(self) -> None:
        """Begin with the autoencoder alone, or go back to the panes of before."""
        comparison, view, before = self._comparison, self._view, self._before
        if self.on():
            self._tasks.cancel(SLOT)
            comparison.set_sources(before.sources if before else [ORIGINAL, comparison.compressed])
            view.show_pane(min(before.current if before else 1, len(comparison.sources) - 1))
            view.set_layout(before.layout if before else Layout.SPLIT)
            return
        self._before = _Before(comparison.sources, view.layout_mode, view.current)
        self._drawn_of = None
        comparison.set_sources([ORIGINAL, ROUND_TRIP, SDC])
        view.show_pane(1)

    def step(self) -> None:
        """The next stage, in the same place; the first after the last."""
        if not self.on():
            self.toggle()
        else:
            self._view.show_pane((self._view.current + 1) % len(self._comparison.sources))

    def _on_changed(self) -> None:
        if not self.on():
            return
        original, sdc = self._comparison.original, self._comparison.variant(SDC)
        if original is None or original.picture is None or sdc is None or sdc.state is not State.FINAL:
            return
        if sdc.data is not None and sdc.data is not self._drawn_of:
            self._drawn_of = sdc.data
            known = self._comparison.variant(ROUND_TRIP) or Variant(ROUND_TRIP, State.WORKING)
            self._tasks.start(SLOT, self._draw(original.picture, sdc, sdc.data))
            self._comparison.put(replace(known, state=State.WORKING, settings=""))
        else:
            self._say_shares(sdc)

    async def _draw(self, original: Picture, sdc: Variant, data: bytes) -> None:
        turn = sdc.coded_turn

        def job(stop: StopToken, report: ReportProgress) -> tuple[Picture, bool]:
            from ....codec import pipeline
            from ....codec.analysis.redrawing import round_trip

            source = turned_picture(original, turn)
            pixels = round_trip(data, source.pixels, stop, lambda share: report(Progress(share, "drawing")))
            drawn = Picture(pixels, source.alpha, space=original.space)
            return turned_picture(drawn, turn.inverse), "natural" in pipeline.looks(data)

        width, height = original.width, original.height
        try:
            picture, has_natural = await self._service.study(job, self._comparison.progress.emit)
        except SdcError as error:
            self._comparison.put(Variant(ROUND_TRIP, State.FAILED, message=words(error)))
            return
        finally:
            self._comparison.progress.emit(None)
        self._comparison.put(Variant(ROUND_TRIP, State.FINAL, picture, width=width, height=height))
        if has_natural and self.on() and NATURAL not in self._comparison.sources:
            self._comparison.set_sources([*self._comparison.sources, NATURAL])
        self._comparison.ensure()

    def _say_shares(self, sdc: Variant) -> None:
        """As soon as both are measured."""
        alone = self._comparison.variant(ROUND_TRIP)
        if alone is None or alone.scores is None or sdc.scores is None or alone.state is not State.FINAL:
            return
        text = shares_text(alone.scores.psnr, sdc.scores.psnr)
        if text != alone.settings:
            self._comparison.put(replace(alone, settings=text))


def shares_text(alone: float, coded: float) -> str:
    """From PSNR in dB, of the autoencoder alone and of the file: whose the squared error is."""
    share = 0.0 if math.isinf(alone) else 10 ** ((coded - alone) / 10)
    if share > 1:
        return tr("The autoencoder alone is no nearer to the original than the file.")
    autoencoder, coder = number(100 * share, 1), number(100 * (1 - share), 1)
    return tr("Of the squared error, {autoencoder} % is the autoencoder's and {coder} % the coder's").format(
        autoencoder=autoencoder, coder=coder
    )
