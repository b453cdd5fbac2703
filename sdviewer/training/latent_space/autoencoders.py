"""The tiny autoencoders of diffusers, whose latents come scaled, as plain functions for training."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn


def load(folder: Path) -> Any:
    """An AutoencoderTiny of diffusers, without gradients."""
    from diffusers import AutoencoderTiny

    return AutoencoderTiny.from_pretrained(str(folder), torch_dtype=torch.float32).eval().requires_grad_(False)


class Drawer(nn.Module):
    """Latents (N, C, h, w) to pixels (N, 3, 8 h, 8 w), 0..1, not clamped. half: in bfloat16, in half the time."""

    def __init__(self, folder: Path, half: bool = True) -> None:
        super().__init__()
        self.dtype = torch.bfloat16 if half else torch.float32
        self.decoder = load(folder).decoder.to(self.dtype).to(memory_format=torch.channels_last)

    def forward(self, z: Tensor) -> Tensor:
        z = z.to(self.dtype).contiguous(memory_format=torch.channels_last)
        return self.decoder(z).float() / 2 + 0.5
