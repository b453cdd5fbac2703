"""Rounding as the encoder does it, with a gradient that passes straight through."""

from __future__ import annotations

import torch
from torch import Tensor

from ...codec.own.quantise import THRIFT
from ...codec.own.refine_network import gaussian_bits, scale_of


@torch.no_grad()
def thrifty(x: Tensor, scale: Tensor, worth: Tensor) -> Tensor:
    """Whole numbers as `codec.own.quantise` chooses them: the nearest, or the one before where that saves enough.

    worth: bits that a squared error of 1 is worth; broadcastable to x, as scale is.
    """
    size = x.abs()
    near = (size + 0.5).floor()
    saved = gaussian_bits(near, scale) - gaussian_bits((near - 1).clamp(min=0), scale)
    less = (near > 0) & ((2 * (size - near) + 1) * worth < THRIFT * saved)
    return x.sign() * (near - less.float())


def rounded_from(y: Tensor, mean: Tensor, index: Tensor, worth: Tensor) -> Tensor:
    """y rounded as far from its mean; the gradient passes straight through."""
    off = y - mean
    return y + (thrifty(off, scale_of(index), worth) - off).detach()
