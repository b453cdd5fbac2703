"""From whatever was decoded to sRGB with 8 bits: colour spaces, inks, palettes, deep samples.

The work is done in stripes of rows, so that a large picture needs no second full-size copy.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ...types import Pixels
from .coded import to_srgb
from .depth import Samples, to_bytes
from .icc import plain_conversion, profile_conversion
from .stated import Colour

STRIPE_PIXELS = 1 << 20
"""Rows are converted in stripes of about this many pixels."""

_ALPHA_MODES = ("RGBA", "LA", "PA", "RGBa", "La")

Alpha = NDArray[np.uint8]
Stripe = Callable[[int, int], tuple[Pixels, Alpha | None]]
"""Pixels and alpha of the rows from the first number up to the second."""


def to_arrays(image: Image.Image | Samples, colour: Colour) -> tuple[Pixels, Alpha | None, list[str]]:
    """sRGB pixels (H, W, 3), straight alpha (H, W) or None where opaque by format, and notices, of a loaded image."""
    notices = list(colour.notices)
    if isinstance(image, Samples):
        stripe, has_alpha = _of_samples(image, colour, notices), image.alpha is not None
    else:
        has_alpha = image.mode in _ALPHA_MODES or "transparency" in image.info
        stripe = _of_image(image, colour, has_alpha, notices)
    pixels = np.empty((image.height, image.width, 3), np.uint8)
    alpha = np.empty((image.height, image.width), np.uint8) if has_alpha else None
    rows = max(1, STRIPE_PIXELS // image.width)
    for top in range(0, image.height, rows):
        bottom = min(top + rows, image.height)
        pixels[top:bottom], part = stripe(top, bottom)
        if alpha is not None and part is not None:
            alpha[top:bottom] = part
    return pixels, alpha, notices


def _of_image(image: Image.Image, colour: Colour, has_alpha: bool, notices: list[str]) -> Stripe:
    convert = profile_conversion(image, colour.icc, notices) if colour.icc else plain_conversion(image)

    def stripe(top: int, bottom: int) -> tuple[Pixels, Alpha | None]:
        part, alpha = image.crop((0, top, image.width, bottom)), None
        if has_alpha:
            part = part.convert("LA").convert("RGBA") if part.mode == "La" else part.convert("RGBA")
            alpha = np.asarray(part.getchannel("A"))
        pixels = np.asarray(convert(part))
        return (to_srgb(pixels, colour.coded) if colour.coded else pixels), alpha

    return stripe


def _of_samples(samples: Samples, colour: Colour, notices: list[str]) -> Stripe:
    """A profile is applied to 8 bits, since Pillow gives Little CMS no more."""
    blank = Image.new(samples.mode, (1, 1))
    convert = profile_conversion(blank, colour.icc, notices) if colour.icc else plain_conversion(blank)

    def stripe(top: int, bottom: int) -> tuple[Pixels, Alpha | None]:
        words = samples.rows(top, bottom)
        alpha = samples.alpha(top, bottom) if samples.alpha else None
        if colour.coded and samples.mode != "CMYK":
            return to_srgb(np.broadcast_to(words, (*words.shape[:2], 3)), colour.coded), alpha
        numbers = to_bytes(words)
        part = Image.fromarray(numbers[..., 0] if samples.mode == "L" else numbers, samples.mode)
        return np.asarray(convert(part)), alpha

    return stripe
