"""Pictures in the colours of the screen that the window is on."""

from __future__ import annotations

from functools import partial

from ...codec.errors import InputError
from ...service.codec_service import CodecService
from ..compare.comparison import Comparison
from ..pictures.loader import Loader
from ..toolkit.settings import Settings
from ..toolkit.tasks import Tasks


class ScreenProfile:
    """Reads the profile that the settings name and has what is shown made anew for it."""

    def __init__(
        self, service: CodecService, settings: Settings, loader: Loader, comparison: Comparison, tasks: Tasks
    ) -> None:
        self._service, self._settings, self._loader = service, settings, loader
        self._comparison, self._tasks = comparison, tasks
        self._number = 0

    def choose(self, number: int) -> None:
        """The window is on this screen."""
        self._number = number
        self.refresh()

    def refresh(self) -> None:
        """The settings may say something else."""
        self._tasks.start("screen", self._read())

    async def _read(self) -> None:
        from ..pictures.screen_colour import profile

        get = self._settings.get
        choice, file = get("view/screen_colour"), get("view/screen_profile")
        try:
            found = await self._service.file_work(partial(profile, choice, file, self._number))
        except InputError:
            self._use(None)
            raise
        self._use(found)

    def _use(self, profile: bytes | None) -> None:
        if self._loader.set_profile(profile):
            self._comparison.redraw()
