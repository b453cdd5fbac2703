"""The map of lost and invented detail: blue where a codec lost some, orange where it drew some that wasn't there."""

from __future__ import annotations

from ....codec.errors import InputError
from ....codec.types import Look, Progress, ReportProgress, StopToken
from ...toolkit.texts import number, tr
from ...view.legend import Legend
from ...view.map_kinds import DrawnMap, MapKind, Subject

LOST, BOTH, INVENTED = (40, 130, 255), (240, 120, 215), (255, 140, 20)
STEADY, UNSTEADY = (90, 90, 90), (190, 90, 255)
FULL = 14
"""Levels of 0..255 (root mean square) of detail from which on a colour is full."""


def detail_map() -> MapKind:
    """Against the original; of a `.sdc` without one, how much other draws of it differ."""
    return MapKind(lambda *a: _spread(*a) if _alone(a[0]) else _make(*a), _suits, _alone)


def spread_map() -> MapKind:
    """How much other draws of a `.sdc` differ, also where there is an original."""
    return MapKind(_spread, _is_coded, lambda subject: subject.data is not None)


def _is_coded(subject: Subject) -> bool:
    """Whether the pane is a file's, and the `.sdc` in it drawn by its usual model."""
    return subject.kind not in ("original", "round trip", "channels", "drawn")


def _alone(subject: Subject) -> bool:
    return subject.data is not None and subject.kind != "drawn" and (subject.reference is None or not subject.is_source)


def _suits(subject: Subject) -> bool:
    return subject.kind != "original" and (not subject.unequal or _alone(subject))


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
    colours = along((LOST, BOTH, INVENTED), invented / both)
    pixels = painted(picture, np.minimum(both, 1), colours, CELL, stop)

    def value(x: int, y: int) -> str:
        here = (FULL * float(values[y // CELL, x // CELL]) for values in (lost, invented))
        less, more = (number(levels, 1) for levels in here)
        return tr("lost {lost}, invented {invented}").format(lost=less, invented=more)

    return DrawnMap(pixels, legend(detail.lost_share, detail.invented_share), value)


def _spread(subject: Subject, stop: StopToken, report: ReportProgress) -> DrawnMap:
    data = subject.data
    if data is None:
        raise InputError("Only a .sdc can be drawn in several ways; this file has one picture alone.")
    import numpy as np

    from ....codec.analysis.hallucination import CELL, compare_detail
    from ....codec.analysis.redrawing import other_draws
    from ....codec.pictures.images import flattened
    from .overlay import along, painted

    look: Look = "natural" if subject.kind == "natural" else "faithful"
    draws = other_draws(data, look, stop, lambda share: report(Progress(share, "drawing")), subject.strength)
    turn = subject.coded_turn.inverse
    shown = flattened(subject.picture)
    details = [compare_detail(np.ascontiguousarray(turn.apply(draw)), shown, stop) for draw in draws]
    strength = np.sqrt(sum(detail.invented for detail in details) / len(details)) / FULL
    share = sum(detail.invented_share for detail in details) / len(details)
    colours = along((UNSTEADY, UNSTEADY), strength)
    found = Legend(
        (tr("steady"), tr("unsteady {share} %").format(share=number(100 * share, 1))),
        (STEADY, UNSTEADY),
        tr("Instability, not error: spread of {count} other draws").format(count=len(draws)),
        tr(
            "Detail that changes where the file is drawn with its numbers moved by half a step, and with other noise "
            "where it is natural. The number is the share of what is seen; it says nothing about the original."
        ),
    )
    return DrawnMap(painted(shown, np.minimum(strength, 1), colours, CELL, stop), found)


def legend(lost: float, invented: float) -> Legend:
    """lost: share of the original's detail; invented: share of the picture's own."""
    return Legend(
        (
            tr("lost {share} %").format(share=number(100 * lost, 1)),
            tr("invented {share} %").format(share=number(100 * invented, 1)),
        ),
        (LOST, BOTH, INVENTED),
        tr("Detail, against the original"),
        tr(
            "Blue: fine detail is weaker than in the original, and the number is the share of it that is gone. "
            "Orange: detail that doesn't go with the original's, and the number is the share that it makes of what is "
            "seen. Pink: both."
        ),
    )
