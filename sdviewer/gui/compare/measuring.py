"""Scores and maps of the variants against the reference."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from ...codec.errors import CancelledError, SdcError
from ...codec.types import Picture, ReportProgress, Scores, StopToken
from ...service.codec_service import CodecService
from ..pictures.images import UPRIGHT, MipImage, Turn, from_pixels
from ..toolkit.error_texts import words
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr
from ..view.legend import Legend
from ..view.map_kinds import MapKind, Subject, difference_maps
from .state import CORNER, ComparisonState
from .variants import NATURAL, ORIGINAL, RIVAL_KINDS, SDC, Source, State, Variant


@dataclass(frozen=True, slots=True, eq=False)
class ShownMap:
    """A pane's map. image: turned as the panes are; None where there can't be one, message says why. value: see
    `DrawnMap`, of a pixel of the turned picture."""

    image: MipImage | None = None
    legend: Legend | None = None
    message: str = ""
    value: Callable[[int, int], str] | None = None


class Measuring:
    """Computes what is missing when `ensure` is called; forgets what no longer belongs to the pixels.

    kinds: the maps by their names; the lab adds its own.
    """

    def __init__(self, state: ComparisonState, service: CodecService, tasks: Tasks) -> None:
        self._state, self._service, self._tasks = state, service, tasks
        self._maps: dict[Source, ShownMap] = {}
        self.kinds: dict[str, MapKind] = difference_maps()
        self.map_name = ""
        state.reference_changed.connect(self.forget_maps)

    def map_of(self, source: Source) -> ShownMap | None:
        return self._maps.get(source) if self.map_name else None

    def set_map(self, name: str) -> None:
        self.map_name = name
        self.forget_maps()

    def stop(self) -> None:
        """Go back to the pictures where a map is still on its way."""
        if self._tasks.running("map:"):
            self.set_map("")

    def forget(self, source: Source) -> None:
        """The pixels of a variant are others now; those of the original, or of what stands for it, concern all."""
        reference = self._state.reference
        if source == ORIGINAL:
            self.forget_all()
        elif reference is not None and source == reference.source:
            self.forget_maps()
            for other, variant in list(self._state.variants.items()):
                if variant.against == source:
                    self._tasks.cancel(f"scores:{other}")
                    self._state.variants[other] = replace(variant, scores=None, against=None)
        if source == SDC:
            self._forget_budgets()
        self._maps.pop(source, None)
        for purpose in ("scores", "map", "invented"):
            self._tasks.cancel(f"{purpose}:{source}")

    def _forget_budgets(self) -> None:
        """The bytes that rivals were to have are gone: nothing is searched at them, and there is no difference."""
        self._tasks.cancel_all("rival:")
        for source, variant in list(self._state.variants.items()):
            if source.kind in RIVAL_KINDS and variant.picture is None:
                del self._state.variants[source]
            elif source.kind in RIVAL_KINDS:
                known = replace(variant, state=State.FINAL, budget=None, reached=True)
                self._state.variants[source] = known

    def forget_maps(self) -> None:
        self._maps.clear()
        self._tasks.cancel_all("map:")

    def forget_all(self) -> None:
        self.forget_maps()
        self._tasks.cancel_all("scores:")
        self._tasks.cancel_all("invented:")

    def ensure(self) -> None:
        """Start what the panes need and isn't there or under way."""
        for source in self._state.sources:
            variant = self._state.variant(source)
            if variant is None:
                continue
            pair = self._scored(variant)
            if pair and (variant.scores is None or variant.against != self._against()):
                self._start(f"scores:{source}", partial(self._score, source, *pair))
            faithful = _measurable(variant, self._state.variant(SDC)) if source == NATURAL else None
            if faithful and variant.invented is None:
                self._start(f"invented:{source}", partial(self._invented, source, *faithful))
            kind = self.kinds.get(self.map_name)
            if kind and source not in self._maps and (subject := self._subject(variant)):
                if kind.suits(subject):
                    self._start(f"map:{source}", partial(self._map, source, kind, subject))
                elif subject.unequal:
                    self._maps[source] = ShownMap(message=self._unequal(subject.picture))
                    self._state.changed.emit()

    def awaits(self, source: Source) -> bool:
        """Whether there will be scores that aren't there yet."""
        variant = self._state.variant(source)
        if variant is None or (variant.scores is not None and variant.against == self._against()):
            return False
        return self._scored(variant) is not None

    def _scored(self, variant: Variant) -> tuple[Picture, Picture] | None:
        """What is measured: pictures of unequal sizes only if that was asked for; without an original, a file that was
        chosen against the first pane, or that against it."""
        reference = self._state.original or self._state.reference
        if reference is None or (reference.source != ORIGINAL and not (reference.source.path or variant.source.path)):
            return None
        pair = _pair(variant, reference)
        return pair if pair is None or _are_equal(*pair) or self._state.overlap else None

    def _against(self) -> Source | None:
        """What scores are against now, None for the original."""
        reference = self._state.reference
        return None if self._state.original is not None or reference is None else reference.source

    def _start(self, slot: str, function: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if not self._tasks.running(slot):
            self._tasks.start(slot, function())

    async def _score(self, source: Source, original: Picture, picture: Picture) -> None:
        first, second = original, picture
        if not _are_equal(original, picture):
            from ...codec.pictures.images import overlapping

            first, second = overlapping(original, picture, self._state.overlap == CORNER)
        scores = await self._service.scores(first, second)
        self._put(source, picture, scores)
        if distances := await self._service.distances(first, second):
            self._put(source, picture, replace(scores, **distances))

    def _put(self, source: Source, picture: Picture, scores: Scores) -> None:
        known = self._state.variant(source)
        if known is not None and known.picture is picture:
            self._state.put(replace(known, scores=scores, against=self._against()))

    async def _invented(self, source: Source, faithful: Picture, picture: Picture) -> None:
        """How much of the natural look is beyond what the file holds."""

        def job(stop: StopToken, report: ReportProgress) -> float:
            from ...codec.analysis.hallucination import compare_detail

            return compare_detail(faithful.pixels, picture.pixels, stop).invented_share

        share = await self._service.study(job)
        known = self._state.variant(source)
        if known is not None and known.picture is picture:
            self._state.put(replace(known, invented=share))

    def _subject(self, variant: Variant) -> Subject | None:
        """Of a map; None while it isn't known what that is to be made of. Without a reference where sizes differ."""
        reference = self._state.reference
        if variant.picture is None or variant.state is not State.FINAL or reference is None:
            return None
        strength = self._state.strength_shown if variant.source == NATURAL else 1.0
        subject = Subject(
            variant.source.kind,
            variant.picture,
            data=variant.data,
            coded_turn=variant.coded_turn,
            strength=strength,
        )
        if reference.source == variant.source:
            return subject
        pair = _pair(variant, reference)
        if pair is None or not _are_equal(*pair):
            return replace(subject, unequal=True) if pair else None
        return replace(subject, reference=pair[0], is_source=reference.source == ORIGINAL)

    def _unequal(self, picture: Picture) -> str:
        """Why there is no map of this one and what it is compared with."""
        reference = self._state.reference
        pictures = (reference.picture if reference else None), picture
        first, second = (f"{p.width} × {p.height}" for p in pictures if p is not None)
        text = tr("There is no such map of pictures of unequal size: {first} and {second}.")
        return text.format(first=first, second=second)

    async def _map(self, source: Source, kind: MapKind, subject: Subject) -> None:
        turn = self._state.turn

        def job(stop: StopToken, report: ReportProgress) -> ShownMap:
            drawn = kind.make(subject, stop, report)
            value, size = drawn.value, (subject.picture.width, subject.picture.height)
            if value is not None and turn != UPRIGHT:
                value = _turned(value, turn, *size)
            return ShownMap(from_pixels(drawn.pixels, turn=turn), drawn.legend, value=value)

        draws = kind.draws(subject)
        try:
            self._maps[source] = await self._service.study(job, self._state.progress.emit if draws else None)
        except CancelledError:
            return
        except SdcError as error:
            self._maps[source] = ShownMap(message=words(error))
        finally:
            if draws:
                self._state.progress.emit(None)
        self._state.changed.emit()


def _turned(value: Callable[[int, int], str], turn: Turn, width: int, height: int) -> Callable[[int, int], str]:
    return lambda x, y: value(*turn.back(x, y, width, height))


def _measurable(variant: Variant, reference: Variant | None) -> tuple[Picture, Picture] | None:
    """The pictures of reference and variant, if they can be compared pixel by pixel."""
    pair = _pair(variant, reference)
    return pair if pair and _are_equal(*pair) else None


def _pair(variant: Variant, reference: Variant | None) -> tuple[Picture, Picture] | None:
    """The pictures of reference and variant, if both are there."""
    if reference is None or variant.source == reference.source:
        return None
    if not variant.state is reference.state is State.FINAL or variant.picture is None or reference.picture is None:
        return None
    return reference.picture, variant.picture


def _are_equal(first: Picture, second: Picture) -> bool:
    return first.pixels.shape == second.pixels.shape
