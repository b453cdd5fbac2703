"""Squares of flat colour, shapes and text, which photos hardly have and screenshots and drawings consist of."""

from __future__ import annotations

from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;-()"


def drawing(size: int, random: np.random.Generator) -> np.ndarray:
    """uint8 (size, size, 3), sRGB: one colour only, or shapes and lines of text on it."""
    image = Image.new("RGB", (size, size), _colour(random))
    if random.random() < 0.5:
        pen = ImageDraw.Draw(image)
        for _ in range(random.integers(0, 6)):
            _shape(pen, size, random)
        if random.random() < 0.6:
            _text(pen, size, random)
    return np.asarray(image)


def _colour(random: np.random.Generator) -> tuple[int, int, int]:
    """Half of them grey, white and black more than others."""
    if random.random() < 0.5:
        grey = int(random.choice((0, 255, random.integers(256))))
        return grey, grey, grey
    red, green, blue = (int(v) for v in random.integers(256, size=3))
    return red, green, blue


def _shape(pen: ImageDraw.ImageDraw, size: int, random: np.random.Generator) -> None:
    (left, right), (top, bottom) = np.sort(random.integers(-size // 4, size + size // 4, (2, 2))).tolist()
    kind = random.integers(3)
    if kind == 0:
        pen.rectangle((left, top, right, bottom), fill=_colour(random))
    elif kind == 1:
        pen.ellipse((left, top, right, bottom), fill=_colour(random))
    else:
        pen.line((left, top, right, bottom), fill=_colour(random), width=int(random.integers(1, 4)))


def _text(pen: ImageDraw.ImageDraw, size: int, random: np.random.Generator) -> None:
    height = int(random.choice((10, 12, 14, 18, 24, 40)))
    colour, left = _colour(random), int(random.integers(size // 2))
    for top in range(int(random.integers(size // 2)), int(random.integers(size // 2, size + 1)), height * 3 // 2):
        letters = random.choice(list(LETTERS + 20 * " "), 2 * size // height)
        pen.text((left, top), "".join(letters), font=_font(height), fill=colour)


@cache
def _font(height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(height)
