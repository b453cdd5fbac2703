"""From whatever Pillow decoded to sRGB with 8 bits: colour profiles, inks, palettes, deep samples.

The work is done in stripes of rows, so that a large picture needs no second full-size copy.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..types import Pixels

STRIPE_PIXELS = 1 << 20
"""Rows are converted in stripes of about this many pixels."""

_ALPHA_MODES = ("RGBA", "LA", "PA", "RGBa", "La")
_DEEP_MODES = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")
_PROFILE_MODES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK"}
"""Colour space of an ICC profile -> the Pillow mode that it applies to."""

StripeToRgb = Callable[[Image.Image], Image.Image]


def to_arrays(image: Image.Image, icc: bytes | None) -> tuple[Pixels, NDArray[np.uint8] | None, list[str]]:
    """sRGB pixels (H, W, 3), straight alpha (H, W) or None where opaque by format, and notices, of a loaded image."""
    notices: list[str] = []
    image = _undeepened(image, notices)
    has_alpha = image.mode in _ALPHA_MODES or "transparency" in image.info
    to_rgb = _profile_conversion(image, icc, notices) if icc else _plain_conversion(image)
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


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """An ICC profile of sRGB, the same bytes every time."""
    from PIL import ImageCms

    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[24:36] = bytes((7, 208, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # date of creation: 2000-01-01, big endian
    return bytes(data)


def _plain_conversion(image: Image.Image) -> StripeToRgb:
    if image.mode == "LAB":
        from PIL import ImageCms

        return _applier(ImageCms.buildTransform(ImageCms.createProfile("LAB"), _srgb(), "LAB", "RGB"), "LAB")
    return lambda stripe: stripe if stripe.mode == "RGB" else stripe.convert("RGB")


def _profile_conversion(image: Image.Image, icc: bytes, notices: list[str]) -> StripeToRgb:
    """Conversion by the embedded profile, or the plain one where the profile is sRGB, broken or of another space."""
    from PIL import ImageCms

    plain = _plain_conversion(image)
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(icc))
        mode = _PROFILE_MODES.get(profile.profile.xcolor_space)
        if mode != _profile_mode(image):
            notices.append("The embedded colour profile doesn't fit the picture's colours, so it was ignored.")
            return plain
        transform = ImageCms.buildTransform(
            profile,
            _srgb(),
            mode,
            "RGB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        notices.append("The embedded colour profile is damaged, so the colours were taken as sRGB.")
        return plain
    apply = _applier(transform, mode)
    return plain if mode != "CMYK" and _is_identity(apply, mode) else apply


def _profile_mode(image: Image.Image) -> str:
    if image.mode == "CMYK":
        return "CMYK"
    return "L" if image.mode in ("1", "L", "LA", "La") else "RGB"


def _applier(transform: Any, mode: str) -> StripeToRgb:
    from PIL import ImageCms

    def apply(stripe: Image.Image) -> Image.Image:
        converted = ImageCms.applyTransform(stripe if stripe.mode == mode else stripe.convert(mode), transform)
        assert converted is not None  # None only comes back from a conversion in place
        return converted

    return apply


def _is_identity(apply: StripeToRgb, mode: str) -> bool:
    """Whether a profile is sRGB for all that 8 bits can tell: a lattice of colours comes back within one level."""
    levels = np.linspace(0, 255, 9).astype(np.uint8)
    if mode == "L":
        probe = Image.fromarray(np.arange(256, dtype=np.uint8)[None])
    else:
        lattice = np.stack(np.meshgrid(levels, levels, levels), -1).reshape(1, -1, 3)
        probe = Image.fromarray(np.ascontiguousarray(lattice))
    before = np.asarray(probe.convert("RGB")).astype(np.int16)
    return bool(np.abs(np.asarray(apply(probe)) - before).max() <= 1)


def _srgb() -> Any:
    from PIL import ImageCms

    return ImageCms.createProfile("sRGB")


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
