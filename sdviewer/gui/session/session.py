"""The window's state, without the window: what is open, what is compared, and every task.

`open(paths)` → Browser (`moved`) → Comparison (`loading`, `document_changed`, `changed`) → the widgets. Widgets call
methods here or on the parts and listen to their signals; nothing here knows a widget.
"""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from ...codec.types import Picture
from ...service.cage.frames import FrameService, frame_count, says_frames
from ...service.codec_service import CodecService
from ...service.model_service import ModelService
from ..browse.browser import Browser
from ..compare.comparison import Comparison
from ..compare.file_watch import FileWatch
from ..compare.variants import JPEG, ORIGINAL, SDC, Source, State
from ..compress.encode_options import encode_options, size_for
from ..compress.forecast import Forecast
from ..compress.pending_saves import PendingSaves
from ..compress.queue import CompressQueue
from ..models.model_library import ModelLibrary
from ..pictures.images import to_pixels
from ..pictures.loader import Loader
from ..toolkit.error_texts import sentence
from ..toolkit.settings import Settings
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr
from .screen_profile import ScreenProfile

if TYPE_CHECKING:  # made at their first use
    from ..pictures.thumbnail_loader import ThumbnailLoader


class Session(QObject):
    """Puts the parts together."""

    failed = Signal(str)
    """An error, in words a person can act on."""
    notice = Signal(str)
    """Something worth knowing."""

    def __init__(
        self,
        service: CodecService,
        settings: Settings,
        loop: asyncio.AbstractEventLoop,
        models: ModelService | None = None,
    ) -> None:
        super().__init__()
        self.service, self.settings = service, settings
        self.tasks = Tasks(loop, self)
        self.loader = Loader(service, settings.get("browse/cache_megabytes") * 1_000_000)
        self.browser = Browser(service, self.loader, self.tasks, settings)
        self.comparison = Comparison(service, self.loader, self.tasks)
        self.comparison.options = encode_options(settings)
        self.comparison.natural = settings.get("view/natural")
        self.comparison.strength = settings.get("view/strength") if settings.get("view/strength") != 1 else None
        self.comparison.slow_rivals = settings.get("compare/slow_rivals")
        self.comparison.overlap = _overlap(settings)
        busy = partial(self.tasks.running, "open")
        self._watch = FileWatch(self.comparison, service, self.loader, loop, self.comparison.reload, busy)
        self.forecast = Forecast(self.comparison, service, self.tasks)
        self.frames = FrameService()
        self.queue = CompressQueue(service, self.tasks)
        self.pending = PendingSaves()
        self._sized: object = None
        self._screen = ScreenProfile(service, settings, self.loader, self.comparison, self.tasks)
        self._models = models or ModelService()
        self.library = ModelLibrary(self._models, self.tasks, settings)
        if settings.get("models/device") != "auto":
            self.library.prefer_device(settings.get("models/device"))
        self._connect_signals()

    def _connect_signals(self) -> None:
        # from the parts to each other
        self.browser.moved.connect(self.comparison.show)
        self.browser.refused.connect(self._on_refused)
        self.browser.left_something_out.connect(self.notice)
        self.comparison.document_changed.connect(self._on_document)
        self.comparison.changed.connect(self._on_changed)
        self.comparison.encoded.connect(self.library.note_speed)
        self.comparison.noticed.connect(self.notice)
        # from the parts to the window
        self.tasks.failed.connect(self.failed)
        # from the settings
        self.settings.changed.connect(self._on_setting)

    # opening

    def open(self, paths: Iterable[Path | str]) -> None:
        """Show files and folders; the first is on screen before its folder is read."""
        absolute = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100 (resolve() would follow links)
        if absolute:
            self.comparison.expected = None
            self.browser.open(absolute)

    def compare_files(self, first: Path, *others: Path) -> None:
        """Existing files (or folders, stepped through together) beside each other."""
        panes = [Source("folder" if other.is_dir() else "file", other) for other in others]
        self.open([first])
        self.comparison.expected = [ORIGINAL, *panes]

    def compare_with_jpeg(self, path: Path) -> None:
        """A photo as `.sdc`, beside JPEG at the same size."""
        self.open([path])
        self.comparison.expected = [self.comparison.compressed, JPEG]

    def open_image(self, image: QImage, name: str) -> None:
        """A picture without a file, pasted or dropped."""
        if image.isNull():
            self.failed.emit(tr("There is no picture in the clipboard."))
            return
        self.comparison.show_picture(to_pixels(image), name)

    def set_screen(self, number: int) -> None:
        """Show pictures in the colours of this screen, as far as they are known; pictures that are there follow."""
        self._screen.choose(number)

    def thumbnails(self, capacity: int, slot: str = "thumbnails") -> ThumbnailLoader:
        """A loader of its own for a view of thumbnails. capacity: bytes in memory. slot: the name of its tasks."""
        from ..pictures.thumbnail_loader import ThumbnailLoader

        return ThumbnailLoader(self.service, self.tasks, capacity, slot)

    def warm(self) -> None:
        """Load the codec while the user looks for a picture."""
        self.tasks.start("warm", self._warm())

    async def _warm(self) -> None:
        await self.service.warm()
        gc.freeze()  # else each full collection looks at all that the program consists of, for 20 to 40 ms

    async def close(self) -> None:
        """End every task, then the threads."""
        self._watch.stop()
        await self.tasks.close()
        self.service.close()
        self.frames.close()
        self._models.close()

    def _on_refused(self, why: str) -> None:
        """What is shown stays, and nothing is compared with what isn't there."""
        self.comparison.expected = None
        self.failed.emit(why)

    def _on_document(self) -> None:
        document = self.comparison.document
        self.browser.look_elsewhere(document is None or document.path is None)
        self._preload()
        if document is None or document.size == (0, 0):
            return
        if self._sized != (document.path or document.name, document.size):  # else it was only turned, or read again
            self._sized = document.path or document.name, document.size
            self.settings.set("compress/size", size_for(*document.size))
        if document.path is not None and _is_text(document.path):
            self.settings.add_recent(str(document.path))
            self.settings.set("last_folder", str(document.path.parent))

    def _on_changed(self) -> None:
        """Read ahead once the current picture is there, never before."""
        primary = self.comparison.primary
        if primary is None or primary.state is not State.FINAL or primary.picture is None:
            return
        if primary.picture is not self._noticed:
            self._noticed = primary.picture
            plays = frame_count(primary.picture) > 1
            for text in primary.picture.notices:
                if not (plays and says_frames(text)):  # else that is said when it matters
                    self.notice.emit(sentence(text))
            self._preload()
        if SDC in self.comparison.variants and primary.picture is not self._compressed:
            self._compressed = primary.picture
            for text in filter(says_frames, primary.picture.notices if frame_count(primary.picture) > 1 else ()):
                self.notice.emit(sentence(text))

    _noticed: Picture | None = None
    _compressed: Picture | None = None

    def _preload(self) -> None:
        primary = self.comparison.primary
        if primary is not None and primary.state is State.FINAL:
            self.browser.preload()

    def _on_setting(self, name: str) -> None:
        if name.startswith("compress/") or name in ("view/natural", "view/strength"):
            self.comparison.set_options(encode_options(self.settings))
            self.forecast.refresh()
        elif name == "compare/slow_rivals":
            self.comparison.set_slow_rivals(self.settings.get(name))
        elif name in ("compare/overlap", "view/align"):
            self.comparison.measure_overlap(_overlap(self.settings))
        elif name == "models/device":
            self.library.prefer_device(self.settings.get(name))
        elif name == "browse/cache_megabytes":
            self.loader.set_capacity(self.settings.get(name) * 1_000_000)
        elif name in ("view/screen_colour", "view/screen_profile"):
            self._screen.refresh()
        elif name in ("browse/sort", "browse/descending"):
            self.browser.sort()


def _overlap(settings: Settings) -> str:
    """How unequal pictures lie where they are to be measured; '' where they aren't."""
    return str(settings.get("view/align")) if settings.get("compare/overlap") else ""


def _is_text(path: Path) -> bool:
    """Whether a path can be written into the settings: Linux allows names that are no text in any encoding."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True
