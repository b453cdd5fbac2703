"""The maps of bits: where a `.sdc` spends them, and whether that is where the error is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ....codec.errors import InputError
from ....codec.types import ReportProgress, StopToken
from ...toolkit.texts import codec_name, number, tr
from ...view.legend import HEAT, Legend
from ...view.map_kinds import DrawnMap, MapKind, Subject
from ..known_rates import known_rates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ....codec.analysis.rate_map import Rates

STARVED, BALANCED, FED = (235, 60, 120), (90, 90, 90), (40, 200, 160)


def rate_map() -> MapKind:
    return MapKind(_rates, _suits)


def efficiency_map() -> MapKind:
    return MapKind(_efficiency, lambda subject: _suits(subject) and subject.reference is not None)


def _known(subject: Subject, stop: StopToken) -> Rates:
    """Raises InputError where the pane's file is no `.sdc`, or one of a smaller picture."""
    if subject.data is None:
        codec = codec_name(subject.kind)
        raise InputError(
            f"Bits a block are known of .sdc only: a decoder of {codec} doesn't tell where a file's bits go."
        )
    found = known_rates(subject.data, stop)
    width, height = subject.coded_turn.size(subject.picture.width, subject.picture.height)
    if not found.covers(height, width):
        raise InputError("The file holds a smaller picture than the one that is open, so its blocks don't lie over it.")
    return found


def _suits(subject: Subject) -> bool:
    """Whether the pane is a file's."""
    return subject.kind not in ("original", "round trip", "channels")


def _rates(subject: Subject, stop: StopToken, report: ReportProgress) -> DrawnMap:
    import numpy as np

    found = _known(subject, stop)
    most = max(float(np.percentile(found.blocks, 99)), 1e-3)
    shares = np.clip(found.blocks / most, 0, 1)
    legend = Legend(
        ("0", tr("{bits} bits and more").format(bits=number(most, 0))),
        HEAT,
        tr("{bits} bits in blocks of {side} × {side}, {more} beside them: {share} % of the picture data").format(
            bits=number(found.total, 0),
            side=found.place,
            more=number(found.beside, 0),
            share=number(100 * (found.total + found.beside) / found.payload, 1),
        ),
        tr(
            "How many bits of the file each block takes, by the probabilities of its own coder. Point at a block to "
            "read its bits in the status bar."
        ),
    )

    def value(row: int, column: int) -> str:
        return tr("{bits} bits").format(bits=number(float(found.blocks[row, column]), 1))

    return _drawn(subject, 0.25 + 0.65 * shares, HEAT, shares, found, legend, value, stop)


def _efficiency(subject: Subject, stop: StopToken, report: ReportProgress) -> DrawnMap:
    import numpy as np

    from ....codec.analysis.efficiency import REACH, block_errors, efficiency
    from ....codec.pictures.images import flattened

    found = _known(subject, stop)
    assert subject.reference is not None  # else it doesn't suit
    source, picture = (subject.coded_turn.apply(flattened(p)) for p in (subject.reference, subject.picture))
    errors = block_errors(source, picture, found.place, stop)
    result = efficiency(found.blocks, errors)
    legend = Legend(
        (tr("error left"), tr("bits spent")),
        (STARVED, BALANCED, FED),
        tr("Half of the error: in {blocks} % of the blocks, {bits} % of the bits").format(
            blocks=number(100 * result.half_blocks, 1), bits=number(100 * result.half_bits, 1)
        ),
        tr(
            "Pink blocks have more of the picture's error than of its bits, green ones more of the bits. The colour is "
            "full where one share is 4 times the other."
        ),
    )

    def value(row: int, column: int) -> str:
        root = float(np.sqrt(errors[row, column] / (3 * found.place**2)))
        bits = number(float(found.blocks[row, column]), 1)
        return tr("{bits} bits, error {error}").format(bits=bits, error=number(root, 1))

    shares = (result.balance / REACH + 1) / 2
    return _drawn(subject, np.abs(result.balance) / REACH, legend.colours, shares, found, legend, value, stop)


def _drawn(
    subject: Subject,
    strength: NDArray[np.floating],
    colours: tuple[tuple[int, int, int], ...],
    shares: NDArray[np.floating],
    found: Rates,
    legend: Legend,
    of_block: Callable[[int, int], str],
    stop: StopToken,
) -> DrawnMap:
    """Blocks lie as the file has them, which may be turned against the picture."""
    import numpy as np

    from ....codec.pictures.images import flattened
    from .overlay import along, painted

    turn = subject.coded_turn
    coded = np.ascontiguousarray(turn.apply(flattened(subject.picture)))
    pixels = painted(coded, strength.astype(np.float32), along(colours, shares), found.place, stop)
    height, width = coded.shape[:2]

    def value(x: int, y: int) -> str:
        column, row = turn.inverse.back(x, y, width, height)
        return of_block(row // found.place, column // found.place)

    return DrawnMap(np.ascontiguousarray(turn.inverse.apply(pixels)), legend, value)
