"""The preview that a `.sdc` may carry: a small WebP, or a JPEG by others, for which no model is needed."""

from __future__ import annotations

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
_FORMATS = ("WEBP", "JPEG")


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
    if len(data) > _MAX_BYTES:
        return None
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            if max(image.size) > _MAX_SIDE:
                return None
            values = np.asarray(image.convert("RGBA" if image.mode == "RGBA" else "RGB"))
    except Exception:  # Pillow raises nearly anything on damaged data
        return None
    alpha = np.ascontiguousarray(values[..., 3]) if values.shape[2] == 4 else None
    return Picture(np.ascontiguousarray(values[..., :3]), alpha, format="SDC", space=space)
