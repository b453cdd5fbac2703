"""Colours under full transparency, which nobody sees but lossy coders spend bytes on and let bleed into what is seen.

They are filled from the visible ones around them by push and pull (Gortler et al., The Lumigraph, 1996): averages over
ever larger squares, laid back into the gaps smoothly. So a coder finds no edge where the visible ends.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..types import Picture, Pixels

Floats = NDArray[np.float32]


def without_hidden_colours(picture: Picture) -> Picture:
    """The picture with other colours where its alpha is 0; itself where nothing is hidden, or nothing is visible."""
    if picture.alpha is None:
        return picture
    visible = picture.alpha > 0
    if visible.all():
        return picture
    if not visible.any():
        return replace(picture, pixels=np.full_like(picture.pixels, 128))
    return replace(picture, pixels=filled(picture.pixels, visible))


def filled(pixels: Pixels, visible: NDArray[np.bool_]) -> Pixels:
    """Pixels (H, W, 3) with those that aren't `visible` (H, W) taken from those that are, of which there is one."""
    weights = visible.astype(np.float32)
    levels: list[tuple[Floats, NDArray[np.bool_]]] = []
    colours = np.where(visible[..., None], pixels, 0).astype(np.float32)
    while not weights.all():
        levels.append((colours, weights > 0))
        colours, weights = _halved(colours, weights)
    for known, there in reversed(levels):
        colours = np.where(there[..., None], known, _enlarged(colours, known.shape[:2]))
    return np.where(visible[..., None], pixels, np.rint(colours).clip(0, 255).astype(np.uint8))


def _halved(colours: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Averages of squares of 2 x 2 over what is known in them, and 1 where that is anything, else 0."""
    padding = [(0, side % 2) for side in weights.shape]
    weights = np.pad(weights, padding)
    colours = np.pad(colours, [*padding, (0, 0)]) * weights[..., None]
    height, width = (side // 2 for side in weights.shape)
    total = weights.reshape(height, 2, width, 2).sum((1, 3))
    summed = colours.reshape(height, 2, width, 2, 3).sum((1, 3))
    return summed / np.maximum(total, 1)[..., None], (total > 0).astype(np.float32)


def _enlarged(colours: Floats, shape: tuple[int, ...]) -> Floats:
    """To twice the size, less what `_halved` padded."""
    size = 2 * colours.shape[1], 2 * colours.shape[0]
    planes = [Image.fromarray(np.ascontiguousarray(colours[..., k])) for k in range(3)]
    enlarged = np.stack([np.asarray(plane.resize(size, Image.Resampling.BILINEAR)) for plane in planes], -1)
    return np.asarray(enlarged[: shape[0], : shape[1]], np.float32)
