"""A latent changed on purpose, and drawn: not quantised at all, moved by a part of a step, or without some channels.

All in steps of the quantiser, so that one number means the same in every family of models.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from ..container.header import Header
from ..decoding import read_latent
from ..diffusion.model import DiffusionModel
from ..diffusion.payload import Side
from ..errors import InputError
from ..model import Latent, Model, Quantised, Report
from ..own.invention import blend
from ..own.model import OwnModel
from ..prior.integer_layers import ONE
from ..types import Look, Pixels, StopToken


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A `.sdc` with the model that draws it. steps: float32 (h, w, C), its latent in steps of the quantiser."""

    header: Header
    model: Model
    coded: Quantised
    steps: Latent

    def draw(self, steps: Latent, stop: StopToken, report: Report, look: Look = "faithful") -> Pixels:
        """Another latent of the shape of `steps`, drawn as this file's is: (H, W, 3) uint8."""
        values = np.rint(steps * ONE).astype(np.int32) if isinstance(self.model, OwnModel) else steps
        latent = replace(self.coded, values=cast("NDArray[np.int32]", values))  # drawing takes any number
        return self.model.synthesise(latent, self.header.height, self.header.width, stop, report, look)


def opened(data: bytes, stop: StopToken) -> Opened:
    """Of a whole file. Raises FormatError, LimitsError, ModelError, CancelledError."""
    header, model, coded = read_latent(data, stop)
    unit = np.float32(1 / ONE) if isinstance(model, OwnModel) else np.float32(1)
    return Opened(header, model, coded, coded.values.astype(np.float32) * unit)


def unquantised(file: Opened, source: Pixels, stop: StopToken, report: Report) -> Latent:
    """The latent of a picture as the file's model analyses it, before anything is rounded, in the file's steps."""
    latent = file.model.analyse(source, stop, report)
    if isinstance(file.model, DiffusionModel):
        coefficients = file.model.coefficients(latent, file.coded)
        steps: Latent = coefficients / Side.from_bytes(file.coded.side).steps(file.coded.rate)
        return steps
    assert isinstance(file.model, OwnModel)
    return latent * file.model.gain(file.coded.rate)


def round_trip(data: bytes, source: Pixels, stop: StopToken, report: Report) -> Pixels:
    """What the model's encoder and decoder make of a picture if nothing is quantised between them.

    source: (H, W, 3) uint8, as the file's picture lies. What is between this and the source is the autoencoder's; what
    is between this and the file's picture is the quantiser's. Raises InputError where they are of two sizes.
    """
    file = opened(data, stop)
    if source.shape[:2] != (file.header.height, file.header.width):
        raise InputError("The file holds a smaller picture than the original, so its stages can't be compared with it.")
    latent = unquantised(file, source, stop, lambda share: report(0.4 * share))
    return file.draw(latent, stop, lambda share: report(0.4 + 0.6 * share))


def other_draws(data: bytes, look: Look, stop: StopToken, report: Report, strength: float = 1.0) -> list[Pixels]:
    """A file drawn twice more, each value of its latent moved by half a step, up or down at random, and the second time
    the other way; with the look natural also with other noise. What differs between them isn't told by the file.

    strength: of the look natural.
    """
    file = opened(data, stop)
    moved = np.random.default_rng(0).integers(0, 2, file.steps.shape, np.int8).astype(np.float32) - np.float32(0.5)
    looks: list[Look] = ["faithful", "natural"] if look == "natural" and strength != 1 else [look]
    done, pictures = 0, []

    def report_part(share: float) -> None:
        report((done + share) / (2 * len(looks)))

    for steps, origin in zip((file.steps + moved, file.steps - moved), _NOISE_FROM, strict=True):
        other = replace(file, coded=replace(file.coded, origin=origin))
        drawn = []
        for one in looks:
            drawn.append(other.draw(steps, stop, report_part, one))
            done += 1
        pictures.append(drawn[0] if len(drawn) == 1 else blend(drawn[0], drawn[1], strength))
    return pictures


_NOISE_FROM = ((23, 41), (47, 11))
"""Places of the noise at which the other draws begin; a file's own begins at 0, 0."""
