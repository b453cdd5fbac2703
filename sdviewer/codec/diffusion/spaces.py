"""Which latent space an autoencoder is of: told by what its encoder makes of the sample photos.

All autoencoders of a family take a picture to nearly the same latent, so how each channel goes with red, green and blue
tells the family, whatever a file is called and whether it has a configuration. The full autoencoders give other units
than the tiny ones; what their authors scale them by (`scaling_factor`, `shift_factor`) makes them equal.
`resources/tables/latent_spaces.json` has, for each space, the factor and the slopes (C, 3) over colours of -1..1.
"""

from __future__ import annotations

import json
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...paths import resource
from ..model import Latent
from ..types import Pixels
from .model import mean_colours

UNITS = {"sd1": (0.18215, 0.0), "sdxl": (0.13025, 0.0), "sd3": (1.5305, 0.0609), "flux1": (0.3611, 0.1159)}
"""Scale and shift of the families' full autoencoders: latents of the space are (z - shift) * scale."""
ALIKE = 0.95
"""Least cosine between an autoencoder's slopes and those of its space; other spaces are below 0.6."""
_RATIO = 1.4
"""Slopes are at most so many times as steep or flat as the space's."""
_RIDGE = 1e-3


class Found(NamedTuple):
    """A space, and what makes an autoencoder's latents those of the space: (z - shift) * scale."""

    space: str
    scale: float
    shift: float


def find(latents: list[Latent], photos: list[Pixels], factor: int) -> Found | None:
    """The space of an autoencoder that takes these photos to these latents, (h, w, C); None where it is of none."""
    channels = latents[0].shape[2]
    slopes = _slopes(latents, photos, factor)
    best: tuple[float, Found] | None = None
    for space, (wanted_factor, wanted) in _known().items():
        if (factor, channels) != (wanted_factor, len(wanted)):
            continue
        alike = float((slopes * wanted).sum() / (np.linalg.norm(slopes) * np.linalg.norm(wanted) + 1e-9))
        for scale, shift in dict.fromkeys(((1.0, 0.0), UNITS.get(space, (1.0, 0.0)))):
            ratio = scale * float(np.linalg.norm(slopes) / np.linalg.norm(wanted))
            fits = alike >= ALIKE and 1 / _RATIO <= ratio <= _RATIO
            if fits and (best is None or alike > best[0]):
                best = alike, Found(space, scale, shift)
    return best[1] if best else None


def _slopes(latents: list[Latent], photos: list[Pixels], factor: int) -> NDArray[np.float64]:
    """How each channel goes with the mean colour of its place, (C, 3), by least squares."""
    x = np.concatenate([latent.reshape(-1, latent.shape[2]) for latent in latents]).astype(np.float64)
    y = np.concatenate([mean_colours(photo, factor).reshape(-1, 3) for photo in photos]).astype(np.float64) / 127.5
    x, y = x - x.mean(0), y - y.mean(0)
    slopes: NDArray[np.float64] = np.linalg.solve(y.T @ y + _RIDGE * len(y) * np.eye(3), y.T @ x).T
    return slopes


@cache
def _known() -> dict[str, tuple[int, NDArray[np.float64]]]:
    stored = json.loads(resource("tables/latent_spaces.json").read_text("utf-8"))
    return {space: (int(value["factor"]), np.array(value["map"])) for space, value in stored.items()}
