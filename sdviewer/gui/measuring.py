"""Scores and maps of the variants against the reference."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..service.codec_service import CodecService
from .images import MipImage, from_pixels
from .tasks import Tasks
from .variants import ORIGINAL, Source, State, Variant

if TYPE_CHECKING:
    from .comparison import Comparison


class Measuring:
    """Computes what is missing when `ensure` is called; forgets what no longer belongs to the pixels."""

    def __init__(self, comparison: Comparison, service: CodecService, tasks: Tasks) -> None:
        self._comparison, self._service, self._tasks = comparison, service, tasks
        self._maps: dict[Source, MipImage] = {}
        self.map_name = ""

    def map_of(self, source: Source) -> MipImage | None:
        return self._maps.get(source) if self.map_name else None

    def set_map(self, name: str) -> None:
        self.map_name = name
        self.forget_maps()

    def forget(self, source: Source) -> None:
        """The pixels of a variant are others now; those of the original concern all."""
        if source == ORIGINAL:
            self.forget_all()
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
        for source in self._comparison.sources:
            variant = self._comparison.variant(source)
            original, reference = self._comparison.original, self._comparison.reference
            if _measurable(variant, original) and variant.scores is None:
                self._start(f"scores:{source}", self._score, variant, original)
            if self.map_name and _measurable(variant, reference) and source not in self._maps:
                self._start(f"map:{source}", self._map, variant, reference)

    def _start(self, slot: str, function, variant: Variant, reference: Variant) -> None:
        if not self._tasks.running(slot):
            self._tasks.start(slot, function(variant, reference))

    async def _score(self, variant: Variant, original: Variant) -> None:
        scores = await self._service.scores(original.picture, variant.picture)
        known = self._comparison.variant(variant.source)
        if known is not None and known.picture is variant.picture:
            self._comparison.put(replace(known, scores=scores))

    async def _map(self, variant: Variant, reference: Variant) -> None:
        from . import maps

        function, turn = maps.MAPS[self.map_name], self._comparison.turn

        def work() -> MipImage:
            return from_pixels(function(reference.picture.pixels, variant.picture.pixels), turn=turn)

        self._maps[variant.source] = await self._service.measure(work)
        self._comparison.changed.emit()


def _measurable(variant: Variant | None, reference: Variant | None) -> bool:
    """Whether two variants can be compared pixel by pixel."""
    return (
        variant is not None
        and reference is not None
        and variant.source != reference.source
        and variant.state is State.FINAL
        and reference.state is State.FINAL
        and variant.picture is not None
        and reference.picture is not None
        and variant.picture.pixels.shape == reference.picture.pixels.shape
    )
