"""The map of lost and invented detail: blue where a codec lost some, orange where it drew some that wasn't there."""

from __future__ import annotations

from ....codec.errors import InputError
from ....codec.types import ReportProgress, StopToken
from ...toolkit.texts import number, tr
from ...view.legend import Legend
from ...view.map_kinds import DrawnMap, MapKind, Subject

LOST, NEITHER, INVENTED = (40, 130, 255), (90, 90, 90), (255, 140, 20)
FULL = 14
"""Levels of 0..255 (root mean square) of detail from which on a colour is full."""


def detail_map() -> MapKind:
    return MapKind(_make, _suits)


def _suits(subject: Subject) -> bool:
    return subject.kind != "original"


def _make(subject: Subject, stop: StopToken, report: ReportProgress) -> DrawnMap:
    if subject.reference is None or not subject.is_source:
        raise InputError(
            "What is lost and what is invented can't be told without the original. Choose it in the menu Compare."
        )
    import numpy as np

    from ....codec.analysis.hallucination import CELL, compare_detail
    from ....codec.pictures.images import seen
    from .overlay import along, painted

    picture = seen(subject.picture)
    detail = compare_detail(seen(subject.reference), picture, stop)
    lost, invented = (np.sqrt(values) / FULL for values in (detail.lost, detail.invented))
    both = np.maximum(lost + invented, 1e-6)
    colours = along((LOST, INVENTED), invented / both)
    pixels = painted(picture, np.minimum(both, 1), colours, CELL, stop)
    return DrawnMap(pixels, legend(detail.lost_share, detail.invented_share))


def legend(lost: float, invented: float) -> Legend:
    """lost: share of the original's detail; invented: share of the picture's own."""
    return Legend(
        (
            tr("lost {share} %").format(share=number(100 * lost, 1)),
            tr("invented {share} %").format(share=number(100 * invented, 1)),
        ),
        (LOST, NEITHER, INVENTED),
        tr("Detail, against the original"),
        tr(
            "Blue: fine detail is weaker than in the original, and the number is the share of it that is gone. "
            "Orange: detail that doesn't go with the original's, and the number is the share that it makes of what is "
            "seen."
        ),
    )
