"""Samples of more than 8 bits, brought to 16 from black to white whatever their format is.

Pillow has no modes for colour of 16 bits and unpacks the upper byte of each sample. So such a file is decoded twice,
the second time with the bytes of a sample taken in the other order, which gives the lower ones.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Mode = Literal["L", "RGB", "CMYK"]
Words = NDArray[np.uint16]

_GREY_MODES = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")
_LOWER = {";16B": ";16L", ";16L": ";16B", ";16N": ";16B" if sys.byteorder == "little" else ";16L"}
_TWICE = ("RGB", "RGBA", "RGBX", "CMYK")
_BITS, _PHOTOMETRIC, _PLANES, _FORMAT = 258, 262, 284, 339
_WHITE_IS_ZERO, _UNSIGNED, _SEPARATE = 0, 1, 2
_MOST_OVER_WHITE = 16.0
"""Floats up to four stops over white, or a little under black, are taken as highlights of a picture in 0..1."""


@dataclass(frozen=True, slots=True)
class Samples:
    """A picture of deep samples. rows(top, bottom): (rows, width, 1, 3 or 4) uint16. alpha(top, bottom): (rows, width)
    uint8, None where there is none."""

    width: int
    height: int
    mode: Mode
    rows: Callable[[int, int], Words]
    alpha: Callable[[int, int], NDArray[np.uint8]] | None = None


def to_bytes(words: Words) -> NDArray[np.uint8]:
    """8 bits of 16, rounded."""
    return ((words + np.uint32(128)) // 257).astype(np.uint8)


def lower_bytes(image: Image.Image) -> list[Any] | None:
    """How an opened image is to be decoded a second time for the lower bytes; None where that gives nothing more."""
    tiles = list(getattr(image, "tile", ()))
    raw = _raw_mode(tiles[0]) if tiles else ""
    base, order = raw[:-4], raw[-4:]
    if order not in _LOWER or base not in _TWICE:
        return None
    return [_with_raw_mode(tile, base + _LOWER[order]) for tile in tiles]


def split_grey_with_alpha(image: Image.Image) -> bool:
    """Have a PNG of 16-bit grey and alpha decoded byte by byte, grey high and low, then alpha; False for others."""
    tiles = list(getattr(image, "tile", ()))
    if not tiles or _raw_mode(tiles[0]) != "LA;16B" or image.mode != "RGBA":
        return False
    image.tile = [_with_raw_mode(tile, "RGBA") for tile in tiles]  # type: ignore[attr-defined]
    return True


def is_misread(image: Image.Image) -> bool:
    """Whether it is a TIFF whose planes of more than 8 bits Pillow would take for 8."""
    tags, tiles = dict(getattr(image, "tag_v2", {})), list(getattr(image, "tile", ()))
    return tags.get(_PLANES) == _SEPARATE and max(tags.get(_BITS, (8,))) > 8 and tiles[0].codec_name == "raw"


def take_ink_as_it_is(image: Image.Image) -> None:
    """Pillow inverts the inks of every JPEG, as Adobe's programs store them; those without Adobe's marker are not."""
    if image.format in ("JPEG", "MPO") and image.mode == "CMYK" and "adobe" not in image.info:
        image.tile = [_with_raw_mode(tile, "CMYK") for tile in image.tile]  # type: ignore[attr-defined]


def from_split(image: Image.Image) -> Samples:
    """Of an image that `split_grey_with_alpha` had decoded."""

    def both(top: int, bottom: int) -> NDArray[np.uint16]:
        parts = np.asarray(image.crop((0, top, image.width, bottom))).astype(np.uint16)
        return np.asarray(parts[..., 0::2] << 8 | parts[..., 1::2], np.uint16)

    return Samples(
        *image.size, "L", lambda top, bottom: both(top, bottom)[..., :1], lambda t, b: to_bytes(both(t, b)[..., 1])
    )


def from_bytes(upper: Image.Image, lower: Image.Image) -> Samples:
    """Of two images that have the upper and the lower bytes of each sample."""
    channels = 4 if upper.mode == "CMYK" else 3
    key = upper.info.get("transparency")

    def both(top: int, bottom: int) -> Words:
        box = (0, top, upper.width, bottom)
        high, low = (np.asarray(image.crop(box)) for image in (upper, lower))
        return np.asarray(high.astype(np.uint16) << 8 | low, np.uint16)

    alpha: Callable[[int, int], NDArray[np.uint8]] | None = None
    if upper.mode == "RGBA":
        alpha = lambda top, bottom: to_bytes(both(top, bottom)[..., 3])  # noqa: E731
    elif isinstance(key, tuple):  # one colour stands for 'nothing here'
        alpha = lambda top, bottom: np.uint8(255) * (both(top, bottom)[..., :3] != key).any(-1)  # noqa: E731
    mode: Mode = "CMYK" if upper.mode == "CMYK" else "RGB"
    return Samples(*upper.size, mode, lambda top, bottom: both(top, bottom)[..., :channels], alpha)


def from_grey(image: Image.Image, notices: list[str]) -> Samples | None:
    """Of a loaded image of deep grey samples; None where it isn't one."""
    if image.mode not in _GREY_MODES:
        return None
    tags = dict(getattr(image, "tag_v2", {}))
    values: NDArray[Any] = np.asarray(image)
    key = image.info.get("transparency")
    if image.mode.startswith("I;16"):
        bits = tags.get(_BITS, (16,))
        low, high = 0.0, float((1 << (bits[0] if bits[0] in range(9, 16) else 16)) - 1)
    elif image.mode == "I" and tags.get(_FORMAT, (0,))[0] == _UNSIGNED and tags.get(_BITS, (0,))[0] == 32:
        values, low, high = values.view(np.uint32), 0.0, float((1 << 32) - 1)
    elif image.format == "PPM" and image.mode == "I":
        low, high = 0.0, 65535.0
    else:
        low, high = value_range(values, notices)
    transparent = values == key if isinstance(key, int) else None
    return from_values(values[..., None], low, high, "L", transparent, tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO)


