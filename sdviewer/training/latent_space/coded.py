"""Photos as the codec codes them: latents, what decoding gives back of them, and the pixels; squares cut from these."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...codec.diffusion.payload import step
from ...codec.latents.quantise import quantise
from ...codec.model import RATES

FACTOR = 8
"""Pixels a side of a place of the latents."""
RATE_POINTS = (75, 205)
"""Most photos are coded within these."""
ELSEWHERE = 0.15
"""Share of the photos that is coded at any rate point."""
FIRST = 100
"""Photos that are coded before the first batch."""


class Batch(NamedTuple):
    """latents, decoded: (N, C, side, side). pixels: (N, 3, FACTOR side, FACTOR side), 0..1."""

    latents: Tensor
    decoded: Tensor
    pixels: Tensor


class Coded:
    """Endless batches from `folder/latents/*.npy` (C, h, w) and `folder/pixels/*.npy` uint8 (8 h, 8 w, 3).

    With every batch one photo more is coded, or coded again at another rate point.
    """

    def __init__(self, folder: Path, side: int, seed: int) -> None:
        """side: of the squares, in places; smaller photos are left out."""
        self._folder, self._side = folder, side
        self._random = np.random.default_rng(seed)
        paths = sorted((folder / "latents").glob("[!.]*.npy"))
        self._paths = [p for p in paths if min(np.load(p, mmap_mode="r").shape[1:]) >= side]
        if not self._paths:
            raise SystemExit(f"No latents of at least {side} places a side in {folder}.")
        sample = [np.load(p).astype(np.float64) for p in self._paths[:: max(1, len(self._paths) // FIRST)]]
        self._units = np.concatenate([x.reshape(len(x), -1) for x in sample], 1).std(1)[:, None, None]
        self._turn = list(self._random.permutation(len(self._paths)))
        self._known: dict[int, tuple[NDArray, NDArray, NDArray]] = {}
        while len(self._known) < min(FIRST, len(self._paths)):
            self._code()

    def batch(self, count: int) -> Batch:
        self._code()
        known = list(self._known.values())
        parts = [self._square(*known[i]) for i in self._random.choice(len(known), count)]
        latents, decoded, pixels = (np.stack(values) for values in zip(*parts, strict=True))
        seen = torch.from_numpy(pixels).permute(0, 3, 1, 2).float().div_(255)
        return Batch(
            *(
                x.contiguous(memory_format=torch.channels_last)
                for x in (torch.from_numpy(latents).float(), torch.from_numpy(decoded).float(), seen)
            )
        )

    def _square(self, latents: NDArray, decoded: NDArray, photo: NDArray) -> tuple[NDArray, NDArray, NDArray]:
        top, left = (int(self._random.integers(n - self._side + 1)) for n in latents.shape[1:])
        rows, columns = slice(top, top + self._side), slice(left, left + self._side)
        seen = photo[FACTOR * top : FACTOR * rows.stop, FACTOR * left : FACTOR * columns.stop]
        return latents[:, rows, columns], decoded[:, rows, columns], seen

    def _code(self) -> None:
        """Code the photo whose turn it is."""
        number = self._turn.pop()
        self._turn.insert(0, number)
        latents = np.load(self._paths[number])
        points = RATE_POINTS if self._random.random() > ELSEWHERE else (0, RATES)
        unit = self._units * step(int(self._random.integers(*points)))
        decoded = (quantise(latents / unit) * unit).astype(np.float16)
        photo = np.load(self._folder / "pixels" / self._paths[number].name, mmap_mode="r")
        self._known[number] = (latents, decoded, photo)
