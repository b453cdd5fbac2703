"""From whatever was decoded to 8 bits of a colour space: profiles and code points, inks, palettes, deep samples.

Where a file's numbers are those of a well-known space they stay as they are, else they become sRGB. The work is done in
stripes of rows, so that a large picture needs no second full-size copy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ...types import ColourSpace, Pixels
from . import spaces
from .coded import BT2020, Clipped, Coded, linear_srgb, to_srgb
from .depth import Samples, to_bytes
from .icc import Conversion, StripeToRgb, plain_conversion, profile_conversion
from .stated import Colour

STRIPE_PIXELS = 1 << 20
"""Rows are converted in stripes of about this many pixels."""

_ALPHA_MODES = ("RGBA", "LA", "PA", "RGBa", "La")
_GREY_MODES = ("1", "L", "LA", "La")
_LOOKED_AT = 1 << 16
"""Pixels of a stripe, about, that are looked at for colours that sRGB lacks."""
_CLIPPED = "Some colours of the picture lie outside of sRGB, and were clipped to it."

Alpha = NDArray[np.uint8]
Stripe = Callable[[int, int], tuple[Pixels, Alpha | None]]
"""Pixels and alpha of the rows from the first number up to the second."""


@dataclass(frozen=True, slots=True)
class Arrays:
    """pixels: (H, W, 3) of the space. alpha: (H, W), straight, or None where opaque by format. notices: sentences."""

    pixels: Pixels
    alpha: Alpha | None
    space: ColourSpace
    notices: tuple[str, ...]


def to_arrays(image: Image.Image | Samples, colour: Colour, factor: int = 1) -> Arrays:
    """Of a loaded image, each pixel the mean of `factor` x `factor` of it."""
    notices, clipped = list(colour.notices), Clipped()
    if isinstance(image, Samples):
        has_alpha = image.alpha is not None
        stripe, space = _of_samples(image, colour, notices, clipped)
    else:
        has_alpha = image.mode in _ALPHA_MODES or "transparency" in image.info
        stripe, space = _of_image(image, colour, has_alpha, notices, clipped)
    height, width = -(-image.height // factor), -(-image.width // factor)
    pixels = np.empty((height, width, 3), np.uint8)
    alpha = np.empty((height, width), np.uint8) if has_alpha else None
    rows = max(1, STRIPE_PIXELS // image.width // factor)
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        colours, part = stripe(top * factor, min(bottom * factor, image.height))
        pixels[top:bottom], part = _means(colours, part, factor) if factor > 1 else (colours, part)
        if alpha is not None and part is not None:
            alpha[top:bottom] = part
    if clipped.worth_saying:
        notices.append(_CLIPPED)
    return Arrays(pixels, alpha, space, tuple(notices))


def _means(pixels: Pixels, alpha: Alpha | None, factor: int) -> tuple[Pixels, Alpha | None]:
    """Of squares of so many pixels a side; colours count as much as they are opaque."""
    image = Image.fromarray(pixels)
    if alpha is not None:
        image.putalpha(Image.fromarray(alpha))
    values = np.asarray(image.reduce(factor))
    return values[..., :3], values[..., 3] if alpha is not None else None


def in_srgb(pixels: Pixels, space: ColourSpace) -> Pixels:
    """Pixels of a space as those of sRGB, to which what it lacks is clipped."""
    converted = np.empty_like(pixels)
    rows = max(1, STRIPE_PIXELS // pixels.shape[1])
    for top in range(0, len(pixels), rows):
        converted[top : top + rows] = to_srgb(pixels[top : top + rows], spaces.SPACES[space].coded)
    return converted


def _of_image(
    image: Image.Image, colour: Colour, has_alpha: bool, notices: list[str], clipped: Clipped
) -> tuple[Stripe, ColourSpace]:
    coded, space = _of_code_points(colour, image.mode in _GREY_MODES)
    conversion = _conversion(image, colour, notices)

    def stripe(top: int, bottom: int) -> tuple[Pixels, Alpha | None]:
        part, alpha = image.crop((0, top, image.width, bottom)), None
        if has_alpha:
            part = part.convert("LA").convert("RGBA") if part.mode == "La" else part.convert("RGBA")
            alpha = np.asarray(part.getchannel("A"))
        pixels = _converted(part, conversion, clipped)
        return (to_srgb(pixels, coded, clipped) if coded else pixels), alpha

    return stripe, space or conversion.space


def _of_samples(samples: Samples, colour: Colour, notices: list[str], clipped: Clipped) -> tuple[Stripe, ColourSpace]:
    """A profile is applied to 8 bits, since Pillow gives Little CMS no more."""
    coded, space = _of_code_points(colour, samples.mode == "L")
    conversion = _conversion(Image.new(samples.mode, (1, 1)), colour, notices)

    def stripe(top: int, bottom: int) -> tuple[Pixels, Alpha | None]:
        words = samples.rows(top, bottom)
        alpha = samples.alpha(top, bottom) if samples.alpha else None
        if coded and samples.mode != "CMYK":
            return to_srgb(np.broadcast_to(words, (*words.shape[:2], 3)), coded, clipped), alpha
        numbers = to_bytes(words)
        part = Image.fromarray(numbers[..., 0] if samples.mode == "L" else numbers, samples.mode)
        return _converted(part, conversion, clipped), alpha

    return stripe, space or conversion.space


def _of_code_points(colour: Colour, grey: bool) -> tuple[Coded | None, ColourSpace | None]:
    """From what has to be converted, or the space in which the numbers are."""
    space = spaces.named(colour.coded) if colour.coded and not grey else None
    return (None if space else colour.coded), space


def _conversion(image: Image.Image, colour: Colour, notices: list[str]) -> Conversion:
    if colour.icc and not colour.coded:
        return profile_conversion(image, colour.icc, notices)
    return Conversion(plain_conversion(image))


def _converted(part: Image.Image, conversion: Conversion, clipped: Clipped) -> Pixels:
    if conversion.widely is not None:
        clipped.count(_wide_light(part, conversion.widely))
    return np.asarray(conversion.apply(part))


def _wide_light(part: Image.Image, to_bt2020: StripeToRgb) -> NDArray[np.float32]:
    """Linear light of sRGB's primaries of some of the pixels."""
    step = ceil(sqrt(part.width * part.height / _LOOKED_AT))
    some = part.resize((ceil(part.width / step), ceil(part.height / step)), Image.Resampling.NEAREST)
    return linear_srgb(np.asarray(to_bt2020(some)), BT2020)
