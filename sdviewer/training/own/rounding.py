"""Rounding as the encoder does it, with a gradient that passes straight through; and soft rounding, with noise.

Soft rounding: Agustsson and Theis 2020, 'Universally Quantized Neural Compression'.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

from ...codec.own.quantise import THRIFT
from ...codec.own.refine_network import gaussian_bits, scale_of

TEMPERATURES, SPREADS = (0.3, 0.1), (0.25, 0.1)
"""Of soft rounding and of its noise, at the beginning and at the end of a run."""


class Softness(NamedTuple):
    """temperature: 0 rounds, a large one changes nothing; spread: the noise's standard deviation. Tensors of no
    dimension, so that a compiled step needn't be compiled again when they change."""

    temperature: Tensor
    spread: Tensor


def softness(done: float) -> Softness:
    """When the share `done` of a run is over: along a cosine, as the learning rate falls."""
    along = 0.5 * (1 - math.cos(math.pi * done))
    return Softness(*(torch.tensor(first + (last - first) * along) for first, last in (TEMPERATURES, SPREADS)))


def soft_round(x: Tensor, temperature: Tensor) -> Tensor:
    """Between x and the nearest whole number, without a jump; whole numbers and halves stay."""
    half = x.floor() + 0.5
    return half + 0.5 * torch.tanh((x - half) / temperature) / torch.tanh(0.5 / temperature)


def nearly_rounded(x: Tensor, soft: Softness) -> Tensor:
    """What stands for the rounded x where bits are counted: rounded softly, noise added, rounded softly again."""
    noise = soft.spread * torch.randn_like(x)
    return soft_round(soft_round(x, soft.temperature) + noise, soft.temperature)


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
