"""Python's cyclic garbage, collected in the window's thread alone.

Python collects in whichever thread happens to allocate. A timer or a socket of Qt's that is in such a cycle would be
destroyed by a worker then, beneath the event loop, which crashes the program.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 2000
"""The first time is after the start, when `Session.warm` has frozen what the program consists of."""


def collect_due() -> None:
    """Collect what Python itself would have by now. To be called in the window's thread."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [number for number in range(3) if counts[number] > thresholds[number] > 0]
    if due:
        gc.collect(due[-1])


class Collector(QTimer):
    """From its making on, no other thread collects."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self.timeout.connect(collect_due)
        self.start(INTERVAL_MS)
