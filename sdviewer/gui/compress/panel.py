"""Options of the encoder, live: each change encodes anew; what is shown is decoded from the bytes that Save writes."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ...codec.own.effort import expected_seconds
from ...codec.types import EFFORTS, EncodeOptions
from ..compare.comparison import Comparison
from ..compare.size_offer import offer, shrink_offer
from ..compare.variants import SDC, State, scores_text
from ..toolkit.settings import Settings
from ..toolkit.texts import bytes_text, duration_text, factor_text, number, tr
from ..widgets.scroll_area import ScrollArea
from .forecast import Forecast
from .target_controls import TargetControls
from .texts import effort_names

DEFAULT_MODEL = EncodeOptions().model
"""The only one of which it is known beforehand how long it takes."""

TARGETS = ((False, False), (True, False), (False, True))
"""By size, by score, or else by quality."""

WIDE = 900
"""Of a window: there its rows needn't be broken."""

BEST, ENOUGH = 99.5, 0.95
"""The quality above which no other is better, and the share of a target below which it is worth a word."""


class CompressPanel(QWidget):
    """Writes the settings; the session encodes when they change. model: chooses the model. save: the action."""

    def __init__(
        self, comparison: Comparison, settings: Settings, forecast: Forecast, model: QWidget, save: QAction
    ) -> None:
        super().__init__()
        self._comparison, self._settings, self.model = comparison, settings, model
        self.target = TargetControls(settings, forecast)
        self._make_controls()
        self._save = QPushButton(save.text().replace("&", ""))
        self._save.clicked.connect(save.trigger)
        self._save.setDefault(True)
        self._result = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self._result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._result.setMinimumHeight(90)
        self._result.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._smallest = QPushButton()
        self._smallest.clicked.connect(self._use_smallest)
        self._shrink = QPushButton()
        self._shrink.clicked.connect(self._shrink_or_not)
        self._again = QPushButton(tr("Compress it after all"))
        self._again.clicked.connect(comparison.out_of_date)
        for button in (self._again, self._smallest, self._shrink):
            button.hide()
        self._lay_out()
        self._show_settings()
        self._connect_signals()

    def _make_controls(self) -> None:
        self.effort = QComboBox()
        for effort, text in zip(EFFORTS, effort_names(), strict=True):
            self.effort.addItem(text, effort)
        self.effort.setAccessibleName(tr("Effort"))
        self.effort.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.keep_metadata = QCheckBox(tr("&Keep EXIF, ICC and XMP"))
        self.protect = QCheckBox(tr("Protect te&xt and faces"))
        self.protect.setToolTip(
            tr(
                "What looks like text or a face is kept more faithful. At a target size the rest of the picture pays "
                "for it, otherwise the file grows."
            )
        )

    def _lay_out(self) -> None:
        self._form = form = QFormLayout()
        form.setSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.addRow(tr("Effo&rt"), self.effort)
        form.addRow(tr("&Model"), self.model)
        options = QWidget()
        column = QVBoxLayout(options)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(8)
        column.addWidget(self.target)
        column.addSpacing(4)
        column.addLayout(form)
        column.addWidget(self.keep_metadata)
        column.addWidget(self.protect)
        column.addSpacing(4)
        line = QFrame(frameShape=QFrame.Shape.HLine)
        line.setForegroundRole(line.palette().ColorRole.Mid)
        column.addWidget(line)
        column.addWidget(self._result)
        column.addStretch()
        panel = QVBoxLayout(self)
        panel.setContentsMargins(0, 0, 0, 14)
        panel.setSpacing(0)
        panel.addWidget(ScrollArea(options))
        below = QVBoxLayout()
        below.setContentsMargins(14, 0, 14, 0)
        below.setSpacing(8)
        below.addWidget(self._again)
        below.addWidget(self._smallest)
        below.addWidget(self._shrink)
        below.addWidget(self._save)
        panel.addLayout(below)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.window().installEventFilter(self)
        self._fit_rows()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit_rows()
        return False

    def _fit_rows(self) -> None:
        """Broken only where the window has no room: the panel gets as wide as it needs, and not by itself wider."""
        policy = QFormLayout.RowWrapPolicy
        self._form.setRowWrapPolicy(policy.DontWrapRows if self.window().width() >= WIDE else policy.WrapLongRows)

    def _connect_signals(self) -> None:
        put = self._settings.set
        self.effort.activated.connect(lambda _: put("compress/effort", self.effort.currentData()))
        self.keep_metadata.toggled.connect(lambda on: put("compress/metadata", "keep" if on else "strip"))
        self.protect.toggled.connect(partial(put, "compress/protect"))
        self._settings.changed.connect(self._on_setting)
        self._comparison.changed.connect(self._show_result)
        self._comparison.changed.connect(self._offer_smallest)
        self._comparison.changed.connect(self._show_durations)

    def _show_settings(self) -> None:
        get = self._settings.get
        self.effort.setCurrentIndex(max(0, self.effort.findData(get("compress/effort"))))
        self.keep_metadata.setChecked(get("compress/metadata") == "keep")
        self.protect.setChecked(get("compress/protect"))

    def _offer_smallest(self) -> None:
        """Where a size is out of reach, the one that isn't, and a smaller picture, from which there is a way back."""
        smallest = offer(self._comparison)
        self._smallest.setVisible(smallest is not None)
        if smallest is not None:
            self._smallest.setText(smallest.text)
        size, shrunk = shrink_offer(self._comparison), self._comparison.shrunk
        self._shrink.setVisible(size is not None or shrunk is not None)
        if size is not None:
            self._shrink.setText(tr("Shrink the picture to {width} × {height}").format(width=size[0], height=size[1]))
        elif shrunk is not None:
            self._shrink.setText(tr("Back to the full size"))

    def _use_smallest(self) -> None:
        smallest = offer(self._comparison)
        if smallest is not None:
            smallest.accept(self._settings)

    def _shrink_or_not(self) -> None:
        self._comparison.shrink(shrink_offer(self._comparison))

    def _on_setting(self, name: str) -> None:
        if name.startswith("compress/"):  # which are not only set here
            self._show_settings()
            self._show_durations()

    def _show_durations(self) -> None:
        """Beside each effort, how long it will take for this picture."""
        get = self._settings.get
        by_size = get("compress/by_size")
        texts = self._effort_texts(by_size, get("compress/by_score") and not by_size)
        for index, text in enumerate(texts):
            if self.effort.itemText(index) != text:
                self.effort.setItemText(index, text)
        others = [text for target in TARGETS for text in self._effort_texts(*target)]
        here, any_target = (max(map(self.effort.fontMetrics().horizontalAdvance, many)) for many in (texts, others))
        needed = self.effort.sizeHint().width() + max(0, any_target - here)
        if needed > self.effort.minimumWidth():  # never narrower, which would move the picture beside the panel
            self.effort.setMinimumWidth(needed)

    def _effort_texts(self, by_size: bool, by_score: bool) -> list[str]:
        original = self._comparison.original
        if original is None or not original.width or self._settings.get("compress/model") != DEFAULT_MODEL:
            return list(effort_names())
        texts = []
        for effort, name in zip(EFFORTS, effort_names(), strict=True):
            seconds = expected_seconds(original.width * original.height, effort, by_size, by_score)
            text = tr("{effort}: about {time}") if seconds >= 1 else tr("{effort}: under 1 s")
            texts.append(text.format(effort=name, time=duration_text(round(seconds))))
        return texts

    def _show_result(self) -> None:
        variant, original = self._comparison.variant(SDC), self._comparison.original
        under_way = variant is not None and variant.state is State.WORKING  # that is waited for
        self._again.setVisible(variant is not None and variant.stopped)
        self._save.setEnabled(under_way or (variant is not None and variant.data is not None))
        if variant is None or (variant.picture is None and variant.state is State.WORKING):
            self._result.setText(tr("Encoding…") if variant else "")
            return
        if variant.stopped and variant.picture is None:
            self._result.setText(tr("Stopped before there was a result."))
            return
        if variant.state is State.FAILED:
            self._result.setText(f"<b>{tr('That does not work.')}</b><br>{variant.message}")
            return
        lines = [tr("Stopped: what is shown is the one before.")] if variant.stopped else []
        lines += [f"<b>{bytes_text(variant.nbytes)}</b> · {tr('{bpp} bpp').format(bpp=number(variant.bpp, 3))}"]
        if original is not None and original.nbytes:
            lines.append(_against(original.nbytes, variant.nbytes))
        lines.append(tr("quality {quality}, encoded in {seconds} s").format(
            quality=number(variant.quality, 0), seconds=number(variant.seconds_encode)))  # fmt: skip
        target = self._comparison.options.size
        if variant.state is State.FINAL and target and variant.quality >= BEST and variant.nbytes < ENOUGH * target:
            lines.append(tr("That is the best quality: it needs no more bytes."))
        shown = self._comparison.variant(self._comparison.compressed) or variant  # in the look that is chosen
        lines += scores_text(shown).split(" · ") if shown.scores else []
        lines += variant.message.splitlines()
        colour = (
            "" if variant.state is State.FINAL else f' style="color:{self.palette().placeholderText().color().name()}"'
        )
        self._result.setText(f"<span{colour}>{'<br>'.join(lines)}</span>")


SAME = 0.95
"""Share of a file from which on another is as large."""


def _against(before: int, after: int) -> str:
    """How large a `.sdc` of `after` bytes is beside its file, with a word of warning where it is the larger one."""
    if SAME < after / before < 1 / SAME:
        return tr("About as large as the file, {size}").format(size=bytes_text(before))
    if after > before:
        text = tr("Larger than the file: {ratio} times its {size}")
        return f"<b>{text.format(ratio=factor_text(after / before), size=bytes_text(before))}</b>"
    return tr("1/{ratio} of the file's {size}").format(ratio=factor_text(before / after), size=bytes_text(before))
