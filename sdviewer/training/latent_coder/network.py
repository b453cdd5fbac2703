"""The networks of a learned coder, and the bits of latents as something that can be differentiated.

Latents are (N, C, h, w) in the units of their steps, so that one step is worth the same in each channel; steps (N,).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..own.layers import Block, conv1

FACTOR = 8
"""Pixels a side of a place."""
HALF = 0.5
"""Of a unit, is what the analysis' network gives: it begins gently."""
REACH = 3
"""Places on each side that `Bits` predicts from."""
KNEE = 3.0
"""Latents of more units than this count less as surroundings."""


@dataclass(frozen=True)
class CoderConfig:
    """Channels of the latent, and of another one that is written in its place, 0 where it is the latent itself, with
    something added; widths and numbers of blocks of the analysis and the synthesis."""

    channels: int = 4
    written: int = 0
    analysis: tuple[int, int] = (128, 6)
    synthesis: tuple[int, int] = (96, 8)

    @property
    def rounded(self) -> int:
        """Channels of what is rounded."""
        return self.written or self.channels

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(values: dict[str, Any]) -> CoderConfig:
        return CoderConfig(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


class Analysis(nn.Module):
    """Latents and their pixels (N, 3, 8 h, 8 w), 0..1, to latents that are to be rounded."""

    def __init__(self, c: CoderConfig) -> None:
        super().__init__()
        width, blocks = c.analysis
        self.enter = nn.Conv2d(c.channels + 1, width, 3, padding=1)
        self.see = conv1(3 * FACTOR**2, width)
        self.body = nn.Sequential(*[Block(width) for _ in range(blocks)])
        self.leave = conv1(width, c.rounded, zero=True)
        self.straight = conv1(c.channels, c.written) if c.written else None

    def forward(self, z: Tensor, steps: Tensor, pixels: Tensor) -> Tensor:
        h = self.enter(_with_step(z, steps)) + self.see(F.pixel_unshuffle(pixels - 0.5, FACTOR))
        return (z if self.straight is None else self.straight(z)) + HALF * self.leave(self.body(h))


class Synthesis(nn.Module):
    """Rounded latents to those that are drawn."""

    def __init__(self, c: CoderConfig) -> None:
        super().__init__()
        width, blocks = c.synthesis
        self.enter = nn.Conv2d(c.rounded + 1, width, 3, padding=1)
        self.body = nn.Sequential(*[Block(width) for _ in range(blocks)])
        self.leave = conv1(width, c.channels, zero=True)
        self.straight = conv1(c.written, c.channels) if c.written else None

    def forward(self, y: Tensor, steps: Tensor) -> Tensor:
        added = self.leave(self.body(self.enter(_with_step(y, steps))))
        return y + steps.view(-1, 1, 1, 1) * added if self.straight is None else self.straight(y) + added


class Bits(nn.Module):
    """Bits of each latent, by the places above and to the left and by the channels before: a logistic distribution."""

    def __init__(self, channels: int, width: int = 32) -> None:
        super().__init__()
        self.channels, side = channels, 2 * REACH + 1
        self.past = nn.Conv2d(channels, channels * width, side, padding=REACH)
        self.now = nn.Conv2d(channels, channels * width, 1, bias=False)
        self.mid = nn.Conv2d(channels * width, channels * width, 1, groups=channels)
        self.out = nn.Conv2d(channels * width, 2 * channels, 1, groups=channels)
        self.lev = nn.Conv2d(1, channels * width, 1)
        earlier = torch.zeros(1, 1, side, side)
        earlier[..., :REACH, :] = earlier[..., REACH, :REACH] = 1
        before = torch.ones(channels, channels).tril(-1).repeat_interleave(width, 0)
        self.register_buffer("earlier", earlier, False)
        self.register_buffer("before", before[:, :, None, None], False)

    def forward(self, y: Tensor, steps: Tensor) -> Tensor:
        """y: with noise of a step, as if it had been rounded."""
        k, seen = steps.view(-1, 1, 1, 1), KNEE * torch.tanh(y / KNEE)
        h = F.conv2d(seen, self.past.weight * self.earlier, self.past.bias, padding=REACH)
        h = F.relu(h + F.conv2d(seen, self.now.weight * self.before) + self.lev(k.log()))
        found = self.out(F.relu(self.mid(h)) + h).unflatten(1, (self.channels, 2))
        mean, scale = found[:, :, 0], found[:, :, 1].clamp(-4, 3).exp()
        share = torch.sigmoid((y + k / 2 - mean) / scale) - torch.sigmoid((y - k / 2 - mean) / scale)
        return -torch.log2(share.clamp_min(1e-6))


class Coder(nn.Module):
    def __init__(self, c: CoderConfig) -> None:
        super().__init__()
        self.config = c
        self.analysis, self.synthesis = Analysis(c), Synthesis(c)


def _with_step(z: Tensor, steps: Tensor) -> Tensor:
    return torch.cat([z, steps.log().view(-1, 1, 1, 1).expand(-1, 1, *z.shape[2:])], 1)
