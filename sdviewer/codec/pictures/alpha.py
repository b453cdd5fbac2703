"""The alpha plane, coded without loss.

The first byte says how: 0..3 is a prediction from neighbours (none, left, above, left + above - diagonal), whose errors
modulo 256 follow as a zlib stream, row by row; 4 is a lossless WebP whose green channel is the plane. WebP is better
for soft edges, the other for tiny planes and for sides that WebP can't hold. The smaller is taken.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from ..errors import FormatError
from ..notices import notice
from ..types import Pixels

Plane = NDArray[np.uint8]

decode_elsewhere: Callable[[bytes], Pixels] | None = None
"""What decodes a stranger's WebP in place of this process: the window has it done in another."""

_NONE, _LEFT, _ABOVE, _GRADIENT, _WEBP = range(5)
_AXES: dict[int, tuple[int, ...]] = {_NONE: (), _LEFT: (1,), _ABOVE: (0,), _GRADIENT: (0, 1)}
"""Differences along these axes are the errors of each prediction; sums along them give the plane back."""

_MAX_WEBP_SIDE = 16383
_DAMAGED = "The alpha plane of the file is damaged. Get another copy."


def encode_alpha(alpha: Plane) -> bytes:
    """Code a plane, (H, W) uint8."""
    candidates = [_predicted(alpha)]
    if max(alpha.shape) <= _MAX_WEBP_SIDE:
        candidates.append(_webp(alpha))
    return min(candidates, key=len)


def decode_what_is_there(data: bytes, shape: tuple[int, int], partial: bool) -> Plane | None:
    """As `decode_alpha`; with `partial` None for a plane that is damaged, and a notice."""
    try:
        return decode_alpha(data, shape)
    except FormatError:
        if not partial:
            raise
    notice("The alpha of the picture is damaged, so it is drawn opaque.")
    return None


def small_plane(data: bytes, shape: tuple[int, int], size: tuple[int, int]) -> Plane:
    """As `decode_alpha`, scaled down to a width and height."""
    from PIL import Image

    return np.asarray(Image.fromarray(decode_alpha(data, shape)).resize(size, Image.Resampling.BOX))


def decode_alpha(data: bytes, shape: tuple[int, int]) -> Plane:
    """The plane, (H, W) uint8. Raises FormatError where data is not one of this shape."""
    kind, payload = data[0] if data else -1, data[1:]
    if kind == _WEBP:
        return _from_webp(payload, shape)
    if kind not in _AXES:
        raise FormatError(_DAMAGED)
    size = shape[0] * shape[1]
    unpacker = zlib.decompressobj()
    try:
        raw = unpacker.decompress(payload, size + 1)
    except zlib.error as error:
        raise FormatError(_DAMAGED) from error
    if len(raw) != size or not unpacker.eof:
        raise FormatError(_DAMAGED)
    plane = np.frombuffer(raw, np.uint8).reshape(shape)
    for axis in _AXES[kind]:
        plane = np.cumsum(plane, axis=axis, dtype=np.uint8)
    return plane


def _predicted(alpha: Plane) -> bytes:
    """By the prediction that fails least often."""
    kinds = [(kind, _errors(alpha, axes)) for kind, axes in _AXES.items()]
    kind, errors = min(kinds, key=lambda k: np.count_nonzero(k[1]))
    return bytes([kind]) + zlib.compress(errors.tobytes(), 9)


def _errors(alpha: Plane, axes: tuple[int, ...]) -> Plane:
    for axis in axes:
        alpha = np.diff(alpha, axis=axis, prepend=np.uint8(0))
    return alpha


def _webp(alpha: Plane) -> bytes:
    from PIL import Image  # most files have no alpha, and are shown sooner without Pillow

    buffer = BytesIO()
    Image.fromarray(alpha).convert("RGB").save(buffer, "WEBP", lossless=True, quality=100)
    return bytes([_WEBP]) + buffer.getvalue()


def _from_webp(data: bytes, shape: tuple[int, int]) -> Plane:
    try:
        pixels = (decode_elsewhere or _decoded)(_lossless(data))
    except Exception as error:  # Pillow raises nearly anything on damaged data
        raise FormatError(_DAMAGED) from error
    if pixels.shape[:2] != shape:
        raise FormatError(_DAMAGED)
    return np.array(pixels[..., 1])


def _lossless(data: bytes) -> bytes:
    """A WebP without all that stands beside its pixels. ValueError where it has no lossless ones."""
    if data[:4] + data[8:12] != b"RIFFWEBP" or len(data) < 8 + int.from_bytes(data[4:8], "little"):
        raise ValueError("no WebP, or a part of one")
    start = 12
    while data[start : start + 4] not in (b"VP8L", b""):
        length = int.from_bytes(data[start + 4 : start + 8], "little")
        start += 8 + length + length % 2
    chunk = data[start : start + 8 + int.from_bytes(data[start + 4 : start + 8], "little")]
    if not chunk:
        raise ValueError("no lossless pixels")
    chunk += bytes(len(chunk) % 2)
    return b"RIFF" + (4 + len(chunk)).to_bytes(4, "little") + b"WEBP" + chunk


def _decoded(data: bytes) -> Pixels:
    from PIL import Image

    with Image.open(BytesIO(data), formats=("WEBP",)) as image:
        return np.asarray(image.convert("RGB"))
