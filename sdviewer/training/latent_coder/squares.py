"""Squares of latents and of their photos, from what `latent_space.encode` made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ...codec.diffusion.payload import step
from .network import FACTOR


class Batch(NamedTuple):
    """latents: (N, C, side, side), in units; pixels: (N, 3, 8 side, 8 side), 0..1; steps: (N,); others: (N, K, side,
    side), in units, where `Squares` has them."""

    latents: Tensor
    pixels: Tensor
    steps: Tensor
    others: Tensor | None


@dataclass(frozen=True)
class Others:
    """Latents of another space, of the same photos: a folder of them, and their units, (K,)."""

    folder: Path
    units: np.ndarray


class Squares:
    """Endless batches from `folder/latents/*.npy` (C, h, w) and `folder/pixels/*.npy` uint8 (8 h, 8 w, 3)."""

    def __init__(
        self, folder: Path, units: np.ndarray, side: int, rates: tuple[int, int], seed: int, others: Others | None
    ) -> None:
        """units: of the latents, (C,); side: of the squares, in places; smaller photos are left out; rates: points
        between which they are coded."""
        self._units, self._side, self._random = units[:, None, None], side, np.random.default_rng(seed)
        self._rates = rates
        found = [(path, np.load(path, mmap_mode="r")) for path in sorted((folder / "latents").glob("[!.]*.npy"))]
        kept = [(path, latent) for path, latent in found if min(latent.shape[1:]) >= side]
        if not kept:
            raise SystemExit(f"No latents of at least {side} places a side in {folder}.")
        self._latents = [latent for _, latent in kept]
        self._photos = [np.load(folder / "pixels" / path.name, mmap_mode="r") for path, _ in kept]
        self._others: list[np.ndarray] = []
        if others is not None:
            self._others = [np.load(others.folder / path.name, mmap_mode="r") for path, _ in kept]
            self._other_units = others.units[:, None, None]
        weights = np.sqrt([float(latent[0].size) for latent in self._latents])
        self._chances = weights / weights.sum()

    def batch(self, count: int) -> Batch:
        latents, photos, others = zip(*(self._square(i) for i in self._pick(count)), strict=True)
        steps = [step(int(self._random.integers(*self._rates))) for _ in range(count)]
        pixels = torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().div_(255)
        return Batch(
            torch.from_numpy(np.stack(latents)),
            pixels.contiguous(memory_format=torch.channels_last),
            torch.tensor(steps, dtype=torch.float32),
            torch.from_numpy(np.stack(others)) if self._others else None,
        )

    def _pick(self, count: int) -> np.ndarray:
        return self._random.choice(len(self._latents), count, p=self._chances)

    def _square(self, number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
        latent = self._latents[number]
        top, left = (int(self._random.integers(n - self._side + 1)) for n in latent.shape[1:])
        bottom, right = top + self._side, left + self._side
        photo = self._photos[number][FACTOR * top : FACTOR * bottom, FACTOR * left : FACTOR * right]
        other = None
        if self._others:
            other = self._others[number][:, top:bottom, left:right].astype(np.float32) / self._other_units
        return latent[:, top:bottom, left:right].astype(np.float32) / self._units, np.array(photo), other
