"""MS-SSIM as something to descend, with its share for each place of the latent. Needs torch."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from .patches import PATCH

SHARES = {0.0006: 0.8, 0.0015: 0.45, 0.003: 0.45, 0.01: 0.2}
"""Share of MS-SSIM in the distortion at some weights (lambda), about 0.09 to 0.6 bit/pixel; the rest is squared error.

Where bits are few, structure is what is seen to be lost; where there are many, the exact values.
"""
REFINED = {0.002: 0.75, 0.004: 1.0}
"""How much of that share refinement takes, at about 0.18 and 0.3 bit/pixel. With three quarters of it at small files it
gains by PSNR, MS-SSIM and SSIMULACRA2, which is in neither; with all of it at large ones, most by both similarities.
Chosen on validation photos (see the model card)."""
PRICE = 2250.0
"""What 1 - MS-SSIM counts where a mean squared error (of 255 levels) counts 1: about the same at 0.15 bit/pixel."""
WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
"""Weights of the scales (Wang et al. 2003)."""
WINDOW, SIGMA = 11, 1.5
HALF_WINDOW, HALF_SIGMA = 7, 0.5**0.5
"""The same for planes that were halved by means of four: as wide, 1.5^2 = 1/4 + 4 HALF_SIGMA^2, but 6 times as fast."""
_C1, _C2 = 0.01**2, 0.03**2


def share(weight: Tensor) -> Tensor:
    """Share of MS-SSIM in training's distortion at lambda `weight`."""
    return _between(SHARES, weight)


def refined_share(weight: Tensor) -> Tensor:
    """The same in refinement's."""
    return share(weight) * _between(REFINED, weight)


def _between(points: Mapping[float, float], weight: Tensor) -> Tensor:
    """Values that are given at some weights: linear in log lambda between them, constant outside."""
    found = torch.full_like(weight, next(iter(points.values())))
    for (low, first), (high, last) in pairwise(points.items()):
        found = found + (last - first) * (torch.log(weight / low) / math.log(high / low)).clamp(0, 1)
    return found


class Dissimilarity:
    """1 - MS-SSIM against one picture, made additive: linear in the means of the scales, around a first picture.

    Windows lie around each pixel, beyond the edge over a mirror image, as in training: by itself MS-SSIM hardly sees
    what is near the edge. The finest scale is taken at every second row and column.

    target: (H, W, 3), H and W multiples of 16, values of a range of 1.
    """

    def __init__(self, target: Tensor) -> None:
        self._scales = sum(min(target.shape[:2]) > (WINDOW - 1) << scale for scale in range(len(WEIGHTS)))
        weights = torch.tensor(WEIGHTS[: self._scales])
        self._weights = weights / weights.sum()
        self._targets = list(self._pyramid(target))
        self._means = [self._blur(scale, x) for scale, x in enumerate(self._targets)]
        self._squares = [self._blur(scale, x * x) for scale, x in enumerate(self._targets)]
        self._slopes: list[float] = []

    def of_places(self, picture: Tensor) -> Tensor:
        """(H, W, 3) -> (H/16, W/16): 1 - MS-SSIM, times the pixels, as a sum over places but for a constant."""
        maps = [self._map(scale, x) for scale, x in enumerate(self._pyramid(picture))]
        if not self._slopes:
            means = torch.stack([1 - m.detach().mean() for m in maps]).clamp(min=1e-3)
            similarity = (means**self._weights).prod()
            self._slopes = (similarity * self._weights / means).tolist()
        height, width = picture.shape[:2]
        total = torch.zeros(height // PATCH, width // PATCH)
        for scale, (m, slope) in enumerate(zip(maps, self._slopes, strict=True)):
            side = PATCH >> max(scale, 1)
            by_place = m.sum((0, 1)).view(len(total), side, -1, side).sum((1, 3))
            total = total + by_place * (slope * height * width / m.numel())
        return total

    def _pyramid(self, picture: Tensor) -> list[Tensor]:
        planes = [picture.permute(2, 0, 1)[:, None]]
        for _ in range(self._scales - 1):
            planes.append(F.avg_pool2d(planes[-1], 2))
        return planes

    def _blur(self, scale: int, x: Tensor) -> Tensor:
        if scale:
            return blur(_mirrored(x, WINDOW // 2))
        return blur(_mirrored(F.avg_pool2d(x, 2), HALF_WINDOW // 2), HALF_WINDOW, HALF_SIGMA)

    def _map(self, scale: int, x: Tensor) -> Tensor:
        """1 - contrast and structure, at the coarsest scale 1 - SSIM: (3, 1, h, w), the finest one halved."""
        target, mean, square = self._targets[scale], self._means[scale], self._squares[scale]
        own, squares, products = (self._blur(scale, v) for v in (x, x * x, x * target))
        similar = (2 * (products - own * mean) + _C2) / (squares - own * own + square - mean * mean + _C2)
        if scale == self._scales - 1:
            similar = similar * (2 * own * mean + _C1) / (own * own + mean * mean + _C1)
        return 1 - similar


def _mirrored(x: Tensor, margin: int) -> Tensor:
    return F.pad(x, [margin] * 4, mode="reflect")


def blur(x: Tensor, size: int = WINDOW, sigma: float = SIGMA) -> Tensor:
    """Planes (N, 1, H, W) in a Gaussian window, MS-SSIM's, where it fits: (N, 1, H - size + 1, W - size + 1)."""
    at = torch.arange(size, device=x.device, dtype=x.dtype) - size // 2
    window = torch.exp(-(at**2) / (2 * sigma**2))
    blurred: Tensor = _Blur.apply(x, window / window.sum())
    return blurred


class _Blur(torch.autograd.Function):
    """A symmetric window along rows and columns, where it fits. torch's own way back takes four times as long."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, window: Tensor) -> Tensor:
        ctx.window = window
        return _windowed(x, window)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        return _windowed(F.pad(gradients[0], [len(ctx.window) - 1] * 4), ctx.window), None


def _windowed(x: Tensor, window: Tensor) -> Tensor:
    return F.conv2d(F.conv2d(x, window.view(1, 1, 1, -1)), window.view(1, 1, -1, 1))
