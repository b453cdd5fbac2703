"""What can be decoded of a file that ends early or is damaged.

A file is decoded twice, with different values in place of what is missing. Rows that come out the same are there. What
stands in for the missing part: of JPEG, WebP, AVIF and HEIC bytes behind the end, which their decoders take for more of
the picture; of other formats what the image holds before anything is decoded into it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from struct import error as struct_error
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Open = Callable[[BytesIO], Image.Image]

_FILLS = (0x00, 0x5B)
"""Of bytes behind the end; neither makes a marker of a JPEG."""
_FILLS_OF_BOXES = (0x00, 0xFF)
"""What stands for the rest of an AV1 tile: decoders take few bits of these for a pixel, and so find the tile's end."""
_KEPT = (1.0, 0.9, 0.75)
"""Parts of such a file that are tried: what is missing of a tile has to be long enough for that."""
_FILLER_BYTES = 1 << 16
_JPEG, _END_OF_JPEG = b"\xff\xd8", b"\xff\xd9"
_PROGRESSIVE = b"\xff\xc2"
_MOST_PADDED = 1 << 26
"""Bytes that may be missing: a small file can say that it is a large one."""
_BLOCK = 16
"""Rows of a row of blocks, which comes whole or not at all."""
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    ArithmeticError,
    TypeError,
    RuntimeError,
    struct_error,
)


@dataclass(frozen=True, slots=True)
class Rescued:
    """A loaded image, and which of its rows were in the file, (H,) bool. coarse: all are, in less detail."""

    image: Image.Image
    there: NDArray[np.bool_]
    coarse: bool = False

    @property
    def whole(self) -> bool:
        return bool(self.there.all()) and not self.coarse

    @property
    def notice(self) -> str:
        if self.coarse:
            return "The file ends early or is damaged: the picture is coarser than it was."
        if self.whole:
            return "The file's end is missing, but the picture is all there."
        share = max(1, min(99, round(100 * float(self.there.mean()))))
        return f"The file ends early or is damaged: {share} % of the picture is there."


def rescued(data: bytes, open_image: Open) -> Rescued | None:
    """Of a file that couldn't be decoded as it is; None where nothing of it can be. `open_image` opens its bytes."""
    if not (data.startswith((_JPEG, b"RIFF")) or data[4:8] == b"ftyp"):
        first, second = (_loaded(data, open_image, level) for level in (0, 1))
        return _compared(first, second) if first and second and first.size == second.size else None
    for kept in _KEPT if data[4:8] == b"ftyp" else (1.0,):
        first, second = (_loaded(variant, open_image) for variant in _lengthened(data, kept))
        if first and second and first.size == second.size:
            progressive = data.startswith(_JPEG) and _PROGRESSIVE in data
            return _compared(first, second, "coarse" if progressive else "downwards")
    return None


def _compared(
    first: Image.Image, second: Image.Image, decoded: Literal["anyhow", "downwards", "coarse"] = "anyhow"
) -> Rescued | None:
    """What two decodings have in common. decoded: in which order the decoder goes through a picture."""
    there = _same_rows(first, second)
    if not there.all() and decoded == "coarse":
        return Rescued(first, np.ones_like(there), coarse=True)
    if not there.all() and decoded == "downwards":
        rows = int(np.argmin(there))
        there[rows - rows % _BLOCK :] = False  # what comes after the first difference is equal by chance
    return Rescued(first, there) if there.any() else None


def _lengthened(data: bytes, kept: float) -> Iterator[bytes]:
    """This part of the file with what is missing at its end, as its decoder wants it, one after the other."""
    if data.startswith(_JPEG):
        yield from (data + bytes([fill]) * _FILLER_BYTES + _END_OF_JPEG for fill in _FILLS)
        return
    if data.startswith(b"RIFF"):
        size, fills = 8 + int.from_bytes(data[4:8], "little"), _FILLS
    else:
        size, fills = _end_of_boxes(data), _FILLS_OF_BOXES
    data = data[: round(kept * len(data))]
    yield from (data + bytes([fill]) * max(0, min(size - len(data), _MOST_PADDED)) for fill in fills)


def _end_of_boxes(data: bytes) -> int:
    """Where the last of a file's boxes (ISO/IEC 14496-12) says that it ends."""
    at = 0
    while at + 16 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if length == 1:
            length = int.from_bytes(data[at + 8 : at + 16], "big")
        if length < 8:
            break
        at += length
    return at


def _loaded(data: bytes, open_image: Open, level: int | None = None) -> Image.Image | None:
    """What was decoded before a decoder gave up; with a level, over black (0) or white (1)."""
    try:
        image = open_image(BytesIO(data))
        if level is not None:
            image.im = Image.new(image.mode, image.size, _colour(image.mode, level)).im
    except _BROKEN:
        return None
    if level is None:
        with suppress(*_BROKEN):
            image.load()
            return image
        return None
    with suppress(*_BROKEN):
        image.load()
    image.tile = []  # type: ignore[attr-defined]
    return image


def _colour(mode: str, level: int) -> float | tuple[int, ...]:
    if mode == "F":
        return float(level)
    bands = len(Image.new(mode, (1, 1)).getbands())
    value = level * (65535 if mode.startswith("I") else 255)
    return (value,) * bands if bands > 1 else value


def _same_rows(first: Image.Image, second: Image.Image) -> NDArray[np.bool_]:
    """Which rows are equal."""
    a, b = (np.asarray(image).reshape(image.height, -1) for image in (first, second))
    same: NDArray[np.bool_] = (a == b).all(1)
    return same
