"""The learned coder of a latent space: two networks around the universal coder, for pictures nearer to the photo.

`analysis`, for encoders alone, gives what is rounded: it takes fewer bits than the latent, and the drawn picture is
nearer to the photo; `synthesis` takes what was decoded to latents that autoencoders draw well. In a space of four
channels, all of which are worth their bits, that is the latent itself, in the units of its steps, with something added
before and after; in one of more channels it is another latent, of few. Both networks see the step too.

`resources/coders/SPACE` has them, and `coder.json`: `steps`, for which the analysis is made, once for a picture, and
interpolated between, and which are the outermost that trained networks know; for another latent `written`, its
channels, `below` and `most`, the rate point from which on and the bits a pixel beyond which it isn't written, as the
space's own is better there, and `coarsest` and `every`: the coded deviation of its channels is the first at rate point
0 and one less every so many points.
`training.latent_coder` makes them. A place depends on HALO places around it: large latents go through in windows.
"""

from __future__ import annotations

import json
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...paths import resource
from ..model import RATES, Latent
from ..onnx_session import run, session
from ..tiles import tiles
from ..types import Pixels, StopToken

THRIFT = 0.05
"""As `latents.quantise.THRIFT`, but less: the analysis has left out already what isn't worth its bits."""
SIDE = 256
"""Places a side of a window, at most."""
HALO = 9
"""Places around one that it depends on: one for each convolution of 3x3."""
FACTOR = 8
"""Pixels a side of a place."""


class LearnedCoder:
    """Of one space, in a folder; its networks are loaded with the first picture. Raises OSError, ValueError, KeyError
    where `coder.json` isn't one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        config = json.loads((folder / "coder.json").read_text("utf-8"))
        self.steps = tuple(float(step) for step in config["steps"])
        self.written = int(config.get("written", 0))
        """Channels of what is rounded; 0 where that is the latent, in the units of its steps."""
        self.below = int(config.get("below", RATES + 1))
        """The rate point from which on the coder isn't used."""
        self.most = float(config.get("most", np.inf))
        """Bits a pixel beyond which it isn't."""
        self._coarsest, self._every = int(config.get("coarsest", 0)), int(config.get("every", 1))

    def deviations(self, rate: int) -> NDArray[np.uint8]:
        """Of another latent, (n,), coded."""
        return np.full(self.written, self._coarsest - rate // self._every, np.uint8)

    def analysis(self, latent: Latent, pixels: Pixels, units: NDArray[np.float32], stop: StopToken) -> Latent:
        """What `at_step` makes what is rounded of: for each of `steps` so many channels, (h, w, n).

        latent: (h, w, C), in the numbers of files; pixels: uint8 (8 h, 8 w, 3); units: of the channels' steps, (C,).
        Raises CancelledError.
        """
        planes = [self._run(self._analysis, latent, units, step, stop, pixels) for step in self.steps]
        return np.concatenate(planes, axis=2)

    def at_step(self, latent: Latent, planes: Latent, step: float) -> Latent:
        """What is rounded at a step, of a latent and of what `analysis` gave."""
        parts = np.split(planes, len(self.steps), axis=2)
        at = float(np.interp(np.log(step), np.log(self.steps), range(len(self.steps))))
        below = min(int(at), len(self.steps) - 2)
        share = np.float32(at - below)
        between: Latent = (1 - share) * parts[below] + share * parts[below + 1]
        if self.written:
            return between
        less = np.float32(min(1.0, step / self.steps[0]))  # is added the finer the steps are
        return latent + less * between

    def synthesis(self, latent: Latent, units: NDArray[np.float32], step: float, stop: StopToken) -> Latent:
        """What was decoded, (h, w, n), in the numbers of files, as latents that are to be drawn, (h, w, C). units: of
        its steps, (n,). Raises CancelledError."""
        found = self._run(self._synthesis, latent, units, step, stop)
        return found if self.written else latent + np.float32(step) * found

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
        """What a network gives, window by window. One that adds to the latent sees and gives units."""
        rows, columns, channels = latent.shape
        scale = np.float32(1) if self.written else units
        seen = np.empty((rows, columns, channels + 1), np.float32)
        seen[..., :channels], seen[..., channels] = latent / scale, np.log(np.clip(step, self.steps[0], self.steps[-1]))
        found: Latent = np.empty((rows, columns, 0), np.float32)
        for window in tiles(rows, columns, SIDE):
            stop.check()
            taken = window.grown(HALO, rows, columns)
            inputs = {"latent": _planes(seen[taken.index])}
            if pixels is not None:
                top, bottom, left, right = (FACTOR * n for n in (taken.top, taken.bottom, taken.left, taken.right))
                inputs["pixels"] = _planes(pixels[top:bottom, left:right])
            out = run(network, inputs, stop)[0][0].transpose(1, 2, 0)
            if not found.size:
                found = np.empty((rows, columns, out.shape[2]), np.float32)
            found[window.index] = out[window.within(taken).index] * scale
        return found


@cache
def learned_of(space: str) -> LearnedCoder | None:
    """None where the space has none."""
    folder = resource("coders") / space
    return LearnedCoder(folder) if space and folder.is_dir() else None


def _planes(values: NDArray[Any]) -> NDArray[Any]:
    """(h, w, n) to (1, n, h, w)."""
    return np.ascontiguousarray(values.transpose(2, 0, 1))[None]
