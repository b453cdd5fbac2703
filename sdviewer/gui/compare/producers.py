"""Makes the variants of a picture: the `.sdc`, rivals at its size, other files. Every method returns at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from ...codec.errors import BudgetError, InputError, PackageError, ScoreError, SdcError
from ...codec.types import EncodeOptions, Picture, Progress, RivalResult
from ...service.codec_service import CodecService
from ..pictures.geometry import Size
from ..pictures.images import Turn
from ..pictures.loader import Loader
from ..pictures.regions import resized_region, turned_region
from ..toolkit.countdown import foreseen
from ..toolkit.error_texts import sentence, words
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr
from .looks import KnownLooks
from .state import ComparisonState
from .turning import Turning
from .variants import NATURAL, ORIGINAL, RIVAL_KINDS, SDC, Source, State, Variant, variant_of

DEBOUNCE_SECONDS = 0.06
"""A slider that is dragged doesn't start an encode for each of its places."""


class Producers:
    """Puts what it makes into the state. One task per source; the latest wins."""

    def __init__(
        self, state: ComparisonState, service: CodecService, loader: Loader, turning: Turning, tasks: Tasks
    ) -> None:
        self._state, self._service, self._loader, self._turning, self._tasks = state, service, loader, turning, tasks
        self._looks = KnownLooks(state, service, tasks)
        state.out_of_date.connect(self.encode)
        self._textured: tuple[bytes, Picture] | None = None
        """A `.sdc` and how the natural look draws it at full strength."""
        state.rival_made.connect(self._take_rival)

    def start(self, source: Source) -> None:
        """Make a variant that isn't there, or first what it depends on."""
        if source.path is not None:
            self.load(source, source.path)
        elif source == SDC:
            self.encode()
        elif source.is_redrawn:
            sdc = self._state.variant(SDC)
            if sdc is None:
                self.encode()
            elif sdc.state is State.FINAL:
                self._redraw(source, sdc)
        elif source.kind in RIVAL_KINDS:
            sdc = self._state.variant(SDC)
            if sdc is None:
                self.encode()
            elif sdc.state is State.FINAL:
                self._search(source, sdc.nbytes)

    def encode(self) -> None:
        """Encode the photo, if its `.sdc` or a rival of the same size is shown."""
        state = self._state
        self._looks.refresh()
        wanted = any(s == SDC or s.is_redrawn or s.kind in RIVAL_KINDS for s in state.sources)
        document, original = state.document, state.original
        if wanted and document and document.primary == ORIGINAL and original and original.picture is not None:
            if not original.picture.whole and original.picture is not state.agreed:
                self._put_off(original.picture)
                return
            self._working(SDC)
            self._tasks.start("encode", self._encode(original.picture, self.options, state.turn, state.shrunk))

    async def settled(self, source: Source) -> Variant | None:
        """A variant as soon as nothing works on it any more, or another picture is shown."""
        state, document = self._state, self._state.document
        if document is not None and source == document.primary:
            state.whole_needed.emit()
        state.awaited.append(source)
        try:
            while state.document is document and self._is_under_way(source):
                change = asyncio.Event()
                connection = state.changed.connect(change.set)
                try:
                    await change.wait()
                finally:
                    QObject.disconnect(connection)
        finally:
            state.awaited.remove(source)
            state.incomplete.emit()
        return state.variant(source)

    def _is_under_way(self, source: Source) -> bool:
        """Whether there will be other pixels."""
        variant = self._state.variant(source)
        if variant is None or variant.state is not State.PREVIEW:
            return variant is not None and variant.state is State.WORKING
        return self._tasks.running(f"file:{source}" if source.path else "open")

    @property
    def options(self) -> EncodeOptions:
        """With the regions as they lie in what is compressed."""
        state, original = self._state, self._state.original
        if not state.regions or original is None:
            return state.options
        size = original.width, original.height
        small = state.shrunk or size
        regions = (turned_region(resized_region(r, size, small), state.turn, small) for r in state.regions)
        return replace(state.options, regions=tuple(regions))

    def _put_off(self, picture: Picture) -> None:
        """Ask before a part of a picture is compressed."""
        message = tr("Not compressed: only a part of the picture is there.")
        self._state.put(Variant(SDC, State.FAILED, turn=self._state.turn, message=message))
        self._state.partial.emit(sentence(picture.notices[0]))

    def load(self, source: Source, path: Path) -> None:
        """Another file as a variant."""
        self._working(source)
        self._tasks.start(f"file:{source}", self._load(source, path))

    def _take_rival(self, result: RivalResult) -> None:
        """One of any size."""
        source = Source(result.codec)
        self._working(source)
        self._tasks.start(f"rival:{source.kind}", self._show_rival(source, result, budget=None))

    def _redraw(self, source: Source, sdc: Variant) -> None:
        self._working(source)
        self._tasks.start(f"redrawn:{source}", self._redrawn(source, sdc))

    def _search(self, source: Source, size: int) -> None:
        original = self._state.original
        if original is not None and original.picture is not None:
            self._working(source, size)
            self._tasks.start(f"rival:{source.kind}", self._rival(source, original.picture, size))

    def _working(self, source: Source, budget: int | None = None) -> None:
        """The pixels of before stay until there are others, so that nothing flashes; what was wrong doesn't."""
        known = self._state.variant(source) or Variant(source, State.WORKING, turn=self._state.turn)
        known = replace(known, message="", smallest=0, beside=0, best=None)
        self._state.put(replace(known, state=State.WORKING, budget=budget, stopped=False))

    def _failed(self, source: Source, error: Exception) -> None:
        """Say so in its place; what should not happen is raised, so that it is logged."""
        smallest, beside = (error.smallest, error.beside) if isinstance(error, BudgetError) else (0, 0)
        failed = Variant(source, State.FAILED, turn=self._state.turn, message=words(error))
        best = error.best if isinstance(error, ScoreError) else None
        self._state.put(replace(failed, smallest=smallest, beside=beside, best=best))
        if isinstance(error, PackageError):
            self._state.lacking.emit(error)
        if not isinstance(error, SdcError):
            raise error

    async def _encode(self, picture: Picture, options: EncodeOptions, turn: Turn, shrunk: Size | None) -> None:
        """The file holds the picture as it is turned now; what is compared lies as the original does."""
        state, coded_turn = self._state, turn
        await asyncio.sleep(DEBOUNCE_SECONDS)
        report = foreseen(state.progress.emit, picture, options)
        report(Progress(0.0, "encoding"))
        try:
            coded = await self._turning.coded(picture, coded_turn, shrunk)
            encoded = await self._service.encode(coded, options, report)
            drawn = await self._turning.drawn(encoded.picture, coded_turn, (picture.width, picture.height))
            image, turn = await self._turning.image(drawn)
        except Exception as error:
            self._failed(SDC, error)
            return
        finally:
            state.progress.emit(None)
        variant = Variant(
            SDC, State.FINAL, drawn, image, turn, picture.width, picture.height, len(encoded.data),
            settings=tr("quality {quality}").format(quality=f"{encoded.quality:.0f}"),
            message="\n".join(map(sentence, encoded.notices)), data=encoded.data, coded_turn=coded_turn,
            quality=encoded.quality, shrunk=shrunk, protected=len(encoded.regions),
            seconds_encode=encoded.seconds_encode, seconds_decode=encoded.seconds_decode, latents=encoded.latents,
        )  # fmt: skip
        state.put(variant)
        megapixels = picture.width * picture.height / 1e6
        state.encoded.emit(options.model, megapixels, encoded.seconds_encode, encoded.seconds_decode)
        for source in state.sources:
            if source.kind in RIVAL_KINDS:
                self._search(source, variant.nbytes)
            elif source.is_redrawn:
                self._redraw(source, variant)
        state.incomplete.emit()

    async def _redrawn(self, source: Source, sdc: Variant) -> None:
        """The same file, hence everything but the pixels as it is."""
        assert sdc.data is not None  # a finished `.sdc` has its bytes
        try:
            if source == NATURAL:
                picture, settings = await self._natural(sdc, sdc.data)
            else:
                picture = await self._service.drawn_with(sdc.data, source.by, self._state.progress.emit)
                settings = sdc.settings
                picture = await self._turning.drawn(picture, sdc.coded_turn, (sdc.width, sdc.height))
            image, turn = await self._turning.image(picture)
        except Exception as error:
            self._failed(source, error)
            if source == NATURAL and self._state.natural:  # chosen for all that is opened: faithful stands in, and said
                self._state.set_sources([SDC if s == NATURAL else s for s in self._state.sources])
                self._tasks.failed.emit(sentence(error))
            return
        finally:
            self._state.progress.emit(None)
        self._state.put(
            replace(sdc, source=source, picture=picture, image=image, turn=turn, settings=settings, scores=None)
        )
        self._state.incomplete.emit()

    async def _natural(self, sdc: Variant, data: bytes) -> tuple[Picture, str]:
        """With as much texture as the user, or the file, wants; drawn once, however often that changes."""
        assert sdc.picture is not None
        if self._textured is None or self._textured[0] != data:
            drawn = await self._service.natural(data, self._state.progress.emit)
            self._textured = data, await self._turning.drawn(drawn, sdc.coded_turn, (sdc.width, sdc.height))
        textured, strength = self._textured[1], self._state.strength_shown
        if strength == 1:
            return textured, sdc.settings
        text = tr("texture {percent} %").format(percent=round(100 * strength))
        settings = f"{sdc.settings}, {text}" if sdc.settings else text
        return await self._service.blend(sdc.picture, textured, strength), settings

    async def _rival(self, source: Source, picture: Picture, size: int) -> None:
        try:
            result = await self._service.rival(
                source.kind, picture, size, self._state.options.model, self._state.slow_rivals
            )
        except Exception as error:
            self._failed(source, error)
            return
        await self._show_rival(source, result, size)

    async def _show_rival(self, source: Source, result: RivalResult, budget: int | None) -> None:
        try:
            image, turn = await self._turning.image(result.picture)
        except Exception as error:
            self._failed(source, error)
            return
        variant = Variant(
            source, State.FINAL, result.picture, image, turn, result.picture.width, result.picture.height,
            len(result.data), file=result.data, budget=budget, reached=result.reached, settings=result.settings,
            quality=result.quality, seconds_encode=result.seconds_encode, seconds_decode=result.seconds_decode,
        )  # fmt: skip
        self._state.put(variant)
        self._state.incomplete.emit()

    async def _load(self, source: Source, path: Path) -> None:
        try:
            document = self._state.document
            if source.kind == "folder" and document is not None:
                name = Path(document.name)
                path = await self._service.file_work(partial(partner, path, name))
            async for shown in self._loader.load(path):
                self._state.put(await self._turning.turned(variant_of(shown, source)))
        except Exception as error:
            self._failed(source, error)
        self._state.incomplete.emit()


def original_beside(path: Path) -> Path | None:
    """The photo of the same name in a `.sdc`'s folder, None where there is none or more than one."""
    from ...service.files import SDC_SUFFIX, SUFFIXES

    suffixes = SUFFIXES - {SDC_SUFFIX}
    found = [p for p in path.parent.iterdir() if p.stem == path.stem and p.suffix.lower() in suffixes and p.is_file()]
    return found[0] if len(found) == 1 else None


def partner(folder: Path, name: Path) -> Path:
    """The file in a folder with the same name, or the same but for its suffix. Raises InputError."""
    if (folder / name.name).exists():
        return folder / name.name
    for path in sorted(folder.glob("*")):
        if path.stem == name.stem:
            return path
    raise InputError(tr("{folder} has no file named like {name}.").format(folder=folder, name=name.name))
