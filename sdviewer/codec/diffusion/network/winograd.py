"""Convolutions of 3x3 with less arithmetic on the CPU: Winograd's algorithm (Lavin and Gray 2016), by NNPACK.

What these networks spend their time on. oneDNN, which torch asks otherwise, multiplies for each pixel; NNPACK for tiles
of 6x6 pixels at once, with 64 products instead of 324, in float32. Results differ in the fifth digit. It comes with
torch where the processor is one that it knows; elsewhere (Windows, old processors) layers are what they were.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import torch
from torch import Tensor, nn

LEAST_CHANNELS = 128
"""In or out, for which the transforms pay; the 64 of the tiny autoencoders are faster by oneDNN, channels last."""
_PIXELS = 1 << 16
"""Of a map that is convolved at once: NNPACK takes some four times its memory."""
_TILE = 6


class Winograd(nn.Conv2d):
    """A layer that `accelerate` took over. On a graphics card, or in other numbers than float32, the usual one."""

    def forward(self, input: Tensor) -> Tensor:
        if input.device.type != "cpu" or input.dtype is not torch.float32 or len(input) != 1:
            return super().forward(input)
        height, width = input.shape[2:]
        rows = max(1, _PIXELS // (width * _TILE)) * _TILE
        if rows >= height:
            return self._convolve(input)
        out = input.new_empty((1, self.out_channels, height, width))
        for start in range(0, height, rows):
            top, end = max(0, start - 1), min(start + rows, height)
            part = self._convolve(input[:, :, top : end + 1])
            out[:, :, start:end] = part[:, :, start - top : end - top]
        return out

    def _convolve(self, x: Tensor) -> Tensor:
        return torch._nnpack_spatial_convolution(x.contiguous(), self.weight, self.bias, [1, 1], [1, 1])


def accelerate(module: nn.Module) -> None:
    """Let the layers of a network that can do it, the names of its tensors unchanged; none where NNPACK isn't here."""
    if not available():
        return
    for layer in module.modules():
        if type(layer) is nn.Conv2d and _suits(layer):
            layer.__class__ = Winograd


def order(module: nn.Module, place: Any) -> torch.memory_format:
    """The order in memory that a network's convolutions like best, on a device (torch's, or its name)."""
    plain = torch.device(place).type == "cpu" and any(isinstance(layer, Winograd) for layer in module.modules())
    return torch.contiguous_format if plain else torch.channels_last


def order_of(x: Tensor) -> torch.memory_format:
    """The order in memory that a map of features has."""
    last = x.is_contiguous(memory_format=torch.channels_last) and not x.is_contiguous()
    return torch.channels_last if last else torch.contiguous_format


@cache
def available() -> bool:
    """Whether torch was built with NNPACK and it knows this processor. Asking also makes it ready."""
    try:
        return bool(torch._nnpack_available()) and hasattr(torch, "_nnpack_spatial_convolution")
    except AttributeError:
        return False


def _suits(layer: nn.Conv2d) -> bool:
    plain = (layer.kernel_size, layer.stride, layer.padding, layer.dilation) == ((3, 3), (1, 1), (1, 1), (1, 1))
    channels = min(layer.in_channels, layer.out_channels)
    return plain and layer.groups == 1 and layer.padding_mode == "zeros" and channels >= LEAST_CHANNELS
