"""A picture as the bytes of a file: PNG, JPEG, lossless WebP or TIFF."""

from __future__ import annotations

import struct
from io import BytesIO
from tempfile import TemporaryFile
from typing import Any

from PIL import Image

from ..errors import InputError, StorageError
from ..types import Picture
from .colour import spaces
from .colour.icc import srgb_profile
from .exif import metadata_options
from .images import flattened, pil_image

SUFFIX_FORMATS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".webp": "WEBP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
}
"""Formats that can be written, by suffix."""


def picture_to_bytes(picture: Picture, format: str) -> bytes:
    """The file as bytes; `format` is PNG, JPEG, WEBP or TIFF. Raises InputError where the format can't hold it,
    StorageError.

    Tagged with the space of its pixels; EXIF and XMP attached with orientation 1 (left out of a JPEG, whose blocks end
    at 65 kB, where they are larger). JPEG has no alpha: the picture is put on white.
    """
    if format not in SUFFIX_FORMATS.values():
        raise InputError(f"Pictures can't be written as {format}: use PNG, JPEG, WEBP or TIFF.")
    image = Image.fromarray(flattened(picture)) if format == "JPEG" else pil_image(picture)
    try:
        return saved(image, format, **_save_options(picture, format))
    except (OSError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, struct.error) as error:
        size = f"{picture.width}x{picture.height}"
        raise InputError(f"A picture of {size} pixels can't be written as {format}: {error}. Try PNG.") from error


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    """The file that Pillow makes of an image. Raises StorageError where the disk is full, and what Pillow raises.

    Only while it writes into a real file does Pillow's JPEG encoder let other threads run, such as that of a window.
    """
    try:
        with TemporaryFile() if format == "JPEG" else BytesIO() as file:
            image.save(file, format, **options)
            file.seek(0)
            return file.read()
    except OSError as error:
        if error.errno is None:  # it is the encoder's
            raise
        reason = error.strerror or str(error)
        raise StorageError(
            f"A temporary file can't be written: {reason}. Make room, or set TMPDIR to another disk."
        ) from error


def _save_options(picture: Picture, format: str) -> dict[str, Any]:
    options = metadata_options(picture, format)
    profile = srgb_profile() if picture.space == "srgb" else spaces.profile(picture.space)
    if format == "JPEG":
        return options | {"quality": 95, "subsampling": "4:4:4", "optimize": True, "icc_profile": profile}
    if format == "WEBP":
        return options | {"lossless": True, "exact": True, "icc_profile": profile}
    if format == "TIFF" or picture.space != "srgb":
        return options | {"icc_profile": profile}
    options["pnginfo"].add(b"sRGB", b"\x00")  # rendering intent: perceptual
    return options
