"""Handlers of the actions that save what is on screen."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ...service.codec_service import CodecService
from ...service.files import write_atomic
from ..browse import naming
from ..compare.comparison import Comparison
from ..compare.variants import SDC, Document, Source, State, Variant
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr
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
    """One method per action. Files are written by the service."""

    def __init__(
        self,
        comparison: Comparison,
        service: CodecService,
        tasks: Tasks,
        chosen: ChosenFiles,
        view: CompareView,
        banner: Banner,
        parent: QWidget,
    ) -> None:
        self._comparison, self._service, self._tasks, self._chosen = comparison, service, tasks, chosen
        self._view, self._banner, self._parent = view, banner, parent

    def save_sdc(self) -> None:
        """Write exactly the bytes that the picture on screen was decoded from."""
        variant, document = self._comparison.variant(SDC), self._comparison.document
        if document is None or variant is None or variant.data is None:
            return
        start = self._beside(document, ".sdc")
        path = naming.ask_where(self._parent, tr("Save as SDC"), start, {tr("SDC pictures"): (".sdc",)})
        if path is not None:
            self._tasks.start_beside("command", self._save(document, SDC, path))

    def save_picture(self) -> None:
        """Write the pane's picture as PNG, JPEG, WebP or TIFF."""
        sources, current = self._comparison.sources, self._view.current
        source = sources[current] if current < len(sources) else sources[0]
        variant, document = self._comparison.variant(source), self._comparison.document
        if document is None or variant is None or variant.picture is None:
            return
        path = naming.ask_where(self._parent, tr("Save picture"), self._beside(document, ".png"), PICTURE_KINDS)
        if path is not None:
            self._tasks.start_beside("command", self._save(document, source, path))

    def rival(self) -> Variant | None:
        """Of the panes that show a rival the one in use, else the first; None where none has its file yet."""
        sources, current = self._comparison.sources, self._view.current
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
        path = naming.ask_where(
            self._parent, tr("Save the rival's file"), self._beside(document, suffix), {name: (suffix,)}
        )
        if path is not None:
            self._tasks.start_beside("command", self._save_file(variant.file, path))

    async def _save_file(self, data: bytes, path: Path) -> None:
        await self._service.file_work(partial(write_atomic, path, data, True))
        self._banner.show_notice(tr("Saved: {path}").format(path=path))

    async def _save(self, document: Document, source: Source, path: Path) -> None:
        """What is on screen once nothing works on it any more: a number that was typed counts as soon as its field is
        left, as it is for the dialog."""
        variant = self._comparison.variant(source)
        as_sdc = path.suffix.lower() == ".sdc"
        if not (as_sdc and variant is not None and variant.state is State.PREVIEW):  # whose bytes are all there
            variant = await self._comparison.settled(source)
        if self._comparison.document is not document:
            self._tasks.failed.emit(tr("Nothing was saved, since another picture was opened meanwhile."))
        elif variant is None or (variant.data is None if as_sdc else variant.state is not State.FINAL):
            reason = (variant and variant.message) or tr("Only a preview of it is here.")
            self._tasks.failed.emit(tr("{path} was not saved. {reason}").format(path=path, reason=reason))
        else:
            await self._write(variant, path, as_sdc)
            self._banner.show_notice(tr("Saved: {path}").format(path=path))

    async def _write(self, variant: Variant, path: Path, as_sdc: bool) -> None:
        if as_sdc and variant.data is not None:
            await self._service.save(variant.data, path, overwrite=True)
        elif variant.picture is not None:
            await self._service.save_picture(variant.picture, path, overwrite=True)

    def _beside(self, document: Document, suffix: str) -> Path:
        """What a dialog proposes."""
        return (document.path or Path(self._chosen.folder() or ".") / document.name).with_suffix(suffix)
