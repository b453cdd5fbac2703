"""The half of the decoder, at 1/8 of the size and upwards, that draws with texture; the rest is `Synthesis`'s own."""

from __future__ import annotations

import copy
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ...codec.own.model import NOISE
from ..own.network import OwnModel, interpolate

SHARED = 1
"""Blocks at 1/8 of the size that both decoders share, since each weighs 200 kB."""


def load(model: OwnModel, checkpoint: Path) -> Natural:
    """The averaged weights of a checkpoint of `natural`."""
    found = Natural(model)
    found.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True)["average"])
    return found


class Natural(nn.Module):
    """Features at 1/8 of the size (N, eighth, 2h, 2w) and noise (N, NOISE, 2h, 2w) -> what the linear skip misses."""

    def __init__(self, model: OwnModel) -> None:
        super().__init__()
        net = model.synthesis
        self.eighth = copy.deepcopy(net.eighth[SHARED:])
        self.up_quarter = copy.deepcopy(net.up_quarter)
        self.quarter = copy.deepcopy(net.quarter)
        self.leave = copy.deepcopy(net.leave)
        self.noise = nn.Conv2d(NOISE, model.config.eighth, 1, bias=False)
        nn.init.normal_(self.noise.weight, std=0.02)

    def forward(self, h: Tensor, noise: Tensor) -> Tensor:
        h = self.eighth(h + self.noise(noise))
        h = self.quarter(F.pixel_shuffle(self.up_quarter(h), 2))
        return F.pixel_shuffle(F.hardtanh(self.leave(h), -0.5, 0.5), 4)


@torch.no_grad()
def shared_half(model: OwnModel, x: Tensor, q: Tensor) -> tuple[Tensor, Tensor]:
    """What both decoders start from: (features at 1/8, the linear skip's picture) of the coded pictures x."""
    y, _ = model.prior(model.encode(x, q), q, noise=False)
    return coarse_half(model, y, q)


def coarse_half(model: OwnModel, y: Tensor, q: Tensor) -> tuple[Tensor, Tensor]:
    """The same from a quantised latent y, in steps."""
    net = model.synthesis
    y = y * torch.exp(interpolate(model.log_step, q))[:, :, None, None]
    h = net.sixteenth(net.rated(net.enter(y * net.norm), q))
    h = net.eighth[:SHARED](net.eighth_rated(F.pixel_shuffle(net.up(h), 2), q))
    return h, F.pixel_shuffle(net.linear(y), 16)
