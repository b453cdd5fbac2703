"""One start of the window, as the benchmark's child process: when what was on screen, in seconds since the start.

python -m sdviewer.bench.gui_start EPOCH_SECONDS [PATH]
"""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QTimer

from .. import app
from ..gui.main_window import MainWindow
from ..gui.session import Session
from ..gui.theme import Theme
from ..gui.variants import State


class Probe(MainWindow):
    """Notes the times, prints them as JSON and closes itself."""

    began = 0.0
    waits_for_picture = False

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
        print(json.dumps(self._times), flush=True)
        QTimer.singleShot(0, self.close)


if __name__ == "__main__":
    Probe.began = float(sys.argv[1])
    Probe.waits_for_picture = len(sys.argv) > 2
    app.MainWindow = Probe  # type: ignore[misc]
    sys.exit(app.run(sys.argv[2:]))
