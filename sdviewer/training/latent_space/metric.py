"""What an error in latents does to the pixels that a decoder draws of them."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from .coded import Coded

SQUARES = 24


def metric(draw: Callable[[Tensor], Tensor], data: Coded) -> Tensor:
    """(C, C): sum of the squared errors of the pixels, in 0..1, by those of one place's latents.

    By products of the Jacobian with random signs, whose mean square is the sum of squares of its columns (Hutchinson
    1989).
    """
    total = torch.zeros(())
    for _ in range(SQUARES):
        z = data.batch(1).latents.requires_grad_()
        drawn = draw(z)
        drawn.backward(torch.randint(2, drawn.shape) * 2.0 - 1)
        assert z.grad is not None
        g = z.grad[0].flatten(1).double()
        total = total + g @ g.T / g.shape[1]
    return (total / SQUARES).float()


def distance(metric: Tensor, off: Tensor) -> Tensor:
    """Mean squared error of the pixels by an error of the latents, (N, C, h, w)."""
    at = off.permute(0, 2, 3, 1)
    return ((at @ metric) * at).sum(-1).mean() / (3 * 64)
