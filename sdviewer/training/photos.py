"""Training pictures in memory, and random squares cut from them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from ..bench.faces import is_kept_out
from .graphics import drawing

DRAWN = 1 / 32
"""Share of the squares that is drawn instead of cut from a photo."""
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


def read_photos(folder: Path, smallest: int = 128) -> list[np.ndarray]:
    """All pictures of a folder, sRGB uint8 (H, W, 3), that are at least `smallest` pixels on both sides, without those
    that the benchmark keeps for itself."""
    photos = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in SUFFIXES and not is_kept_out(path):
            pixels = read(path)
            if min(pixels.shape[:2]) >= smallest:
                photos.append(pixels)
    if not photos:
        raise SystemExit(f"No pictures of at least {smallest} pixels in {folder}.")
    return photos


def read(path: Path) -> np.ndarray:
    """One of them."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


class Squares:
    """Endless batches of random squares, each pixel equally likely, flipped and transposed at random; a few drawn.

    The photos lie on `device` as they are, 8 bits a value, and are cut there.
    """

    def __init__(self, photos: Sequence[np.ndarray], seed: int, device: torch.device | str = "cpu") -> None:
        self._photos = [torch.tensor(p, device=device) for p in photos]
        self._random = np.random.default_rng(seed)
        areas = np.array([p.shape[0] * p.shape[1] for p in photos], dtype=np.float64)
        self._weights = areas / areas.sum()
        self._device = device

    def batch(self, count: int, size: int) -> torch.Tensor:
        """(count, 3, size, size) float32, -0.5..0.5, channels last."""
        chosen = self._random.choice(len(self._photos), count, p=self._weights)
        squares = torch.stack([self._square(self._photos[i], size) for i in chosen])
        return squares.permute(0, 3, 1, 2).float().div_(255).sub_(0.5)

    def _square(self, photo: torch.Tensor, size: int) -> torch.Tensor:
        if self._random.random() < DRAWN:
            return torch.from_numpy(drawing(size, self._random).copy()).to(self._device)
        top = self._random.integers(photo.shape[0] - size + 1)
        left = self._random.integers(photo.shape[1] - size + 1)
        square = photo[top : top + size, left : left + size]
        if self._random.random() < 0.5:
            square = square.flip(1)
        if self._random.random() < 0.25:
            square = square.transpose(0, 1)
        return square
