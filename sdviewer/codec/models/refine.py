"""Refinement of a latent while encoding, by gradient descent through the decoder. Needs torch; costs decoding nothing.

Minimises bits + lambda * squared error over the latent with stochastic Gumbel annealing (Yang, Bamler and Mandt 2020):
each value is rounded up or down at random, by chances that depend on its distance and sharpen as the temperature falls.
The hyper latent stays as the encoder made it. The networks are the shipped tensors in float32; the integer prior's
rounding is left out here, which changes bits by far less than a percent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from ..types import Pixels, StopToken
from .integer_prior import FRACTION, at_rate

LEARNING_RATE = 0.02
HOT, COLD = 0.5, 0.02
"""Temperature of the annealing at its start and its end."""


class Refiner:
    """The decoder and the prior of one model as differentiable functions. tensors: the model's file."""

    def __init__(self, tensors: Mapping[str, NDArray], groups: Sequence[int]) -> None:
        self._raw, self._groups = tensors, tuple(groups)
        self._made: dict[str, Tensor] = {}
        self._float = {
            k: torch.from_numpy(v.astype(np.float32)) for k, v in tensors.items() if k.startswith("synthesis.")
        }

    def run(
        self,
        pixels: Pixels,
        y: NDArray[np.float32],
        features: NDArray,
        rate: int,
        weight: float,
        steps: int,
        tables: Mapping[str, NDArray[np.float32]],
        stop: StopToken,
        report: Callable[[float], None],
    ) -> NDArray[np.float32]:
        """Refine y (h, w, M), in steps of the quantiser. weight: bits a pixel that a squared error of 1 is worth.

        features: of the prior, (h, w, F) in 1/256; tables: step and FiLM tables at the rate point, each (C,).
        pixels: (16 h, 16 w, 3). Raises CancelledError between steps.
        """
        target = torch.from_numpy(pixels.astype(np.float32)).permute(2, 0, 1)[None] / 255 - 0.5
        shared = torch.from_numpy(np.ascontiguousarray(features.transpose(2, 0, 1)[None] / 2**FRACTION)).float()
        film = {k: torch.from_numpy(np.asarray(v, np.float32)).reshape(1, -1, 1, 1) for k, v in tables.items()}
        latent = torch.from_numpy(np.ascontiguousarray(y.transpose(2, 0, 1)))[None].contiguous(
            memory_format=torch.channels_last
        )
        best, best_cost = latent.clone(), math.inf
        latent.requires_grad_(True)
        optimiser = torch.optim.Adam([latent], lr=LEARNING_RATE, betas=(0.9, 0.99))
        area = target.shape[-1] * target.shape[-2]
        every = max(10, steps // 10)
        for step in range(steps):
            stop.check()
            temperature = HOT * (COLD / HOT) ** (step / steps)
            quantised, bits = self._prior(latent, shared, rate, temperature)
            error = ((self._draw(quantised, film) - target) ** 2).mean() * 65025
            loss = bits / area + weight * error
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            if step % every == every - 1:
                with torch.no_grad():
                    quantised, bits = self._prior(latent, shared, rate, 0.0)
                    error = ((self._draw(quantised, film) - target).clamp(-1, 1) ** 2).mean() * 65025
                    cost = float(bits / area + weight * error)
                if cost < best_cost:
                    best, best_cost = latent.detach().clone(), cost
            report((step + 1) / steps)
        return np.ascontiguousarray(best[0].permute(1, 2, 0).numpy())

    def _draw(self, y: Tensor, film: Mapping[str, Tensor]) -> Tensor:
        conv, y = self._conv, y * film["step"]
        h = conv(y, "enter") * film["scale16"] + film["shift16"]
        h = self._blocks(h, "sixteenth")
        h = F.pixel_shuffle(conv(h, "up"), 2) * film["scale8"] + film["shift8"]
        h = self._blocks(h, "eighth")
        h = self._block(F.pixel_shuffle(conv(h, "up_quarter"), 2), "quarter")
        detail = F.hardtanh(conv(h, "leave"), -0.5, 0.5)
        return F.pixel_shuffle(F.pixel_shuffle(conv(y, "linear"), 4) + detail, 4)

    def _blocks(self, h: Tensor, name: str) -> Tensor:
        number = 0
        while f"synthesis.{name}.{number}.enter.weight" in self._float:
            h = self._block(h, f"{name}.{number}")
            number += 1
        return h

    def _block(self, x: Tensor, name: str) -> Tensor:
        x = x + self._conv(self._conv(F.relu(self._conv(x, f"{name}.enter")), f"{name}.spatial"), f"{name}.leave")
        return x + self._conv(F.relu(self._conv(x, f"{name}.expand")), f"{name}.reduce")

    def _conv(self, x: Tensor, name: str) -> Tensor:
        weight = self._float[f"synthesis.{name}.weight"]
        groups = x.shape[1] // weight.shape[1]
        return F.conv2d(
            x, weight, self._float.get(f"synthesis.{name}.bias"), padding=weight.shape[-1] // 2, groups=groups
        )

    def _prior(self, y: Tensor, features: Tensor, rate: int, temperature: float) -> tuple[Tensor, Tensor]:
        """(quantised latent, bits); temperature 0 rounds to the nearest."""
        anchors = checkerboard(y.shape[-2], y.shape[-1], y.device)
        done: list[Tensor] = []
        bits = torch.zeros(())
        for number, part in enumerate(torch.split(y, list(self._groups), 1)):
            name = f"prior.groups.{number}"
            h = self._layer(features, f"{name}.from_features", name)
            h = h + self._table(f"{name}.rate", name, rate)
            if done:
                h = h + F.conv2d(torch.cat(done, 1), self._kernel(f"{name}.from_before", name), padding=1)
            mean0, index0 = self._parameters(h, f"{name}.0")
            first = (mean0 + anneal(part - mean0, temperature)) * anchors
            h = h + F.conv2d(first, self._cross(f"{name}.from_anchors", name), padding=1)
            mean1, index1 = self._parameters(h, f"{name}.1")
            mean = torch.where(anchors > 0, mean0, mean1)
            number_of = anneal(part - mean, temperature)
            bits = bits + gaussian_bits(number_of, scale_of(torch.where(anchors > 0, index0, index1))).sum()
            done.append(mean + number_of)
        return torch.cat(done, 1), bits

    def _parameters(self, h: Tensor, name: str) -> tuple[Tensor, Tensor]:
        h = F.relu(self._layer(F.relu(h), f"{name}.hidden", f"{name}.hidden"))
        mean, index = torch.chunk(self._layer(h, f"{name}.leave", f"{name}.leave"), 2, 1)
        return mean, index

    def _once(self, name: str, make: Callable[[str], NDArray[np.float32]]) -> Tensor:
        """The tensor of a name, made at its first use."""
        if name not in self._made:
            self._made[name] = torch.from_numpy(make(name))
        return self._made[name]

    def _scaled(self, name: str, shifted: str, extra: int = 0) -> NDArray[np.float32]:
        shift = int(self._raw[f"{shifted}.shift"][0]) + extra
        return (self._raw[name] * 0.5**shift).astype(np.float32)

    def _layer(self, x: Tensor, name: str, shifted: str) -> Tensor:
        weight = self._once(f"{name}.weight", lambda n: self._scaled(n, shifted).T[:, :, None, None].copy())
        return F.conv2d(x, weight, self._once(f"{name}.bias", lambda n: self._scaled(n, shifted, FRACTION)))

    def _table(self, name: str, shifted: str, rate: int) -> Tensor:
        shift = int(self._raw[f"{shifted}.shift"][0]) + FRACTION
        return torch.from_numpy((at_rate(self._raw[name], rate) * 0.5**shift).astype(np.float32)).reshape(1, -1, 1, 1)

    def _kernel(self, name: str, shifted: str) -> Tensor:
        def make(tensor: str) -> NDArray[np.float32]:
            weight = self._scaled(tensor, shifted)
            return weight.reshape(weight.shape[0], 3, 3, -1).transpose(3, 0, 1, 2).copy()

        return self._once(f"{name}.weight", make)

    def _cross(self, name: str, shifted: str) -> Tensor:
        def make(tensor: str) -> NDArray[np.float32]:
            weight = self._scaled(tensor, shifted)
            taps = weight.reshape(4, weight.shape[0] // 4, -1).transpose(2, 1, 0)
            kernel = np.zeros((*taps.shape[:2], 3, 3), np.float32)
            for tap, (row, column) in enumerate(((0, 1), (1, 0), (1, 2), (2, 1))):
                kernel[:, :, row, column] = taps[:, :, tap]
            return kernel

        return self._once(f"{name}.weight", make)


def anneal(x: Tensor, temperature: float) -> Tensor:
    """Round up or down at random, differentiably: Gumbel softmax over the two with logits -atanh(distance) / T."""
    if temperature == 0:
        return x.round()
    low = x.floor()
    distance = torch.stack((x - low, low + 1 - x)).clamp(1e-4, 1 - 1e-4)
    logits = -torch.atanh(distance) / temperature
    noise = -torch.log(-torch.log(torch.rand_like(logits).clamp(1e-6, 1 - 1e-6)))
    up = torch.softmax((logits + noise) / temperature, 0)[1]
    return low + up


SCALE_MIN, SCALE_MAX, SCALES = 0.11, 64.0, 64
LOG_STEP = math.log(SCALE_MAX / SCALE_MIN) / (SCALES - 1)


def scale_of(index: Tensor) -> Tensor:
    """Standard deviation for a (fractional) scale index 0..63: 0.11 to 64, geometric."""
    return SCALE_MIN * torch.exp(LOG_STEP * soft_clamp(index, 0.0, SCALES - 1.0))


def soft_clamp(x: Tensor, low: float, high: float) -> Tensor:
    """Clamp whose gradient still leads back inside when the value is outside."""
    return x + (x.clamp(low, high) - x).detach()


def gaussian_bits(residual: Tensor, scale: Tensor) -> Tensor:
    """Bits for values `residual` of a zero-mean Gaussian of standard deviation `scale`, integrated over +-1/2.

    A share of 2^-11 of a wide logistic distribution keeps a slope, and with it a way back, far outside.
    """
    v = residual.abs()
    upper = torch.special.erfc((v - 0.5) / scale * math.sqrt(0.5))
    lower = torch.special.erfc((v + 0.5) / scale * math.sqrt(0.5))
    wide = 2 * scale + 0.5
    tail = torch.sigmoid((0.5 - v) / wide) - torch.sigmoid((-0.5 - v) / wide)
    return -torch.log2(((1 - 2**-11) * 0.5 * (upper - lower) + 2**-11 * tail).clamp(min=1e-35))


def checkerboard(height: int, width: int, device: torch.device) -> Tensor:
    """Mask (1, 1, h, w), 1 at the anchors: places where row + column is even."""
    rows, columns = torch.arange(height, device=device), torch.arange(width, device=device)
    return ((rows[:, None] + columns[None]) % 2 == 0).float()[None, None]
