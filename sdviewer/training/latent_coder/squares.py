"""Squares of latents and of their photos, from what `latent_space.encode` made."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ...codec.diffusion.payload import step
from .network import FACTOR

RATE_POINTS = (70, 170)
"""Squares are coded within these."""


class Batch(NamedTuple):
    """latents: (N, C, side, side), in units; pixels: (N, 3, 8 side, 8 side), 0..1; steps: (N,)."""

    latents: Tensor
    pixels: Tensor
    steps: Tensor


class Squares:
    """Endless batches from `folder/latents/*.npy` (C, h, w) and `folder/pixels/*.npy` uint8 (8 h, 8 w, 3)."""

    def __init__(self, folder: Path, units: np.ndarray, side: int, seed: int) -> None:
        """units: of the latents, (C,); side: of the squares, in places; smaller photos are left out."""
        self._units, self._side, self._random = units[:, None, None], side, np.random.default_rng(seed)
        found = [(path, np.load(path, mmap_mode="r")) for path in sorted((folder / "latents").glob("[!.]*.npy"))]
        kept = [(path, latent) for path, latent in found if min(latent.shape[1:]) >= side]
        if not kept:
            raise SystemExit(f"No latents of at least {side} places a side in {folder}.")
        self._latents = [latent for _, latent in kept]
        self._photos = [np.load(folder / "pixels" / path.name, mmap_mode="r") for path, _ in kept]
        weights = np.sqrt([float(latent[0].size) for latent in self._latents])
        self._chances = weights / weights.sum()

    def batch(self, count: int) -> Batch:
        latents, photos = zip(*(self._square(i) for i in self._pick(count)), strict=True)
        steps = [step(int(self._random.integers(*RATE_POINTS))) for _ in range(count)]
        pixels = torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().div_(255)
        return Batch(
            torch.from_numpy(np.stack(latents)),
            pixels.contiguous(memory_format=torch.channels_last),
            torch.tensor(steps, dtype=torch.float32),
        )

    def _pick(self, count: int) -> np.ndarray:
        return self._random.choice(len(self._latents), count, p=self._chances)

    def _square(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        latent = self._latents[number]
        top, left = (int(self._random.integers(n - self._side + 1)) for n in latent.shape[1:])
        bottom, right = top + self._side, left + self._side
        photo = self._photos[number][FACTOR * top : FACTOR * bottom, FACTOR * left : FACTOR * right]
        return latent[:, top:bottom, left:right].astype(np.float32) / self._units, np.array(photo)
