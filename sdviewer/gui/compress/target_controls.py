"""What a `.sdc` is to be: of a quality, of a size, or as good as something."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from ..toolkit.settings import Settings
from ..toolkit.texts import tr
from ..widgets.elided_box import ElidedBox
from ..widgets.size_box import SizeBox
from .forecast import Forecast, rough_text

JPEG_QUALITIES = (30, 50, 60, 75, 80, 90)
"""Those that a picture can be made as good as."""
DOUBT = 0.9
"""Below so much of the smallest size that is expected, a target is called out of reach."""


class TargetControls(QWidget):
    """Writes the settings and shows them."""

    def __init__(self, settings: Settings, forecast: Forecast) -> None:
        super().__init__()
        self._settings, self._forecast = settings, forecast
        self._choosing = False
        self.by_quality, self.by_size = QRadioButton(tr("&Quality")), QRadioButton(tr("&Target size"))
        self.by_score = QRadioButton(tr("&As good as"))
        group = QButtonGroup(self)
        for button in (self.by_quality, self.by_size, self.by_score):
            group.addButton(button)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(tr("Quality"))
        self.quality = QDoubleSpinBox(minimum=0, maximum=100, decimals=0)
        self.quality.setAccessibleName(tr("Quality"))
        self.quality.setKeyboardTracking(False)
        self.size_kb = SizeBox()
        self.size_kb.setAccessibleName(tr("Target size"))
        self.reach = QLabel(wordWrap=True)
        self.reach.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.like = like_box()
        self.score = score_box()
        self._lay_out()
        self._show_settings()
        self._connect_signals()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.by_quality)
        column.addLayout(_row(self.slider, self.quality))
        column.addWidget(self.by_size)
        column.addWidget(self.size_kb)
        column.addWidget(self.reach)
        column.addWidget(self.by_score)
        column.addLayout(_row(self.like, self.score))

    def _connect_signals(self) -> None:
        put = self._settings.set
        self.slider.valueChanged.connect(self.quality.setValue)
        self.quality.valueChanged.connect(lambda v: self.slider.setValue(round(v)))
        self.quality.valueChanged.connect(lambda v: put("compress/quality", float(v)))
        self.size_kb.valueChanged.connect(lambda v: put("compress/size", max(1, round(1000 * v))))
        self.like.activated.connect(lambda _: put("compress/like_jpeg", self.like.currentData()))
        self.score.valueChanged.connect(lambda v: put("compress/score", float(v)))
        for button in (self.by_quality, self.by_size, self.by_score):
            button.toggled.connect(self._choose)
        self._settings.changed.connect(self._on_setting)
        self._forecast.changed.connect(self._show_reach)

    def _choose(self, on: bool) -> None:
        """The button that went out is told of first: it is the one that came on that counts."""
        if on:
            self._choosing = True
            self._settings.set("compress/by_size", self.by_size.isChecked())
            self._settings.set("compress/by_score", self.by_score.isChecked())
            self._choosing = False
        self._show_which()

    def _on_setting(self, name: str) -> None:
        if name.startswith("compress/") and not self._choosing:  # which are not only set here
            self._show_settings()

    def _show_settings(self) -> None:
        get = self._settings.get
        self.quality.setValue(get("compress/quality"))
        self.slider.setValue(round(get("compress/quality")))
        self.size_kb.setValue(get("compress/size") / 1000)
        self.score.setValue(get("compress/score"))
        self.like.setCurrentIndex(max(0, self.like.findData(get("compress/like_jpeg"))))
        by_score = self.by_score if get("compress/by_score") else self.by_quality
        (self.by_size if get("compress/by_size") else by_score).setChecked(True)
        self._show_which()

    def _show_which(self) -> None:
        self.slider.setEnabled(self.by_quality.isChecked())
        self.quality.setEnabled(self.by_quality.isChecked())
        self.size_kb.setEnabled(self.by_size.isChecked())
        self.like.setEnabled(self.by_score.isChecked())
        self.score.setEnabled(self.by_score.isChecked())
        self.score.setVisible(self.like.currentData() == 0)
        self._show_reach()

    def _show_reach(self) -> None:
        """What can't be reached is said before somebody waits for it."""
        smallest = self._forecast.smallest
        out = smallest is not None and self._settings.get("compress/size") < DOUBT * smallest
        self.reach.setVisible(out and self.by_size.isChecked())
        if smallest is not None:
            text = tr("Too small for this picture: at full size it takes at least about {size}.")
            self.reach.setText(text.format(size=rough_text(smallest)))


def like_box() -> QComboBox:
    """Chooses the setting 'compress/like_jpeg'."""
    box = ElidedBox()
    box.setAccessibleName(tr("As good as"))
    box.addItem(tr("SSIMULACRA2"), 0)
    for quality in JPEG_QUALITIES:
        box.addItem(tr("JPEG of quality {quality}").format(quality=quality), quality)
    return box


def score_box() -> QDoubleSpinBox:
    """Chooses the setting 'compress/score'."""
    box = QDoubleSpinBox(minimum=-50, maximum=100, decimals=0)
    box.setKeyboardTracking(False)
    box.setAccessibleName(tr("SSIMULACRA2"))
    box.setToolTip(tr("30 is low, 50 medium, 70 high, 90 hardly to be told from the original"))
    return box


def _row(first: QWidget, second: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(first, 1)
    row.addWidget(second)
    return row
