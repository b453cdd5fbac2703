"""The current picture and its variants: original, `.sdc`, rivals at the same bytes, other files.

Flow: `show(path)` loads; when the first pixels are there the document changes (`document_changed`). `ensure` starts
what the panes need and isn't there: Producers make variants, Measuring makes scores and maps. Each result is `put`,
which announces it by `changed`. Tasks of an earlier document or of earlier options are cancelled, so that what
arrives is always current.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from ...codec.errors import SdcError
from ...codec.types import EncodeOptions, Picture
from ...service.codec_service import CodecService, FileStamp
from ..pictures.images import UPRIGHT, MipImage, Turn
from ..pictures.loader import Loader, Shown
from ..toolkit.error_texts import sentence
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr
from .measuring import Measuring
from .producers import Producers, variant_of
from .variants import NATURAL, ORIGINAL, RIVAL_KINDS, SDC, Source, State, Variant

T = TypeVar("T")

MAX_PANES = 4


@dataclass(frozen=True, slots=True)
class Document:
    """What is being looked at. primary: ORIGINAL for a photo, SDC for a `.sdc`. size: upright width and height.

    stamp: of its file, None where it wasn't read.
    """

    path: Path | None
    name: str
    primary: Source
    size: tuple[int, int]
    stamp: FileStamp | None = None


class Comparison(QObject):
    """State of the panes. All methods are called on the GUI thread and return at once."""

    loading = Signal(str)
    """The name of the picture that is being loaded, '' when it is there."""
    document_changed = Signal()
    changed = Signal()
    progress = Signal(object)
    """A codec Progress, or None when nothing is under way."""
    undecoded = Signal(object)
    """An SdcError: why of the opened `.sdc` there is only the preview."""
    encoded = Signal(str, float, float, float)
    """A model's name, megapixels, and the seconds that it took to write and to read them."""

    def __init__(self, service: CodecService, loader: Loader, tasks: Tasks) -> None:
        super().__init__()
        self._service, self._loader, self._tasks = service, loader, tasks
        self.document: Document | None = None
        self.options = EncodeOptions()
        self.natural = False
        """Whether an opened `.sdc` is drawn with texture."""
        self.turn = UPRIGHT
        self._sources: list[Source] = []
        self._variants: dict[Source, Variant] = {}
        self._wanted: object = None
        self._producers = Producers(self, service, loader, tasks)
        self._measuring = Measuring(self, service, tasks)

    # what is there

    @property
    def sources(self) -> list[Source]:
        """Of the panes, in their order."""
        return list(self._sources)

    @property
    def comparing(self) -> bool:
        return len(self._sources) > 1

    def variant(self, source: Source) -> Variant | None:
        return self._variants.get(source)

    @property
    def primary(self) -> Variant | None:
        """The opened file itself."""
        return self._variants.get(self.document.primary) if self.document else None

    @property
    def original(self) -> Variant | None:
        return self._variants.get(ORIGINAL)

    @property
    def reference(self) -> Variant | None:
        """What the others are measured against on screen: the original, else the first pane."""
        return self.original or (self._variants.get(self._sources[0]) if self._sources else None)

    @property
    def map_name(self) -> str:
        """The map of `maps.MAPS` that is shown instead of the pictures, '' if none is."""
        return self._measuring.map_name

    def map_of(self, source: Source) -> MipImage | None:
        """The map that stands for a pane's picture, if maps are on and this one is computed."""
        return self._measuring.map_of(source)

    # what the user does

    def show(self, path: Path) -> None:
        """Load a picture; until it is there, the one before stays."""
        self._tasks.start("open", self._open(path))

    def show_picture(self, picture: Picture, name: str) -> None:
        """A picture without a file, such as a pasted one."""
        self._tasks.start("open", self._open_picture(picture, name))

    def retry(self) -> None:
        """Try once more what there may have been no model for; a preview stays until the picture replaces it."""
        document, primary = self.document, self.primary
        begun = primary is not None and primary.state is State.FAILED and primary.picture is not None
        if begun and document is not None and document.path is not None:
            self._tasks.start("open", self._open(document.path, document))
        for source, variant in list(self._variants.items()):
            if variant is not primary and variant.state is State.FAILED and (source == SDC or source.path is not None):
                del self._variants[source]
        self.ensure()

    def close_document(self) -> None:
        self._tasks.cancel("open")
        self._forget()
        self.document = None
        self.document_changed.emit()
        self.changed.emit()

    def set_sources(self, sources: list[Source]) -> None:
        """Choose what the panes show; what is missing is computed."""
        reference = self.reference
        self._sources = sources[:MAX_PANES]
        if self.reference is not reference:
            self._measuring.forget_maps()
        self.changed.emit()
        self.ensure()

    def set_source(self, pane: int, source: Source) -> None:
        self.set_sources([source if i == pane else s for i, s in enumerate(self._sources)])

    def set_natural(self, on: bool) -> None:
        """Draw every `.sdc` that is shown with texture, or faithfully; also those that are opened from now on."""
        self.natural = on
        old, new = (SDC, NATURAL) if on else (NATURAL, SDC)
        if old in self._sources and new not in self._sources:
            self.set_sources([new if s == old else s for s in self._sources])
        else:
            self.changed.emit()

    def set_options(self, options: EncodeOptions) -> None:
        """Encode anew with these options, if the `.sdc` of a photo is among what is shown."""
        if options != self.options:
            self.options = options
            self._producers.encode()

    def set_original(self, path: Path) -> None:
        """Say which file a `.sdc` was made from, so that it can be measured."""
        self._producers.load(ORIGINAL, path)

    def set_map(self, name: str) -> None:
        """Show a map instead of the pictures; '' for the pictures."""
        self._measuring.set_map(name)
        self.changed.emit()
        self.ensure()

    def set_turn(self, turn: Turn) -> None:
        """Rotate or mirror the view of all panes; files stay as they are."""
        self.turn = turn
        self._measuring.forget_maps()
        self._tasks.start("turn", self._turn_all())

    def redraw(self) -> None:
        """Make the images of all panes anew: the screen's colours are others."""
        self._tasks.start("turn", self._turn_all(all_anew=True))

    def compute(self, function: Callable[[], T], then: Callable[[T], None]) -> None:
        """Run a function on the thread for files and hand its result over, unless a newer request comes."""

        async def work() -> None:
            then(await self._service.file_work(function))

        self._tasks.start("compute", work())

    def stop(self) -> None:
        """Stop encoding, searching and loading; what is there stays."""
        for prefix in ("open", "encode", "natural", "rival:", "file:"):
            self._tasks.cancel_all(prefix)
        for source, variant in list(self._variants.items()):
            if variant.state is State.WORKING:
                state = State.FINAL if variant.picture is not None else State.FAILED
                self._variants[source] = replace(variant, state=state, message=tr("Stopped."))
        self.loading.emit("")
        self.progress.emit(None)
        self.changed.emit()

    # for Producers and Measuring

    def put(self, variant: Variant) -> None:
        """A newer state of a variant; what was derived from its old pixels goes."""
        known = self._variants.get(variant.source)
        if known is None or known.picture is not variant.picture:
            self._measuring.forget(variant.source)
            if variant.source == ORIGINAL:
                self._forget_what_was_measured()
        self._variants[variant.source] = variant
        if variant.image is not None and variant.turn != self.turn:
            self._tasks.start("turn", self._turn_all())
        self.changed.emit()

    def ensure(self) -> None:
        """Start what the panes need and isn't there. Safe to call at any time, any number of times."""
        if self.document is None or self.document.size == (0, 0):
            return
        for source in self._sources:
            if source not in self._variants:
                self._producers.start(source)
        self._measuring.ensure()

    async def settled(self, source: Source) -> Variant | None:
        """A variant as soon as nothing works on it any more, or another picture is shown."""
        document = self.document
        while self.document is document and self._is_under_way(source):
            change = asyncio.Event()
            connection = self.changed.connect(change.set)
            try:
                await change.wait()
            finally:
                QObject.disconnect(connection)
        return self._variants.get(source)

    def _is_under_way(self, source: Source) -> bool:
        """Whether there will be other pixels."""
        variant = self._variants.get(source)
        if variant is None or variant.state is not State.PREVIEW:
            return variant is not None and variant.state is State.WORKING
        return self._tasks.running(f"file:{source}" if source.path else "open")

    async def turned(self, variant: Variant) -> Variant:
        """A variant with its image as the panes show it now."""
        turn = self.turn
        if variant.picture is None or turn == variant.turn:
            return variant
        return replace(variant, image=await self._loader.image(variant.picture, turn), turn=turn)

    # loading

    async def _open(self, path: Path, document: Document | None = None) -> None:
        """document: this path's, if its preview is shown already."""
        self._wanted = wanted = object()
        self.loading.emit(path.name)
        stamp = document.stamp if document else None
        try:
            async for shown in self._loader.load(path, self.progress.emit):
                if document is not None and stamp == shown.loaded.stamp:
                    self.put(await self.turned(variant_of(shown, document.primary)))
                else:
                    document, stamp = self._begin(shown), shown.loaded.stamp
        except SdcError as error:
            self._fail(path, error, document)
        finally:
            if wanted is self._wanted:
                self.progress.emit(None)
                self.loading.emit("")
        self.ensure()

    async def _open_picture(self, picture: Picture, name: str) -> None:
        image = await self._loader.image(picture)
        size = (picture.width, picture.height)
        variant = Variant(ORIGINAL, State.FINAL, picture, image, width=size[0], height=size[1])
        self._change_document(Document(None, name, ORIGINAL, size), variant)
        self.ensure()

    def _begin(self, shown: Shown) -> Document:
        """The first pixels of another document are there."""
        loaded = shown.loaded
        primary = SDC if loaded.data is not None else ORIGINAL
        size = (loaded.width, loaded.height)
        document = Document(loaded.path, loaded.path.name, primary, size, loaded.stamp)
        self._change_document(document, variant_of(shown, primary))
        return document

    def _fail(self, path: Path, error: SdcError, begun: Document | None) -> None:
        """Say what is wrong in the picture's place; a preview that came before stays."""
        if begun is not None:
            self.put(replace(self._variants[begun.primary], state=State.FAILED, message=sentence(error)))
            self.undecoded.emit(error)
            return
        document = Document(path, path.name, ORIGINAL, (0, 0))
        self._change_document(document, Variant(ORIGINAL, State.FAILED, message=sentence(error), path=path))

    def _change_document(self, document: Document, variant: Variant) -> None:
        self._forget()
        before, self.document = self.document, document
        self._variants[document.primary] = variant
        others = [s for s in self._sources[1:] if s.path is not None]
        after_sdc = before is not None and before.primary == SDC and len(others) == len(self._sources) - 1
        if not self.comparing or document.primary == SDC or after_sdc:
            natural = self.natural and document.primary == SDC
            self._sources = [NATURAL if natural else document.primary, *others]
        self.document_changed.emit()
        self.changed.emit()

    def _forget(self) -> None:
        for prefix in ("encode", "natural", "rival:", "file:", "turn"):
            self._tasks.cancel_all(prefix)
        self._variants.clear()
        self._measuring.forget_all()
        self.turn = UPRIGHT

    def _forget_what_was_measured(self) -> None:
        """The original is another: neither scores nor rivals belong to it."""
        self._tasks.cancel_all("rival:")
        for source, variant in list(self._variants.items()):
            if source.kind in RIVAL_KINDS:
                del self._variants[source]
            elif variant.scores is not None:
                self._variants[source] = replace(variant, scores=None)

    async def _turn_all(self, all_anew: bool = False) -> None:
        turn = self.turn
        images: dict[Source, tuple[Picture, MipImage]] = {}

        def waiting() -> Iterator[tuple[Source, Picture]]:
            for source, variant in list(self._variants.items()):
                picture, made = variant.picture, images.get(source)
                if picture is not None and (all_anew or variant.turn != turn) and (not made or made[0] is not picture):
                    yield source, picture

        while (next_one := next(waiting(), None)) is not None:  # new pictures may come meanwhile
            source, picture = next_one
            images[source] = picture, await self._loader.image(picture, turn)
        was = self.primary.turn if self.primary else turn
        for source, (picture, image) in images.items():
            known = self._variants.get(source)
            if known is not None and known.picture is picture:
                self._variants[source] = replace(known, image=image, turn=turn)
        if (was.quarters - turn.quarters) % 2:  # else zoom and place stay
            self.document_changed.emit()
        self.changed.emit()
        self.ensure()
