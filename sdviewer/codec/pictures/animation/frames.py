"""Frames of GIF, WebP, APNG and AVIF, in their order, as Pillow composes them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image

from ...errors import InputError, PictureLimitsError
from ...types import Metadata, Picture
from ..colour.arrays import to_arrays
from ..colour.stated import colour_of
from ..exif_entries import parsed
from ..source import check_size, decoding_errors, load_plugin, pillow_formats

MOST_BYTES = 1 << 28
"""Of a file whose frames are shown; it is kept in memory meanwhile."""
SHORTEST, INSTEAD = 0.011, 0.1
"""Seconds: what claims to be shown for less than the one is shown for the other, as in browsers; files say 0 often."""

Numbered = tuple[Picture, tuple[int, int]]


def read_frame(file: BinaryIO, name: str, number: int | None = None) -> Numbered:
    """The frame of this number (from 0 on), with how many there are and the milliseconds that it is shown. Raises
    InputError (damaged, no such frame), PictureLimitsError.

    The next one of the same file costs only itself, since the decoder is kept where it is.
    """
    global _open
    wanted = number or 0
    key = name, os.fstat(file.fileno()).st_size, os.fstat(file.fileno()).st_mtime_ns
    with decoding_errors(name):
        if _open is None or _open.key != key or _open.at > wanted:
            _open = None  # the old one's memory is free before the new one needs its own
            _open = _begun(file, name, key)
        try:
            while _open.at < wanted:
                _open.image.seek(_open.at + 1)
                _open.at += 1
        except EOFError:
            _open = None
            raise InputError(f"{name} has no frame {wanted + 1}, though it says so. Use another copy.") from None
        except BaseException:
            _open = None
            raise
        return _picture(_open.image), (_open.count, _milliseconds(_open.image))


@dataclass(slots=True)
class _Opened:
    key: tuple[str, int, int]
    image: Image.Image
    count: int
    at: int = 0


_open: _Opened | None = None
"""Of the last call. A process reads the frames of one file."""


def _begun(file: BinaryIO, name: str, key: tuple[str, int, int]) -> _Opened:
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise PictureLimitsError(f"{name} is larger than {MOST_BYTES:,} bytes, so only its first frame is shown.")
    load_plugin(data, name)
    image = Image.open(BytesIO(data), formats=pillow_formats(data))
    check_size(*image.size, name)
    return _Opened(key, image, int(getattr(image, "n_frames", 1)))


def _picture(image: Image.Image) -> Picture:
    """As the first frame is read, without what only concerns the file."""
    whole = image.copy()
    icc = image.info.get("icc_profile")
    arrays = to_arrays(whole, colour_of(whole, icc if isinstance(icc, bytes) else None, None, parsed(None)))
    return Picture(arrays.pixels, arrays.alpha, Metadata(), image.format or "", (), arrays.space)


def _milliseconds(image: Image.Image) -> int:
    seconds = float(image.info.get("duration") or 0) / 1000
    return round(1000 * (seconds if seconds >= SHORTEST else INSTEAD))
