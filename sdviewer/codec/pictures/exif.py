"""The few things that are done to EXIF and XMP blocks: read by Pillow, written back upright."""

from __future__ import annotations

import re
from typing import Any

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from ..types import Metadata, Picture
from .exif_entries import ORIENTATION, parsed, upright

_PREFIX = b"Exif\x00\x00"
"""What stands before the TIFF header of an EXIF block in a JPEG."""

_MAX_JPEG_BLOCK = 65_000
_XMP_TAG = 700
_XMP_ORIENTATION = rb"tiff:Orientation(?:=[\"']|>)([1-8])"
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
_NESTED = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)
"""Directories of their own within a block: what cameras and GPS say."""
_RESOLUTION_TAGS = (ExifTags.Base.XResolution, ExifTags.Base.YResolution, ExifTags.Base.ResolutionUnit)


def metadata_of(image: Image.Image) -> Metadata:
    """Metadata blocks of an opened image. `exif` starts at the TIFF header, without 'Exif' and two zeros before it."""
    xmp, exif = _xmp_block(image.info), _exif_block(image)
    if image.format == "JXL":  # its decoder turns the picture, whatever its EXIF says
        orientation = 1
    elif image.format == "HEIF":  # likewise, and Pillow's plugin has changed the EXIF
        orientation = int(image.info.get("original_orientation") or 1)
    else:
        entries, found = parsed(exif), re.search(_XMP_ORIENTATION, xmp or b"")
        says_nothing = entries.number(ORIENTATION, "image") is None
        orientation = int(found[1]) if says_nothing and found else entries.orientation
    return Metadata(exif, _bytes_or_none(image.info.get("icc_profile")), xmp, orientation)


def metadata_options(picture: Picture, format: str) -> dict[str, Any]:
    """Options of Pillow's `save` that attach EXIF and XMP, upright, to a PNG, JPEG, WEBP or TIFF.

    What is too long for a JPEG, or damaged, is left out. For PNG there always is a `pnginfo` to add to, for TIFF a
    `compression`.
    """
    metadata = picture.metadata
    exif = upright(metadata.exif, picture.width, picture.height) if metadata.exif else None
    xmp = upright_xmp(metadata.xmp) if metadata.xmp else None
    if format == "JPEG":
        exif, xmp = (block if block and len(block) < _MAX_JPEG_BLOCK else None for block in (exif, xmp))
    if format == "TIFF":
        return _tiff_options(exif, xmp)
    options: dict[str, Any] = {"exif": _PREFIX + exif} if exif else {}
    if format == "PNG":
        return options | {"pnginfo": _png_chunks(xmp)}
    return options | {"xmp": xmp} if xmp else options


def upright_xmp(xmp: bytes) -> bytes:
    """The packet with tiff:Orientation 1, if it has one."""
    return re.sub(rb"(tiff:Orientation(?:=[\"']|>))[1-8]", rb"\g<1>1", xmp)


def _xmp_block(info: dict[str | tuple[int, int], Any]) -> bytes | None:
    """The packet, also where a TIFF file has it as text. Pillow, which looks for an orientation in it, then has it as
    bytes too, or not at all."""
    packet = info.pop("xmp", None)
    if isinstance(packet, str):
        packet = packet.encode()
    if isinstance(packet, bytes):
        info["xmp"] = packet
    other = info.get("XML:com.adobe.xmp")
    return _bytes_or_none(packet) or (other.encode() if isinstance(other, str) and other else None)


def _exif_block(image: Image.Image) -> bytes | None:
    raw = image.info.get("exif")
    if isinstance(raw, bytes) and raw:
        return raw.removeprefix(_PREFIX)
    if image.format != "TIFF":
        return None
    taken = _taken(image.getexif(), _DESCRIPTIVE_TAGS)
    return taken.tobytes().removeprefix(_PREFIX) if len(taken) else None


def _taken(source: Image.Exif, tags: tuple[int, ...]) -> Image.Exif:
    """These tags alone, and the nested directories."""
    taken = Image.Exif()
    for tag in tags:
        if tag in source:
            taken[tag] = source[tag]
    for ifd in _NESTED:
        if values := dict(source.get_ifd(ifd)):
            taken.get_ifd(ifd).update(values)
            taken[ifd] = values
    return taken


def _bytes_or_none(block: object) -> bytes | None:
    """A block as it is; None where it is empty, or where a TIFF file has it as numbers or text."""
    return block if isinstance(block, bytes) and block else None


def _tiff_options(exif: bytes | None, xmp: bytes | None) -> dict[str, Any]:
    """Those of the photo's tags that say how its own pixels lay are not among the file's."""
    source = Image.Exif()
    if exif:
        source.load(exif)
    known = (*_DESCRIPTIVE_TAGS, *_RESOLUTION_TAGS)
    tags = _taken(source, tuple(tag for tag in known if _fits(tag, source.get(tag))))
    if xmp:
        tags[_XMP_TAG] = xmp
    nested = any(ifd in tags for ifd in _NESTED)  # which libtiff can't write, and only libtiff compresses
    return {"tiffinfo": tags, "compression": "raw" if nested else "tiff_deflate"}


def _fits(tag: int, value: Any) -> bool:
    """Whether a value is of its tag's type; libtiff refuses the whole picture for one that isn't."""
    if tag == ExifTags.Base.ResolutionUnit:
        return value in (1, 2, 3)
    if tag in _RESOLUTION_TAGS:
        return isinstance(value, IFDRational) and value > 0
    return tag == ORIENTATION or isinstance(value, str)


def _png_chunks(xmp: bytes | None) -> Any:
    from PIL.PngImagePlugin import PngInfo

    chunks = PngInfo()
    if xmp:
        chunks.add_itxt("XML:com.adobe.xmp", xmp.decode("utf-8", "replace"))
    return chunks
