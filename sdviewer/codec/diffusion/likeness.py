"""How unlike two pictures look to an autoencoder's own encoder: a distance for the refinement, differentiable.

As LPIPS (Zhang et al. 2018) compares pictures by what a classifier's layers see of them, here the encoder's layers are
taken: each map before it is halved, and the smallest right after. The latent itself isn't: its few channels would count
most, and pictures got worse for it. Vectors of channels are brought to length one, so that structure
and texture count and not how strong they are. Squared error of the pixels is added, since features alone let colours
and outlines drift.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from .network.build import mode

PIXELS = 30.0
"""Weight of the mean squared error of pixels, -1..1, beside the features'. Chosen on validation photos."""
_FLAT = 0.01
"""Of the mean squared length of a map's vectors, below which a vector counts less: in flat areas they are noise."""


class Likeness:
    """The distance to one picture, (1, 3, H, W), -1..1. module: an autoencoder of diffusers."""

    def __init__(self, module: Any, target: Tensor) -> None:
        self._module, self._target = module, target
        with torch.no_grad():
            self._wanted = self._features(target)

    def distance(self, drawn: Tensor) -> Tensor:
        """Of a picture of the same size, times the number of numbers in it: as a sum over its pixels would be."""
        unlike = [(a - b).square().sum(1).mean() for a, b in zip(self._features(drawn), self._wanted, strict=True)]
        error = (drawn - self._target).square().mean()
        return (torch.stack(unlike).sum() + PIXELS * error) * drawn.numel()

    def _features(self, x: Tensor) -> list[Tensor]:
        maps: list[Tensor] = []
        last: list[Tensor] = []

        def look(_: nn.Module, inputs: Sequence[Tensor], output: Tensor) -> None:
            maps.append(inputs[0])
            last[:] = [output]

        halving = [m for m in self._module.encoder.modules() if isinstance(m, nn.Conv2d) and m.stride != (1, 1)]
        hooks = [layer.register_forward_hook(look) for layer in halving]
        try:
            latent = mode(self._module.encode(x.to(next(self._module.parameters()).dtype)))
        finally:
            for hook in hooks:
                hook.remove()
        return [_unit(m.float()) for m in (*maps, *(last or [latent]))]


def _unit(x: Tensor) -> Tensor:
    """Vectors of channels, (1, C, h, w), of length one; shorter where they are much shorter than usual."""
    squares = x.square().sum(1, keepdim=True)
    return x * torch.rsqrt(squares + _FLAT * squares.detach().mean() + 1e-8)
