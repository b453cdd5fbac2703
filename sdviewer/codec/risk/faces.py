"""Faces, found by CenterFace (Xu et al. 2019): a map of how likely the middle of a face is, and of the faces' sizes."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...paths import resource
from ..onnx_session import run, session
from ..types import Pixels, Region, Risk, StopToken
from .views import planes, reduced, windows

LARGE, SMALL = 3e6, 4e5
"""Pixels that are looked at at most: for small faces, and once more for those that fill the picture."""
SURE = 0.3
"""Least score of a face."""
SAME = 0.35
"""Two outlines that have this share of their union in common are of one face."""
_STRIDE = 4


def find_faces(pixels: Pixels, stop: StopToken) -> list[Risk]:
    """Faces in a picture, the surest first. Raises CancelledError."""
    views = {view.shape: (view, factor) for view, factor in (reduced(pixels, most) for most in (LARGE, SMALL))}
    found = [risk for view, factor in views.values() for risk in _in_view(view, factor, stop)]
    return _once(sorted(found, key=lambda risk: -risk.score))


def _in_view(view: Pixels, factor: float, stop: StopToken) -> list[Risk]:
    found = []
    for inner, window in windows(*view.shape[:2]):
        stop.check()
        for x, y, width, height, score in _boxes(*run(_network(), {"input.1": planes(view[window.index])}, stop)[:3]):
            left, top = window.left + x, window.top + y
            middle = top + height / 2, left + width / 2
            if inner.top <= middle[0] < inner.bottom and inner.left <= middle[1] < inner.right:
                sides = (round(v * factor) for v in (left, top, width, height))
                found.append(Risk("faces", Region(*sides), score))
    return found


def _boxes(
    heat: NDArray[np.float32], sizes: NDArray[np.float32], offsets: NDArray[np.float32]
) -> list[tuple[float, float, float, float, float]]:
    """Left, top, width, height and score of each face: the maps are (1, n, h / 4, w / 4), sizes as logarithms."""
    rows, columns = np.nonzero(heat[0, 0] >= SURE)
    height, width = _STRIDE * np.exp(sizes[0][:, rows, columns])
    y, x = _STRIDE * (np.stack([rows, columns]) + offsets[0][:, rows, columns] + 0.5)
    scores = heat[0, 0][rows, columns]
    return list(zip(*(v.tolist() for v in (x - width / 2, y - height / 2, width, height, scores)), strict=True))


def _once(faces: list[Risk]) -> list[Risk]:
    """Without outlines of faces that a surer one is of."""
    kept: list[Risk] = []
    for face in faces:
        if all(_in_common(face.region, other.region) < SAME for other in kept):
            kept.append(face)
    return kept


def _in_common(a: Region, b: Region) -> float:
    """Share of the union that is in both."""
    width = min(a.left + a.width, b.left + b.width) - max(a.left, b.left)
    height = min(a.top + a.height, b.top + b.height) - max(a.top, b.top)
    both = max(0, width) * max(0, height)
    return both / max(1, a.width * a.height + b.width * b.height - both)


@cache
def _network() -> Any:
    return session(str(resource("detectors/faces.onnx")))
