"""The current picture and its variants: original, `.sdc`, rivals at the same bytes, other files.

Flow: `show(path)` loads (`DocumentLoader`); when the first pixels are there the document changes (`document_changed`).
`ensure` starts what the panes need and isn't there: `Producers` make variants, `Measuring` makes scores and maps. Each
result is `put` into the state, which announces it by `changed`. Tasks of an earlier document or of earlier options are
cancelled, so that what arrives is always current.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QTimer

from ...codec.types import EncodeOptions, Picture
from ...service.codec_service import CodecService
from ..pictures.geometry import Size
from ..pictures.images import UPRIGHT, MipImage, Turn
from ..pictures.loader import Loader
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr
from ..view.map_kinds import MapKind
from .document_loader import DocumentLoader
from .measuring import Measuring, ShownMap
from .producers import Producers, original_beside
from .state import ComparisonState
from .turning import Turning
from .variants import JPEG, NATURAL, ORIGINAL, RIVAL_KINDS, SDC, Source, State, Variant

T = TypeVar("T")


class Comparison(ComparisonState):
    """What the user does to the panes. All methods are called on the GUI thread and return at once."""

    def __init__(self, service: CodecService, loader: Loader, tasks: Tasks) -> None:
        super().__init__()
        self._service, self._loader, self._tasks = service, loader, tasks
        self._turning = Turning(self, loader, tasks)
        self._producers = Producers(self, service, loader, self._turning, tasks)
        self._measuring = Measuring(self, service, tasks)
        self._documents = DocumentLoader(self, loader, self._turning, tasks, self._forget)
        self.replacing.connect(self._on_replacing)
        self.incomplete.connect(self.ensure)

    @property
    def map_name(self) -> str:
        """The map that is shown instead of the pictures, '' if none is."""
        return self._measuring.map_name

    def map_of(self, source: Source) -> MipImage | None:
        """The map that stands for a pane's picture, if maps are on and this one is computed."""
        shown = self.shown_map(source)
        return shown.image if shown else None

    def shown_map(self, source: Source) -> ShownMap | None:
        """With its legend and values, or why there can't be one."""
        return self._measuring.map_of(source)

    def add_maps(self, kinds: dict[str, MapKind]) -> None:
        """More maps, by their names."""
        self._measuring.kinds |= kinds

    def awaits_scores(self, source: Source) -> bool:
        """Whether there will be scores of a variant that aren't there yet."""
        return self._measuring.awaits(source)

    # what the user does

    def show(self, path: Path) -> None:
        """Load a picture; until it is there, the one before stays."""
        self._documents.open(path)

    def show_picture(self, picture: Picture, name: str) -> None:
        """A picture without a file, such as a pasted one."""
        self._documents.open_picture(picture, name)

    def reload(self, path: Path | None = None) -> None:
        """Load the files that are shown once more, or this one of them."""
        document = self.document
        if document is not None and document.path is not None and path in (None, document.path):
            self._documents.reload()
        for source, variant in list(self.variants.items()):
            if source.path is not None and variant.path is not None and path in (None, variant.path):
                self._loader.forget(variant.path)
                self._producers.load(source, source.path)

    def retry(self) -> None:
        """Try once more what there may have been no model for; a preview stays until the picture replaces it."""
        document, primary = self.document, self.primary
        begun = primary is not None and primary.state is State.FAILED and primary.picture is not None
        if begun and document is not None and document.path is not None:
            self._documents.open(document.path, document)
        for source, variant in list(self.variants.items()):
            if variant is not primary and variant.state is State.FAILED and (source == SDC or source.path is not None):
                del self.variants[source]
        self.ensure()

    def close_document(self) -> None:
        self._tasks.cancel("open")
        self._forget()
        self.turn = UPRIGHT
        self.document = None
        self.document_changed.emit()
        self.changed.emit()

    def compress(self) -> None:
        """Show the picture as `.sdc`, beside JPEG of the same size."""
        self.set_sources([self.compressed, JPEG])

    def set_source(self, pane: int, source: Source) -> None:
        self.set_sources([source if i == pane else s for i, s in enumerate(self.sources)])

    def set_natural(self, on: bool) -> None:
        """Draw every `.sdc` that is shown with texture, or faithfully; also those that are opened from now on."""
        self.natural = on
        old, new = (SDC, NATURAL) if on else (NATURAL, SDC)
        if old in self.sources and new not in self.sources:
            self.set_sources([new if s == old else s for s in self.sources])
        else:
            self.changed.emit()

    def set_strength(self, strength: float) -> None:
        """How much of the texture is shown, 0..MAX_STRENGTH; what is drawn already is only mixed anew."""
        self.strength = strength
        if NATURAL in self.variants:
            self._producers.start(NATURAL)

    def set_options(self, options: EncodeOptions) -> None:
        """Encode anew with these options, if the `.sdc` of a photo is among what is shown."""
        if options != self.options:
            self.options = options
            self._producers.encode()

    def shrink(self, size: Size | None) -> None:
        """Make the photo as small before it is compressed, for a file smaller than its smallest; None: not at all."""
        self.shrunk = size
        self._producers.encode()

    def take_part(self) -> None:
        """Compress the photo though only a part of it is there."""
        original = self.original
        if original is not None:
            self.agreed = original.picture
            self.variants.pop(SDC, None)
            self.ensure()

    def set_slow_rivals(self, on: bool) -> None:
        """Search those that are shown anew, with slow settings or quick ones."""
        self.slow_rivals = on
        self._tasks.cancel_all("rival:")
        for source in [s for s in self.variants if s.kind in RIVAL_KINDS]:
            del self.variants[source]
        self.changed.emit()
        self.ensure()

    def measure_overlap(self, alignment: str) -> None:
        """Measure pictures of unequal sizes where they overlap, if they lie so (CENTRE or CORNER); '' not at all."""
        if alignment == self.overlap:
            return
        self.overlap = alignment
        self._tasks.cancel_all("scores:")
        for source, variant in list(self.variants.items()):
            if variant.picture is not None and (variant.width, variant.height) != self.document_size:
                self.variants[source] = replace(variant, scores=None)
        self.changed.emit()
        self.ensure()

    def set_original(self, path: Path) -> None:
        """Say which file a `.sdc` was made from, so that it can be measured."""
        self._producers.load(ORIGINAL, path)

    def find_original(self, otherwise: Callable[[], object]) -> None:
        """Compare a `.sdc` with the photo of the same name beside it; otherwise: what is done where there is none."""
        document = self.document

        async def work() -> None:
            path = document.path if document is not None else None
            found = await self._service.file_work(partial(original_beside, path)) if path is not None else None
            if self.document is not document:
                return
            if found is None:
                QTimer.singleShot(0, otherwise)  # it may ask, and no task may wait meanwhile
                return
            self.set_original(found)
            self.set_sources([ORIGINAL, *self.sources])
            self.noticed.emit(tr("Compared with {name}, which lies beside it.").format(name=found.name))

        self._tasks.start("original", work())

    def set_map(self, name: str) -> None:
        """Show a map instead of the pictures; '' for the pictures."""
        self._measuring.set_map(name)
        self.changed.emit()
        self.ensure()

    def set_turn(self, turn: Turn) -> None:
        """Rotate or mirror all panes, and what is saved, copied and compressed; files stay as they are."""
        self.turn = turn
        if self.document is not None and self.document.path is not None:
            self.turns[self.document.path] = turn
        self._measuring.forget_maps()
        self._turning.turn_all()
        if SDC in self.variants:
            self._producers.encode()

    def redraw(self) -> None:
        """Make the images of all panes anew: the screen's colours are others."""
        self._turning.redraw()

    def compute(self, purpose: str, function: Callable[[], T], then: Callable[[T], None]) -> None:
        """Run a function on the thread for files and hand its result over, unless one for the same purpose follows."""

        async def work() -> None:
            then(await self._service.file_work(function))

        self._tasks.start(f"compute:{purpose}", work())

    def stop(self) -> None:
        """Stop encoding, searching and loading; what is there stays."""
        for prefix in ("open", "encode", "redrawn:", "rival:", "file:", "lab:"):
            self._tasks.cancel_all(prefix)
        self._measuring.stop()
        for source, variant in list(self.variants.items()):
            if variant.state is State.WORKING:
                state = State.FINAL if variant.picture is not None else State.FAILED
                self.variants[source] = replace(variant, state=state, message=tr("Stopped."), stopped=True)
        self.loading.emit("")
        self.progress.emit(None)
        self.changed.emit()

    # what is missing

    def ensure(self) -> None:
        """Start what the panes need and isn't there. Safe to call at any time, any number of times."""
        if self.document is None or self.document.size == (0, 0):
            return
        self._stop_unwanted()
        for source in self.sources:
            if source not in self.variants:
                self._producers.start(source)
        self._measuring.ensure()

    def _stop_unwanted(self) -> None:
        """End encodes and searches that no pane shows any more and nobody waits for."""
        shown = any(source != ORIGINAL and source.path is None for source in self.sources)
        begun = [s for s, v in self.variants.items() if v.state is State.WORKING and s != ORIGINAL and s.path is None]
        if begun and not shown and not self.awaited:
            for prefix in ("encode", "redrawn:", "rival:"):
                self._tasks.cancel_all(prefix)
            for source in begun:
                del self.variants[source]
            self.changed.emit()

    def find_drawers(self, pane: int, then: Callable[[list[Source]], None]) -> None:
        """Hand over the ways in which other models here draw the `.sdc`'s latents; none where it isn't of a space."""
        sdc = self.variants.get(SDC)

        async def work() -> None:
            assert sdc is not None and sdc.data is not None
            names = await self._service.drawers(sdc.data)
            then([Source("drawn", by=name) for name in names[1:]])

        if sdc is not None and sdc.data is not None:
            self._tasks.start(f"drawers:{pane}", work())

    async def settled(self, source: Source) -> Variant | None:
        """A variant as soon as nothing works on it any more, or another picture is shown."""
        return await self._producers.settled(source)

    def _forget(self) -> None:
        for prefix in ("encode", "redrawn:", "rival:", "file:", "turn", "lab:"):
            self._tasks.cancel_all(prefix)
        self.variants.clear()
        self._measuring.forget_all()

    def _on_replacing(self, source: Source) -> None:
        """What was derived from the old pixels goes."""
        self._measuring.forget(source)
        if source == ORIGINAL:
            self._forget_what_was_measured()

    def _forget_what_was_measured(self) -> None:
        """The original is another: neither scores nor rivals belong to it."""
        self._tasks.cancel_all("rival:")
        for source, variant in list(self.variants.items()):
            if source.kind in RIVAL_KINDS:
                del self.variants[source]
            elif variant.scores is not None:
                self.variants[source] = replace(variant, scores=None)
