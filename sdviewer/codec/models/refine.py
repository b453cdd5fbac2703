"""Refinement of a latent while encoding, by gradient descent through the decoder. Needs torch; costs decoding nothing.

What is minimised is what the file then pays: in each step the coder itself quantises the latent (thrift, hyper latent
and all, in whole numbers) and says what it takes, and the networks draw what came out. The gradient of the bits is
that of the values before rounding, with every context as it was coded; the gradient of the error passes straight
through the rounding. The latent that was best as a whole is the result. It is still a latent before quantisation, so
that it can be coded at other rate points as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..types import Pixels, StopToken
from .refine_network import RefineNetwork

LEARNING_RATE = 0.01
"""Of Adam, in steps of the quantiser; falls to zero over the second half."""


@dataclass(frozen=True, slots=True)
class Coded:
    """What the coder makes of a latent: quantised values (h, w, M) in steps, features of the prior (h, w, F), bits."""

    values: NDArray[np.float32]
    features: NDArray[np.float32]
    bits: float


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
        """Refine y (h, w, M), in steps of the quantiser. weight: bits a pixel that a squared error of 1 is worth.

        tables: step and FiLM tables at the rate point, each (C,). pixels: (16 h, 16 w, 3). Raises CancelledError
        between steps.
        """
        target = torch.from_numpy(pixels.astype(np.float32) / 255 - 0.5)
        ready = {k: torch.from_numpy(np.asarray(v, np.float32)) for k, v in tables.items()}
        price = weight * 65025 / 3
        latent = torch.from_numpy(np.ascontiguousarray(y)).requires_grad_(True)
        optimiser = torch.optim.Adam([latent], lr=LEARNING_RATE, betas=(0.9, 0.99))
        best, least = y, math.inf
        for step in range(steps + 1):
            stop.check()
            now = latent.detach().numpy()
            coded = code(now)
            quantised = torch.from_numpy(coded.values).requires_grad_(True)
            error = ((self._network.draw(quantised, ready) - target) ** 2).sum() * price
            cost = coded.bits + error.item()
            if cost < least:
                best, least = now.copy(), cost
            if step == steps:
                break
            (error + self._bits(quantised, latent, coded, rate)).backward()
            assert latent.grad is not None and quantised.grad is not None
            latent.grad += quantised.grad
            optimiser.param_groups[0]["lr"] = LEARNING_RATE * min(1.0, 2 * (1 - step / steps))
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            report((step + 1) / steps)
        return best

    def _bits(self, quantised: Tensor, latent: Tensor, coded: Coded, rate: int) -> Tensor:
        features = torch.from_numpy(coded.features.reshape(-1, coded.features.shape[-1]))
        return self._network.bits(quantised, latent, features, rate)
