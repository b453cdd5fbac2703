"""Looks for what a learned codec may redraw so that it means something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import ClassVar

from ..types import Picture, Pixels, Risk, RiskKind, StopToken
from .faces import find_faces
from .text import find_text

Finder = Callable[[Pixels, StopToken], list[Risk]]
FINDERS: Mapping[RiskKind, Finder] = {"faces": find_faces, "text": find_text}


class _Last:
    """What was found in the picture before: a slider that is dragged asks for the same one many times."""

    pixels: ClassVar[Pixels | None] = None
    risks: ClassVar[dict[RiskKind, tuple[Risk, ...]]] = {}
    lock: ClassVar[Lock] = Lock()


def find(picture: Picture, kinds: Sequence[RiskKind], stop: StopToken | None = None) -> tuple[Risk, ...]:
    """Faces and text in a picture, as its networks see them: some are missed, and some are none.

    Raises CancelledError. Safe to call from any thread.
    """
    stop, pixels = stop or StopToken(), picture.pixels
    found: list[Risk] = []
    for kind in kinds:
        with _Last.lock:  # not while anything is looked for: who looks may have to wait for who asks
            if _Last.pixels is not pixels:
                _Last.pixels, _Last.risks = pixels, {}
            known = _Last.risks.get(kind)
        if known is None:
            known = tuple(FINDERS[kind](pixels, stop))
            with _Last.lock:
                if _Last.pixels is pixels:
                    _Last.risks[kind] = known
        found += known
    return tuple(found)
