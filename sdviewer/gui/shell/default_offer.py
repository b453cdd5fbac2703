"""Offers, once in all, that the desktop opens `.sdc` with this program from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ...service import default_program
from ..toolkit.texts import tr

if TYPE_CHECKING:
    from .main_window import MainWindow

PAUSE_MS = 3000
"""From the first picture on the screen to the question whether there is anything to offer."""


class DefaultOffer(QObject):
    """Asks nothing where the program is the default already, and never twice."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self.make)

    def later(self) -> None:
        """When the window has had time for what it was opened for."""
        self._timer.start()

    def make(self) -> None:
        if not self._session.settings.get("default_offered"):
            self._session.tasks.start("default", self._offer())

    async def _offer(self) -> None:
        service, banner = self._session.service, self._window.banner
        possible = await service.file_work(default_program.can_be_made_default, background=True)
        if not possible or banner.text:  # what is said there comes first; the next start is early enough
            return
        self._session.settings.set("default_offered", True)
        banner.show_offer(
            tr("Another program opens .sdc files. Should sdviewer?"),
            (tr("Make it the default"), lambda: self._session.tasks.start("default", self._accept())),
            (tr("Not now"), banner.clear),
        )

    async def _accept(self) -> None:
        await self._session.service.file_work(default_program.make_default, background=True)
        self._window.banner.show_notice(tr("The desktop opens .sdc files with sdviewer now."))
