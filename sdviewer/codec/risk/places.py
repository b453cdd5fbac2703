"""Regions of a picture that are to stay faithful, as what an error counts at each place of a latent.

A file has one rate point, hence one step of the quantiser. To spend more in a region, the whole file takes a higher
one, and elsewhere errors count as they would at the lower one: there the encoder rounds more towards what costs less,
and refines less. Decoders know nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..types import Region

RAISE = 30
"""Rate points, of 255, that a file with a protected region is coded higher: about 12 of quality. With more, rounding in
large steps of what was meant for small ones costs more than the region gains. Chosen on the validation photos."""
EDGE = 0.5
"""How far, on a scale of logarithms, the places around a region are protected, so that its border isn't seen."""


def protected_places(
    regions: Sequence[Region], width: int, height: int, side: int, sizes: tuple[int, int]
) -> NDArray[np.float32] | None:
    """How far each place is protected, 0..1: float32 (h, w); None where no region meets the picture.

    width, height: of the picture. side: pixels a side of one place. sizes: rows and columns of the latent.
    """
    inside = np.zeros(sizes, np.float32)
    for left, top, across, down in regions:
        x0, y0, x1, y1 = max(0, left), max(0, top), min(width, left + across), min(height, top + down)
        if x0 < x1 and y0 < y1:
            inside[y0 // side : -(-y1 // side), x0 // side : -(-x1 // side)] = 1
    if not inside.any():
        return None
    padded = np.pad(inside, 1)
    rows, columns = sizes
    near = np.max([padded[i : i + rows, j : j + columns] for i in range(3) for j in range(3)], axis=0)
    return np.maximum(inside, np.float32(EDGE) * near)


def importance(protected: NDArray[np.float32], ratio: float) -> NDArray[np.float32]:
    """What an error counts at each place, against what it counts at the file's rate point: 1 where it is protected,
    `ratio` where it isn't."""
    return np.power(np.float32(ratio), 1 - protected, dtype=np.float32)
