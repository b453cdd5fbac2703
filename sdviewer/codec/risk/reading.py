"""Whether what looks like text can be read, by the recogniser of PP-OCRv4 (SVTR, Du et al. 2022).

A detector alone takes whatever has strokes for text: stripes, windows, forks. Few of these read as letters, and then as
one or two, or hardly likely. Which letters they are doesn't matter here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ...paths import resource
from ..onnx_session import run, session
from ..types import StopToken

LEGIBLE = 0.6
"""Least mean likelihood of letters, less the part that is put down to chance: half of it for one, a quarter for two."""
LINES = 3
"""Of a piece, that are tried at most, the surest first."""
_HEIGHT, _NARROWEST, _WIDEST = 48, 320, 1200
"""Of a line in pixels, as the network takes it: a shorter one is filled up with grey."""
_SQUARE = 1.6
"""Times its height, below which a line may as well run upwards."""
_ANGLES = np.deg2rad(np.arange(0, 180, 5))


class Line(NamedTuple):
    """Where a line of text may be, in pixels of the picture. across: along the line. angle: clockwise, in radians."""

    x: float
    y: float
    across: float
    down: float
    angle: float


def is_legible(image: Image.Image, lines: Iterator[Line], stop: StopToken) -> bool:
    """Whether any of the first lines reads as text in any direction. Raises CancelledError."""
    for line in islice(lines, LINES):
        upwards = (math.pi / 2, -math.pi / 2) if line.across < _SQUARE * line.down else ()
        for turn in (0.0, math.pi, *upwards):
            stop.check()
            if _legibility(_cut(image, line, turn), stop) >= LEGIBLE:
                return True
    return False


def line_around(x: NDArray[np.intp], y: NDArray[np.intp]) -> Line:
    """The smallest rectangle around pixels, longer along the line than across it."""
    cos, sin = np.cos(_ANGLES)[:, None], np.sin(_ANGLES)[:, None]
    along, below = (x + 0.5) * cos + (y + 0.5) * sin, (y + 0.5) * cos - (x + 0.5) * sin
    across, down = np.ptp(along, 1) + 1, np.ptp(below, 1) + 1
    best = int(np.argmin(np.where(across >= down, across * down, np.inf)))
    middle = [(part[best].min() + part[best].max()) / 2 for part in (along, below)]
    c, s = float(cos[best, 0]), float(sin[best, 0])
    at = middle[0] * c - middle[1] * s, middle[0] * s + middle[1] * c
    return Line(float(at[0]), float(at[1]), float(across[best]), float(down[best]), float(_ANGLES[best]))


def _cut(image: Image.Image, line: Line, turn: float) -> NDArray[np.float32]:
    """(1, 3, 48, w): the line as the network takes it, read in its direction and a turn more; blue first, -1..1."""
    across, down = (line.across, line.down) if abs(math.cos(turn)) > 0.5 else (line.down, line.across)
    width, height = max(1, round(across)), max(1, round(down))
    c, s = math.cos(line.angle + turn), math.sin(line.angle + turn)
    left = line.x - width / 2 * c + height / 2 * s
    top = line.y - width / 2 * s - height / 2 * c
    upright = image.transform(
        (width, height), Image.Transform.AFFINE, (c, -s, left, s, c, top), Image.Resampling.BICUBIC
    )
    reduced = upright.resize((min(_WIDEST, max(1, round(width * _HEIGHT / height))), _HEIGHT), Image.Resampling.BICUBIC)
    taken = np.asarray(reduced, np.float32)[:, :, ::-1] / np.float32(127.5) - 1
    taken = np.pad(taken, ((0, 0), (0, max(0, _NARROWEST - taken.shape[1])), (0, 0)))
    return np.ascontiguousarray(taken.transpose(2, 0, 1)[None])


def _legibility(line: NDArray[np.float32], stop: StopToken) -> float:
    """0..1. At each place along the line the network says how likely each letter is, the first being none; the same
    letter at neighbouring places is one."""
    likely = run(_network(), {"x": line}, stop)[0][0]
    letters = likely.argmax(1)
    begins = (letters != 0) & (letters != np.roll(letters, 1))
    begins[0] = letters[0] != 0
    if not begins.any():
        return 0.0
    return float(likely.max(1)[begins].mean() * (1 - 0.5 ** begins.sum()))


@cache
def _network() -> Any:
    return session(str(resource("detectors/reading.onnx")))
