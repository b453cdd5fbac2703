"""How much an autoencoder's decoder makes of an error in each channel of the latent; for the steps of the quantiser.

At equal bits the pixels' squared error is least where every channel's error weighs alike in pixels, so that steps go
with one over the root of the gain, whatever the channel's own deviation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

from ..model import Latent
from ..types import StopToken
from .network.build import build
from .network.winograd import order

SIDE = 24
"""Places a side of the latents that are looked at, from their middle."""


def load(config: Mapping[str, Any], weights: Path, device: str, dtype: torch.dtype = torch.float32) -> Any:
    """The network, to be differentiated by its input."""
    module = build(config, weights)
    tensors = {name: tensor.to(dtype) for name, tensor in load_file(weights).items()}
    module.load_state_dict(tensors, assign=True)
    return module.eval().requires_grad_(False).to(device, memory_format=order(module, device))


def gains(module: Any, latents: Sequence[Latent], stop: StopToken) -> NDArray[np.float64]:
    """Squared error of all pixels per squared error of one latent, (C,), mean over latents (h, w, C).

    By products of the Jacobian with random signs, whose mean square is the sum of squares of its columns (Hutchinson
    1989). Raises CancelledError, torch's errors of memory.
    """
    squares = []
    signs = torch.Generator().manual_seed(0)
    for latent in latents:
        stop.check()
        top, left = (max(0, (size - SIDE) // 2) for size in latent.shape[:2])
        middle = np.ascontiguousarray(latent[top : top + SIDE, left : left + SIDE].transpose(2, 0, 1))[None]
        z = torch.from_numpy(middle).to(next(module.parameters()).device).requires_grad_()
        drawn = module.decode(z).sample
        drawn.backward(torch.randint(2, drawn.shape, generator=signs).to(drawn) * 2 - 1)
        assert z.grad is not None
        squares.append(z.grad.square().mean((0, 2, 3)).double().cpu().numpy())
    return np.asarray(np.mean(squares, 0))
