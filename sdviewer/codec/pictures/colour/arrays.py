"""From whatever Pillow decoded to sRGB with 8 bits: colour profiles, inks, palettes, deep samples.

The work is done in stripes of rows, so that a large picture needs no second full-size copy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ...types import Pixels
from .icc import plain_conversion, profile_conversion

STRIPE_PIXELS = 1 << 20
"""Rows are converted in stripes of about this many pixels."""

_ALPHA_MODES = ("RGBA", "LA", "PA", "RGBa", "La")
_DEEP_MODES = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")


def to_arrays(image: Image.Image, icc: bytes | None) -> tuple[Pixels, NDArray[np.uint8] | None, list[str]]:
    """sRGB pixels (H, W, 3), straight alpha (H, W) or None where opaque by format, and notices, of a loaded image."""
    notices: list[str] = []
    image = _undeepened(image, notices)
    has_alpha = image.mode in _ALPHA_MODES or "transparency" in image.info
    to_rgb = profile_conversion(image, icc, notices) if icc else plain_conversion(image)
    width, height = image.size
    pixels = np.empty((height, width, 3), np.uint8)
    alpha = np.empty((height, width), np.uint8) if has_alpha else None
    rows = max(1, STRIPE_PIXELS // width)
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        stripe = image.crop((0, top, width, bottom))
        if alpha is not None:
            stripe = stripe.convert("LA").convert("RGBA") if stripe.mode == "La" else stripe.convert("RGBA")
            alpha[top:bottom] = np.asarray(stripe.getchannel("A"))
        pixels[top:bottom] = np.asarray(to_rgb(stripe))
    return pixels, alpha, notices


def _undeepened(image: Image.Image, notices: list[str]) -> Image.Image:
    """Grey samples of 16 or 32 bits, or floats, as 8 bits; other images as they are."""
    if image.mode not in _DEEP_MODES:
        return image
    values = np.asarray(image)
    transparent = image.info.get("transparency")
    if image.mode.startswith("I;16"):
        low, high = 0.0, 65535.0
    else:
        values = np.nan_to_num(values.astype(np.float32), nan=0.0, posinf=3e38, neginf=-3e38)
        low, high = _grey_range(values)
        if (low, high) not in ((0.0, 1.0), (0.0, 255.0), (0.0, 65535.0)):
            notices.append(f"The values from {low:g} to {high:g} were scaled to black and white.")
    grey = np.empty(values.shape, np.uint8)
    rows = max(1, STRIPE_PIXELS // values.shape[1])
    for top in range(0, len(values), rows):
        part = values[top : top + rows].astype(np.float64)
        grey[top : top + rows] = np.rint((part - low) * (255.0 / (high - low))).clip(0, 255)
    if isinstance(transparent, int):  # one of the deep values stands for 'nothing here'
        return Image.merge("LA", (Image.fromarray(grey), Image.fromarray(np.uint8(255) * (values != transparent))))
    return Image.fromarray(grey)


def _grey_range(values: NDArray[np.float32]) -> tuple[float, float]:
    """Black and white of 32-bit samples, which no format states: the smallest usual range, or else what occurs."""
    low, high = float(values.min()), float(values.max())
    if low >= 0:
        for white in (1.0, 255.0, 65535.0):
            if high <= white:
                return 0.0, white
    return low, max(high, low + 1.0)
