"""A picture as a Pillow image, on white, turned and smaller."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..types import Picture, Pixels
from .colour.arrays import in_srgb

_BAND_PIXELS = 1 << 20


def reduced(picture: Picture, max_side: int) -> Picture:
    """A copy whose longer side is at most `max_side` pixels; the picture itself where it is small enough."""
    if max(picture.width, picture.height) <= max_side:
        return picture
    image = pil_image(picture)
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return _with_values(picture, np.asarray(image))


def shrunk(image: Image.Image, factor: int) -> Image.Image:
    """A loaded image whose pixels are the means of `factor` x `factor`, made in bands: it takes no more memory."""
    band = factor * max(1, _BAND_PIXELS // (image.width * factor))
    small = Image.new(image.mode, (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, image.height, band):
        rows = image.crop((0, top, image.width, min(top + band, image.height)))
        small.paste(rows.reduce(factor), (0, top // factor))
    return small


def scaled(picture: Picture, size: tuple[int, int]) -> Picture:
    """A copy of this width and height, by Lanczos' filter where it is smaller, by a bicubic one where it is larger."""
    smaller = size[0] * size[1] < picture.width * picture.height
    image = pil_image(picture).resize(size, Image.Resampling.LANCZOS if smaller else Image.Resampling.BICUBIC)
    return _with_values(picture, np.asarray(image))


def _with_values(picture: Picture, values: NDArray[np.uint8]) -> Picture:
    """values: (H, W, 3), or 4 where the picture has alpha."""
    if picture.alpha is None:
        return replace(picture, pixels=values)
    return replace(picture, pixels=np.ascontiguousarray(values[..., :3]), alpha=np.ascontiguousarray(values[..., 3]))


def spread(picture: Picture, side: int, across: int) -> Picture:
    """Squares of `side` pixels from `across` x `across` places all over a picture, put together; the picture itself
    where it has hardly more pixels."""
    if picture.width * picture.height <= 2 * (side * across) ** 2:
        return picture
    alpha = None if picture.alpha is None else _squares(picture.alpha, side, across)
    return replace(picture, pixels=_squares(picture.pixels, side, across), alpha=alpha)


def _squares(plane: NDArray[np.uint8], side: int, across: int) -> NDArray[np.uint8]:
    """Of an array (H, W, ...); where a side of it is short, its squares overlap or are cut."""
    tops, lefts = (np.linspace(0, max(0, length - side), across).round().astype(int) for length in plane.shape[:2])
    rows = [np.concatenate([plane[top : top + side, left : left + side] for left in lefts], axis=1) for top in tops]
    return np.ascontiguousarray(np.concatenate(rows))


def pil_image(picture: Picture) -> Image.Image:
    """The picture as a Pillow image, RGB or RGBA, without metadata."""
    image = Image.fromarray(picture.pixels)
    if picture.alpha is not None:
        image.putalpha(Image.fromarray(picture.alpha))
    return image


def flattened(picture: Picture) -> Pixels:
    """The pixels as they look on white, (H, W, 3) uint8 of the picture's space: for formats without alpha."""
    if picture.alpha is None:
        return picture.pixels
    white = Image.new("RGB", (picture.width, picture.height), "white")
    white.paste(Image.fromarray(picture.pixels), mask=Image.fromarray(picture.alpha))
    return np.asarray(white)


def as_srgb(picture: Picture) -> Picture:
    """The picture in sRGB, to which colours that it lacks are clipped; itself where it is."""
    if picture.space == "srgb":
        return picture
    return replace(picture, pixels=in_srgb(picture.pixels, picture.space), space="srgb")


def seen(picture: Picture) -> Pixels:
    """The pixels as a screen of sRGB shows them on white, (H, W, 3) uint8: what is measured, whatever their space."""
    return flattened(as_srgb(picture))


def overlapping(first: Picture, second: Picture, at_corner: bool = False) -> tuple[Picture, Picture]:
    """Of each the pixels that both have where they lie centre on centre, or corner on corner; views, no copies."""
    width, height = min(first.width, second.width), min(first.height, second.height)

    def part(picture: Picture) -> Picture:
        left, top = (0, 0) if at_corner else ((picture.width - width) // 2, (picture.height - height) // 2)
        rows, columns = slice(top, top + height), slice(left, left + width)
        alpha = None if picture.alpha is None else picture.alpha[rows, columns]
        return replace(picture, pixels=picture.pixels[rows, columns], alpha=alpha)

    return part(first), part(second)


def turned(plane: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Upright, of an array (H, W, ...) with an EXIF orientation."""
    if orientation >= 5:  # mirrored at the diagonal first
        plane = plane.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        plane = plane[::-1]
    if orientation in (2, 3, 6, 7):
        plane = plane[:, ::-1]
    return np.ascontiguousarray(plane)
