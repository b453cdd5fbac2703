"""The decoder and the prior of the own model as differentiable functions of torch, for the refinement.

Arrays are (h, w, C) with channels last, so that a 1x1 convolution is one product of matrices. The weights are the
shipped tensors in float32 and take no gradient. The prior's rounding is left out, which changes bits by far less than
a percent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from ..prior.integer_layers import FRACTION
from ..prior.integer_prior import at_rate

SCALE_MIN, SCALE_MAX, SCALES = 0.11, 64.0, 64
LOG_STEP = math.log(SCALE_MAX / SCALE_MIN) / (SCALES - 1)

_PASSES = ((0, 0, ""), (1, 1, "anchors"))
_CORNER_PASSES = ((2, 0, ""), (3, 2, "corners"), (1, 1, "anchors"))
"""Passes of a group: places (0 anchors, 1 others, 2 anchors in even rows, 3 in odd rows), layers, what is seen too."""


class RefineNetwork:
    """The networks of one model. tensors: the model's file; groups: channels of each group of the prior."""

    def __init__(self, tensors: Mapping[str, NDArray], groups: Sequence[int]) -> None:
        self._raw, self._groups = tensors, tuple(groups)
        self._made: dict[str, Tensor] = {}

    def draw(self, y: Tensor, tables: Mapping[str, Tensor]) -> Tensor:
        """Quantised latent (h, w, M), in steps, to pixels (16 h, 16 w, 3), -0.5..0.5 and not clamped.

        tables: step and FiLM tables at the rate point, each (C,).
        """
        y = y * tables["step"]
        h = self._dense(y, "enter") * tables["scale16"] + tables["shift16"]
        h = self._blocks(h, "sixteenth")
        h = _shuffle(self._dense(h, "up"), 2) * tables["scale8"] + tables["shift8"]
        h = self._blocks(h, "eighth")
        h = self._blocks(_shuffle(self._dense(h, "up_quarter"), 2), "quarter")
        detail = F.hardtanh(self._dense(h, "leave"), -0.5, 0.5)
        return _shuffle(_shuffle(self._dense(y, "linear"), 4) + detail, 4)

    def bits(self, y: Tensor, features: Tensor, rate: int, costs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Bits (h, w) of the quantised values y (h, w, M), in steps, and what they change where one of them goes on to
        the next number up or down: (h, w, M) each, without a gradient.

        features: of the prior, (h * w, F). costs: bits of each magnitude by each scale index. The gradient of the bits
        is that of Gaussian ones by way of the contexts.
        """
        height, width, _ = y.shape
        anchors = np.add.outer(np.arange(height), np.arange(width)) % 2 == 0
        odd = np.broadcast_to(np.arange(height)[:, None] % 2 == 1, anchors.shape)
        places_of = [
            torch.from_numpy(np.flatnonzero(where)) for where in (anchors, ~anchors, anchors & ~odd, anchors & odd)
        ]
        bits = torch.zeros(height * width)
        up, down = torch.zeros(2, height * width, y.shape[2])
        start = 0
        for number, size in enumerate(self._groups):
            name = f"prior.groups.{number}"
            h = self._layer(features, f"{name}.from_features", name) + self._table(f"{name}.rate", name, rate)
            if start:
                h = h + self._around(y[..., :start], f"{name}.from_before", name)
            own = y[..., start : start + size]
            coded = own.detach().reshape(-1, size)
            corners = f"{name}.from_corners.weight" in self._raw
            for which, layers, seen in _CORNER_PASSES if corners else _PASSES:
                places = places_of[which]
                part = h.index_select(0, places)
                if seen:
                    part = part + self._from_near(own, places, f"{name}.from_{seen}", name, seen == "corners")
                mean, index = self._parameters(part, f"{name}.{layers}")
                spent, *changes = _spent(coded.index_select(0, places), mean, index, costs)
                bits = bits.index_add(0, places, spent.sum(1))
                for whole, change in zip((up, down), changes, strict=True):
                    whole[places, start : start + size] = change
            start += size
        return bits.view(height, width), up.view_as(y), down.view_as(y)

    def _dense(self, x: Tensor, name: str) -> Tensor:
        name = f"synthesis.{name}"
        weight = self._once(f"{name}.weight", lambda n: self._raw[n][:, :, 0, 0].astype(np.float32).T)
        flat = x.reshape(-1, x.shape[-1])
        bias = f"{name}.bias"
        flat = torch.addmm(self._bias(bias), flat, weight) if bias in self._raw else flat @ weight
        return flat.view(*x.shape[:-1], -1)

    def _blocks(self, h: Tensor, name: str) -> Tensor:
        if f"synthesis.{name}.enter.weight" in self._raw:  # the first models had one block at 1/4, without a number
            return self._block(h, name)
        number = 0
        while f"synthesis.{name}.{number}.enter.weight" in self._raw:
            h = self._block(h, f"{name}.{number}")
            number += 1
        return h

    def _block(self, x: Tensor, name: str) -> Tensor:
        h = self._depthwise(F.relu(self._dense(x, f"{name}.enter")), f"{name}.spatial")
        x = x + self._dense(h, f"{name}.leave")
        return x + self._dense(F.relu(self._dense(x, f"{name}.expand")), f"{name}.reduce")

    def _depthwise(self, x: Tensor, name: str) -> Tensor:
        name = f"synthesis.{name}"
        weight = self._once(f"{name}.weight", lambda n: self._raw[n].astype(np.float32))
        size = weight.shape[-1] // 2
        planes = x.permute(2, 0, 1)[None]  # (1, C, h, w) in memory order h, w, C
        return F.conv2d(planes, weight, self._bias(f"{name}.bias"), padding=size, groups=len(weight))[0].permute(
            1, 2, 0
        )

    def _parameters(self, h: Tensor, name: str) -> tuple[Tensor, Tensor]:
        h = F.relu(self._layer(F.relu(h), f"{name}.hidden", f"{name}.hidden"))
        mean, index = torch.chunk(self._layer(h, f"{name}.leave", f"{name}.leave"), 2, 1)
        return mean, index

    def _layer(self, x: Tensor, name: str, shifted: str) -> Tensor:
        bias = self._once(f"{name}.bias", lambda n: self._scaled(n, shifted, FRACTION))
        return torch.addmm(bias, x, self._once(f"{name}.weight", lambda n: self._scaled(n, shifted)))

    def _around(self, x: Tensor, name: str, shifted: str) -> Tensor:
        """Sums over 3x3 neighbourhoods, (h, w, C) -> (h * w, outputs)."""
        height, width, channels = x.shape
        weight = self._once(f"{name}.weight", lambda n: self._scaled(n, shifted))
        parts = (x.reshape(-1, channels) @ weight).view(height, width, 9, -1)
        parts = F.pad(parts, (0, 0, 0, 0, 1, 1, 1, 1))
        taps = [parts[i // 3 : i // 3 + height, i % 3 : i % 3 + width, i] for i in range(9)]
        return sum(taps[1:], taps[0]).reshape(height * width, -1)

    def _from_near(self, x: Tensor, places: Tensor, name: str, shifted: str, diagonally: bool) -> Tensor:
        """Sums over the four neighbours, or those at the corners, of some places of (h, w, C): (places, outputs)."""
        weight = self._once(f"{name}.weight", lambda n: self._scaled(n, shifted))
        width = x.shape[1] + 2
        flat = F.pad(x, (0, 0, 1, 1, 1, 1)).reshape(-1, x.shape[-1])
        corner = places // x.shape[1] * width + places % x.shape[1]
        steps = (0, 2, 2 * width, 2 * width + 2) if diagonally else (1, width, width + 2, 2 * width + 1)
        around = [flat.index_select(0, corner + step) for step in steps]
        return torch.cat(around, 1) @ weight

    def _table(self, name: str, shifted: str, rate: int) -> Tensor:
        return torch.from_numpy(at_rate(self._raw[name], rate) * 0.5 ** self._shift(shifted, FRACTION)).float()

    def _bias(self, name: str) -> Tensor:
        return self._once(name, lambda n: self._raw[n].astype(np.float32))

    def _once(self, name: str, make: Callable[[str], NDArray]) -> Tensor:
        """The tensor of a name, made at its first use."""
        if name not in self._made:
            self._made[name] = torch.from_numpy(np.ascontiguousarray(make(name)))
        return self._made[name]

    def _scaled(self, name: str, shifted: str, extra: int = 0) -> NDArray[np.float32]:
        return (self._raw[name] * 0.5 ** self._shift(shifted, extra)).astype(np.float32)

    def _shift(self, name: str, extra: int = 0) -> int:
        return int(self._raw[f"{name}.shift"][0]) + extra


def _spent(coded: Tensor, mean: Tensor, index: Tensor, costs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Bits of the values, and what they change if a value is one number higher or lower: (n, C) each."""
    row, last = index.detach().round().clamp(0, SCALES - 1).long(), costs.shape[1] - 1
    number = (coded - mean.detach()).round()
    now, up, down = (costs[row, (number + step).abs().clamp(max=last).long()] for step in (0, 1, -1))
    context = gaussian_bits(coded - mean, scale_of(index))
    return now + (context - context.detach()), up - now, down - now


def _shuffle(x: Tensor, by: int) -> Tensor:
    """(h, w, C by by) -> (by h, by w, C), the inputs ordered C x by x by."""
    height, width, channels = x.shape
    x = x.view(height, width, channels // by**2, by, by).permute(0, 3, 1, 4, 2)
    return x.reshape(by * height, by * width, -1)


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
