"""A window that notes when what was on screen, and closes itself."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer

from ...gui.compare.variants import State
from ...gui.session.session import Session
from ...gui.shell.main_window import MainWindow
from ...gui.toolkit.theme import Theme


class Probe(MainWindow):
    """Made by `bound`, in place of the window."""

    began = 0.0
    waits_for_picture = False
    report: Callable[[dict[str, float]], None]

    @classmethod
    def bound(cls, began: float, waits_for_picture: bool, report: Callable[[dict[str, float]], None]) -> type[Probe]:
        """A window whose times count from `began` (epoch seconds) and are handed to `report` at the end."""

        class Bound(cls):  # type: ignore[valid-type, misc]
            pass

        Bound.began, Bound.waits_for_picture, Bound.report = began, waits_for_picture, staticmethod(report)
        return Bound

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__(session, theme)
        self._times: dict[str, float] = {}
        self.first_painted.connect(self._on_paint)
        session.comparison.changed.connect(self._on_changed)

    def _on_paint(self) -> None:
        self._note("painted")
        if not self.waits_for_picture:
            self._end()

    def _on_changed(self) -> None:
        primary = self.session.comparison.primary
        if primary is None or primary.state.value in self._times:
            return
        self.view.repaint()
        self._note(primary.state.value)
        if primary.state is not State.PREVIEW:
            self._end()

    def _note(self, what: str) -> None:
        self._times.setdefault(what, round(time.time() - self.began, 3))

    def _end(self) -> None:
        self.report(self._times)
        QTimer.singleShot(0, self.close)
