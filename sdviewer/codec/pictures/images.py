"""A picture as a Pillow image, on white, turned and smaller."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..types import Picture, Pixels


def reduced(picture: Picture, max_side: int) -> Picture:
    """A copy whose longer side is at most `max_side` pixels; the picture itself where it is small enough."""
    if max(picture.width, picture.height) <= max_side:
        return picture
    image = pil_image(picture)
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if picture.alpha is None:
        return replace(picture, pixels=np.asarray(image))
    values = np.asarray(image)
    return replace(picture, pixels=np.ascontiguousarray(values[..., :3]), alpha=np.ascontiguousarray(values[..., 3]))


def pil_image(picture: Picture) -> Image.Image:
    """The picture as a Pillow image, RGB or RGBA, without metadata."""
    image = Image.fromarray(picture.pixels)
    if picture.alpha is not None:
        image.putalpha(Image.fromarray(picture.alpha))
    return image


def flattened(picture: Picture) -> Pixels:
    """The pixels as they look on white, (H, W, 3) uint8: for formats and metrics without alpha."""
    if picture.alpha is None:
        return picture.pixels
    white = Image.new("RGB", (picture.width, picture.height), "white")
    white.paste(Image.fromarray(picture.pixels), mask=Image.fromarray(picture.alpha))
    return np.asarray(white)


def turned(plane: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Upright, of an array (H, W, ...) with an EXIF orientation."""
    if orientation >= 5:  # mirrored at the diagonal first
        plane = plane.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        plane = plane[::-1]
    if orientation in (2, 3, 6, 7):
        plane = plane[:, ::-1]
    return np.ascontiguousarray(plane)
