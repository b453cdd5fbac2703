"""What a map is: something that is shown in the place of a pane's picture, with a legend, computed on a worker thread.

The four of `maps` are functions of two pictures. The lab has others, which need the file or the model (`lab.maps`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...codec.types import Picture, Pixels, ReportProgress, StopToken
from ..pictures.images import UPRIGHT, Turn
from ..toolkit.texts import tr
from .legend import HEAT, Legend


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """Of what a map is made. kind: where the pane's pixels come from (`Source.kind`). reference: the picture that it is
    compared with, None where there is none of its size; unequal: there is one of another size; is_source: whether it is
    the original, and not merely the first pane. data: the bytes of its `.sdc`, whose pixels lie turned by coded_turn
    against the picture. strength: of the texture, where the look is natural.
    """

    kind: str
    picture: Picture
    reference: Picture | None = None
    is_source: bool = False
    data: bytes | None = None
    coded_turn: Turn = UPRIGHT
    strength: float = 1.0
    unequal: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class DrawnMap:
    """pixels: as the picture lies, of its size. value: what is known of a pixel (x, y) of it, for the status bar."""

    pixels: Pixels
    legend: Legend
    value: Callable[[int, int], str] | None = None


Make = Callable[[Subject, StopToken, ReportProgress], DrawnMap]
"""Runs on a worker thread. Raises SdcError where there can't be such a map, which is shown over the picture."""


def has_reference(subject: Subject) -> bool:
    return subject.reference is not None


def never(subject: Subject) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class MapKind:
    """suits: whether there is one for a pane; another pane keeps its picture. draws: whether it needs a model, and so
    the codec's thread."""

    make: Make
    suits: Callable[[Subject], bool] = has_reference
    draws: Callable[[Subject], bool] = never


def difference_maps() -> dict[str, MapKind]:
    """The maps of `maps.MAPS` by their names."""
    legends: dict[str, Callable[[], Legend]] = {
        "absolute": lambda: Legend(("0", "255"), caption=tr("Difference of each colour")),
        "signed": lambda: Legend((tr("darker by 64"), tr("brighter by 64")), caption=tr("Difference with sign")),
        "amplified": lambda: Legend(("0", tr("32 and more")), caption=tr("Difference, 8 times as bright")),
        "heat": lambda: Legend((tr("structure kept"), tr("structure lost")), HEAT),
    }
    return {name: MapKind(_of_pictures(name, legend)) for name, legend in legends.items()}


def _of_pictures(name: str, legend: Callable[[], Legend]) -> Make:
    def make(subject: Subject, stop: StopToken, report: ReportProgress) -> DrawnMap:
        from ...codec.pictures.images import seen
        from .maps import MAPS

        assert subject.reference is not None  # else it doesn't suit
        return DrawnMap(MAPS[name](seen(subject.reference), seen(subject.picture)), legend())

    return make
