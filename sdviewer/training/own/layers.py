"""Layers of the own model in floats: blocks, gains that follow the rate point, rounding with a gradient."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def interpolate(table: Tensor, q: Tensor) -> Tensor:
    """Rows of `table` (levels, C) at qualities q (N,) in 0..1, linearly between levels: (N, C)."""
    at = q.clamp(0, 1) * (table.shape[0] - 1)
    low = at.floor().long().clamp(max=table.shape[0] - 2)
    part = (at - low).unsqueeze(1)
    return table[low] * (1 - part) + table[low + 1] * part


def conv1(inputs: int, outputs: int, zero: bool = False) -> nn.Conv2d:
    conv = nn.Conv2d(inputs, outputs, 1)
    if zero:
        nn.init.zeros_(conv.weight)
    else:
        nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
    assert conv.bias is not None
    nn.init.zeros_(conv.bias)
    return conv


class Block(nn.Module):
    """Depthwise 3x3 between two 1x1 convolutions, then a 1x1 bottleneck the other way round; both residual."""

    def __init__(self, channels: int, kernel: int = 3) -> None:
        super().__init__()
        self.enter = conv1(channels, channels)
        self.spatial = nn.Conv2d(channels, channels, kernel, padding=kernel // 2, groups=channels)
        self.leave = conv1(channels, channels, zero=True)
        self.expand = conv1(channels, 2 * channels)
        self.reduce = conv1(2 * channels, channels, zero=True)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.leave(self.spatial(F.relu(self.enter(x))))
        return x + self.reduce(F.relu(self.expand(x)))


class Rated(nn.Module):
    """Scale and shift of each channel that depend on the quality."""

    def __init__(self, levels: int, channels: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.zeros(levels, channels))
        self.shift = nn.Parameter(torch.zeros(levels, channels))

    def forward(self, x: Tensor, q: Tensor) -> Tensor:
        scale, shift = interpolate(self.scale, q), interpolate(self.shift, q)
        return x * (1 + scale[:, :, None, None]) + shift[:, :, None, None]


def pad_to(x: Tensor, multiple: int) -> Tensor:
    """Repeat the last row and column until both sides are multiples of `multiple`."""
    height, width = x.shape[-2:]
    return F.pad(x, (0, -width % multiple, 0, -height % multiple), mode="replicate")


def round_ste(x: Tensor) -> Tensor:
    """Round; the gradient passes straight through."""
    return x + (x.round() - x).detach()
