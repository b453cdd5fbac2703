"""What compressing the photo on screen would give, said before anybody asks: computed while the codec has nothing else
to do, and thrown away when the picture or the options are others."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject, Signal

from ...codec.errors import SdcError
from ...codec.types import EncodeOptions, Picture
from ...service.codec_service import CodecService
from ...service.loading import Expected
from ..compare.comparison import Comparison
from ..compare.variants import ORIGINAL, SDC, State
from ..toolkit.tasks import Tasks
from ..toolkit.texts import number

DELAY_SECONDS = 0.4
"""Who only steps through a folder asks for nothing."""


class Forecast(QObject):
    """Bytes that the photo's `.sdc` would take, and those of its smallest; None while they aren't known."""

    changed = Signal()

    def __init__(self, comparison: Comparison, service: CodecService, tasks: Tasks) -> None:
        super().__init__()
        self._comparison, self._service, self._tasks = comparison, service, tasks
        self._wanted: tuple[Picture, EncodeOptions] | None = None
        self._expected: Expected | None = None
        comparison.changed.connect(self.refresh)

    @property
    def nbytes(self) -> int | None:
        """At the quality that is chosen, or as many as are asked for."""
        if self._expected is None:
            return None
        size = self._comparison.options.size
        return self._expected.nbytes if size is None else max(size, self._expected.smallest)

    @property
    def smallest(self) -> int | None:
        """At the lowest quality."""
        return self._expected.smallest if self._expected is not None else None

    def refresh(self) -> None:
        """Find out anew what isn't known of the picture and the options as they are now."""
        wanted, before = self._now(), self._wanted
        if wanted is None:  # another picture is on its way, or none that could be compressed
            self._wanted = None
            self._tasks.cancel("forecast")
            self._put(None)
        if wanted is None or (before is not None and before[0] is wanted[0] and before[1] == wanted[1]):
            return
        self._wanted = wanted
        if before is None or before[0] is not wanted[0]:
            self._put(None)
        self._tasks.start("forecast", self._find(*wanted))

    def _now(self) -> tuple[Picture, EncodeOptions] | None:
        """The photo, and what of the options makes a difference."""
        original, document = self._comparison.original, self._comparison.document
        if document is None or document.primary != ORIGINAL or original is None or original.state is not State.FINAL:
            return None
        if original.picture is None:
            return None
        options = self._comparison.options
        known = SDC in self._comparison.variants  # what this quality gives is on screen then
        quality = self._wanted[1].quality if known and self._wanted is not None else options.quality
        return original.picture, EncodeOptions(options.model, quality, metadata=options.metadata)

    async def _find(self, picture: Picture, options: EncodeOptions) -> None:
        await asyncio.sleep(DELAY_SECONDS)
        try:
            self._put(await self._service.expect(picture, options))
        except SdcError:  # said when it is compressed
            self._put(None)

    def _put(self, expected: Expected | None) -> None:
        if expected != self._expected:
            self._expected = expected
            self.changed.emit()


def rough_text(nbytes: int) -> str:
    """A size of which no more than two digits are known: '870 B', '8.7 kB', '23 kB', '1.2 MB'."""
    for unit, size in (("B", 1), ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000)):
        value = nbytes / size
        if value < 999.5 or unit == "GB":
            break
    if value >= 100:
        value = round(value, -1)
    return f"{number(value, 1 if value < 9.95 and unit != 'B' else 0)} {unit}"
