"""The panel of worst blocks: of one pane, the squares with the largest error; a click shows one in all panes."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from ....codec.errors import SdcError
from ....codec.types import Picture, ReportProgress, StopToken
from ...compare.variants import ORIGINAL, State, Variant
from ...pictures.geometry import Rect
from ...pictures.regions import stored_region, turned_region
from ...toolkit.texts import number, tr
from ...widgets.first_row import FirstRow
from ..context import LabContext
from ..known_rates import known_rates

if TYPE_CHECKING:
    from ....codec.analysis.efficiency import WorstBlock

SLOT = "lab:worst"


class WorstBlocks(QWidget):
    """Computed only while it is in view."""

    def __init__(self, context: LabContext) -> None:
        super().__init__()
        self._comparison, self._service, self._tasks = context.comparison, context.service, context.tasks
        self._view = context.view
        self._shown: tuple[Picture, Picture] | None = None
        self.blocks: list[WorstBlock] = []
        self.panes = QComboBox()
        self.panes.setAccessibleName(tr("Pane whose worst blocks are listed"))
        self.panes.activated.connect(self.refresh)
        self.list = QTreeWidget(columnCount=4)
        self.list.setHeaderLabels([tr("Place"), tr("PSNR"), tr("Bits"), tr("Bits a pixel")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAlternatingRowColors(True)
        self.list.setAccessibleName(tr("Worst blocks"))
        FirstRow(self.list)
        self.list.currentItemChanged.connect(self._on_item)
        self.list.itemActivated.connect(self._on_item)
        self.setMinimumWidth(270)
        self.note = QLabel(wordWrap=True)
        self.note.setMinimumHeight(3 * self.note.fontMetrics().height())  # docks don't ask what a width makes of it
        column = QVBoxLayout(self)
        for widget in (self.panes, self.list, self.note):
            column.addWidget(widget)
        self._comparison.changed.connect(self.refresh)

    def refresh(self) -> None:
        """List those of the chosen pane, unless they are listed already or nobody looks."""
        if not self.isVisible():
            return
        self._fill_panes()
        original, variant = self._comparison.original, self._chosen()
        pair = _pair(original, variant)
        if pair is None or variant is None:
            self._tasks.cancel(SLOT)
            self._shown = None
            self._show([], tr("Open a photo and compress it: its worst blocks are listed here."))
        elif self._shown is None or any(a is not b for a, b in zip(pair, self._shown, strict=True)):
            self._shown = pair
            self._tasks.start(SLOT, self._find(pair, variant))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _fill_panes(self) -> None:
        sources = [(index, source) for index, source in enumerate(self._comparison.sources) if source != ORIGINAL]
        texts = [f"{'ABCD'[index]}  {source.name}" for index, source in sources]
        if texts != [self.panes.itemText(i) for i in range(self.panes.count())]:
            self.panes.clear()
            for text, (_, source) in zip(texts, sources, strict=True):
                self.panes.addItem(text, source)
        self.panes.setVisible(len(texts) > 1)

    def _chosen(self) -> Variant | None:
        source = self.panes.currentData()
        return self._comparison.variant(source) if source is not None else None

    async def _find(self, pair: tuple[Picture, Picture], variant: Variant) -> None:
        turn, size = variant.coded_turn, (pair[0].width, pair[0].height)

        def job(stop: StopToken, report: ReportProgress) -> list[WorstBlock]:
            from ....codec.analysis.efficiency import worst_blocks
            from ....codec.pictures.images import flattened

            bits, place = None, 1
            source, picture = (turn.apply(flattened(one)) for one in pair)  # as they lie in the file
            try:
                rates = known_rates(variant.data, stop) if variant.data is not None else None
            except SdcError:
                stop.check()  # without bits there is still the error
            else:
                if rates is not None and rates.covers(*source.shape[:2]):
                    bits, place = rates.blocks, rates.place
            found = worst_blocks(source, picture, bits, place, stop=stop)
            return [replace(block, region=stored_region(block.region, turn, size)) for block in found]

        blocks = await self._service.study(job)
        self._show(blocks, tr("Squares of 64 × 64 pixels with the most squared error. A click shows one in all panes."))

    def _show(self, blocks: list[WorstBlock], note: str) -> None:
        self.blocks = blocks
        self.note.setText(note)
        self.list.blockSignals(True)
        self.list.clear()
        for block in blocks:
            region, bits = block.region, block.bits
            psnr = 10 * math.log10(255**2 / block.squared_error) if block.squared_error else math.inf
            each = bits / (region.width * region.height) if bits is not None else 0.0
            texts = [f"{region.left}, {region.top}", f"{number(psnr, 1)} dB"]
            texts += ["–", "–"] if bits is None else [number(bits, 0), number(each, 3)]
            self.list.addTopLevelItem(QTreeWidgetItem(texts))
        for column in range(4):
            self.list.resizeColumnToContents(column)
        self.list.blockSignals(False)

    def _on_item(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        region = self.blocks[self.list.indexOfTopLevelItem(item)].region
        self._view.look_at(Rect(*turned_region(region, self._comparison.turn, self._comparison.document_size)))


def _pair(original: Variant | None, variant: Variant | None) -> tuple[Picture, Picture] | None:
    if original is None or variant is None or original.picture is None or variant.picture is None:
        return None
    if variant.state is not State.FINAL or original.picture.pixels.shape != variant.picture.pixels.shape:
        return None
    return original.picture, variant.picture
