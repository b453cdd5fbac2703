"""Pictures as they are turned: images for the panes, in the screen's colours, and what is to be compressed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...codec.types import Picture
from ..pictures.geometry import Size
from ..pictures.images import UPRIGHT, MipImage, Turn
from ..pictures.loader import Loader
from ..toolkit.tasks import Tasks
from .state import ComparisonState
from .variants import Source, Variant


class Turning:
    """Keeps the images turned as the state says; files stay as they are."""

    def __init__(self, state: ComparisonState, loader: Loader, tasks: Tasks) -> None:
        self._state, self._loader, self._tasks = state, loader, tasks
        self._coded: tuple[Picture, Turn, Size | None, Picture] | None = None
        state.turned_wrong.connect(self.turn_all)

    async def coded(self, picture: Picture, turn: Turn, shrunk: Size | None) -> Picture:
        """A picture as it is to be compressed, perhaps smaller; the same object for the same picture, whose analysis is
        kept."""
        if turn == UPRIGHT and shrunk is None:
            return picture
        known = self._coded
        if known is None or known[0] is not picture or known[1:3] != (turn, shrunk):
            smaller = picture if shrunk is None else await self._loader.scaled(picture, shrunk)
            known = self._coded = picture, turn, shrunk, await self._loader.turned(smaller, turn)
        return known[3]

    async def drawn(self, decoded: Picture, turn: Turn, size: Size) -> Picture:
        """What was decoded, lying as the original does and of its size."""
        upright = await self._loader.turned(decoded, turn.inverse)
        return upright if (upright.width, upright.height) == size else await self._loader.scaled(upright, size)

    def turn_all(self) -> None:
        """Make those anew that are turned otherwise, and those that aren't there."""
        self._tasks.start("turn", self._turn_all(all_anew=False))

    def redraw(self) -> None:
        """Make all anew: the screen's colours are others."""
        self._tasks.start("turn", self._turn_all(all_anew=True))

    async def image(self, picture: Picture) -> tuple[MipImage, Turn]:
        """A picture as the panes show it now, and how that is turned."""
        turn = self._state.turn
        return await self._loader.image(picture, turn), turn

    async def turned(self, variant: Variant) -> Variant:
        """A variant with its image as the panes show it now."""
        if variant.picture is None or variant.turn == self._state.turn:
            return variant
        image, turn = await self.image(variant.picture)
        return replace(variant, image=image, turn=turn)

    async def _turn_all(self, all_anew: bool) -> None:
        state, turn = self._state, self._state.turn
        images: dict[Source, tuple[Picture, MipImage]] = {}

        def waiting() -> Iterator[tuple[Source, Picture]]:
            for source, variant in list(state.variants.items()):
                picture, made = variant.picture, images.get(source)
                due = all_anew or variant.image is None or variant.turn != turn
                if picture is not None and due and (not made or made[0] is not picture):
                    yield source, picture

        while (next_one := next(waiting(), None)) is not None:  # new pictures may come meanwhile
            source, picture = next_one
            images[source] = picture, await self._loader.image(picture, turn)
        was = state.primary.turn if state.primary else turn
        for source, (picture, image) in images.items():
            known = state.variant(source)
            if known is not None and known.picture is picture:
                state.variants[source] = replace(known, image=image, turn=turn)
        if (was.quarters - turn.quarters) % 2:  # else zoom and place stay
            state.document_changed.emit()
        state.changed.emit()
        state.incomplete.emit()
