"""A picture of the window once all that it compares is there: for machines without a display, and for the README."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from ..compare.comparison import Comparison
from ..compare.variants import Source, State

SETTLE_MILLISECONDS = 400
"""So that panels have their final size and the last paint is done."""


class Snapshot(QObject):
    """Saves the window to a file once, then calls `done`."""

    def __init__(self, window: QWidget, comparison: Comparison, target: Path, done: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._comparison, self._target, self._done = window, comparison, target, done
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MILLISECONDS)
        self._timer.timeout.connect(self._save)
        comparison.changed.connect(self._on_changed)

    def _on_changed(self) -> None:
        sources = self._comparison.sources
        if sources and all(map(self._is_settled, sources)):
            self._timer.start()
        else:
            self._timer.stop()

    def _save(self) -> None:
        self._comparison.changed.disconnect(self._on_changed)
        self._window.grab().save(str(self._target))
        self._done()

    def _is_settled(self, source: Source) -> bool:
        """A picture of another size than the original has no scores unless they are asked for."""
        variant = self._comparison.variant(source)
        if variant is None:
            return False
        return variant.state is State.FAILED or (
            variant.state is State.FINAL and not self._comparison.awaits_scores(source)
        )
