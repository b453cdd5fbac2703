"""Photos that are ready to be compressed: with which settings, and the button that begins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from ....service.files import SUFFIXES
from ...toolkit.settings import Settings
from ...toolkit.texts import printable, tr
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
        self.begin = QPushButton(tr("Compress them"))
        self.begin.setDefault(True)
        self.begin.clicked.connect(self.begun)
        self.discard = QPushButton(tr("Don't"))
        self.discard.clicked.connect(self.discarded)
        self.presets = QPushButton(tr("Presets"))
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

    def show_paths(self, paths: Sequence[Path]) -> None:
        """Files and folders; one alone by its name, since nobody has counted yet what is in a folder."""
        count = len(paths)
        if count == 1:
            text = tr("To be compressed with these settings: {name}").format(name=printable(paths[0].name))
        elif all(path.suffix.lower() in SUFFIXES for path in paths):
            text = tr("%n photos to be compressed with these settings", count)
        else:
            text = tr("%n files and folders to be compressed with these settings", count)
        self._count.setText(text)
        fresh = count > 0 and self.isHidden()
        self.setVisible(count > 0)
        if fresh:  # so that Enter begins; later, since the panel may only now be put into its window
            QTimer.singleShot(0, self.begin, self.begin.setFocus)
