"""The alpha plane, without loss: PNG's filters and deflate, or WebP's lossless mode, whichever is smaller.

A section starts with one byte: 0 for a PNG, 1 for a WebP, both as 8-bit grey pictures of the plane.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .errors import FormatError

_FORMATS = ("PNG", "WEBP")


def encode_alpha(alpha: NDArray[np.uint8]) -> bytes:
    """Section payload for a plane (H, W)."""
    options: tuple[dict[str, Any], ...] = ({"optimize": True}, {"lossless": True, "quality": 100, "method": 4})
    candidates = []
    for number, (name, option) in enumerate(zip(_FORMATS, options, strict=True)):
        if name == "WEBP" and max(alpha.shape) > 16383:  # more than WebP can
            continue
        image = Image.fromarray(alpha)
        buffer = io.BytesIO()
        (image.convert("RGB") if name == "WEBP" else image).save(buffer, name, **option)
        candidates.append(bytes([number]) + buffer.getvalue())
    return min(candidates, key=len)


def decode_alpha(data: bytes, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """The plane (H, W). FormatError if it is damaged or of another size."""
    damaged = "The file is damaged: its alpha plane can't be read."
    if not data or data[0] >= len(_FORMATS):
        raise FormatError(damaged)
    try:
        with Image.open(io.BytesIO(data[1:]), formats=[_FORMATS[data[0]]]) as image:
            if image.size != (shape[1], shape[0]):
                raise FormatError(damaged)
            return np.asarray(image.convert("L")).copy()
    except FormatError:
        raise
    except Exception as error:  # Pillow raises many kinds on damaged data
        raise FormatError(damaged) from error
