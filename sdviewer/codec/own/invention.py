"""What the natural decoder gets beside the latent: noise to make texture of, and where the quantiser lost some."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from ..entropy.tables import GAUSSIAN_COUNT, GAUSSIAN_SIGMA_MAX, GAUSSIAN_SIGMA_MIN
from ..errors import InputError
from ..tiles import Window
from ..types import MAX_STRENGTH, Pixels

NOISE = 32
"""Channels of noise, at 1/8 of the picture's size."""
TILE = 128
"""Rows and columns after which the noise repeats."""

_SCALE = np.geomspace(GAUSSIAN_SIGMA_MIN, GAUSSIAN_SIGMA_MAX, GAUSSIAN_COUNT)
_SPREAD = _SCALE / np.sqrt(1 + 12 * _SCALE**2)
LOST = (_SPREAD - _SPREAD[0]).astype(np.float32)
"""By scale index: about the standard deviation, in steps, of what rounding loses, above the least that the prior can
expect. All of a value whose scale is far below a step, and that of uniform noise where it is far above."""


def noise(window: Window, origin: tuple[int, int] = (0, 0)) -> NDArray[np.float32]:
    """Noise for a window of a latent that begins at `origin`: (1, NOISE, 2 rows, 2 columns), the same at the same place
    of every picture."""
    top, left = origin
    down = np.arange(2 * (top + window.top), 2 * (top + window.bottom)) % TILE
    across = np.arange(2 * (left + window.left), 2 * (left + window.right)) % TILE
    return np.ascontiguousarray(_noise_tile()[:, down[:, None], across])[None]


def lost(scales: NDArray[np.uint8], step: NDArray[np.float32]) -> NDArray[np.float32]:
    """What was lost of each value: (1, M, h, w) from scale indices (h, w, M) and the step of each channel (M,)."""
    return np.ascontiguousarray((LOST[scales] * step).transpose(2, 0, 1))[None]


def check_strength(strength: float) -> None:
    """InputError where the look natural can't be that strong."""
    if not 0 <= strength <= MAX_STRENGTH:
        raise InputError(f"Strength {strength:g} is outside 0 to {MAX_STRENGTH:g}.")


def blend(faithful: Pixels, natural: Pixels, strength: float) -> Pixels:
    """What the look natural adds to the faithful pixels, weakened or exaggerated: faithful + strength x added."""
    if strength == 1:
        return natural
    result = np.empty_like(faithful)
    for top in range(0, len(faithful), 256):  # no floats for the whole picture
        rows = slice(top, top + 256)
        added = natural[rows].astype(np.float32) - faithful[rows]
        result[rows] = np.clip(np.round(faithful[rows] + strength * added), 0, 255)
    return result


@cache
def _noise_tile() -> NDArray[np.float32]:
    return np.random.default_rng(0).standard_normal((NOISE, TILE, TILE), np.float32)