def from_values(
    values: NDArray[Any],
    low: float,
    high: float,
    mode: Mode,
    transparent: NDArray[np.bool_] | None = None,
    inverted: bool = False,
) -> Samples:
    """Of (H, W, channels) numbers of any type, `low` being black and `high` white, or the other way round."""
    height, width = values.shape[:2]
    scale = 65535.0 / (high - low)

    def rows(top: int, bottom: int) -> Words:
        part = np.nan_to_num(values[top:bottom].astype(np.float64), nan=low, posinf=high, neginf=low)
        scaled = np.rint((part - low) * scale).clip(0, 65535).astype(np.uint16)
        return 65535 - scaled if inverted else scaled

    if transparent is None:
        return Samples(width, height, mode, rows)
    visible = np.uint8(255) * ~transparent
    return Samples(width, height, mode, rows, lambda top, bottom: visible[top:bottom])


def value_range(values: NDArray[Any], notices: list[str]) -> tuple[float, float]:
    """Black and white of floats and signed integers, which no format states: the smallest usual range that fits, or
    else what occurs, with a notice."""
    finite = values[np.isfinite(values)] if values.dtype.kind == "f" else values
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if values.dtype.kind == "f" and low >= -1 and high <= _MOST_OVER_WHITE:
        return 0.0, 1.0
    if low >= 0:
        for white in (1.0, 255.0, 65535.0):
            if high <= white:
                return 0.0, white
    high = max(high, low + 1.0)
    notices.append(f"The values from {low:g} to {high:g} were scaled to black and white.")
    return low, high


def _raw_mode(tile: Any) -> str:
    arguments = tile.args
    first = arguments[0] if isinstance(arguments, tuple) and arguments else arguments
    return first if isinstance(first, str) else ""


def _with_raw_mode(tile: Any, raw: str) -> Any:
    arguments = (raw, *tile.args[1:]) if isinstance(tile.args, tuple) else raw
    return tile._replace(args=arguments)
