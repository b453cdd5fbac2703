"""Embedded ICC profiles, applied by Little CMS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from ...types import ColourSpace
from . import spaces

_PROFILE_MODES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK"}
"""Colour space of an ICC profile -> the Pillow mode that it applies to."""

StripeToRgb = Callable[[Image.Image], Image.Image]


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """An ICC profile of sRGB, the same bytes every time."""
    from PIL import ImageCms

    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[24:36] = bytes((7, 208, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # date of creation: 2000-01-01, big endian
    return bytes(data)


def plain_conversion(image: Image.Image) -> StripeToRgb:
    if image.mode == "LAB":
        from PIL import ImageCms

        return _applier(ImageCms.buildTransform(ImageCms.createProfile("LAB"), _srgb(), "LAB", "RGB"), "LAB")
    return lambda stripe: stripe if stripe.mode == "RGB" else stripe.convert("RGB")


@dataclass(frozen=True, slots=True)
class Conversion:
    """apply: from stripes as they were decoded to RGB of `space`. widely: to BT.2020 instead, where sRGB may lack
    colours that they have."""

    apply: StripeToRgb
    space: ColourSpace = "srgb"
    widely: StripeToRgb | None = None


def profile_conversion(image: Image.Image, icc: bytes, notices: list[str]) -> Conversion:
    """By the embedded profile: none where it is that of a well-known space, is broken, or of other channels."""
    from PIL import ImageCms

    plain = Conversion(plain_conversion(image))
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(icc))
        mode = _PROFILE_MODES.get(profile.profile.xcolor_space)
        if mode != _profile_mode(image):
            notices.append("The embedded colour profile doesn't fit the picture's colours, so it was ignored.")
            return plain
        if mode != "CMYK" and (space := _space_of(icc, mode)):
            return replace(plain, space=space)
        widely = None if mode == "L" else _applier(_transform(profile, "bt2020", mode), mode)
        return Conversion(_applier(_transform(profile, "srgb", mode), mode), widely=widely)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        notices.append("The embedded colour profile is damaged, so the colours were taken as sRGB.")
        return plain


@lru_cache(maxsize=64)
def _space_of(icc: bytes, mode: str) -> ColourSpace | None:
    """The well-known space that a profile is for all that 8 bits can tell; grey ones are sRGB, or none."""
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(BytesIO(icc))
    candidates: tuple[ColourSpace, ...] = tuple(spaces.SPACES) if mode == "RGB" else ("srgb",)
    for space in candidates:
        if _is_identity(_applier(_transform(profile, space, mode), mode), mode):
            return space
    return None


def _transform(profile: Any, space: ColourSpace, mode: str) -> Any:
    from PIL import ImageCms

    target = _srgb() if space == "srgb" else ImageCms.ImageCmsProfile(BytesIO(spaces.profile(space)))
    return ImageCms.buildTransform(
        profile,
        target,
        mode,
        "RGB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )


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
    """Whether a lattice of colours comes back within one level."""
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
