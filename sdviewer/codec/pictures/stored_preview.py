"""The preview that a `.sdc` may carry: a small WebP, or a JPEG by others, for which no model is needed."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
from PIL import Image

from ..types import ColourSpace, Picture
from .images import pil_image, reduced

SIDE = 256
"""Of those that are written: what file managers show."""
FROM_PIXELS = 1 << 20
"""Smaller pictures get none: it would be a large part of their file."""
MOST_OF_FILE = 1 / 16
"""Share of a size that was asked for."""
_QUALITY = 40
_MAX_BYTES, _MAX_SIDE = 65_536, 512
_JPEG = b"\xff\xd8"
_FORMATS = ("WEBP", "JPEG")

decode_elsewhere: Callable[[bytes, int], tuple[Picture, tuple[int, int]]] | None = None
"""What decodes a stranger's picture in place of this process, to no more pixels a side, and says how many it has."""


def made(picture: Picture, size: int | None = None) -> bytes | None:
    """Of a picture; None where it is too small for one, or the `size` of its file."""
    if picture.width * picture.height < FROM_PIXELS:
        return None
    file = BytesIO()
    pil_image(reduced(picture, SIDE)).save(file, "WEBP", quality=_QUALITY, method=6)
    data = file.getvalue()
    return None if size is not None and len(data) > MOST_OF_FILE * size else data


def read(data: bytes, space: ColourSpace) -> Picture | None:
    """The picture in it, small; None where it is none by the format's limits, or damaged."""
    if len(data) > _MAX_BYTES or not (data.startswith(_JPEG) or data[:4] + data[8:12] == b"RIFFWEBP"):
        return None
    try:
        picture, size = (decode_elsewhere or _decoded)(_pixels_alone(data), _MAX_SIDE)
    except Exception:  # Pillow raises nearly anything on damaged data
        return None
    if max(size) > _MAX_SIDE:
        return None
    return Picture(picture.pixels, picture.alpha, format="SDC", space=space)


def _decoded(data: bytes, side: int) -> tuple[Picture, tuple[int, int]]:
    with Image.open(BytesIO(data), formats=_FORMATS) as image:
        if max(image.size) > side:
            raise ValueError("too large")
        values = np.asarray(image.convert("RGBA" if image.mode == "RGBA" else "RGB"))
    alpha = np.ascontiguousarray(values[..., 3]) if values.shape[2] == 4 else None
    return Picture(np.ascontiguousarray(values[..., :3]), alpha), image.size


def _pixels_alone(data: bytes) -> bytes:
    """A JPEG or WebP without what says how its pixels would be turned, or of what colours they are."""
    if data.startswith(_JPEG):
        kept, start = [_JPEG], 2
        while data[start : start + 1] == b"\xff" and data[start + 1 : start + 2] not in (b"\xda", b""):
            end = start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")
            if data[start + 1] not in (0xE1, 0xE2):  # EXIF and XMP, a profile
                kept.append(data[start:end])
            start = end
        return b"".join((*kept, data[start:]))
    kept, start = [], 12
    while start + 8 <= len(data):
        length = int.from_bytes(data[start + 4 : start + 8], "little")
        end = start + 8 + length + length % 2
        if data[start : start + 4] not in (b"ICCP", b"EXIF", b"XMP "):
            kept.append(data[start:end])
        start = end
    chunks = b"".join(kept)
    return b"RIFF" + (4 + len(chunks)).to_bytes(4, "little") + b"WEBP" + chunks
