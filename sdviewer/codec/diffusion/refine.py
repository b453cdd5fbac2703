"""Refinement of a latent while encoding, by gradient descent through an autoencoder's decoder. Needs torch.

Minimises how unlike the photo the picture looks (`likeness`), and the coder's bits, with stochastic Gumbel annealing
(Yang, Bamler and Mandt 2020): each value is rounded up or down at random, by chances that depend on its distance and
sharpen as the temperature falls. Means and widths for the bits are the coder's own for the latest rounded latent,
renewed every few steps; there the latent is also coded as it will be, and the best by both is kept, so it never gets
worse by that measure. Large pictures go through in windows, as large as the memory allows; what surrounds a window is
drawn with it and stays as it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ..latents.coder import encode_latents
from ..latents.quantise import THRIFT, expectations, quantise
from ..model import Latent, Report
from ..types import Pixels, StopToken
from .gains import load
from .likeness import Likeness
from .network import devices
from .network.build import build
from .network.windows import windows

RATE = 0.1
"""Steps of the optimiser (Adam), in steps of the quantiser."""
WINDOW, SMALLEST, HALO = 64, 8, 8
"""Places a side that are refined at once, at most and at least, and beyond them that are drawn with these."""
HOT, COLD = 0.5, 0.05
"""Temperature of the annealing at its start and its end."""
JUDGED = 10
"""Every so many steps the latent is coded, and kept if it is the best so far."""


@dataclass(frozen=True)
class Refiner:
    """config: the network's; weights: its file; factor: pixels a side of a place."""

    config: Mapping[str, Any]
    weights: Path
    factor: int

    def run(
        self, pixels: Pixels, latent: Latent, steps: NDArray[np.float32], count: int, stop: StopToken, report: Report
    ) -> Latent:
        """A latent (h, w, C) for pixels (f h, f w, 3) that draws better at the quantiser's steps, (C,).

        count: steps of the descent for each window. Raises CancelledError between them, LimitsError.
        """
        values = np.ascontiguousarray((latent / steps).transpose(2, 0, 1))

        def largest(device: devices.Device) -> int:
            side = math.isqrt(device.memory() // self._place_bytes(len(steps))) - 2 * HALO
            return min(max(side, SMALLEST), WINDOW)

        def attempt(device: devices.Device, side: int) -> NDArray[np.float32]:
            refined = self._windows(device.torch, side, pixels, values, steps, count, stop, report)
            device.release()
            return refined

        failing = "There isn't enough memory to refine with this model. Use effort 'fast'."
        refined = devices.fall_back(largest, lambda side: side // 2 if side // 2 >= SMALLEST else 0, attempt, failing)
        return np.ascontiguousarray(refined.transpose(1, 2, 0) * steps)

    def _windows(
        self,
        place: str,
        side: int,
        pixels: Pixels,
        start: NDArray[np.float32],
        steps: NDArray[np.float32],
        count: int,
        stop: StopToken,
        report: Report,
    ) -> NDArray[np.float32]:
        """Values in steps, (C, h, w), one window after the other."""
        module = load(self.config, self.weights, place, _dtype(place))
        values = start.copy()
        units = torch.from_numpy(steps).to(place)[:, None, None]
        cuts = list(windows(values.shape[1], values.shape[2], side, HALO))
        for done, (outer, core) in enumerate(cuts):
            part = pixels[tuple(slice(s.start * self.factor, s.stop * self.factor) for s in outer)]
            target = torch.from_numpy(part.transpose(2, 0, 1)[None].astype(np.float32)).to(place) / 127.5 - 1
            descent = _Descent(module, units, target, values[:, *outer], core)

            def report_part(share: float, done: int = done) -> None:
                report((done + share) / len(cuts))

            values[:, *outer] = descent.run(count, stop, report_part)
        return values

    def _place_bytes(self, channels: int) -> int:
        """What a gradient needs for one place of the latent: the results of all layers, in float32."""
        module, side, numbers = build(self.config, self.weights), 16, 0

        def count(layer: Any, inputs: Any, output: torch.Tensor) -> None:
            nonlocal numbers
            numbers += output.numel()

        for layer in module.modules():
            if not any(True for _ in layer.children()):
                layer.register_forward_hook(count)
        module.encode(module.decode(torch.zeros(1, channels, side, side, device="meta")).sample)
        return 4 * numbers // side**2


class _Descent:
    """One window. start: values in steps, (C, h, w); core: the part of it that may move."""

    def __init__(
        self, module: Any, units: Any, target: Any, start: NDArray[np.float32], core: tuple[slice, slice]
    ) -> None:
        self._module, self._units, self._start, self._core = module, units, start, core
        self._likeness = Likeness(module, target)
        rounded = quantise(start)
        with torch.no_grad():
            moved = (self._draw(rounded) - self._draw(start)).square().sum()
        # Pixels' squared error for a squared error of one step in the latent, so that both weigh bits alike.
        self._worth = max(float(moved) / max(float(((rounded - start) ** 2).sum()), 1e-9), 1e-9)

    def run(self, count: int, stop: StopToken, report: Report) -> NDArray[np.float32]:
        values = self._tensor(self._start).clone().requires_grad_()
        optimiser = torch.optim.Adam([values], lr=RATE, betas=(0.9, 0.95))
        noise = torch.Generator().manual_seed(0)
        mask = torch.zeros_like(values)
        mask[:, *self._core] = 1
        best, least = self._start, math.inf
        for step in range(count + 1):
            stop.check()
            if step % JUDGED == 0 or step == count:
                now = values.detach().cpu().numpy().copy()
                rounded = quantise(now)
                mean, width = (self._tensor(x) for x in expectations(rounded))
                cost = self._cost(rounded)
                if cost < least:
                    best, least = now, cost
            if step == count:
                break
            annealed = _anneal(values, HOT * (COLD / HOT) ** (step / count), noise)
            error = self._likeness.distance(self._decode(annealed))
            (error / self._worth + THRIFT * _bits(annealed - mean, width)).backward()
            assert values.grad is not None
            values.grad *= mask
            optimiser.step()
            optimiser.zero_grad()
            report((step + 1) / count)
        return best

    def _cost(self, rounded: NDArray[np.int32]) -> float:
        """The distance in units of the latent's squared error, and bits by their worth."""
        with torch.no_grad():
            error = float(self._likeness.distance(self._draw(rounded).clamp(-1, 1)))
        return error / self._worth + THRIFT * 8 * len(encode_latents(rounded))

    def _draw(self, values: NDArray[Any]) -> Any:
        return self._decode(self._tensor(values))

    def _decode(self, values: Any) -> Any:
        latent = (values * self._units)[None].to(next(self._module.parameters()).dtype)
        return self._module.decode(latent).sample.float()

    def _tensor(self, values: NDArray[Any]) -> Any:
        return torch.from_numpy(values.astype(np.float32)).to(self._units.device)


def _dtype(place: str) -> torch.dtype:
    """bfloat16 where the processor multiplies it, in half the time: a gradient needn't be exact."""
    fast = place == "cpu" and torch.cpu.get_capabilities().get("avx512_bf16", False)
    return torch.bfloat16 if fast else torch.float32


def _anneal(x: Any, temperature: float, noise: torch.Generator) -> Any:
    """Between the integers around x, nearer to one if colder: Gumbel softmax with logits -atanh(distance) / T."""
    low = x.floor()
    distance = torch.stack((x - low, low + 1 - x)).clamp(1e-4, 1 - 1e-4)
    uniform = torch.rand(distance.shape, generator=noise).to(x.device)
    gumbel = -torch.log(-torch.log(uniform.clamp(1e-6, 1 - 1e-6)))
    return low + torch.softmax((gumbel - torch.atanh(distance) / temperature) / temperature, 0)[1]


def _bits(off: Any, width: Any) -> Any:
    """Bits of all values that lie so far from their means: logistic distributions, integrated over +-1/2."""
    away, spread = off.abs(), width / 2
    mass = torch.sigmoid((0.5 - away) / spread) - torch.sigmoid((-0.5 - away) / spread)
    return -torch.log2(mass + 2**-20).sum()
