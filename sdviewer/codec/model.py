"""What every family of models offers to the pipeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .types import Effort, Look, Pixels, StopToken

RATES = 255
"""Highest rate point: a file's is 0..255, the smallest and the largest file."""

Report = Callable[[float], None]
"""Takes the share 0..1 of a step that is done."""

Latent = NDArray[np.float32]
"""(h, w, channels), before quantisation."""


@dataclass(frozen=True, slots=True)
class Quantised:
    """A coded latent. values: int32 (h, w, channels), unit chosen by the model; rate: rate point 0..255; checksum:
    CRC-32 over the coded symbols; side: what the payload says beside the symbols; scales: uint8, like values, index of
    the scale with which the prior expected each value, where a look needs it."""

    values: NDArray[np.int32]
    rate: int
    checksum: int
    side: bytes = b""
    scales: NDArray[np.uint8] | None = None


class Model(Protocol):
    """A model that is ready to work. Coder says how its payload is coded (`container.sections.Header.coder`)."""

    coder: int

    @property
    def model_id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def looks(self) -> tuple[Look, ...]:
        """Ways in which it can draw, the usual one first."""

    def analyse(self, pixels: Pixels, stop: StopToken, report: Report) -> Latent:
        """Picture to latent; the expensive half of encoding, independent of the rate."""

    def refine(
        self,
        pixels: Pixels,
        latent: Latent,
        rate: int,
        effort: Effort,
        stop: StopToken,
        report: Report,
        again: bool = False,
    ) -> Latent:
        """A latent that costs less, or draws better, at this rate point and at no other.

        again: it was refined at a rate point nearby, so that a fifth of the effort is enough.
        """

    def warm(self, encoding: bool = False) -> None:
        """Load what drawing needs, or encoding too, so that the first picture needn't wait for it. Safe beside any
        other method."""

    def payload(self, latent: Latent, rate: int, stop: StopToken, slack: float = 0.0) -> tuple[bytes, Quantised]:
        """Quantise at a rate point and code. slack, up to 1: spend that much more than pays, where the model can, to
        fill a budget between two rate points; below 0, less."""

    def read_payload(self, data: bytes, height: int, width: int, rate: int, stop: StopToken) -> Quantised:
        """Payload to latent; damaged data gives FormatError or a wrong checksum."""

    def synthesise(
        self, latent: Quantised, height: int, width: int, stop: StopToken, report: Report, look: Look = "faithful"
    ) -> Pixels:
        """Draw a latent, (height, width, 3) uint8. look: one of `looks`."""

    def sketch(self, latent: Quantised, height: int, width: int, reduction: int = 4) -> Pixels:
        """Draw a latent roughly and fast, reduced by a whole factor on both sides: `reduction` (a power of two up to
        16) where the model can, otherwise its own."""
