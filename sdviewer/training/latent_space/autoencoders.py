"""Tiny autoencoders, whose latents come scaled, as plain functions for training."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ...codec.diffusion import gains


def load(folder: Path, dtype: torch.dtype = torch.float32) -> Any:
    """Without gradients: of a folder of diffusers with an AutoencoderTiny, or one that `sdviewer models add` made."""
    noted = json.loads((folder / "config.json").read_text("utf-8"))
    if "autoencoder" in noted:
        return gains.load(noted["autoencoder"], folder / "model.safetensors", "cpu", dtype)
    from diffusers import AutoencoderTiny

    found = AutoencoderTiny.from_pretrained(str(folder), torch_dtype=dtype)
    return found.eval().requires_grad_(False).to(memory_format=torch.channels_last)


class Drawer(nn.Module):
    """Latents (N, C, h, w) to pixels (N, 3, 8 h, 8 w), 0..1, not clamped. half: in bfloat16, in half the time."""

    def __init__(self, folder: Path, half: bool = True) -> None:
        super().__init__()
        self.dtype = torch.bfloat16 if half else torch.float32
        self.autoencoder = load(folder, self.dtype)

    def forward(self, z: Tensor) -> Tensor:
        z = z.to(self.dtype).contiguous(memory_format=torch.channels_last)
        drawn: Tensor = self.autoencoder.decode(z).sample
        return drawn.float() / 2 + 0.5
