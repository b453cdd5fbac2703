"""The current picture and its variants: original, `.sdc`, rivals at the same bytes, other files, maps.

Flow: `show(path)` loads; when the first pixels are there the document changes (`document_changed`), and everything that
the panes need is started: the `.sdc`, then rivals at its size, then scores, then maps. Each result replaces a variant
and is announced by `changed`. Tasks of an earlier document or of earlier options are cancelled, so that what arrives is
always current.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ..codec.errors import SdcError
from ..codec.types import EncodeOptions, Picture, Progress
from ..service.codec_service import CodecService, Loaded
from . import maps
from .images import UPRIGHT, MipImage, Turn, from_picture, from_pixels
from .loader import Loader, Shown
from .tasks import Tasks
from .texts import tr
from .variants import ORIGINAL, RIVAL_KINDS, SDC, Source, State, Variant

DEBOUNCE_SECONDS = 0.06
MAX_PANES = 4


@dataclass(frozen=True, slots=True)
class Document:
    """What is being looked at. primary: ORIGINAL for a photo, SDC for a `.sdc`. size: upright width and height."""

    path: Path | None
    name: str
    primary: Source
    size: tuple[int, int]


class Comparison(QObject):
    """State of the panes. All methods are called on the GUI thread and return at once."""

    loading = Signal(str)
    """The name of the picture that is being loaded, '' when it is there."""
    document_changed = Signal()
    changed = Signal()
    progress = Signal(object)
    """A codec Progress, or None when nothing is under way."""

    def __init__(self, service: CodecService, loader: Loader, tasks: Tasks) -> None:
        super().__init__()
        self._service, self._loader, self._tasks = service, loader, tasks
        self.document: Document | None = None
        self.options = EncodeOptions()
        self.turn = UPRIGHT
        self.map_name = ""
        self._sources: list[Source] = []
        self._variants: dict[Source, Variant] = {}
        self._maps: dict[Source, MipImage] = {}

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

    def map_of(self, source: Source) -> MipImage | None:
        """The map that stands for a pane's picture, if maps are on and this one is computed."""
        return self._maps.get(source) if self.map_name and source != self._reference() else None

    # what the user does

    def show(self, path: Path) -> None:
        """Load a picture; until it is there, the one before stays."""
        self._tasks.start("open", self._open(path))

    def show_picture(self, picture: Picture, name: str) -> None:
        """A picture without a file, such as a pasted one."""
        self._tasks.start("open", self._open_picture(picture, name))

    def close_document(self) -> None:
        self._tasks.cancel("open")
        self._forget()
        self.document = None
        self.document_changed.emit()

    def set_sources(self, sources: list[Source]) -> None:
        """Choose what the panes show; what is missing is computed."""
        self._sources = sources[:MAX_PANES]
        self.changed.emit()
        self._ensure()

    def set_source(self, pane: int, source: Source) -> None:
        self.set_sources([source if i == pane else s for i, s in enumerate(self._sources)])

    def set_options(self, options: EncodeOptions) -> None:
        """Encode anew with these options, if a `.sdc` of a photo is among what is shown."""
        if options == self.options:
            return
        self.options = options
        if self._encodes():
            self._start_encode()

    def set_original(self, path: Path) -> None:
        """Say which file a `.sdc` was made from, so that it can be measured."""
        self._tasks.start("file:original", self._load_file(ORIGINAL, path))

    def set_map(self, name: str) -> None:
        """Show a map of `maps.MAPS` instead of the pictures; '' for the pictures."""
        self.map_name = name
        self._maps.clear()
        self._tasks.cancel_all("map:")
        self.changed.emit()
        self._ensure()

    def set_turn(self, turn: Turn) -> None:
        self.turn = turn
        self._maps.clear()
        self._tasks.cancel_all("map:")
        self._tasks.start("turn", self._turn_all())

    def compute_facts(self, function, then) -> None:
        """Run a function off the GUI thread and hand its result over, unless a newer request comes."""

        async def work() -> None:
            then(await self._service.file_work(function))

        self._tasks.start("facts", work())

    def stop(self) -> None:
        """Stop encoding, searching and loading; what is there stays."""
        for prefix in ("open", "encode", "rival:", "file:"):
            self._tasks.cancel_all(prefix)
        for source, variant in list(self._variants.items()):
            if variant.state is State.WORKING:
                state = State.FINAL if variant.picture is not None else State.FAILED
                self._variants[source] = replace(variant, state=state, message=tr("Stopped."))
        self.loading.emit("")
        self.progress.emit(None)
        self.changed.emit()

    # loading

    async def _open(self, path: Path) -> None:
        self.loading.emit(path.name)
        began = False
        try:
            async for shown in self._loader.load(path, self.progress.emit):
                if began:
                    self._put(self._variant_of(shown, self.document.primary))
                else:
                    self._begin(shown)
                    began = True
        except SdcError as error:
            self._fail(path, str(error), began)
        finally:
            self.progress.emit(None)
            self.loading.emit("")
        self._ensure()

    async def _open_picture(self, picture: Picture, name: str) -> None:
        image = await self._service.convert(partial(from_picture, picture))
        self._forget()
        size = (picture.width, picture.height)
        self.document = Document(None, name, ORIGINAL, size)
        self._variants[ORIGINAL] = Variant(ORIGINAL, State.FINAL, picture, image, width=size[0], height=size[1])
        self._announce_document()
        self._ensure()

    def _begin(self, shown: Shown) -> None:
        """The first pixels of another document are there."""
        self._forget()
        loaded = shown.loaded
        primary = SDC if loaded.data is not None else ORIGINAL
        self.document = Document(loaded.path, loaded.path.name, primary, (loaded.width, loaded.height))
        self._variants[primary] = self._variant_of(shown, primary)
        self._announce_document()

    def _fail(self, path: Path, message: str, began: bool) -> None:
        """Say what is wrong in the picture's place; a preview that came before stays."""
        if began:
            known = self._variants[self.document.primary]
            self._put(replace(known, state=State.FAILED, message=message))
            return
        self._forget()
        self.document = Document(path, path.name, ORIGINAL, (0, 0))
        self._variants[ORIGINAL] = Variant(ORIGINAL, State.FAILED, message=message, path=path)
        self._announce_document()

    def _announce_document(self) -> None:
        primary = self.document.primary
        if not self.comparing or (primary == SDC and ORIGINAL not in self._variants):
            self._sources = [primary, *(s for s in self._sources[1:] if s.kind in ("file", "folder"))]
        self.document_changed.emit()
        self.changed.emit()

    def _forget(self) -> None:
        for prefix in ("encode", "rival:", "scores:", "map:", "file:", "turn"):
            self._tasks.cancel_all(prefix)
        self._variants.clear()
        self._maps.clear()
        self.turn = UPRIGHT

    def _variant_of(self, shown: Shown, source: Source) -> Variant:
        loaded: Loaded = shown.loaded
        return Variant(
            source,
            State.FINAL if loaded.final else State.PREVIEW,
            loaded.picture,
            shown.image,
            width=loaded.width,
            height=loaded.height,
            nbytes=loaded.stamp.nbytes,
            data=loaded.data,
            info=loaded.info,
            path=loaded.path,
        )

    # computing what is missing

    def _ensure(self) -> None:
        """Start what the panes need and isn't there. Safe to call at any time, any number of times."""
        if self.document is None or self.document.size == (0, 0):
            return
        for source in self._sources:
            if source not in self._variants:
                self._start(source)
        self._ensure_scores()
        self._ensure_maps()

    def _start(self, source: Source) -> None:
        if source.kind in RIVAL_KINDS:
            sdc = self._variants.get(SDC)
            if sdc is None and self.original is not None:
                self._start_encode()
            elif sdc is not None and sdc.state is State.FINAL and self.original is not None:
                self._start_rival(source, sdc.nbytes)
        elif source == SDC and self.original is not None:
            self._start_encode()
        elif source.path is not None:
            self._working(source)
            self._tasks.start(f"file:{source.path}", self._load_file(source, source.path))

    def _encodes(self) -> bool:
        wanted = any(s == SDC or s.kind in RIVAL_KINDS for s in self._sources)
        return wanted and self.document is not None and self.document.primary == ORIGINAL and self.original is not None

    def _start_encode(self) -> None:
        if not self._encodes() or self.original.picture is None:
            return
        self._working(SDC)
        self._tasks.start("encode", self._encode(self.options))

    def _start_rival(self, source: Source, size: int) -> None:
        self._working(source, budget=size)
        self._tasks.start(f"rival:{source.kind}", self._rival(source, size))

    def _working(self, source: Source, **more) -> None:
        known = self._variants.get(source) or Variant(source, State.WORKING)
        self._put(replace(known, state=State.WORKING, message="", **more))

    async def _encode(self, options: EncodeOptions) -> None:
        await asyncio.sleep(DEBOUNCE_SECONDS)
        self.progress.emit(Progress(0.0, "encoding"))
        try:
            encoded = await self._service.encode(self.original.picture, options, self.progress.emit)
            picture = encoded.picture
            image = await self._image(picture)
        except SdcError as error:
            self._put(replace(self._variants[SDC], state=State.FAILED, message=str(error)))
            return
        finally:
            self.progress.emit(None)
        variant = Variant(
            SDC, State.FINAL, picture, image, self.turn, picture.width, picture.height, len(encoded.data),
            settings=tr("quality {quality}, {effort}").format(quality=f"{encoded.quality:.0f}", effort=options.effort),
            message="\n".join(encoded.notices), data=encoded.data, quality=encoded.quality,
            seconds_encode=encoded.seconds_encode, seconds_decode=encoded.seconds_decode,
        )  # fmt: skip
        self._put(variant)
        for source in self._sources:
            if source.kind in RIVAL_KINDS:
                self._start_rival(source, variant.nbytes)
        self._ensure()

    async def _rival(self, source: Source, size: int) -> None:
        try:
            result = await self._service.rival(source.kind, self.original.picture, size)
            picture = result.picture
            image = await self._image(picture)
        except SdcError as error:
            self._put(replace(self._variants[source], state=State.FAILED, message=str(error)))
            return
        self._put(
            Variant(
                source,
                State.FINAL,
                picture,
                image,
                self.turn,
                picture.width,
                picture.height,
                len(result.data),
                budget=size,
                reached=result.reached,
                settings=result.settings,
                data=result.data,
                quality=result.quality,
                seconds_encode=result.seconds_encode,
                seconds_decode=result.seconds_decode,
            )
        )
        self._ensure()

    async def _load_file(self, source: Source, path: Path) -> None:
        try:
            if source.kind == "folder":
                path = await self._service.file_work(partial(_partner, path, Path(self.document.name)))
            async for shown in self._loader.load(path):
                variant = self._variant_of(shown, source)
                if self.turn != UPRIGHT:
                    variant = replace(variant, image=await self._image(variant.picture), turn=self.turn)
                self._put(variant)
        except SdcError as error:
            self._put(Variant(source, State.FAILED, message=str(error)))
        self._ensure()

    def _ensure_scores(self) -> None:
        original = self._variants.get(ORIGINAL)
        if original is None or original.state is not State.FINAL:
            return
        for source in self._sources:
            variant = self._variants.get(source)
            if source != ORIGINAL and _measurable(variant, original) and variant.scores is None:
                slot = f"scores:{source}"
                if not self._tasks.running(slot):
                    self._tasks.start(slot, self._score(variant, original))

    async def _score(self, variant: Variant, original: Variant) -> None:
        scores = await self._service.scores(original.picture, variant.picture)
        known = self._variants.get(variant.source)
        if known is not None and known.picture is variant.picture:
            self._put(replace(known, scores=scores))
        else:
            self._tasks.start("again", self._again())

    async def _again(self) -> None:
        self._ensure()

    def _reference(self) -> Source | None:
        return ORIGINAL if ORIGINAL in self._variants else next(iter(self._sources), None)

    def _ensure_maps(self) -> None:
        reference = self._variants.get(self._reference())
        if not self.map_name or reference is None or reference.state is not State.FINAL:
            return
        for source in self._sources:
            variant = self._variants.get(source)
            if source != reference.source and _measurable(variant, reference) and source not in self._maps:
                slot = f"map:{source}"
                if not self._tasks.running(slot):
                    self._tasks.start(slot, self._map(variant, reference))

    async def _map(self, variant: Variant, reference: Variant) -> None:
        function, turn = maps.MAPS[self.map_name], self.turn

        def work() -> MipImage:
            return from_pixels(function(reference.picture.pixels, variant.picture.pixels), turn=turn)

        self._maps[variant.source] = await self._service.measure(work)
        self.changed.emit()

    async def _turn_all(self) -> None:
        turned = {}
        for source, variant in list(self._variants.items()):
            if variant.picture is not None:
                turned[source] = await self._image(variant.picture)
        for source, image in turned.items():
            if source in self._variants:
                self._variants[source] = replace(self._variants[source], image=image, turn=self.turn)
        self.document_changed.emit()
        self.changed.emit()
        self._ensure()

    async def _image(self, picture: Picture) -> MipImage:
        return await self._service.convert(partial(from_picture, picture, self.turn))

    def _put(self, variant: Variant) -> None:
        """A newer state of a variant; what was derived from its old pixels goes."""
        known = self._variants.get(variant.source)
        if known is not None and known.picture is not variant.picture:
            self._maps.pop(variant.source, None)
        self._variants[variant.source] = variant
        self.changed.emit()


def _measurable(variant: Variant | None, reference: Variant) -> bool:
    """Whether two variants can be compared pixel by pixel."""
    return (
        variant is not None
        and variant.state is State.FINAL
        and variant.picture is not None
        and reference.picture is not None
        and variant.picture.pixels.shape == reference.picture.pixels.shape
    )


def _partner(folder: Path, name: Path) -> Path:
    """The file in a folder that has the same name, or the same but for its suffix."""
    from ..codec.errors import InputError

    if (folder / name.name).exists():
        return folder / name.name
    for path in sorted(folder.glob("*")):
        if path.stem == name.stem:
            return path
    raise InputError(f"{folder} has no file named like {name.name}.")
