"""The encoders that ours is compared with, each as a ladder of qualities from the smallest file to the largest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np
from PIL import Image, features

from ..errors import InputError
from ..pictures.writer import saved


@dataclass(frozen=True)
class Variant:
    """One codec with fixed settings but for its quality.

    qualities: the ladder. save(image, quality): the file of an RGB or RGBA image, with its profile where its info has
    one. settings(quality): what a person needs to repeat it. guess: the rung of about 0.2 bit per pixel; growth: of the
    logarithm of the size per rung there.
    """

    codec: str
    qualities: tuple[float, ...]
    save: Callable[[Image.Image, float], bytes]
    settings: Callable[[float], str]
    guess: int
    growth: float


@cache
def jpeg(subsampling: str) -> Variant:
    return Variant(
        "jpeg",
        tuple(range(1, 101)),
        lambda image, quality: _saved(
            image, "JPEG", quality=int(quality), optimize=True, progressive=True, subsampling=subsampling
        ),
        lambda quality: (
            f"quality {quality:.0f}, {subsampling}, progressive, optimised, "
            f"libjpeg-turbo {features.version('libjpeg_turbo')}"
        ),
        guess=7,
        growth=0.09,
    )


@cache
def webp() -> Variant:
    """The quantiser has 128 steps, of which libwebp takes the one at the cube root of a curve over the quality."""
    roots = np.linspace(0, 1, 128) ** 3
    qualities = np.where(roots < 0.5, 1.5 * roots, (roots + 1) / 2) * 100
    return Variant(
        "webp",
        tuple(np.round(qualities, 4).tolist()),
        lambda image, quality: _saved(image, "WEBP", quality=quality, method=6),
        lambda quality: f"quality {quality:.3g}, method 6, libwebp {features.version('webp')}",
        guess=20,
        growth=0.035,
    )


@cache
def avif(speed: int, subsampling: str = "4:2:0", tune: str = "") -> Variant:
    """libavif maps the quality to 64 quantisers; one quality stands here for each. tune: what aom tries for most, by
    itself what SSIMULACRA2 sees ('iq')."""
    by_quantiser = {((100 - quality) * 63 + 50) // 100: quality for quality in range(101)}
    advanced = {"advanced": {"tune": tune}} if tune else {}
    tuned = f", tuned for {tune.upper()}" if tune else ""
    return Variant(
        "avif",
        tuple(sorted(by_quantiser.values())),
        lambda image, quality: _saved(
            image, "AVIF", quality=int(quality), speed=speed, subsampling=subsampling, autotiling=False, **advanced
        ),
        lambda quality: f"quality {quality:.0f}, {subsampling}, speed {speed}{tuned}, {_avif_version()}",
        guess=8,
        growth=0.06,
    )


@cache
def jxl(effort: int) -> Variant:
    """From the coarsest distance to one beyond need; at quality 100 the plugin would switch to lossless, and fails."""
    distances = 25.0 * (0.15 / 25.0) ** np.linspace(0, 1, 160)
    return Variant(
        "jxl",
        tuple(_jxl_quality(float(distance)) for distance in distances),
        lambda image, quality: _saved_jxl(image, quality, effort),
        lambda quality: (
            f"distance {_jxl_distance(quality):.3g}, effort {effort}, JPEG XL plugin {version('pillow-jxl-plugin')}"
        ),
        guess=15,
        growth=0.025,
    )


def _jxl_distance(quality: float) -> float:
    """libjxl's own mapping, JxlEncoderDistanceFromQuality."""
    if quality >= 30:
        return 0.1 + (100 - quality) * 0.09
    return 53 / 3000 * quality**2 - 23 / 20 * quality + 25


def _jxl_quality(distance: float) -> float:
    if distance <= 6.4:
        return 100 - (distance - 0.1) / 0.09
    square = 53 / 3000
    return float((1.15 - np.sqrt(1.15**2 - 4 * square * (25 - distance))) / (2 * square))


def _avif_version() -> str:
    from PIL import AvifImagePlugin

    return f"aom {AvifImagePlugin.get_codec_version('aom')}, libavif {features.version('avif')}"


def _saved_jxl(image: Image.Image, quality: float, effort: int) -> bytes:
    try:
        import pillow_jxl  # noqa: F401
    except ImportError as error:
        raise InputError(
            "JPEG XL needs a package that is not a part of this program (its licence is GPL-3.0-or-later). Install it "
            "with: pip install pillow-jxl-plugin"
        ) from error

    return _saved(image, "JXL", quality=quality, effort=effort)


def _saved(image: Image.Image, format: str, **options: Any) -> bytes:
    return saved(image, format, icc_profile=image.info.get("icc_profile"), **options)
