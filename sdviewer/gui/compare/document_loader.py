"""Opens a picture: its first pixels begin a document, later ones replace them, an error stands in their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ...codec.errors import SdcError
from ...codec.types import Picture
from ..pictures.images import UPRIGHT
from ..pictures.loader import Loader, Shown
from ..toolkit.error_texts import sentence
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr
from .state import ComparisonState
from .turning import Turning
from .variants import NATURAL, ORIGINAL, SDC, Document, Source, State, Variant, variant_of

HUGE = 40_000_000
"""Pixels from which on a `.sdc` isn't drawn whole unless something needs that: it takes a minute, and a gigabyte."""


def is_huge(width: int, height: int) -> bool:
    """Whether only what is looked at is drawn of a `.sdc` of this size."""
    return width * height > HUGE


class DocumentLoader:
    """forget: ends what works for the document before, and drops what came of it."""

    def __init__(
        self, state: ComparisonState, loader: Loader, turning: Turning, tasks: Tasks, forget: Callable[[], None]
    ) -> None:
        self._state, self._loader, self._turning, self._tasks = state, loader, turning, tasks
        self._forget = forget
        self._wanted: object = None
        self._of_photos: list[Source] = []  # what the panes showed before a `.sdc` came, which can't show the same
        state.whole_needed.connect(self.draw_whole)

    def open(self, path: Path, document: Document | None = None, whole: bool = False) -> None:
        """Load a file. document: this path's, if its preview is shown already. whole: also a huge one."""
        self._tasks.start("open", self._open(path, document, whole))

    def draw_whole(self) -> None:
        """All of a picture of which only parts were drawn."""
        state, document = self._state, self._state.document
        if state.in_parts and document is not None and document.path is not None:
            state.in_parts = False
            self._tasks.cancel("region")
            self.open(document.path, document, whole=True)

    def reload(self) -> None:
        """Load the document's file once more. What is shown stays until its new pixels are there, and so does the view
        where the size is the same."""
        document = self._state.document
        if document is not None and document.path is not None:
            self._tasks.start("open", self._reload(document.path, document))

    def open_picture(self, picture: Picture, name: str) -> None:
        """A picture without a file."""
        self._tasks.start("open", self._open_picture(picture, name))

    async def _open(self, path: Path, document: Document | None, whole: bool) -> None:
        state = self._state
        self._wanted = wanted = object()
        state.loading.emit(path.name)
        stamp = document.stamp if document else None
        try:
            async for shown in self._loader.load(path, state.progress.emit):
                if document is not None and stamp == shown.loaded.stamp:
                    state.put(await self._turning.turned(variant_of(shown, document.primary)))
                else:
                    document, stamp = await self._begin(shown), shown.loaded.stamp
                if not whole and not shown.loaded.final and is_huge(shown.loaded.width, shown.loaded.height):
                    state.in_parts = True  # what is looked at is drawn, and the rest when something needs it
                    break
        except SdcError as error:
            await self._fail(path, error, document)
        finally:
            if wanted is self._wanted:
                state.progress.emit(None)
                state.loading.emit("")
        state.incomplete.emit()

    async def _reload(self, path: Path, before: Document) -> None:
        state, begun = self._state, None
        self._loader.forget(path)
        try:
            async for shown in self._loader.load(path):
                loaded = shown.loaded
                same = (loaded.width, loaded.height) == before.size and (loaded.data is None) == (before.primary != SDC)
                if begun is not None:
                    state.put(await self._turning.turned(variant_of(shown, begun.primary)))
                elif not same:
                    begun = await self._begin(shown)
                elif loaded.final:
                    variant = await self._turning.turned(variant_of(shown, before.primary))
                    self._forget_derived()
                    state.document = replace(before, stamp=loaded.stamp)
                    state.put(variant)
        except SdcError as error:
            await self._fail(path, error, None)  # it is tried again when the file changes
        state.incomplete.emit()

    def _forget_derived(self) -> None:
        """What was made of the document's old pixels; other files stay."""
        for prefix in ("encode", "redrawn:", "rival:"):
            self._tasks.cancel_all(prefix)
        for source in list(self._state.variants):
            if source.path is None and self._state.document and source != self._state.document.primary:
                del self._state.variants[source]

    async def _open_picture(self, picture: Picture, name: str) -> None:
        image = await self._loader.image(picture)
        size = (picture.width, picture.height)
        variant = Variant(ORIGINAL, State.FINAL, picture, image, width=size[0], height=size[1])
        document = Document(None, name, ORIGINAL, size)
        self._change_document(document, variant, self._sources_for(document, []))
        self._state.incomplete.emit()

    async def _begin(self, shown: Shown) -> Document:
        """The first pixels of another document are there; they come as the user has turned that file."""
        loaded = shown.loaded
        primary = SDC if loaded.data is not None else ORIGINAL
        size = (loaded.width, loaded.height)
        document = Document(loaded.path, loaded.path.name, primary, size, loaded.stamp)
        variant, turn = variant_of(shown, primary), self._state.turns.get(loaded.path, UPRIGHT)
        if turn != UPRIGHT:
            variant = replace(variant, image=await self._loader.image(loaded.picture, turn), turn=turn)
        sources = self._sources_for(document, await self._partners(document))
        self._change_document(document, variant, sources)
        return document

    async def _fail(self, path: Path, error: SdcError, begun: Document | None) -> None:
        """Say what is wrong in the picture's place; a preview that came before stays. Files that belong to the picture
        before go as if this one were there."""
        state = self._state
        if begun is not None:
            state.put(replace(state.variants[begun.primary], state=State.FAILED, message=sentence(error)))
            state.undecoded.emit(error)
            return
        document = Document(path, path.name, ORIGINAL, (0, 0))
        variant = Variant(ORIGINAL, State.FAILED, message=sentence(error), path=path)
        self._change_document(document, variant, self._sources_for(document, await self._partners(document)))

    def _change_document(self, document: Document, variant: Variant, sources: list[Source]) -> None:
        self._forget()
        self._state.turn = variant.turn
        self._state.begin(document, sources, variant)

    async def _partners(self, document: Document) -> list[Source]:
        """What the panes show, where files of the picture before are replaced by those of the same name as this one;
        without such a file they go, which is said."""
        before, partners, lost = self._state.document, [], []
        again = before is not None and before.path == document.path
        for source in self._state.sources:
            if source.kind != "file" or source.path is None or again:
                partners.append(source)
                continue
            found = None
            if before is not None and source.path.stem == Path(before.name).stem:
                found = await self._loader.existing(
                    source.path.with_name(Path(document.name).stem + source.path.suffix)
                )
            if found is not None and found != document.path:
                partners.append(Source("file", found))
            else:
                lost.append(source.path.name)
        if lost and self._state.expected is None:
            text = tr("No longer compared, since it belongs to the picture before: {name}")
            self._state.noticed.emit(text.format(name=", ".join(lost)))
        return partners

    def _sources_for(self, document: Document, sources: list[Source]) -> list[Source]:
        """What the panes go on showing: `sources`, unless others are expected. Rivals need an original: what a `.sdc`
        can't show comes back with the next photo."""
        if (expected := self._state.expected) is not None:
            self._state.expected = None
            return expected
        before = self._state.document
        others = [s for s in sources[1:] if s.path is not None]
        after_sdc = before is not None and before.primary == SDC and len(others) == len(sources) - 1
        stays = len(sources) > 1 or (before is not None and len(sources) == 1)
        if stays and document.primary != SDC and not after_sdc:
            return sources
        if document.primary == SDC and before is not None and before.primary != SDC:
            self._of_photos = [source for source in sources if source.path is None]
        elif after_sdc and document.primary != SDC and not others and self._of_photos:
            return self._in_the_look_chosen(self._of_photos)
        natural = self._state.natural and document.primary == SDC
        return [NATURAL if natural else document.primary, *others]

    def _in_the_look_chosen(self, sources: list[Source]) -> list[Source]:
        """Which may have been chosen since they were shown."""
        looks = [source for source in sources if source in (SDC, NATURAL)]
        return [self._state.compressed if [source] == looks else source for source in sources]
