"""Scores and maps of the variants against the reference."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from ...codec.types import Picture, Scores
from ...service.codec_service import CodecService
from ..pictures.images import MipImage, from_pixels
from ..toolkit.tasks import Tasks
from .state import ComparisonState
from .variants import ORIGINAL, Source, State, Variant


class Measuring:
    """Computes what is missing when `ensure` is called; forgets what no longer belongs to the pixels."""

    def __init__(self, state: ComparisonState, service: CodecService, tasks: Tasks) -> None:
        self._state, self._service, self._tasks = state, service, tasks
        self._maps: dict[Source, MipImage] = {}
        self.map_name = ""
        state.reference_changed.connect(self.forget_maps)

    def map_of(self, source: Source) -> MipImage | None:
        return self._maps.get(source) if self.map_name else None

    def set_map(self, name: str) -> None:
        self.map_name = name
        self.forget_maps()

    def forget(self, source: Source) -> None:
        """The pixels of a variant are others now; those of the original, or of what stands for it, concern all."""
        reference = self._state.reference
        if source == ORIGINAL:
            self.forget_all()
        elif reference is not None and source == reference.source:
            self.forget_maps()
        self._maps.pop(source, None)
        self._tasks.cancel(f"scores:{source}")
        self._tasks.cancel(f"map:{source}")

    def forget_maps(self) -> None:
        self._maps.clear()
        self._tasks.cancel_all("map:")

    def forget_all(self) -> None:
        self.forget_maps()
        self._tasks.cancel_all("scores:")

    def ensure(self) -> None:
        """Start what the panes need and isn't there or under way."""
        for source in self._state.sources:
            variant = self._state.variant(source)
            if variant is None:
                continue
            pair = _measurable(variant, self._state.original)
            if pair and variant.scores is None:
                self._start(f"scores:{source}", partial(self._score, source, *pair))
            pair = _measurable(variant, self._state.reference)
            if pair and self.map_name and source not in self._maps:
                self._start(f"map:{source}", partial(self._map, source, *pair))

    def _start(self, slot: str, function: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if not self._tasks.running(slot):
            self._tasks.start(slot, function())

    async def _score(self, source: Source, original: Picture, picture: Picture) -> None:
        scores = await self._service.scores(original, picture)
        self._put(source, picture, scores)
        if distances := await self._service.distances(original, picture):
            self._put(source, picture, replace(scores, **distances))

    def _put(self, source: Source, picture: Picture, scores: Scores) -> None:
        known = self._state.variant(source)
        if known is not None and known.picture is picture:
            self._state.put(replace(known, scores=scores))

    async def _map(self, source: Source, reference: Picture, picture: Picture) -> None:
        from ..view import maps

        function, turn = maps.MAPS[self.map_name], self._state.turn

        def work() -> MipImage:
            from ...codec.pictures.images import flattened

            return from_pixels(function(flattened(reference), flattened(picture)), turn=turn)

        self._maps[source] = await self._service.measure(work)
        self._state.changed.emit()


def _measurable(variant: Variant, reference: Variant | None) -> tuple[Picture, Picture] | None:
    """The pictures of reference and variant, if they can be compared pixel by pixel."""
    if reference is None or variant.source == reference.source:
        return None
    if not variant.state is reference.state is State.FINAL or variant.picture is None or reference.picture is None:
        return None
    if variant.picture.pixels.shape != reference.picture.pixels.shape:
        return None
    return reference.picture, variant.picture
