"""The table of two folders: all files with bytes and metrics. It sorts, a row shows its file in the panes, and the
arrow keys step through the files in the order that was sorted by, the worst first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ...toolkit.texts import number, tr
from ..chart.number_table import Cell, CopyButton, NumberTable
from ..chart.point_files import PointFiles
from ..context import LabContext
from .folder_pairs import FolderPairs

if TYPE_CHECKING:
    from ....codec.analysis.pairs import Pair

WORST = 7
"""The column of the worst block's PSNR, by which the table is sorted at first."""


class FolderPanel(QWidget):
    """Works on the folder that is browsed and those in the panes."""

    def __init__(self, context: LabContext) -> None:
        super().__init__()
        self._context = context
        self.pairs = FolderPairs(context.service, context.tasks, self)
        self.files = PointFiles(context)
        heads = [tr("File"), tr("Folder"), tr("First, bytes"), tr("Bytes"), "PSNR", "MS-SSIM"]
        heads += ["SSIMULACRA2", tr("Worst block"), tr("Its place")]
        self.table = NumberTable(heads)
        self.table.setAccessibleName(tr("Folders against folders"))
        self.table.horizontalHeader().setSortIndicator(WORST, Qt.SortOrder.AscendingOrder)
        self.table.currentCellChanged.connect(lambda row, *_: self._go(row))
        self.table.cellClicked.connect(lambda row, _: self._go(row))  # also the one that is current already
        self.note = QLabel(wordWrap=True)
        self.note.setForegroundRole(self.note.palette().ColorRole.PlaceholderText)
        self.run = QPushButton(tr("Compute"))
        self.run.clicked.connect(self._toggle)
        self.copy = CopyButton(self.table)
        self.save = QPushButton(tr("Save CSV…"))
        self.save.clicked.connect(self._save)
        buttons = QHBoxLayout()
        for button in (self.run, self.copy, self.save):
            buttons.addWidget(button)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.addLayout(buttons)
        column.addWidget(self.note)  # below, not beside: the panel may share its row with others and be narrow
        column.addWidget(self.table, 1)
        self.setMinimumHeight(140)
        self.pairs.changed.connect(self._show)
        context.comparison.changed.connect(self._refresh)
        self._show()

    @property
    def folders(self) -> list[Path]:
        """Those in the panes."""
        sources = self._context.comparison.sources
        return [source.path for source in sources if source.kind == "folder" and source.path is not None]

    def start(self) -> None:
        """Measure all files anew."""
        if self.folders:
            self.pairs.start(list(self._context.browser.paths), self.folders)

    def _toggle(self) -> None:
        if self.pairs.is_running:
            self.pairs.stop()
        else:
            self.start()

    def _refresh(self) -> None:
        self.run.setEnabled(bool(self.folders) or self.pairs.is_running)
        self.note.setText(self._note())

    def _show(self) -> None:
        chosen = self.table.subject(self.table.currentRow())
        self.table.blockSignals(True)  # rows that come aren't chosen by anybody
        self.table.set_rows([(key, _cells(pair)) for key, pair in self.pairs.pairs.items()])
        for row in range(self.table.rowCount()):
            if self.table.subject(row) == chosen:
                self.table.setCurrentCell(row, 0)
        self.table.blockSignals(False)
        self.run.setText(tr("Stop") if self.pairs.is_running and self.pairs.done < self.pairs.count else tr("Compute"))
        for button in (self.copy, self.save):
            button.setEnabled(bool(self.pairs.pairs))
        self._refresh()

    def _note(self) -> str:
        if not self.folders and not self.pairs.pairs:
            return tr("Compare two folders first (menu Compare); then all their files are measured here.")
        texts = []
        if self.pairs.is_running and self.pairs.done < self.pairs.count:
            texts.append(tr("{done} of {count}").format(done=self.pairs.done, count=self.pairs.count))
        if self.pairs.left_out:
            names = ", ".join(f"{file.name}: {why}" for (file, _), why in list(self.pairs.left_out.items())[:2])
            texts.append(tr("%n left out", len(self.pairs.left_out)) + f" ({names})")
        return " · ".join(texts)

    def _go(self, row: int) -> None:
        """Show a row's file, in all panes."""
        subject = self.table.subject(row)
        browser = self._context.browser
        if isinstance(subject, tuple) and subject[0] in browser.paths:
            browser.go(list(browser.paths).index(subject[0]))

    def _save(self) -> None:
        from ....codec.analysis.pairs import as_csv

        rows = [self.table.subject(row) for row in range(self.table.rowCount())]
        pairs = [self.pairs.pairs[key] for key in rows if isinstance(key, tuple) and key in self.pairs.pairs]
        self.files.save_text(lambda: as_csv(pairs), tr("Save the table"), tr("folders"))


def _cells(pair: Pair) -> list[Cell]:
    exact = QLocale().toString
    scores = pair.scores
    return [
        (pair.name, pair.name),
        (pair.folder, pair.folder),
        (exact(pair.first_bytes), float(pair.first_bytes)),
        (exact(pair.second_bytes), float(pair.second_bytes)),
        (f"{number(scores.psnr)} dB", scores.psnr),
        (number(scores.ms_ssim, 4), scores.ms_ssim),
        (number(scores.ssimulacra2, 1), scores.ssimulacra2),
        (f"{number(pair.worst_psnr, 1)} dB", pair.worst_psnr),
        (f"{pair.worst.left}, {pair.worst.top}", f"{pair.worst.top:6}{pair.worst.left:6}"),
    ]
