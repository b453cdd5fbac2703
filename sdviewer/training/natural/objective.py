"""What the natural decoder minimises: LPIPS by two networks, the distance in texture, and a little squared error.

Where the photo is flat, the eye sees every grain: there the squared difference from the faithful look counts. DISTS and
SSIMULACRA2 are left out, to judge by.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..perceptual import alexnet, vgg16
from .texture import texture_distance

FLAT = 3 / 255
"""Local standard deviation of a photo at which a difference counts a quarter of what it does in a flat area."""
SHIFT = 8
"""Pixels by which the networks' grid is moved at most."""


class Objective(nn.Module):
    """forward(x, drawn, faithful): pictures (N, 3, H, W), -0.5..0.5 -> each term, weighed, a mean over the batch.

    weights: of lpips_alex, lpips_vgg, texture, flat, error, colour.
    """

    def __init__(self, perceptual: Path, weights: dict[str, float], deep: int) -> None:
        """deep: so many pictures of the batch go through VGG16, which takes most of the time."""
        super().__init__()
        self.alex = alexnet(perceptual, torch.bfloat16)
        self.vgg = vgg16(perceptual, torch.bfloat16)
        self.weights, self.deep = weights, deep

    def forward(self, x: Tensor, drawn: Tensor, faithful: Tensor) -> dict[str, Tensor]:
        off = (drawn - x) ** 2
        terms = {
            "error": 65025 * off.mean(),
            "flat": 65025 * ((drawn - faithful) ** 2 * flatness(x)).mean(),
            "colour": 65025 * ((F.avg_pool2d(drawn, 8) - F.avg_pool2d(x, 8)) ** 2).mean(),
        }
        # The networks take every second or fourth place. A decoder that always saw the same ones would learn to draw a
        # grid between them.
        top, left = (int(n) for n in torch.randint(SHIFT, (2,)))
        height, width = x.shape[-2] - SHIFT, x.shape[-1] - SHIFT
        x, drawn = (p[..., top : top + height, left : left + width] for p in (x, drawn))
        with torch.no_grad():
            real = self.alex(x)
        terms["lpips_alex"] = self.alex.lpips(real, self.alex(drawn)).mean()
        some = slice(0, self.deep)
        with torch.no_grad():
            real = self.vgg(x[some])
        found = self.vgg(drawn[some])
        terms["lpips_vgg"] = self.vgg.lpips(real, found).mean()
        terms["texture"] = texture_distance(real, found, x.shape[-2]).mean()
        return {name: value * self.weights[name] for name, value in terms.items()}


@torch.no_grad()
def flatness(x: Tensor, window: int = 9) -> Tensor:
    """(N, 1, H, W), 1 where a photo is one colour, towards 0 in texture."""
    mean, square = F.avg_pool2d(torch.cat((x, x * x)), window, 1, window // 2, count_include_pad=False).chunk(2)
    variance = (square - mean * mean).mean(1, keepdim=True).clamp(min=0)
    return 1 / (1 + variance / FLAT**2) ** 2
