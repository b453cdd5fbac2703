"""The few things that are done to EXIF and XMP blocks: read by Pillow, written back upright."""

from __future__ import annotations

import re
import struct
from typing import Any

from PIL import ExifTags, Image

from .types import Metadata

_PREFIX = b"Exif\x00\x00"
"""What stands before the TIFF header of an EXIF block in a JPEG."""

_MAX_JPEG_BLOCK = 65_000
_XMP_TAG = 700
_ORIENTATION = 0x0112
_SHORT = 3
_DESCRIPTIVE_TAGS = (
    ExifTags.Base.ImageDescription,
    ExifTags.Base.Make,
    ExifTags.Base.Model,
    ExifTags.Base.Orientation,
    ExifTags.Base.Software,
    ExifTags.Base.DateTime,
    ExifTags.Base.Artist,
    ExifTags.Base.Copyright,
)
"""What is taken over from a TIFF file, whose tags mix descriptions with the layout of its pixels."""


def metadata_of(image: Image.Image) -> Metadata:
    """Metadata blocks of an opened image. `exif` starts at the TIFF header, without 'Exif' and two zeros before it."""
    info = image.info
    xmp = info.get("xmp") or info.get("XML:com.adobe.xmp")
    return Metadata(
        exif=_exif_block(image),
        icc=info.get("icc_profile") or None,
        xmp=xmp.encode() if isinstance(xmp, str) else xmp or None,
        orientation=_orientation(image),
    )


def metadata_options(metadata: Metadata, format: str) -> dict[str, Any]:
    """Options of Pillow's `save` that attach EXIF and XMP, upright, to a PNG, JPEG, WEBP or TIFF.

    What is too long for a JPEG, or damaged, is left out. For PNG there always is a `pnginfo` to add to.
    """
    exif = upright_exif(metadata.exif) if metadata.exif else None
    xmp = upright_xmp(metadata.xmp) if metadata.xmp else None
    if format == "JPEG":
        exif, xmp = (block if block and len(block) < _MAX_JPEG_BLOCK else None for block in (exif, xmp))
    if format == "TIFF":
        return {"tiffinfo": _tiff_tags(exif, xmp)}
    options: dict[str, Any] = {"exif": _PREFIX + exif} if exif else {}
    if format == "PNG":
        return options | {"pnginfo": _png_chunks(xmp)}
    return options | {"xmp": xmp} if xmp else options


def upright_exif(exif: bytes) -> bytes | None:
    """The block with orientation 1, every other byte as it was (so maker notes stay valid); None if it is damaged."""
    try:
        order = {b"II": "<", b"MM": ">"}[exif[:2]]
        magic, start = struct.unpack_from(order + "HI", exif, 2)
        if magic != 42:
            return None
        (count,) = struct.unpack_from(order + "H", exif, start)
        for entry in range(start + 2, start + 2 + 12 * count, 12):
            tag, kind = struct.unpack_from(order + "HH", exif, entry)
            if tag == _ORIENTATION and kind == _SHORT:
                upright = bytearray(exif)
                struct.pack_into(order + "H", upright, entry + 8, 1)
                return bytes(upright)
    except (KeyError, struct.error):
        return None
    return exif


def upright_xmp(xmp: bytes) -> bytes:
    """The packet with tiff:Orientation 1, if it has one."""
    return re.sub(rb"(tiff:Orientation(?:=[\"']|>))[0-9]", rb"\g<1>1", xmp)


def _exif_block(image: Image.Image) -> bytes | None:
    raw = image.info.get("exif")
    if isinstance(raw, bytes) and raw:
        return raw.removeprefix(_PREFIX)
    if image.format != "TIFF":
        return None
    source, taken = image.getexif(), Image.Exif()
    for tag in _DESCRIPTIVE_TAGS:
        if tag in source:
            taken[tag] = source[tag]
    for ifd in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo):
        if values := dict(source.get_ifd(ifd)):
            taken.get_ifd(ifd).update(values)
            taken[ifd] = values
    return taken.tobytes().removeprefix(_PREFIX) if len(taken) else None


def _orientation(image: Image.Image) -> int:
    """1..8. HEIC and JPEG XL decoders turn the picture themselves, whatever their EXIF says."""
    if image.format == "JXL":
        return 1
    if image.format == "HEIF":
        value = image.info.get("original_orientation") or 1
    else:
        value = image.getexif().get(_ORIENTATION, 1)
    return value if value in range(1, 9) else 1


def _tiff_tags(exif: bytes | None, xmp: bytes | None) -> Image.Exif:
    tags = Image.Exif()
    if exif:
        tags.load(exif)
    if xmp:
        tags[_XMP_TAG] = xmp
    return tags


def _png_chunks(xmp: bytes | None) -> Any:
    from PIL.PngImagePlugin import PngInfo

    chunks = PngInfo()
    if xmp:
        chunks.add_itxt("XML:com.adobe.xmp", xmp.decode("utf-8", "replace"))
    return chunks
