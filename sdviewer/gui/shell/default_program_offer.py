"""Offers, once in all, that the desktop opens `.sdc` with this program from now on."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from ...service import default_program
from ...service.codec_service import CodecService
from ..toolkit.settings import Settings
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr
from ..widgets.banner import Banner

PAUSE_MS = 3000
"""From the first picture on the screen to the question whether there is anything to offer."""


class DefaultProgramOffer(QObject):
    """Asks nothing where the program is the default already, and never twice."""

    def __init__(self, service: CodecService, settings: Settings, tasks: Tasks, banner: Banner) -> None:
        super().__init__(banner)
        self._service, self._settings, self._tasks, self._banner = service, settings, tasks, banner
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self.make)

    def later(self) -> None:
        """When the window has had time for what it was opened for."""
        self._timer.start()

    def make(self) -> None:
        if not self._settings.get("default_offered"):
            self._tasks.start("default", self._offer())

    async def _offer(self) -> None:
        possible = await self._service.file_work(default_program.can_be_made_default, background=True)
        if not possible or self._banner.text:  # what is said there comes first; the next start is early enough
            return
        self._settings.set("default_offered", True)
        self._banner.show_offer(
            tr("Another program opens .sdc files. Should sdviewer?"),
            (tr("Make it the default"), lambda: self._tasks.start("default", self._accept())),
            (tr("Not now"), self._banner.clear),
        )

    async def _accept(self) -> None:
        await self._service.file_work(default_program.make_default, background=True)
        self._banner.show_notice(tr("The desktop opens .sdc files with sdviewer now."))
