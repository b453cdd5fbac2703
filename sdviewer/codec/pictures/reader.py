"""Pictures out of files of every format that Pillow opens, HEIC and JPEG XL.

The first bytes say which plugin is needed (loaded only then), the header says how large the picture is (checked before
anything is decoded), Pillow decodes the first frame, EXIF turns it upright, and `colour` makes it sRGB with 8 bits.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps

from ..errors import InputError
from ..types import Picture
from .colour.arrays import to_arrays
from .exif import metadata_of
from .images import reduced
from .source import check_size, decoding_errors, load_plugin, opened, pillow_formats


def read_picture(path: Path) -> Picture:
    """The picture in a file. Raises InputError (not a picture, damaged), LimitsError (too large), StorageError."""
    with opened(path) as (file, header):
        return _read(file, header, str(path))[0]


def picture_from_bytes(data: bytes, name: str) -> Picture:
    """The picture in the bytes of a file; `name` stands for it in messages. Raises InputError, LimitsError."""
    return _read(BytesIO(data), data, name)[0]


def read_reduced(path: Path, max_side: int) -> tuple[Picture, tuple[int, int]]:
    """The picture scaled down so that no side is longer than `max_side`, and its own width and height: fast, for
    thumbnails. Errors: `read_picture`.

    JPEG is decoded at a half, a quarter or an eighth of its size, and HEIC by its own thumbnail, where that is enough.
    """
    with opened(path) as (file, header):
        picture, size = _read(file, header, str(path), max_side)
    return reduced(picture, max_side), size


def _read(file: BinaryIO, header: bytes, name: str, reduce_to: int | None = None) -> tuple[Picture, tuple[int, int]]:
    """The picture, and the width and height that it has where nothing is reduced."""
    if not header:
        raise InputError(f"{name} is empty (0 bytes).")
    with decoding_errors(name):
        load_plugin(header, name)
        with Image.open(file, formats=pillow_formats(header)) as image:
            check_size(*image.size, name)
            size = image.size
            if reduce_to is not None:
                image.draft(None, _draft_size(image, reduce_to))
            drafted = image.size != size
            if image.format == "PNG":
                image.load()  # what stands behind its pixels is metadata too
            metadata = metadata_of(image)  # before TIFF forgets its orientation while loading
            format = "JPEG" if image.format == "MPO" else image.format or ""
            notices = _frame_notices(image)  # before loading too, since counting moves through the file
            image.load()
            if format != "JXL":  # libjxl has turned it already
                ImageOps.exif_transpose(image, in_place=True)
            pixels, alpha, colour_notices = to_arrays(image, metadata.icc)
    picture = Picture(pixels, alpha, metadata, format, (*notices, *colour_notices))
    if not drafted:
        return picture, (picture.width, picture.height)
    return picture, size[::-1] if format == "JPEG" and metadata.orientation > 4 else size  # HEIC is opened upright


def _draft_size(image: Image.Image, max_side: int) -> tuple[int, int]:
    """What is asked of the decoder: twice the size wanted, so that the rest of the scaling still filters well."""
    scale = 2 * max_side / max(image.size)
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))


def _frame_notices(image: Image.Image) -> tuple[str, ...]:
    if image.format in ("MPO", "PSD", "ICO", "ICNS"):  # gain maps, layers, other sizes: not frames
        return ()
    try:
        frames = getattr(image, "n_frames", 1)
    except (EOFError, OSError, SyntaxError, ValueError):  # a damaged later frame; the first is there
        return ("Only the first frame is used; a later one is damaged.",)
    return (f"Only the first of {frames} frames is used.",) if frames > 1 else ()
