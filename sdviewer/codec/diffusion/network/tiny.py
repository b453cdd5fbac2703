"""Tiny autoencoders that diffusers' `AutoencoderTiny` can't build: TAEF2, TAESANA, what else is a plain row of layers.

Blocks are the same three convolutions; some add what they see of the whole map, normalised in groups (a pool). The
configuration is the row of layers itself, as `layouts.tiny` reads it from the shapes of the tensors.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn

_POOL_GROUPS, _POOL_WIDTH = 4, 4
"""Of the group normalisation inside a pool, and how many times the block's channels it has; fixed by its authors."""


class TinyAutoencoder(nn.Module):
    """encoder, decoder: layers as `layouts.tiny` writes them. Pixels are -1..1 outside, 0..1 inside."""

    def __init__(self, encoder: Sequence[Sequence[Any]], decoder: Sequence[Sequence[Any]]) -> None:
        super().__init__()
        self.encoder, self.decoder = _Half(encoder), _Half(decoder)

    def encode(self, x: Tensor) -> SimpleNamespace:
        """(n, 3, H, W) to `.latents`."""
        return SimpleNamespace(latents=self.encoder(x.add(1).div(2)))

    def decode(self, z: Tensor) -> SimpleNamespace:
        """(n, C, h, w) to `.sample`."""
        return SimpleNamespace(sample=self.decoder(torch.tanh(z / 3) * 3).mul(2).sub(1))


class Block(nn.Module):
    """Three convolutions beside a shortcut."""

    def __init__(self, channels_in: int, channels_out: int, pool: bool) -> None:
        super().__init__()
        inner: list[nn.Module] = [nn.Conv2d(channels_in, channels_out, 3, padding=1)]
        for _ in range(2):
            inner += [nn.ReLU(), nn.Conv2d(channels_out, channels_out, 3, padding=1)]
        self.conv = nn.Sequential(*inner)
        wide = _POOL_WIDTH * channels_in
        self.pool: nn.Module | None = None
        if pool:
            self.pool = nn.Sequential(
                nn.Conv2d(channels_in, wide, 1, bias=False),
                nn.GroupNorm(_POOL_GROUPS, wide),
                nn.ReLU(),
                nn.Conv2d(wide, channels_in, 1, bias=False),
            )
        same = channels_in == channels_out
        self.skip: nn.Module = nn.Identity() if same else nn.Conv2d(channels_in, channels_out, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        if self.pool is not None:
            x = x + self.pool(x)
        return torch.relu(self.conv(x) + self.skip(x))


class _Half(nn.Module):
    def __init__(self, layers: Sequence[Sequence[Any]]) -> None:
        super().__init__()
        self.layers = nn.Sequential(*(_layer(*layer) for layer in layers))

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)  # type: ignore[no-any-return]


def _layer(kind: str, *sizes: int) -> nn.Module:
    if kind == "conv":
        channels_in, channels_out, stride, bias = sizes
        return nn.Conv2d(channels_in, channels_out, 3, stride, padding=1, bias=bool(bias))
    if kind == "block":
        channels_in, channels_out, pool = sizes
        return Block(channels_in, channels_out, bool(pool))
    return nn.ReLU() if kind == "relu" else nn.Upsample(scale_factor=2)
