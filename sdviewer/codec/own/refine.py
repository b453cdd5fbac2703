"""Refinement of a latent while encoding, by gradient descent through the decoder. Needs torch; costs decoding nothing.

What is minimised is what the file then pays: in each step the coder itself quantises the latent (thrift, hyper latent
and all, in whole numbers) and says what it takes, and the networks draw what came out. The gradient of the bits is
that of the values before rounding, with every context as it was coded; the gradient of the error passes straight
through the rounding. Where that leads nowhere for some steps, it goes on in smaller ones from a mosaic: at each place
the values with which the cost around was least. After the smallest steps come large ones again. The latent that was
best as a whole is the result. It is still a latent before quantisation, so that it can be coded at other rate points.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from ..types import Pixels, StopToken
from .refine_network import RefineNetwork
from .refine_similarity import PRICE, Dissimilarity, refined_share

LEARNING_RATE, LEAST_RATE = 0.02, 0.001
"""Of Adam, in steps of the quantiser: at the start, and where it starts again from the top."""
PATIENCE = 4
"""Steps without a new best after which the rate is halved."""


@dataclass(frozen=True, slots=True)
class Coded:
    """What the coder makes of a latent: quantised values (h, w, M) in steps, features of the prior (h, w, F), bits; and
    by what it counts: bits of each magnitude by each scale index (64, n)."""

    values: NDArray[np.float32]
    features: NDArray[np.float32]
    bits: float
    costs: NDArray[np.float32]


Coder = Callable[[NDArray[np.float32]], Coded]


class Refiner:
    """Refines latents of one model. tensors: the model's file; groups: channels of each group of the prior."""

    def __init__(self, tensors: Mapping[str, NDArray], groups: Sequence[int]) -> None:
        self._network = RefineNetwork(tensors, groups)

    def run(
        self,
        pixels: Pixels,
        y: NDArray[np.float32],
        code: Coder,
        rate: int,
        weight: float,
        steps: int,
        tables: Mapping[str, NDArray[np.float32]],
        stop: StopToken,
        report: Callable[[float], None],
    ) -> NDArray[np.float32]:
        """Refine y (h, w, M), in steps of the quantiser. weight: bits that a pixel's distortion of 1 is worth, which is
        a squared error of one of 255 levels, or 1 / PRICE of dissimilarity, mixed by `refined_share`.

        tables: step and FiLM tables at the rate point, each (C,). pixels: (16 h, 16 w, 3). Raises CancelledError
        between steps.
        """
        target = torch.from_numpy(pixels.astype(np.float32) / 255 - 0.5)
        ready = {k: torch.from_numpy(np.asarray(v, np.float32)) for k, v in tables.items()}
        dissimilarity, similar = Dissimilarity(target + 0.5), refined_share(torch.tensor(weight)).item()
        best, least, rate_of_learning = _tensor(y), math.inf, LEARNING_RATE
        mosaic, least_around = best, torch.full(y.shape[:2], math.inf)
        best_around = least_around
        latent, optimiser = _start(best, rate_of_learning)
        waited = 0
        for step in range(steps + 1):
            stop.check()
            now = latent.detach().clone()
            coded = code(now.numpy())
            quantised = torch.from_numpy(coded.values).requires_grad_(True)
            drawn = self._network.draw(quantised, ready)
            error = ((drawn - target) ** 2).view(len(y), 16, -1, 16, 3).sum((1, 3, 4))
            distortion = (1 - similar) * 65025 / 3 * error + similar * PRICE * dissimilarity.of_places(drawn + 0.5)
            total = distortion * weight + self._bits(quantised, latent, coded, rate)
            cost = coded.bits + weight * distortion.sum().item()
            around = _sum_around(total.detach())
            waited += 1
            if cost < least:
                best, best_around, least, waited = now, around, cost, 0
            mosaic = torch.where((around < least_around)[..., None], now, mosaic)
            least_around = torch.minimum(around, least_around)
            if waited == PATIENCE:
                rate_of_learning, waited = rate_of_learning / 2, 0
                if rate_of_learning < LEAST_RATE:
                    rate_of_learning = LEARNING_RATE
                latent, optimiser = _start(mosaic, rate_of_learning)
                mosaic, least_around = best, best_around
            else:
                total.sum().backward()
                assert latent.grad is not None and quantised.grad is not None
                latent.grad += quantised.grad
                optimiser.step()
                optimiser.zero_grad(set_to_none=True)
            if step < steps:
                report((step + 1) / steps)
        return best.numpy()

    def _bits(self, quantised: Tensor, latent: Tensor, coded: Coded, rate: int) -> Tensor:
        features = torch.from_numpy(coded.features.reshape(-1, coded.features.shape[-1]))
        return self._network.bits(quantised, latent, features, rate, torch.from_numpy(coded.costs))


def _tensor(y: NDArray[np.float32]) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(y))


def _start(latent: Tensor, rate: float) -> tuple[Tensor, torch.optim.Adam]:
    variable = latent.clone().requires_grad_(True)
    return variable, torch.optim.Adam([variable], lr=rate, betas=(0.9, 0.99))


def _sum_around(x: Tensor) -> Tensor:
    """Sums over 3x3 neighbourhoods, (h, w) -> (h, w)."""
    padded = F.pad(x, (1, 1, 1, 1))
    return sum(padded[i : i + x.shape[0], j : j + x.shape[1]] for i in range(3) for j in range(3))  # type: ignore[return-value]
