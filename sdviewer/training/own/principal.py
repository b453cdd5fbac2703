"""The linear codec: principal components of 16x16x3 patches (Karhunen-Loeve transform)."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional as F

from ...codec.own.patches import PATCH
from ..photos import Squares
from .network import OwnModel


@torch.no_grad()
def start_from_linear(model: OwnModel, squares: Squares, size: int = 128, patches: int = 60_000) -> None:
    """Set the linear skips of both transforms to the first principal components, the networks staying at zero."""
    rows: list[torch.Tensor] = []
    while sum(r.shape[0] for r in rows) < patches:
        x = F.pixel_unshuffle(squares.batch(32, size), PATCH)
        rows.append(x.permute(0, 2, 3, 1).reshape(-1, x.shape[1]))
    values = torch.cat(rows).double()
    covariance = values.T @ values / values.shape[0]
    energy, vectors = np.linalg.eigh(covariance.numpy())
    kept = model.config.latent
    basis = torch.from_numpy(np.ascontiguousarray(vectors[:, ::-1][:, :kept])).float()
    model.analysis.linear.weight.copy_(basis.T[:, :, None, None])
    model.synthesis.linear.weight.copy_(basis[:, :, None, None])
    spread = torch.from_numpy(np.ascontiguousarray(energy[::-1][:kept])).float().clamp(min=0).sqrt()
    model.synthesis.norm.copy_((1 / (spread + 0.1))[None, :, None, None])
