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
from .state import ComparisonState
from .turning import Turning
from .variants import NATURAL, ORIGINAL, SDC, Document, Source, State, Variant, variant_of


class DocumentLoader:
    """forget: ends what works for the document before, and drops what came of it."""

    def __init__(
        self, state: ComparisonState, loader: Loader, turning: Turning, tasks: Tasks, forget: Callable[[], None]
    ) -> None:
        self._state, self._loader, self._turning, self._tasks = state, loader, turning, tasks
        self._forget = forget
        self._wanted: object = None

    def open(self, path: Path, document: Document | None = None) -> None:
        """Load a file. document: this path's, if its preview is shown already."""
        self._tasks.start("open", self._open(path, document))

    def reload(self) -> None:
        """Load the document's file once more. What is shown stays until its new pixels are there, and so does the view
        where the size is the same."""
        document = self._state.document
        if document is not None and document.path is not None:
            self._tasks.start("open", self._reload(document.path, document))

    def open_picture(self, picture: Picture, name: str) -> None:
        """A picture without a file."""
        self._tasks.start("open", self._open_picture(picture, name))

    async def _open(self, path: Path, document: Document | None) -> None:
        state = self._state
        self._wanted = wanted = object()
        state.loading.emit(path.name)
        stamp = document.stamp if document else None
        try:
            async for shown in self._loader.load(path, state.progress.emit):
                if document is not None and stamp == shown.loaded.stamp:
                    state.put(await self._turning.turned(variant_of(shown, document.primary)))
                else:
                    document, stamp = self._begin(shown), shown.loaded.stamp
        except SdcError as error:
            self._fail(path, error, document)
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
                    begun = self._begin(shown)
                elif loaded.final:
                    variant = await self._turning.turned(variant_of(shown, before.primary))
                    self._forget_derived()
                    state.document = replace(before, stamp=loaded.stamp)
                    state.put(variant)
        except SdcError as error:
            self._fail(path, error, None)  # it is tried again when the file changes
        state.incomplete.emit()

    def _forget_derived(self) -> None:
        """What was made of the document's old pixels; other files stay."""
        for prefix in ("encode", "natural", "rival:"):
            self._tasks.cancel_all(prefix)
        for source in list(self._state.variants):
            if source.path is None and self._state.document and source != self._state.document.primary:
                del self._state.variants[source]

    async def _open_picture(self, picture: Picture, name: str) -> None:
        image = await self._loader.image(picture)
        size = (picture.width, picture.height)
        variant = Variant(ORIGINAL, State.FINAL, picture, image, width=size[0], height=size[1])
        self._change_document(Document(None, name, ORIGINAL, size), variant)
        self._state.incomplete.emit()

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
        state = self._state
        if begun is not None:
            state.put(replace(state.variants[begun.primary], state=State.FAILED, message=sentence(error)))
            state.undecoded.emit(error)
            return
        document = Document(path, path.name, ORIGINAL, (0, 0))
        self._change_document(document, Variant(ORIGINAL, State.FAILED, message=sentence(error), path=path))

    def _change_document(self, document: Document, variant: Variant) -> None:
        self._forget()
        self._state.turn = UPRIGHT
        self._state.begin(document, self._sources_for(document), variant)

    def _sources_for(self, document: Document) -> list[Source]:
        """What the panes go on showing. Files and folders beside the one before stay; rivals need an original."""
        before, sources = self._state.document, self._state.sources
        others = [s for s in sources[1:] if s.path is not None]
        after_sdc = before is not None and before.primary == SDC and len(others) == len(sources) - 1
        if self._state.comparing and document.primary != SDC and not after_sdc:
            return sources
        natural = self._state.natural and document.primary == SDC
        return [NATURAL if natural else document.primary, *others]
