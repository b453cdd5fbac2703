"""What every family of models offers to the pipeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from .identity import Identity
from .tiles import Window
from .types import Effort, Look, Pixels, StopToken

RATES = 255
"""Highest rate point: a file's is 0..255, the smallest and the largest file."""

Report = Callable[[float], None]
"""Takes the share 0..1 of a step that is done."""

Latent = NDArray[np.float32]
"""(h, w, channels), before quantisation."""

Importance = NDArray[np.float32]
"""(h, w), places of a latent: what an error counts there, against what it counts usually at the rate point."""
EAGERNESS = 2.0
"""Power of a place's importance by which its thrift in rounding falls. 1 is what the sum of errors and bits says; but
where the step is too fine, what a large symbol does to its neighbours' contexts counts more. Chosen on the validation
photos."""


@dataclass(frozen=True, slots=True)
class Quantised:
    """A coded latent, or a window of it. values: int32 (h, w, channels), unit chosen by the model; rate: rate point
    0..255; side: what the payload says beside the symbols; scales: uint8, like values, index of the scale with which
    the prior expected each value, where a look needs it; origin: row and column of the window; lost: uint8 (h, w),
    COARSE or MISSING at places of which a part or nothing is known, None where all is; place: pixels a side of one
    place, 0 for as many as the model's own have; coder: of an autoencoder's latents, see `identity`."""

    COARSE: ClassVar[int] = 1
    MISSING: ClassVar[int] = 2

    values: NDArray[np.int32]
    rate: int
    side: bytes = b""
    scales: NDArray[np.uint8] | None = None
    origin: tuple[int, int] = (0, 0)
    lost: NDArray[np.uint8] | None = None
    place: int = 0
    coder: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read of a payload. window: of the latent, None for all of it; partial: what is damaged or cut off
    may be missing; lacking: bytes that are known to be missing at its end; layers: 1 for what draws coarsely, where
    that is told apart."""

    window: Window | None = None
    partial: bool = False
    lacking: int = 0
    layers: int = 2


ALL = Wanted()


class Model(Protocol):
    """A model that is ready to work.

    identity: what files that it writes say, but for the coder of latents. halo: places of the latent around a window
    that its pixels depend on, None where they depend on all. place: pixels a side of one place. is_refinable: whether
    effort changes anything, for which torch is needed.
    """

    halo: int | None

    @property
    def identity(self) -> Identity: ...

    @property
    def model_id(self) -> str:
        """Tells it from all other models: 'own-1' for one of ours with a number, else 16 hex digits of its hash."""

    @property
    def place(self) -> int: ...

    @property
    def is_refinable(self) -> bool: ...

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
        importance: Importance | None = None,
    ) -> Latent:
        """A latent that costs less, or draws better, at this rate point and at no other.

        again: it was refined at a rate point nearby, so that a third of the effort is enough. importance: an error
        there counts so much less or more, where the model can weigh it.
        """

    def worth(self, rate: int) -> float:
        """What a squared error of the latent counts at a rate point, in bits but for a constant factor."""

    def warm(self, encoding: bool = False) -> None:
        """Load what drawing needs, or encoding too, so that the first picture needn't wait for it. Safe beside any
        other method."""

    def payload(
        self, latent: Latent, rate: int, stop: StopToken, slack: float = 0.0, importance: Importance | None = None
    ) -> tuple[bytes, Quantised]:
        """Quantise at a rate point and code. slack, up to 1: spend that much more than pays, where the model can, to
        fill a budget between two rate points; below 0, less. importance: as in `refine`."""

    def read_payload(
        self, data: bytes, height: int, width: int, rate: int, stop: StopToken, wanted: Wanted = ALL
    ) -> Quantised:
        """Payload to latent, or at least to what is wanted of it. Raises FormatError where it is damaged, unless that
        may be missing."""

    def synthesise(
        self, latent: Quantised, height: int, width: int, stop: StopToken, report: Report, look: Look = "faithful"
    ) -> Pixels:
        """Draw a latent, or a window of one as if it were all, (height, width, 3) uint8. look: one of `looks`."""

    def sketch(self, latent: Quantised, height: int, width: int, reduction: int = 4) -> Pixels:
        """Draw a latent roughly and fast, reduced by a whole factor on both sides: `reduction` (a power of two up to
        16) where the model can, otherwise its own."""
