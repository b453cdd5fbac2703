"""The half of the decoder, at 1/8 of the size and upwards, that draws with texture; the rest is `Synthesis`'s own.

Beside the latent it sees how much of each value the quantiser may have lost, which the prior knows in the decoder, too:
where nothing was lost there is nothing to invent, and the noise is shut off.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import NamedTuple, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ...codec.own.invention import LOST, NOISE
from ..own.layers import Block, interpolate
from ..own.network import OwnModel
from ..own.restore import grown

SHARED = 1
"""Blocks at 1/8 of the size that both decoders share, since each weighs 200 kB."""
QUARTER = 80
"""Channels at 1/4 of the size; the faithful decoder has 48."""


LOST_UNIT = 5.0
"""What was lost is multiplied by it, so that it is about 1 where files are small."""
M = TypeVar("M", bound=nn.Module)


class Coarse(NamedTuple):
    """What both decoders start from: h, features at 1/8; linear, the linear skip's picture. And lost, what the
    quantiser may have lost of each value of the latent (N, M, H/16, W/16), in units of the decoder's inputs."""

    h: Tensor
    linear: Tensor
    lost: Tensor


def load(model: OwnModel, checkpoint: Path) -> Natural:
    """The averaged weights of a checkpoint of `natural`."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)["average"]
    found = Natural(model, len(state["leave.weight"][0]))
    found.load_state_dict(state)
    return found


class Natural(nn.Module):
    """`Coarse` features and noise (N, NOISE, 2h, 2w) -> what the linear skip misses (N, 3, H, W).

    It begins as the faithful decoder: what is wider and what is new adds nothing at first.
    """

    def __init__(self, model: OwnModel, quarter: int = QUARTER) -> None:
        super().__init__()
        net, eighth = model.synthesis, model.config.eighth
        self.eighth = copy.deepcopy(net.eighth[SHARED:])
        self.up_quarter = _wider(net.up_quarter, nn.Conv2d(eighth, 4 * quarter, 1))
        self.quarter = nn.Sequential(*(_wider(block, Block(quarter, 5)) for block in net.quarter))
        self.leave = _wider(net.leave, nn.Conv2d(quarter, 48, 1))
        self.hint = nn.Conv2d(model.config.latent, 4 * eighth, 1)
        self.gate = nn.Conv2d(model.config.latent, 4 * NOISE, 1)
        self.even = nn.Conv2d(NOISE, NOISE, 3, padding=1, groups=NOISE)
        self.noise = nn.Conv2d(NOISE, eighth, 1, bias=False)
        self.fine_noise = nn.Conv2d(NOISE // 4, quarter, 1, bias=False)
        nn.init.zeros_(self.hint.weight)
        nn.init.constant_(self.gate.weight, 4 / model.config.latent)
        nn.init.constant_(self.even.weight, 1 / 9)
        for conv in (self.noise, self.fine_noise):
            nn.init.normal_(conv.weight, std=0.005)
        for bias in (self.hint.bias, self.gate.bias, self.even.bias):
            assert bias is not None
            nn.init.zeros_(bias)

    def forward(self, coarse: Coarse, noise: Tensor) -> Tensor:
        gated = noise * F.relu(self.even(F.pixel_shuffle(self.gate(coarse.lost), 2)))
        h = coarse.h + F.pixel_shuffle(self.hint(coarse.lost), 2) + self.noise(gated)
        h = F.pixel_shuffle(self.up_quarter(self.eighth(h)), 2) + self.fine_noise(F.pixel_shuffle(gated, 2))
        return F.pixel_shuffle(F.hardtanh(self.leave(self.quarter(h)), -0.5, 0.5), 4)


@torch.no_grad()
def _wider(old: nn.Module, fresh: M) -> M:
    """`fresh`, doing what `old` does."""
    state = old.state_dict()
    fresh.load_state_dict({name: grown(state[name], value) for name, value in fresh.state_dict().items()})
    return fresh


@torch.no_grad()
def shared_half(model: OwnModel, x: Tensor, q: Tensor) -> Coarse:
    """What both decoders start from, of the coded pictures x."""
    coded = model.prior(model.encode(x, q), q, noise=False)
    return coarse_half(model, coded.y, coded.scales, q)


def coarse_half(model: OwnModel, y: Tensor, index: Tensor, q: Tensor) -> Coarse:
    """The same from a quantised latent y, in steps, and the index of each value's scale."""
    net = model.synthesis
    step = torch.exp(interpolate(model.log_step, q))[:, :, None, None]
    lost = torch.from_numpy(LOST).to(y.device)[index.round().clamp(0, len(LOST) - 1).long()]
    y = y * step
    h = net.sixteenth(net.rated(net.enter(y * net.norm), q))
    h = net.eighth[:SHARED](net.eighth_rated(F.pixel_shuffle(net.up(h), 2), q))
    return Coarse(h, F.pixel_shuffle(net.linear(y), 16), lost * step * net.norm * LOST_UNIT)


@torch.no_grad()
def faithful_half(model: OwnModel, coarse: Coarse) -> Tensor:
    """The faithful picture (N, 3, H, W)."""
    net = model.synthesis
    h = net.quarter(F.pixel_shuffle(net.up_quarter(net.eighth[SHARED:](coarse.h)), 2))
    return coarse.linear + F.pixel_shuffle(F.hardtanh(net.leave(h), -0.5, 0.5), 4)
