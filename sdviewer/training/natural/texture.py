"""A distance between pictures that asks for the right texture rather than the right pixels.

Wasserstein distortion (Qiu, Wagner, Balle and Theis 2024): the features of a fixed network are summarised in
overlapping windows by mean and standard deviation per channel; the squared differences of both add up. Grass may then
be drawn as other grass, but not as a flat green.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

WINDOWS = (16, 64)
"""Sides of the windows in pixels."""
CELL = 8
"""Pixels a side of the smallest summaries, of which windows are put together."""
FLOOR = 1e-3
"""Variance that is added, of features whose mean square is 1."""


def texture_distance(real: list[Tensor], drawn: list[Tensor], size: int) -> Tensor:
    """(N,), the mean over layers and windows. Features (N, C, h, w) of pictures whose height is `size`."""
    total = torch.zeros(real[0].shape[0], device=real[0].device)
    count = 0
    for a, b in zip(real, drawn, strict=True):
        stride = max(1, size // a.shape[-2])
        a, b = a.float(), b.float()
        with torch.no_grad():
            power = a.square().mean((0, 2, 3), keepdim=True)
            unit = (0.5 * power + 0.5 * power.mean()).rsqrt()
        cell = max(1, CELL // stride)
        a_cells, b_cells = _cells(a * unit, cell), _cells(b * unit, cell)
        for window in WINDOWS:
            side = window // (stride * cell)
            if side * cell < 2 or side > min(a_cells.shape[-2:]):
                continue
            (a_mean, a_spread), (b_mean, b_spread) = _summary(a_cells, side), _summary(b_cells, side)
            total = total + ((a_mean - b_mean) ** 2 + (a_spread - b_spread) ** 2).mean((1, 2, 3))
            count += 1
    return total / count


def _cells(h: Tensor, side: int) -> Tensor:
    """Means of values and of their squares, (N, 2C, h/side, w/side)."""
    return F.avg_pool2d(torch.cat((h, h * h), 1), side)


def _summary(cells: Tensor, side: int) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation in windows of side x side cells that overlap by half."""
    mean, square = F.avg_pool2d(cells, side, max(1, side // 2)).chunk(2, 1)
    return mean, torch.sqrt((square - mean * mean).clamp(min=0) + FLOOR)
