"""Handlers of the actions that save what is on screen."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QWidget

from ...codec.types import EncodeOptions, Picture
from ...paths import resource
from ...service.codec_service import CodecService
from ...service.files import write_atomic
from ..browse import naming
from ..compare.comparison import Comparison
from ..compare.variants import SDC, Document, Source, State, Variant, description
from ..compress.pending_saves import PendingSaves
from ..compress.queue_commands import QueueCommands
from ..pictures.geometry import Size
from ..pictures.images import UPRIGHT, Turn, turned_picture
from ..toolkit.countdown import foreseen
from ..toolkit.tasks import Tasks
from ..toolkit.texts import printable, tr
from ..view.compare_view import CompareView
from ..widgets.banner import Banner
from .chosen_files import ChosenFiles

PICTURE_KINDS = {
    "PNG": (".png",),
    "JPEG": (".jpg", ".jpeg"),
    "WebP": (".webp",),
    "TIFF": (".tif", ".tiff"),
}

RIVAL_SUFFIXES = {"jpeg": ".jpg", "webp": ".webp", "avif": ".avif", "jxl": ".jxl"}


class SaveCommands:
    """One method per action. Files are written by the service. pending: what is still to be written.
    queueing: where that is told when its photo was left."""

    def __init__(
        self,
        comparison: Comparison,
        service: CodecService,
        tasks: Tasks,
        chosen: ChosenFiles,
        view: CompareView,
        banner: Banner,
        pending: PendingSaves,
        queueing: QueueCommands,
        parent: QWidget,
    ) -> None:
        self._comparison, self._service, self._tasks, self._chosen = comparison, service, tasks, chosen
        self._view, self._banner, self._pending, self._parent = view, banner, pending, parent
        self._queueing = queueing

    def save_sdc(self) -> None:
        """Write exactly the bytes that the picture on screen was decoded from; what is under way is waited for."""
        variant, document = self._comparison.variant(SDC), self._comparison.document
        if document is None or variant is None:
            return
        if document.primary == SDC and self._comparison.turn != UPRIGHT:
            text = tr("A .sdc can't be rotated without being compressed once more. Save it as a picture, such as PNG.")
            self._tasks.failed.emit(text)
            return
        start = self._beside(document, f"{Path(document.name).stem}.sdc")
        if start == document.path:
            start = start.with_stem(tr("{name} (copy)").format(name=start.stem))
        path = naming.ask_where(self._parent, tr("Save as SDC"), start, {tr("SDC pictures"): (".sdc",)})
        if path is not None:
            self._start(document, SDC, path)

    def save_picture(self) -> None:
        """Write the picture of the pane that is meant, as it is turned, as PNG, JPEG, WebP or TIFF."""
        document, source = self._comparison.document, self._comparison.source_of(self._view.meant, self._view.holding)
        variant = self._comparison.variant(source) if source is not None else None
        if document is None or source is None or variant is None or variant.picture is None:
            return
        what = description(variant, self._comparison.turn)
        start = self._beside(document, f"{Path(document.name).stem} ({what}).png".replace("/", "-"))
        title = tr("Save picture: {what}").format(what=what)
        path = naming.ask_where(self._parent, title, start, PICTURE_KINDS)
        if path is not None:
            self._start(document, source, path)

    def rival(self) -> Variant | None:
        """Of the panes that show a rival the one in use, else the first; None where none has its file yet."""
        sources, current = self._comparison.sources, self._view.meant
        found = [self._comparison.variant(source) for source in [*sources[current : current + 1], *sources]]
        return next((v for v in found if v is not None and v.file is not None and v.state is State.FINAL), None)

    def can_save_rival(self) -> bool:
        return self.rival() is not None

    def save_rival(self) -> None:
        """Write exactly the bytes of a rival's file, which its pane shows."""
        variant, document = self.rival(), self._comparison.document
        if variant is None or variant.file is None or document is None:
            return
        name, suffix = variant.source.name, RIVAL_SUFFIXES.get(variant.source.kind.partition("-")[0], ".bin")
        start = self._beside(document, f"{Path(document.name).stem} ({description(variant)}){suffix}".replace("/", "-"))
        path = naming.ask_where(self._parent, tr("Save the rival's file"), start, {name: (suffix,)})
        if path is not None:
            self._banner.clear_error()
            self._tasks.start_beside("command", self._save_file(variant.file, path))

    async def _save_file(self, data: bytes, path: Path) -> None:
        await self._service.file_work(partial(write_atomic, path, data, True))
        self._banner.show_notice(tr("Saved: {path}").format(path=path))

    def _start(self, document: Document, source: Source, path: Path) -> None:
        slot = f"command:save {path}"
        self._banner.clear_error()
        variant = self._comparison.variant(source)
        waits = variant is None or variant.state is State.WORKING
        if waits:
            self._pending.begin(path, lambda: self._tasks.cancel(slot))
        self._tasks.start(slot, self._save(document, source, path, waits))

    async def _save(self, document: Document, source: Source, path: Path, waits: bool) -> None:
        try:
            await self._save_when_ready(document, source, path, waits)
        finally:
            self._pending.end(path)

    async def _save_when_ready(self, document: Document, source: Source, path: Path, waits: bool) -> None:
        """What is on screen once nothing works on it any more: a number that was typed counts as soon as its field is
        left, as it is for the dialog. A photo that was left meanwhile is compressed all the same."""
        comparison = self._comparison
        variant, original, options = comparison.variant(source), comparison.original, comparison.options
        as_sdc, turn, shrunk = path.suffix.lower() == ".sdc", comparison.turn, comparison.shrunk
        if not (as_sdc and variant is not None and variant.state is State.PREVIEW):  # whose bytes are all there
            connection = comparison.progress.connect(partial(self._pending.report, path))
            try:
                variant = await comparison.settled(source)
            finally:
                QObject.disconnect(connection)
        if comparison.document is not document:
            if not as_sdc or original is None or original.picture is None:
                text = tr("{path} was not saved, since another picture was opened meanwhile.")
                self._tasks.failed.emit(text.format(path=path))
                return
            self._leave(path)
            await self._compress(await self._turned(original.picture, turn, shrunk), options, path)
        elif (waits and variant is not None and variant.stopped) or not _can_be_written(variant, as_sdc):
            reason = (variant and variant.message) or tr("Only a preview of it is here.")
            self._tasks.failed.emit(tr("{path} was not saved. {reason}").format(path=path, reason=reason))
            return
        elif variant is not None:
            await self._write(variant, path, as_sdc)
        self._banner.show_notice(tr("Saved: {path}").format(path=path))

    async def _compress(self, picture: Picture, options: EncodeOptions, path: Path) -> None:
        report = foreseen(partial(self._pending.report, path), picture, options)
        encoded = await self._service.idle.encode_to_save(picture, options, report)
        await self._service.save(encoded.data, path, overwrite=True)

    def _leave(self, path: Path) -> None:
        """Its photo was left; what is said of it goes on among the queue's rows."""
        self._pending.leave(path)
        if not self._queueing.panel_visible():
            text = tr("{name} will be saved when it is compressed; the queue says how far it is.")
            text, show = text.format(name=printable(path.name)), self._queueing.show_panel
            self._banner.show_notice(text, tr("Show the queue"), show, of_picture=False)

    async def _turned(self, picture: Picture, turn: Turn, shrunk: Size | None = None) -> Picture:
        def work() -> Picture:
            from ...codec.pictures.images import scaled

            return turned_picture(picture if shrunk is None else scaled(picture, shrunk), turn)

        return await self._service.convert(work)

    async def _write(self, variant: Variant, path: Path, as_sdc: bool) -> None:
        if as_sdc and variant.data is not None:
            await self._service.save(variant.data, path, overwrite=True)
        elif variant.picture is not None:
            picture = await self._turned(variant.picture, self._comparison.turn)
            await self._service.save_picture(picture, path, overwrite=True)

    def _beside(self, document: Document, name: str) -> Path:
        """What a dialog proposes: beside the picture, but not among the program's own files."""
        folder = document.path.parent if document.path is not None else Path(self._chosen.folder() or ".")
        if folder == resource("samples"):
            places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.PicturesLocation)
            folder = Path(places[0]) if places else Path.home()
        return folder / name


def _can_be_written(variant: Variant | None, as_sdc: bool) -> bool:
    return variant is not None and (variant.data is not None if as_sdc else variant.state is State.FINAL)
