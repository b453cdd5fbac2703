"""The transform coder: latents of many channels as coefficients of 2 x 2 places, before the universal coder.

At low rates most of sixteen channels are zeros, and predicting a value from its coarse neighbours, which is all that
the universal coder can do, saves little. The Karhunen-Loeve transform of the channels of SIDE x SIDE places puts what
they have in common into few coefficients. `resources/tables/latent_transforms.safetensors` has, for each space with
this coder, float32 `NAME.matrix` (SIDE SIDE C, SIDE SIDE C), whose columns are what a coefficient of 1 adds to the
latents (dy, dx, channel), in the numbers of the space, and `NAME.mean`; `training.latent_space.transform` makes it.
"""

from __future__ import annotations

from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from ...paths import resource
from ..model import Latent

SIDE = 2
"""Places of the latent along a side of what is transformed at once."""
FILE = "tables/latent_transforms.safetensors"


class Transform:
    """Of one space. matrix: float32 (n, n), mean: float32 (n,), n = SIDE SIDE C."""

    def __init__(self, matrix: NDArray[np.float32], mean: NDArray[np.float32]) -> None:
        self._matrix, self._mean = matrix, mean

    @cached_property
    def _inverse(self) -> NDArray[np.float32]:
        return np.linalg.inv(self._matrix.astype(np.float64)).astype(np.float32)

    def coefficients(self, latent: Latent) -> Latent:
        """Latent (h, w, C), whose last row and column are repeated where sides are odd, to (h/2, w/2, 4 C)."""
        height, width, channels = latent.shape
        whole = np.pad(latent, ((0, -height % SIDE), (0, -width % SIDE), (0, 0)), "edge")
        rows, columns = whole.shape[0] // SIDE, whole.shape[1] // SIDE
        squares = whole.reshape(rows, SIDE, columns, SIDE, channels).transpose(0, 2, 1, 3, 4).reshape(rows, columns, -1)
        return ((squares - self._mean) @ self._inverse.T).astype(np.float32)

    def latent(self, coefficients: Latent) -> Latent:
        """The other way: (h, w, 4 C) to (2 h, 2 w, C)."""
        rows, columns, count = coefficients.shape
        squares = (coefficients @ self._matrix.T + self._mean).reshape(rows, columns, SIDE, SIDE, count // SIDE**2)
        return np.ascontiguousarray(squares.transpose(0, 2, 1, 3, 4)).reshape(rows * SIDE, columns * SIDE, -1)


def squares_mean(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean over SIDE x SIDE places of (h, w) or (h, w, n), as `Transform.coefficients` cuts them."""
    height, width = values.shape[:2]
    around = ((0, -height % SIDE), (0, -width % SIDE), *((0, 0),) * (values.ndim - 2))
    whole = np.pad(values, around, "edge")
    rows, columns = whole.shape[0] // SIDE, whole.shape[1] // SIDE
    mean: NDArray[np.float32] = whole.reshape(rows, SIDE, columns, SIDE, *values.shape[2:]).mean((1, 3), np.float32)
    return mean


@cache
def transform_of(space: str) -> Transform | None:
    """None where the space has none."""
    if f"{space}.matrix" not in _stored():
        return None
    return Transform(_stored()[f"{space}.matrix"], _stored()[f"{space}.mean"])


@cache
def _stored() -> dict[str, NDArray[np.float32]]:
    return load_file(resource(FILE))
