"""What is asked before a blind test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ....codec.analysis.blind import least_right
from ...toolkit.texts import codec_name, number, tr
from ...widgets.dialog_size import open_at
from ...widgets.elided_label import ElidedLabel
from ...widgets.scroll_area import ScrollArea

WIDTH = 440
"""Of what is asked, without the margins."""
USUAL_COUNT, USUAL_ROUNDS = 16, 30
MOST_TRIALS = 500
CODECS = ("sdc", "natural", "jpeg", "webp", "avif", "jxl")


class SetupDialog(QDialog):
    """A sentence, a form, and a button that begins."""

    def __init__(self, title: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        what = QLabel(text, wordWrap=True)
        self.form = QFormLayout()
        self.note = QLabel(wordWrap=True)
        self.note.setForegroundRole(self.note.palette().ColorRole.PlaceholderText)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.begin = buttons.addButton(tr("Begin"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._contents, self._buttons = QWidget(), buttons
        column = QVBoxLayout(self._contents)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(what)
        column.addLayout(self.form)
        column.addWidget(self.note)
        column.addStretch()
        self._whole = QVBoxLayout(self)
        self._whole.addWidget(ScrollArea(self._contents), 1)
        self._whole.addWidget(buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the form is now, where the screen has room for that."""
        super().showEvent(event)
        margins = self._whole.contentsMargins()
        beside = self._buttons.sizeHint().height() + self._whole.spacing()
        high = self._contents.heightForWidth(WIDTH) + beside + margins.top() + margins.bottom()
        open_at(self, WIDTH + margins.left() + margins.right(), high)

    def add_count(self, usual: int) -> QSpinBox:
        count = QSpinBox()
        count.setRange(1, MOST_TRIALS)
        count.setValue(usual)
        self.form.addRow(tr("Trials"), count)
        return count


class PairSetup(SetupDialog):
    """Which two, and how often. names: what can be chosen, with what each is called."""

    def __init__(self, title: str, text: str, names: Sequence[tuple[str, str]], exact: bool, parent: QWidget) -> None:
        super().__init__(title, text, parent)
        self._exact = exact
        self.boxes = QComboBox(), QComboBox()
        for index, (box, label) in enumerate(zip(self.boxes, (tr("One"), tr("The other")), strict=True)):
            for name, shown in names:
                box.addItem(shown, name)
            box.setCurrentIndex(min(index, len(names) - 1))
            box.currentIndexChanged.connect(self._refresh)
            self.form.addRow(label, box)
        self.count = self.add_count(USUAL_COUNT)
        self.count.valueChanged.connect(self._refresh)
        self._refresh()

    @property
    def pair(self) -> tuple[str, str]:
        first, second = (str(box.currentData()) for box in self.boxes)
        return first, second

    def _refresh(self) -> None:
        self.begin.setEnabled(self.pair[0] != self.pair[1])
        needed = least_right(self.count.value())
        if not self._exact:
            self.note.setText(tr("The number of trials is fixed now, else chance could be waited for."))
        elif needed is None:
            self.note.setText(tr("So few trials can't show anything: even all right happens too often by guessing."))
        else:
            text = tr("{right} of {count} right are needed: by guessing that has a chance of at most 5 %.")
            self.note.setText(text.format(right=needed, count=self.count.value()))


@dataclass(frozen=True, slots=True)
class FolderChoice:
    """What was chosen for a folder. quality: of the `.sdc`, whose bytes all others get."""

    folder: Path
    codecs: tuple[str, ...]
    quality: float
    count: int


class FolderSetup(SetupDialog):
    """Which folder, codecs and rate. ask: asks for another folder, which begins at one."""

    def __init__(self, folder: Path, quality: float, ask: Callable[[Path], Path | None], parent: QWidget) -> None:
        text = tr(
            "Pictures of a folder come in pairs of codecs, all in the same bytes; you say which is closer to the "
            "original. From all answers every codec gets a strength (Bradley and Terry)."
        )
        super().__init__(tr("Blind test over a folder"), text, parent)
        self._folder, self._ask = folder, ask
        self._place = ElidedLabel(str(folder))
        change = QPushButton(tr("Change…"))
        change.setAutoDefault(False)
        change.clicked.connect(self._change)
        row = QHBoxLayout()
        row.addWidget(self._place, 1)
        row.addWidget(change)
        self.form.addRow(tr("Folder"), row)
        self.codecs = {codec: QCheckBox(codec_name(codec)) for codec in CODECS}
        column = QVBoxLayout()
        for codec, box in self.codecs.items():
            box.setChecked(codec in ("sdc", "jpeg", "avif"))
            box.toggled.connect(self._refresh)
            column.addWidget(box)
        self.form.addRow(tr("Codecs"), column)
        self.quality = QDoubleSpinBox()
        self.quality.setRange(0, 100)
        self.quality.setDecimals(0)
        self.quality.setValue(quality)
        self.form.addRow(tr("Bytes of SDC at quality"), self.quality)
        self.count = self.add_count(USUAL_ROUNDS)
        self.count.valueChanged.connect(self._refresh)
        self._refresh()

    def leave_out(self, codec: str, why: str) -> None:
        """One that can't be had here."""
        self.codecs[codec].setChecked(False)
        self.codecs[codec].setEnabled(False)
        self.codecs[codec].setToolTip(why)

    @property
    def choice(self) -> FolderChoice:
        chosen = tuple(codec for codec, box in self.codecs.items() if box.isChecked())
        return FolderChoice(self._folder, chosen, self.quality.value(), self.count.value())

    def _change(self) -> None:
        folder = self._ask(self._folder)
        if folder is not None:
            self._folder = folder
            self._place.setText(str(folder))

    def _refresh(self) -> None:
        codecs = len(self.choice.codecs)
        self.begin.setEnabled(codecs >= 2)
        pairs = codecs * (codecs - 1) // 2
        if pairs:
            each = number(self.count.value() / pairs, 1)
            text = tr("Each of %n pairs comes about {each} times; below ten times strengths are uncertain.", pairs)
            self.note.setText(text.format(each=each))
        else:
            self.note.setText(tr("Choose two codecs or more."))
