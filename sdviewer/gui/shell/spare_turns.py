"""What will be shown sooner or later is made while the first picture is looked at, so that it comes within a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

from ..compare.comparison import Comparison
from ..compare.variants import State

TURN_MS = 5
"""Between two steps, for whatever else there is."""


class SpareTurns(QObject):
    """Takes each step in a turn of the event loop of its own. What is asked for earlier is made then, as steps know."""

    def __init__(self, comparison: Comparison, steps: Iterable[Callable[[], object]], parent: QObject) -> None:
        super().__init__(parent)
        self._comparison, self._steps = comparison, iter(steps)
        self._timer = QTimer(self, interval=TURN_MS)
        self._timer.timeout.connect(self._take_one)
        comparison.changed.connect(self._begin)

    def _begin(self) -> None:
        primary = self._comparison.primary
        if primary is not None and primary.state is State.FINAL:
            self._comparison.changed.disconnect(self._begin)
            self._timer.start()

    def _take_one(self) -> None:
        step = next(self._steps, None)
        if step is None:
            self._timer.stop()
        else:
            step()


def import_compress_panel() -> None:
    """The half of what making it takes."""
    from ..compress import panel  # noqa: F401
    from ..models import model_chooser  # noqa: F401
