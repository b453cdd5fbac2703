"""Muon for matrices, Adam for the rest; what every training loop does around a step.

Muon (Jordan et al. 2024): momentum, then the update of each matrix is replaced by the nearest orthogonal one, found by
Newton-Schulz iterations; here with the coefficients of Polar Express (Amsel et al. 2025).
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

COEFFICIENTS = (
    (8.28721201814563, -23.595886519098837, 17.300387312530933),
    (4.107059111542203, -2.9478499167379106, 0.5448431082926601),
    (3.9486908534822946, -2.908902115962949, 0.5518191394370137),
    (3.3184196573706015, -2.488488024314874, 0.51004894012372),
)


def orthogonalise(matrix: Tensor) -> Tensor:
    """Approximately the nearest orthogonal matrix to `matrix` (..., rows, columns)."""
    transposed = matrix.shape[-2] > matrix.shape[-1]
    x = matrix.mT if transposed else matrix
    x = x / (x.norm(dim=(-2, -1), keepdim=True) * 1.02 + 1e-7)
    for a, b, c in COEFFICIENTS:
        square = x @ x.mT
        x = a * x + (b * square + c * square @ square) @ x
    return x.mT if transposed else x


class Muon(torch.optim.Optimizer):
    """Muon over weights of two or four dimensions (a convolution is the matrix outputs x the rest)."""

    def __init__(self, weights: Iterable[nn.Parameter], lr: float, momentum: float = 0.95, decay: float = 0.1) -> None:
        super().__init__(list(weights), {"lr": lr, "momentum": momentum, "decay": decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            by_shape: dict[tuple[int, int], list[nn.Parameter]] = {}
            for weight in group["params"]:
                if weight.grad is not None:
                    by_shape.setdefault((weight.shape[0], weight[0].numel()), []).append(weight)
            for (rows, columns), weights in by_shape.items():
                updates = [self._momentum(w, group["momentum"]).reshape(rows, columns) for w in weights]
                scale = group["lr"] * max(1.0, rows / columns) ** 0.5
                for weight, update in zip(weights, orthogonalise(torch.stack(updates)), strict=True):
                    weight.mul_(1 - group["lr"] * group["decay"])
                    weight.add_(update.reshape(weight.shape), alpha=-scale)

    def _momentum(self, weight: nn.Parameter, momentum: float) -> Tensor:
        assert weight.grad is not None
        state = self.state[weight]
        if "buffer" not in state:
            state["buffer"] = torch.zeros_like(weight)
        state["buffer"].lerp_(weight.grad, 1 - momentum)
        return weight.grad.lerp(state["buffer"], momentum)


def keep_base(optimisers: Iterable[torch.optim.Optimizer]) -> None:
    """Note the learning rates of now, which `begin_step` multiplies."""
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["base"] = group["lr"]


def begin_step(optimisers: Iterable[torch.optim.Optimizer], factor: float) -> None:
    """Forget the gradients, and take the share `factor` of the learning rates."""
    for optimiser in optimisers:
        optimiser.zero_grad(set_to_none=True)
        for group in optimiser.param_groups:
            group["lr"] = group["base"] * factor


@torch.no_grad()
def follow(average: nn.Module, model: nn.Module, step: int) -> None:
    """Move the averaged weights towards the model's: over about 1,000 steps, at the beginning over fewer."""
    decay = min(0.999, step / (step + 20))
    torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - decay)
