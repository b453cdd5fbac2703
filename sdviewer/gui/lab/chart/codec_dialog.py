"""The table of all codecs for the picture that is open: at the same bytes, what each makes of it and how long."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout
from shiboken6 import isValid

from ....codec.types import Picture, RivalResult
from ...compare.variants import NATURAL, SDC, State
from ...toolkit.codec_settings import settings_text
from ...toolkit.texts import codec_name, number, tr
from ...widgets.dialog_size import open_at
from ...widgets.size_box import SizeBox
from ..context import LabContext
from .codec_rows import CODECS, CodecRows
from .number_table import Cell, CopyButton, NumberTable
from .point_files import PointFiles

if TYPE_CHECKING:
    from ....codec.analysis.codecs.row import Row

_DISTANCES = {"lpips_alex": "LPIPS Alex", "lpips_vgg": "LPIPS VGG", "dists": "DISTS"}


class CodecDialog(QDialog):
    """Stays open beside the window; works on the picture that was open when it was."""

    def __init__(self, context: LabContext, picture: Picture) -> None:
        super().__init__(context.window)
        self._context, self._picture = context, picture
        self.rows = CodecRows(context.service, context.tasks, self)
        self.files = PointFiles(context, self)
        name = context.comparison.document.name if context.comparison.document else ""
        self._name = name
        self.setWindowTitle(tr("All codecs: {name}").format(name=name))
        self._make()
        self.rows.changed.connect(self._show)
        self.start()
        open_at(self, 980, self.sizeHint().height())

    def _make(self) -> None:
        self.size_kb = SizeBox()
        self.size_kb.setValue(math.ceil(self._proposed() / 10) / 100)  # the file that is shown keeps to it
        self.size_kb.setAccessibleName(tr("Bytes that every codec keeps to"))
        self.run = QPushButton(tr("Compute"))
        self.run.clicked.connect(self._toggle)
        heads = [tr("Codec"), tr("Bytes"), tr("bpp"), "PSNR", "MS-SSIM", "SSIMULACRA2"]
        heads += [tr("Write"), tr("Read"), tr("Settings")]
        self.table = NumberTable(heads, len(CODECS))
        self.table.setAccessibleName(tr("All codecs"))
        self.table.cellDoubleClicked.connect(lambda row, _: self._show_in_pane(row))
        self.note = QLabel(wordWrap=True)
        self.note.setForegroundRole(self.note.palette().ColorRole.PlaceholderText)
        self.copy = CopyButton(self.table)
        self.save = QPushButton(tr("Save CSV…"))
        self.save.clicked.connect(self._save)
        self.sheet = QPushButton(tr("Save sheet…"))
        self.sheet.setToolTip(tr("All pictures on one, with their figures, as the command line draws it."))
        self.sheet.clicked.connect(self._save_sheet)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.close)
        top = QHBoxLayout()
        top.addWidget(QLabel(tr("Every codec in at most")))
        top.addWidget(self.size_kb)
        top.addWidget(self.run)
        top.addStretch()
        bottom = QHBoxLayout()
        for button in (self.copy, self.save, self.sheet):
            bottom.addWidget(button)
        bottom.addStretch()
        bottom.addWidget(close)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.note)
        column.addLayout(bottom)

    def _proposed(self) -> int:
        """Of the `.sdc` in the panes, else what is usual for a picture of this size."""
        variant = self._context.comparison.variant(SDC)
        if variant is not None and variant.state is State.FINAL and variant.nbytes:
            return variant.nbytes
        from ....codec.analysis.codecs.table import usual_size

        return usual_size(self._picture)

    def start(self) -> None:
        size = max(1, round(1000 * self.size_kb.value()))
        self.rows.start(self._picture, size, self._context.comparison.options.model)

    def done(self, result: int) -> None:
        """Closed in any way: Escape sends no close event."""
        self.rows.stop()
        super().done(result)

    def _toggle(self) -> None:
        if self.rows.is_running:
            self.rows.stop()
        else:
            self.start()

    def _show(self) -> None:
        working = bool(self.rows.at)
        self.run.setText(tr("Stop") if working else tr("Compute"))
        rows = self._known()
        shown: list[tuple[object, list[Cell]]] = [(row.codec, self._cells(row)) for row in rows]
        if working:
            shown.append((self.rows.at, [(text, text) for text in (codec_name(self.rows.at), tr("working…"))]))
        self.table.set_rows(shown)
        for button in (self.copy, self.save, self.sheet):
            button.setEnabled(bool(rows))
        texts = []
        texts += [f"{codec_name(codec)}: {why}" for codec, why in self.rows.left_out.items()]
        if not working:
            texts.append(tr("A double click shows a row's file in a pane."))
        self.note.setText(" ".join(texts))

    def _cells(self, row: Row) -> list[Cell]:
        exact = QLocale().toString(row.nbytes)
        size = exact if row.reached else tr("{size}, no smaller").format(size=exact)
        bpp = 8 * row.nbytes / (row.picture.width * row.picture.height)
        scores = row.scores
        settings = settings_text(row.settings)
        for name, title in _DISTANCES.items():
            value = getattr(scores, name)
            settings += f", {title} {number(value, 3)}" if value is not None else ""
        return [
            (codec_name(row.codec), codec_name(row.codec)),
            (size, float(row.nbytes)),
            (number(bpp, 3), bpp),
            (f"{number(scores.psnr)} dB", scores.psnr),
            (number(scores.ms_ssim, 4), scores.ms_ssim),
            (number(scores.ssimulacra2, 1), scores.ssimulacra2),
            *((f"{number(s, 2 if s >= 0.1 else 3)} s", s) for s in (row.seconds_encode, row.seconds_decode)),
            (settings, settings),
        ]

    def _known(self) -> list[Row]:
        return [self.rows.rows[codec] for codec in CODECS if codec in self.rows.rows]

    def _save(self) -> None:
        from ....codec.analysis.codecs.table import as_csv

        self.files.save_text(lambda: as_csv(self._known()), tr("Save the table"), tr("codecs"))

    def _save_sheet(self) -> None:
        path = self.files.ask(tr("Save the sheet"), tr("codecs"), {"PNG": (".png",)})
        if path is not None:
            self.sheet.setText(tr("Drawing…"))
            self.sheet.setEnabled(False)
            draw = partial(_sheet, self._name, self._picture, self.rows.size, self._known())
            self._context.tasks.start_beside("sheet", self._draw_sheet(path, draw))

    async def _draw_sheet(self, path: Path, draw: Callable[[], bytes]) -> None:
        try:
            await self.files.write(path, draw)
        finally:
            if isValid(self.sheet):  # the table may be closed by now
                self.sheet.setText(tr("Save sheet…"))
                self.sheet.setEnabled(True)

    def _show_in_pane(self, index: int) -> None:
        codec = self.table.subject(index)
        row = self.rows.rows.get(str(codec))
        if row is None:
            return
        if row.codec in ("sdc", "natural"):
            self.files.show_size(row.nbytes, NATURAL if row.codec == "natural" else SDC)
        else:
            self.files.show_result(_as_result(row))


def _as_result(row: Row) -> RivalResult:
    return RivalResult(
        row.codec, row.reached, row.data, row.picture, row.quality, row.settings, row.seconds_encode,
        row.seconds_decode,
    )  # fmt: skip


def _sheet(name: str, picture: Picture, size: int, rows: list[Row]) -> bytes:
    from ....codec.analysis.codecs.sheet import draw_sheet
    from ....codec.pictures.writer import picture_to_bytes

    return picture_to_bytes(Picture(draw_sheet(name, picture, size, rows)), "PNG")
