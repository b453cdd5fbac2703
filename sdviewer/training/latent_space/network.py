"""A small encoder and a small decoder for a latent space that is an eighth of the picture.

Both are a linear map, fitted by least squares, plus a network of `own.network.Block`s that starts at zero.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..own.network import Block, conv1


@dataclass(frozen=True)
class SmallConfig:
    """Widths at a quarter and an eighth of the picture, and numbers of blocks there."""

    channels: int = 4
    encoder: tuple[int, int] = (48, 128)
    encoder_blocks: tuple[int, int] = (2, 4)
    decoder: tuple[int, int] = (72, 128)
    decoder_blocks: tuple[int, int] = (4, 5)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(values: dict[str, Any]) -> SmallConfig:
        return SmallConfig(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


class SmallEncoder(nn.Module):
    """Pixels (N, 3, 8 h, 8 w), 0..1, to latents (N, C, h, w)."""

    def __init__(self, c: SmallConfig) -> None:
        super().__init__()
        quarter, eighth = c.encoder
        self.linear = nn.Conv2d(192, c.channels, 3, padding=1)
        self.enter = conv1(48, quarter)
        self.quarter = nn.Sequential(*[Block(quarter, 5) for _ in range(c.encoder_blocks[0])])
        self.down = conv1(4 * quarter, eighth)
        self.eighth = nn.Sequential(*[Block(eighth) for _ in range(c.encoder_blocks[1])])
        self.leave = conv1(eighth, c.channels, zero=True)

    def forward(self, x: Tensor) -> Tensor:
        x = x - 0.5
        h = self.quarter(self.enter(2 * F.pixel_unshuffle(x, 4)))
        h = self.eighth(self.down(F.pixel_unshuffle(h, 2)))
        return self.linear(F.pixel_unshuffle(x, 8)) + self.leave(h)


class SmallDecoder(nn.Module):
    """Latents (N, C, h, w) to pixels (N, 3, 8 h, 8 w), 0..1, not clamped."""

    def __init__(self, c: SmallConfig) -> None:
        super().__init__()
        quarter, eighth = c.decoder
        self.linear = nn.Conv2d(c.channels, 192, 3, padding=1)
        self.enter = nn.Conv2d(c.channels, eighth, 3, padding=1)
        self.eighth = nn.Sequential(*[Block(eighth) for _ in range(c.decoder_blocks[1])])
        self.up = conv1(eighth, 4 * quarter)
        self.quarter = nn.Sequential(*[Block(quarter, 5) for _ in range(c.decoder_blocks[0])])
        self.leave = conv1(quarter, 48, zero=True)

    def forward(self, z: Tensor) -> Tensor:
        h = F.pixel_shuffle(self.up(self.eighth(self.enter(z))), 2)
        detail = F.pixel_shuffle(self.leave(self.quarter(h)), 4)
        return F.pixel_shuffle(self.linear(z), 8) + detail + 0.5


class Small(nn.Module):
    """Both."""

    def __init__(self, config: SmallConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder, self.decoder = SmallEncoder(config), SmallDecoder(config)


@torch.no_grad()
def fit_linear(conv: nn.Conv2d, inputs: Tensor, outputs: Tensor, ridge: float = 1e-3) -> None:
    """Set a 3x3 convolution to the least squares of outputs (N, O, h, w) by inputs (N, I, h, w)."""
    columns = F.unfold(inputs[:, :, :, :], 3).transpose(1, 2).flatten(0, 1).double()
    wanted = outputs[:, :, 1:-1, 1:-1].flatten(2).transpose(1, 2).flatten(0, 1).double()
    columns = torch.cat([columns, torch.ones_like(columns[:, :1])], 1)
    normal = columns.T @ columns
    normal += ridge * normal.diagonal().mean() * torch.eye(len(normal)).double()
    found = torch.linalg.solve(normal, columns.T @ wanted).float()
    conv.weight.copy_(found[:-1].T.reshape(conv.weight.shape))
    assert conv.bias is not None
    conv.bias.copy_(found[-1])
