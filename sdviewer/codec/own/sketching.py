"""Rough pictures of large files, a few tiles at a time: all latents take many times the memory of what is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..container.header import Header
from ..model import Model, Wanted
from ..tiles import runs
from ..types import Pixels, StopToken
from .streams import TILE

RUN = 4
"""Tiles at a time."""


def drawn_in_runs(
    model: Model, data: bytes, head: Header, stop: StopToken, wanted: Wanted, by: int
) -> tuple[Pixels, bool]:
    """The picture in a payload, reduced `by`, and whether all of it is there. Raises as `Model.read_payload`."""
    place, complete, height, width = model.place, True, head.height, head.width
    pixels = np.empty((-(-height // by), -(-width // by), 3), np.uint8)
    for run in runs(-(-height // place), -(-width // place), TILE, RUN):
        latent = model.read_payload(data, height, width, head.rate, stop, replace(wanted, window=run))
        part = min(height, run.bottom * place) - run.top * place, min(width, run.right * place) - run.left * place
        drawn = model.sketch(latent, *part, by)
        top, left = run.top * place // by, run.left * place // by
        pixels[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
        complete &= latent.lost is None
    return pixels, complete
