"""Files of plain numbers that Pillow doesn't read: colour PFM, and TIFF of floats or with other than its usual samples.

TIFF is read by tifffile, as far as that goes without its compiled codecs: not compressed, or by Deflate. Values are
taken as `colour.depth` takes deep grey ones.
"""

from __future__ import annotations

import logging
import re
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..types import Metadata, Picture
from .colour.arrays import to_arrays
from .colour.depth import Mode, from_values, value_range
from .colour.stated import Colour
from .images import turned
from .source import check_size

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_ICC, _XMP, _ORIENTATION = 34675, 700, 274
_GREY_ZERO_IS_WHITE, _GREY, _RGB, _CMYK = 0, 1, 2, 5
_MODES: dict[int, Mode] = {_GREY_ZERO_IS_WHITE: "L", _GREY: "L", _RGB: "RGB", _CMYK: "CMYK"}
_CHANNELS = {"L": 1, "RGB": 3, "CMYK": 4}


def is_pfm(header: bytes) -> bool:
    """Whether a file that begins so is a PFM of three colours."""
    return re.match(rb"PF\s", header) is not None


def is_tiff(header: bytes) -> bool:
    """Whether a file that begins so is a TIFF or BigTIFF."""
    return header.startswith(_TIFF)


def read_pfm(file: BinaryIO, name: str) -> Picture:
    """Rows from the bottom up, after a line each for the kind, the size and the order of bytes (negative: little)."""
    file.seek(0)
    fields = [file.readline(100) for _ in range(3)]
    width, height = (int(side) for side in fields[1].split())
    check_size(width, height, name)
    order = "<" if float(fields[2]) < 0 else ">"
    data = file.read(12 * width * height)
    if len(data) < 12 * width * height:
        raise EOFError("the file ends early")
    values = np.frombuffer(data, f"{order}f4").reshape(height, width, 3)[::-1]
    return _picture(values, "RGB", "PPM", Metadata(), False)


def read_tiff(file: BinaryIO, name: str) -> Picture:
    """The first page of a TIFF."""
    import tifffile

    logging.getLogger("tifffile").setLevel(logging.CRITICAL)  # what is wrong becomes a sentence, and not two

    with tifffile.TiffFile(file, name=name) as tiff:  # a file opened by number has none
        page = tiff.pages.first
        check_size(page.imagewidth, page.imagelength, name)
        mode = _MODES.get(int(page.photometric))
        if mode is None:
            raise ValueError(f"colours of kind {page.photometric}")
        try:
            values = page.asarray()
        except Exception as error:  # which kind differs with what is missing
            if "imagecodecs" not in str(error):
                raise
            raise InputError(
                f"{name} is a TIFF of unusual numbers ({page.dtype}), compressed in a way that can't be read here. "
                "Save it without compression."
            ) from error
        if page.axes.startswith("S") and values.ndim == 3:  # a plane for each channel
            values = np.moveaxis(values, 0, -1)
        tags = {tag.code: tag.value for tag in page.tags.values()}
    values = values if values.ndim == 3 else values[..., None]
    blocks = {tag: bytes(tags[tag]) if isinstance(tags.get(tag), bytes) else None for tag in (_ICC, _XMP)}
    orientation = int(tags.get(_ORIENTATION, 1))
    metadata = Metadata(None, blocks[_ICC], blocks[_XMP], orientation if orientation in range(1, 9) else 1)
    return _picture(values, mode, "TIFF", metadata, int(page.photometric) == _GREY_ZERO_IS_WHITE)


def _picture(values: NDArray[Any], mode: Mode, format: str, metadata: Metadata, inverted: bool) -> Picture:
    """Channels beyond those of the mode are left out, since what they mean is not said."""
    notices: list[str] = []
    channels = _CHANNELS[mode]
    if values.shape[2] > channels:
        notices.append("Only the colours of the picture are used; it has further channels.")
    values = values[..., :channels]
    if values.dtype.kind == "u":
        low, high = 0.0, float(np.iinfo(values.dtype).max)
    else:
        low, high = value_range(values, notices)
    samples = from_values(values, low, high, mode, inverted=inverted)
    arrays = to_arrays(samples, Colour(metadata.icc))
    pixels = turned(arrays.pixels, metadata.orientation)
    return Picture(pixels, None, metadata, format, (*notices, *arrays.notices), arrays.space)
