"""Refinement of a latent while encoding, by moves from number to number that gradients through the decoder propose.

Needs torch; costs decoding nothing.

What is minimised is what the file then pays: in each step the coder itself quantises the latent (thrift, hyper latent
and all, in whole numbers) and says what it takes, and the networks draw what came out. A value can go on to the next
number up or down. What that would cost is estimated: the gradient of the distortion and of the contexts' bits, the
curvature of the distortion, which is about that of the transform's linear part, and what the tables say of the two
numbers. Most moves that should save something are tried at once. They get into each other's way, so at each place the
best values so far are kept, by the cost around it: where trying paid, moves go on from there; where it didn't, fewer
are tried, the most promising ones. Eight steps gain what a hundred of gradient descent did, whose gradients mostly
undo the rounding.

The latent that was best as a whole is the result. It is still a latent before quantisation, so that it can be coded at
other rate points.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F
from torch.overrides import TorchFunctionMode

from ..types import Pixels, StopToken
from .refine_network import RefineNetwork
from .refine_similarity import PRICE, Dissimilarity, refined_share

CAUTION = 2.0
"""How much more than in the linear part a move's square costs: the networks draw more, and moves overlap."""
INSIDE = 0.7
"""Where a value is put that is to go on to the next number, in steps from the number it is at now: to 1 it would move
the hyper latent more, to 0.5 it would be rounded back."""
FIRST_SHARE, LEAST_SHARE = 0.7, 0.003
"""Share of the moves that is tried at first, and after all steps where none of them paid."""


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
        prices: NDArray[np.float32],
        stop: StopToken,
        report: Callable[[float], None],
        importance: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """Refine y (h, w, M), in steps of the quantiser. weight: bits that a pixel's distortion of 1 is worth, which is
        a squared error of one of 255 levels, or 1 / PRICE of dissimilarity, mixed by `refined_share`.

        tables: step and FiLM tables at the rate point, each (C,). prices: bits that a squared error of one step is
        worth in the linear part, (M,). pixels: (16 h, 16 w, 3). importance: what the distortion of each place is
        multiplied by, (h, w). Raises CancelledError.
        """
        target = torch.from_numpy(pixels.astype(np.float32) / 255 - 0.5)
        ready = {k: torch.from_numpy(np.asarray(v, np.float32)) for k, v in tables.items()}
        dissimilarity, similar = Dissimilarity(target + 0.5), refined_share(torch.tensor(weight)).item()
        counts = torch.ones(y.shape[:2]) if importance is None else torch.from_numpy(importance)
        squares = CAUTION * torch.from_numpy(prices) * counts[..., None]

        def tried(latent: Tensor) -> _Tried:
            coded = code(latent.numpy())
            values = torch.from_numpy(coded.values).requires_grad_(True)
            drawn = self._network.draw(values, ready)
            error = ((drawn - target) ** 2).view(len(y), 16, -1, 16, 3).sum((1, 3, 4))
            distortion = (1 - similar) * 65025 / 3 * error + similar * PRICE * dissimilarity.of_places(drawn + 0.5)
            features = torch.from_numpy(coded.features.reshape(-1, coded.features.shape[-1]))
            bits, up, down = self._network.bits(values, features, rate, torch.from_numpy(coded.costs))
            paid = weight * counts * distortion
            total = paid + bits
            total.sum().backward()
            assert values.grad is not None
            up, down = up + squares + values.grad, down + squares - values.grad
            cost = coded.bits + paid.sum().item()
            around = _sum_around(total.detach())
            return _Tried(latent, cost, around, values.detach(), torch.minimum(up, down), torch.where(up < down, 1, -1))

        with _Looking(stop):
            best = first = tried(torch.from_numpy(np.ascontiguousarray(y)))
            search = _Search(first, (LEAST_SHARE / FIRST_SHARE) ** (1 / steps))
            for step in range(1, steps + 1):
                found = tried(search.moved() if step < steps else search.latent)
                search.learn(found)
                best = min(best, found, key=lambda one: one.cost)
                report(step / steps)
        return best.latent.numpy()


class _Looking(TorchFunctionMode):
    """Looks at a token before each operation of torch, and on the way back at each of the large ones: a step of the
    descent takes half a second and more."""

    def __init__(self, stop: StopToken) -> None:
        super().__init__()
        self._stop = stop

    def __torch_function__(
        self, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        self._stop.check()
        result = function(*args, **(kwargs or {}))
        if function in (torch.conv2d, torch.addmm) and result.requires_grad:
            result.register_hook(lambda _: self._stop.check())
        return result


@dataclass(frozen=True, slots=True)
class _Tried:
    """A latent (h, w, M); its cost in bits, and that around each place (h, w); the values it was quantised to, what the
    better move of each should change, and whether that goes up (1) or down (-1), all (h, w, M)."""

    latent: Tensor
    cost: float
    around: Tensor
    values: Tensor
    change: Tensor
    direction: Tensor


class _Search:
    """The best that was tried at each place, and the share of the moves from there that is tried next."""

    def __init__(self, first: _Tried, shrink: float) -> None:
        self._shrink = shrink
        self.latent = first.latent
        self._around, self._share = first.around, torch.full_like(first.around, FIRST_SHARE)
        self._change, self._goal = first.change, first.values + INSIDE * first.direction

    def learn(self, found: _Tried) -> None:
        better = found.around < self._around
        self._around = torch.where(better, found.around, self._around)
        self._share = torch.where(better, self._share, self._share * self._shrink)
        places = better[..., None]
        self.latent = torch.where(places, found.latent, self.latent)
        self._change = torch.where(places, found.change, self._change)
        self._goal = torch.where(places, found.values + INSIDE * found.direction, self._goal)

    def moved(self) -> Tensor:
        """The latent with moves at all places: of those that should save bits, a share, the best ones."""
        ordered, _ = self._change.sort(dim=2)
        count = (self._share * (ordered < 0).sum(2)).round().long()
        least = ordered.gather(2, (count - 1).clamp(min=0)[..., None])
        return torch.where((self._change <= least) & (count > 0)[..., None], self._goal, self.latent)


def _sum_around(x: Tensor) -> Tensor:
    """Sums over 3x3 neighbourhoods, (h, w) -> (h, w)."""
    padded = F.pad(x, (1, 1, 1, 1))
    return sum(padded[i : i + x.shape[0], j : j + x.shape[1]] for i in range(3) for j in range(3))  # type: ignore[return-value]
