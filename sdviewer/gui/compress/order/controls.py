"""The settings of photos that are about to be compressed, in little room. They are those of the compress panel."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ....codec.types import EFFORTS
from ...toolkit.settings import Settings
from ...toolkit.texts import tr
from ...widgets.flow_layout import FlowLayout
from ...widgets.size_box import SizeBox
from ..target_controls import like_box, score_box
from ..texts import effort_names


class OrderControls(QWidget):
    """Writes the settings and shows them. model: chooses the model."""

    def __init__(self, settings: Settings, model: QWidget) -> None:
        super().__init__()
        self._settings = settings
        self.by = QComboBox()
        for text, value in ((tr("Quality"), "quality"), (tr("At most"), "size"), (tr("As good as"), "score")):
            self.by.addItem(text, value)
        self.by.setAccessibleName(tr("What decides"))
        self.quality = QDoubleSpinBox(minimum=0, maximum=100, decimals=0)
        self.quality.setAccessibleName(tr("Quality"))
        self.size_kb = SizeBox()
        self.size_kb.setAccessibleName(tr("Size of each file"))
        self.like, self.score = like_box(), score_box()
        self.effort = QComboBox()
        for effort, text in zip(EFFORTS, effort_names(), strict=True):
            self.effort.addItem(text, effort)
        self.effort.setAccessibleName(tr("Effort"))
        self.keep_metadata = QCheckBox(tr("Keep EXIF, ICC and XMP"))
        self.only_smaller = QCheckBox(tr("Leave out what would not become smaller"))
        row = FlowLayout(self)
        row.addWidget(_group(self.by, self.quality, self.size_kb, self.like, self.score))
        row.addWidget(_group(QLabel(tr("Effort")), self.effort))
        row.addWidget(_group(QLabel(tr("Model")), model))
        row.addWidget(self.keep_metadata)
        row.addWidget(self.only_smaller)
        self._show()
        self._connect_signals()

    def _connect_signals(self) -> None:
        put = self._settings.set
        self.by.activated.connect(self._choose)
        self.quality.valueChanged.connect(lambda v: put("compress/quality", float(v)))
        self.size_kb.valueChanged.connect(lambda v: put("compress/size", max(1, round(1000 * v))))
        self.like.activated.connect(lambda _: put("compress/like_jpeg", self.like.currentData()))
        self.score.valueChanged.connect(lambda v: put("compress/score", float(v)))
        self.effort.activated.connect(lambda _: put("compress/effort", self.effort.currentData()))
        self.keep_metadata.toggled.connect(lambda on: put("compress/metadata", "keep" if on else "strip"))
        self.only_smaller.toggled.connect(lambda on: put("queue/only_smaller", on))
        self._settings.changed.connect(lambda name: self._show() if name.startswith(("compress/", "queue/")) else None)

    def _choose(self) -> None:
        chosen = self.by.currentData()
        self._settings.set("compress/by_size", chosen == "size")
        self._settings.set("compress/by_score", chosen == "score")
        self._show()

    def _show(self) -> None:
        get = self._settings.get
        by = "size" if get("compress/by_size") else "score" if get("compress/by_score") else "quality"
        self.by.setCurrentIndex(self.by.findData(by))
        self.quality.setValue(get("compress/quality"))
        self.size_kb.setValue(get("compress/size") / 1000)
        self.like.setCurrentIndex(max(0, self.like.findData(get("compress/like_jpeg"))))
        self.score.setValue(get("compress/score"))
        self.quality.setVisible(by == "quality")
        self.size_kb.setVisible(by == "size")
        self.like.setVisible(by == "score")
        self.score.setVisible(by == "score" and self.like.currentData() == 0)
        self.effort.setCurrentIndex(max(0, self.effort.findData(get("compress/effort"))))
        self.keep_metadata.setChecked(get("compress/metadata") == "keep")
        self.only_smaller.setChecked(get("queue/only_smaller"))


def _group(*widgets: QWidget) -> QWidget:
    """What stays together where the controls are broken into rows."""
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget)
    group.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return group
