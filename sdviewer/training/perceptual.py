"""Features of VGG16 and AlexNet, and LPIPS v0.1 (Zhang et al. 2018) over them, differentiable, as part of a loss.

The weights are files in a folder that is given, `lpips_vgg.safetensors` and `lpips_alex.safetensors`: `convN.weight`
and `convN.bias` of torchvision's networks, `linN.weight` of LPIPS.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

SHIFT, SCALE = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)
"""Of the inputs, whose values are -1..1."""


class Backbone(nn.Module):
    """A fixed network that gives five feature maps. dtype: of its convolutions; bfloat16 takes half the time."""

    def __init__(
        self,
        path: Path,
        layers: dict[int, tuple[int, int]],
        pools: dict[int, int],
        taken: tuple[int, ...],
        dtype: torch.dtype,
    ) -> None:
        """layers: number of a convolution -> (stride, padding), for those unlike (1, 1); pools: max-pooling with
        stride 2 and a window of so many places before a convolution; taken: convolutions whose outputs count."""
        super().__init__()
        state = load_file(path)
        self._layers, self._pools, self._taken, self.dtype = layers, pools, taken, dtype
        self._count = sum(name.startswith("conv") and name.endswith("weight") for name in state)
        for name, value in state.items():
            # The first convolution stays exact: as bfloat16 a picture's values near white are a level apart.
            value = value.float() if name.startswith(("lin", "conv0.")) else value.to(dtype)
            if value.ndim == 4:
                value = value.contiguous(memory_format=torch.channels_last)
            self.register_buffer(name.replace(".", "_"), value)
        self.register_buffer("shift", torch.tensor(SHIFT).view(1, 3, 1, 1))
        self.register_buffer("scale", torch.tensor(SCALE).view(1, 3, 1, 1))

    def forward(self, x: Tensor) -> list[Tensor]:
        """Pictures (N, 3, H, W), -0.5..0.5, to features after ReLUs, finest first."""
        h = (2 * x - self.shift) / self.scale
        found = []
        for number in range(self._count):
            if number in self._pools:
                h = F.max_pool2d(h, self._pools[number], 2)
            stride, padding = self._layers.get(number, (1, 1))
            weight, bias = getattr(self, f"conv{number}_weight"), getattr(self, f"conv{number}_bias")
            h = F.relu(F.conv2d(h, weight, bias, stride, padding)).to(self.dtype)
            if number in self._taken:
                found.append(h)
        return found

    def lpips(self, real: list[Tensor], drawn: list[Tensor]) -> Tensor:
        """LPIPS (N,) of features that `forward` gave."""
        total = torch.zeros(real[0].shape[0], device=real[0].device)
        for number, (a, b) in enumerate(zip(real, drawn, strict=True)):
            off = (_unit(a.float()) - _unit(b.float())) ** 2
            total = total + F.conv2d(off, getattr(self, f"lin{number}_weight")).mean((1, 2, 3))
        return total


def vgg16(folder: Path, dtype: torch.dtype = torch.float32) -> Backbone:
    pools = dict.fromkeys((2, 4, 7, 10), 2)
    return Backbone(folder / "lpips_vgg.safetensors", {}, pools, (1, 3, 6, 9, 12), dtype)


def alexnet(folder: Path, dtype: torch.dtype = torch.float32) -> Backbone:
    layers = {0: (4, 2), 1: (1, 2)}
    return Backbone(folder / "lpips_alex.safetensors", layers, {1: 3, 2: 3}, (0, 1, 2, 3, 4), dtype)


def _unit(h: Tensor) -> Tensor:
    return h / (h.square().sum(1, keepdim=True).sqrt() + 1e-10)
