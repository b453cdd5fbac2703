"""How strongly each channel of the latent shows in a sketch, the picture that the linear codec draws alone.

The network behind the linear skip learns to draw part of what a channel means, so that the skip alone shows too little
of it. Here each channel gets a factor, by least squares against decoded photos: part of `export`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...codec.own.model import OwnModel
from ...codec.own.patches import PATCH
from ...codec.tiles import Window
from ...codec.types import Pixels, StopToken
from .tables import middle

RATES = (60, 110, 153, 200)
SIDE = 256
RIDGE = 1e-3
"""Weight of what pulls the factors of rare channels to 1, as a share of the mean channel's."""


def fit_sketch(model: OwnModel, photos: Sequence[Pixels]) -> dict[str, NDArray[np.float32]]:
    """The tensor `synthesis.sketch`, float32 (M,), from the middle of each photo."""
    basis = model.linear_basis(1).reshape(-1, model.channels)
    overlap = basis.T @ basis
    power, wanted = np.zeros(overlap.shape), np.zeros(model.channels)
    stop = StopToken()
    for number, photo in enumerate(photos):
        pixels = middle(photo, SIDE)
        pixels = np.ascontiguousarray(pixels[: len(pixels) // PATCH * PATCH, : pixels.shape[1] // PATCH * PATCH])
        latent, rate = model.analyse(pixels, stop, lambda _: None), RATES[number % len(RATES)]
        _, quantised = model.payload(latent, rate, stop)
        rows, columns, _ = quantised.values.shape
        drawn = model.synthesise(quantised, rows * PATCH, columns * PATCH, stop, lambda _: None).astype(np.float32)
        patches = ((drawn - 128) / 255).reshape(rows, PATCH, columns, PATCH, 3).transpose(0, 2, 1, 3, 4)
        y = model.steps(quantised, Window(0, rows, 0, columns)).reshape(rows * columns, -1)
        power += overlap * (y.T @ y)
        wanted += ((patches.reshape(rows * columns, -1) @ basis) * y).sum(0)
    pull = RIDGE * np.trace(power) / model.channels
    factors = np.linalg.solve(power + pull * np.eye(model.channels), wanted + pull)
    return {"synthesis.sketch": factors.astype(np.float32)}
