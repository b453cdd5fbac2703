"""The learned coder of a latent space: two networks around the universal coder, for pictures nearer to the photo.

`analysis`, for encoders alone, moves latents before they are rounded, to where they take fewer bits and the drawn
picture is nearer to the photo; `synthesis` takes what was decoded to latents that autoencoders draw better. Both see
latents in the units of their steps, and the step, and add to the latents. `resources/coders/SPACE` has them;
`training.latent_coder` makes them. What they add depends on HALO places around one, so that large latents go through
in windows.
"""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...paths import resource
from ..model import Latent
from ..onnx_session import run, session
from ..tiles import tiles
from ..types import Pixels, StopToken

STEPS = (0.3, 0.6, 1.2)
"""Steps for which the analysis is made, once for a picture, and interpolated between; of which trained networks know
those from the first to the last. Below the first what is added gets smaller with the step."""
THRIFT = 0.05
"""As `latents.quantise.THRIFT`, but less: the analysis has left out already what isn't worth its bits."""
SIDE = 256
"""Places a side of a window, at most."""
HALO = 9
"""Places around one that what is added to it depends on: one for each convolution of 3x3."""
FACTOR = 8
"""Pixels a side of a place."""


class LearnedCoder:
    """Of one space, in a folder; loaded with the first picture."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def analysis(self, latent: Latent, pixels: Pixels, units: NDArray[np.float32], stop: StopToken) -> Latent:
        """What is to be added to a latent (h, w, C), in the numbers of files, at each of STEPS: (h, w, len(STEPS) C).

        pixels: uint8 (8 h, 8 w, 3); units: of the channels' steps, (C,). Raises CancelledError.
        """
        planes = [self._run(self._analysis, latent, units, step, stop, pixels) for step in STEPS]
        return np.concatenate(planes, axis=2)

    def synthesis(self, latent: Latent, units: NDArray[np.float32], step: float, stop: StopToken) -> Latent:
        """A decoded latent (h, w, C) as it is to be drawn. Raises CancelledError."""
        return latent + np.float32(step) * self._run(self._synthesis, latent, units, step, stop)

    @cached_property
    def _analysis(self) -> Any:
        return session(str(self._folder / "analysis.onnx"))

    @cached_property
    def _synthesis(self) -> Any:
        return session(str(self._folder / "synthesis.onnx"))

    def _run(
        self,
        network: Any,
        latent: Latent,
        units: NDArray[np.float32],
        step: float,
        stop: StopToken,
        pixels: Pixels | None = None,
    ) -> Latent:
        """What a network gives, window by window, times the units."""
        rows, columns, channels = latent.shape
        seen = np.empty((rows, columns, channels + 1), np.float32)
        seen[..., :channels], seen[..., channels] = latent / units, np.log(np.clip(step, STEPS[0], STEPS[-1]))
        found = np.empty(latent.shape, np.float32)
        for window in tiles(rows, columns, SIDE):
            stop.check()
            taken = window.grown(HALO, rows, columns)
            inputs = {"latent": _planes(seen[taken.index])}
            if pixels is not None:
                top, bottom, left, right = (FACTOR * n for n in (taken.top, taken.bottom, taken.left, taken.right))
                inputs["pixels"] = _planes(pixels[top:bottom, left:right])
            out = run(network, inputs, stop)[0][0].transpose(1, 2, 0)
            found[window.index] = out[window.within(taken).index] * units
        return found


def at_step(added: Latent, step: float) -> Latent:
    """Of what `analysis` gave, that for a step: (h, w, C)."""
    parts = np.split(added, len(STEPS), axis=2)
    at = float(np.interp(np.log(step), np.log(STEPS), range(len(STEPS))))
    below = min(int(at), len(STEPS) - 2)
    share, less = np.float32(at - below), np.float32(min(1.0, step / STEPS[0]))
    between: Latent = less * ((1 - share) * parts[below] + share * parts[below + 1])
    return between


@cache
def learned_of(space: str) -> LearnedCoder | None:
    """None where the space has none."""
    folder = resource("coders") / space
    return LearnedCoder(folder) if space and folder.is_dir() else None


def _planes(values: NDArray[Any]) -> NDArray[Any]:
    """(h, w, n) to (1, n, h, w)."""
    return np.ascontiguousarray(values.transpose(2, 0, 1))[None]
