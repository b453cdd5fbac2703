"""The status bar: pixel readout on the left; progress, size, zoom and the place in the folder on the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLabel, QProgressBar, QSizePolicy, QStatusBar, QToolButton, QWidget

from ...codec.types import Progress
from ..toolkit import icons
from ..toolkit.actions import Actions
from ..toolkit.texts import progress_text, tr
from ..widgets.elided_label import ElidedLabel

PROGRESS_AFTER_MS = 150
"""What is done sooner has no progress: showing it lays out the whole window, for longer than a small file takes."""
LEAST_BAR = 48
"""Width of the progress where a narrow window has no room for more."""


class StatusBar(QStatusBar):
    """Only shows; says when the stop button is pressed."""

    stop_requested = Signal()

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.setContentsMargins(8, 0, 6, 0)
        self._readout = QLabel()
        self._readout.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._readout.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._readout.setAccessibleName(tr("Values of the pixel under the cursor"))
        self._stage, self._place, self._size, self._zoom = (
            ElidedLabel(),
            QLabel(),
            QLabel(),
            QToolButton(autoRaise=True),
        )
        self._bar = QProgressBar(maximum=1000, textVisible=False)
        self._bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._bar.setMinimumWidth(LEAST_BAR)
        self._bar.setMaximumWidth(140)
        self._bar.setFixedHeight(8)
        self._bar.setAccessibleName(tr("Progress"))
        self._stop = QToolButton(autoRaise=True)
        self._stop.setIconSize(QSize(14, 14))
        self._stop.setToolTip(tr("Stop"))
        self._stop.setAccessibleName(tr("Stop"))
        self._stop.clicked.connect(self.stop_requested)
        self._zoom.clicked.connect(actions["zoom_fit"].trigger)
        self._zoom.setToolTip(actions["zoom_fit"].toolTip())
        self._zoom.setAccessibleName(tr("Zoom"))
        self._patience = QTimer(self, singleShot=True, interval=PROGRESS_AFTER_MS)
        self._patience.timeout.connect(lambda: self._set_progress_visible(True))
        self.addWidget(self._readout, 1)
        for widget in (self._stage, self._bar, self._stop, _gap(), self._size, _gap(), self._zoom, _gap(), self._place):
            self.addPermanentWidget(widget)
        self._set_progress_visible(False)
        self.show_zoom("")

    def refresh_icons(self) -> None:
        self._stop.setIcon(icons.icon("stop"))

    def show_readout(self, text: str) -> None:
        self._readout.setText(text)

    def show_place(self, index: int, count: int, left_out: int = 0) -> None:
        """left_out: how many more there are without the filter."""
        place = f"{index + 1 if index >= 0 else '–'} / {count}"
        filtered = tr("{place}, filtered").format(place=place)
        self._place.setText(filtered if left_out else place if index >= 0 else "")
        self._place.setToolTip(tr("{count} without the filter").format(count=count + left_out) if left_out else "")

    def show_size(self, width: int, height: int) -> None:
        self._size.setText(f"{width} × {height}" if width else "")

    def show_zoom(self, text: str) -> None:
        self._zoom.setText(text)
        self._zoom.setVisible(bool(text))

    def show_progress(self, progress: Progress | None) -> None:
        """None: nothing is under way. It appears only if it lasts."""
        if progress is None:
            self._patience.stop()
            self._set_progress_visible(False)
            return
        self._bar.setValue(int(1000 * progress.fraction))
        self._stage.setText(progress_text(progress.stage, progress.details.get("seconds")))
        if self._stop.isHidden() and not self._patience.isActive():
            self._patience.start()

    def _set_progress_visible(self, visible: bool) -> None:
        for widget in (self._stage, self._bar, self._stop):
            widget.setVisible(visible)


def _gap() -> QWidget:
    gap = QWidget()
    gap.setFixedWidth(6)
    return gap
