"""Photos that are ready to be compressed: with which settings, and the button that begins."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QToolButton, QVBoxLayout, QWidget

from ...toolkit.settings import Settings
from ...toolkit.texts import tr
from ...widgets.elided_label import ElidedLabel
from ...widgets.flow_layout import FlowLayout
from .controls import OrderControls
from .presets import PresetMenu


class ReadyBar(QFrame):
    """Hidden while none are. model: chooses the model."""

    begun = Signal()
    discarded = Signal()

    def __init__(self, settings: Settings, model: QWidget) -> None:
        super().__init__()
        self.setAccessibleName(tr("Photos that are ready to be compressed"))
        self._count = ElidedLabel()
        self.begin = QPushButton(tr("&Compress them"))
        self.begin.setDefault(True)
        self.begin.clicked.connect(self.begun)
        self.discard = QPushButton(tr("&Don't"))
        self.discard.clicked.connect(self.discarded)
        self.presets = QToolButton()
        self.presets.setText(tr("Presets"))
        self.presets.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = PresetMenu(settings, self)
        self.presets.setMenu(self.menu)
        self.controls = OrderControls(settings, model)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        top = FlowLayout()
        for widget in (self._count, self.begin, self.discard, self.presets):
            top.addWidget(widget)
        column.addLayout(top)
        column.addWidget(self.controls)
        self.hide()

    def show_count(self, count: int) -> None:
        """Of files and folders."""
        self._count.setText(tr("Ready to be compressed, as is said here: %n", count))
        fresh = count > 0 and self.isHidden()
        self.setVisible(count > 0)
        if fresh:  # so that Enter begins; later, since the panel may only now be put into its window
            QTimer.singleShot(0, self.begin, self.begin.setFocus)
