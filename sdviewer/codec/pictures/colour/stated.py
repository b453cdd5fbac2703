"""What a file says of its colours beside an ICC profile, in the order of precedence of its format's standard.

PNG (third edition): cICP, iCCP, sRGB, gAMA with cHRM. AVIF and HEIF (ISO/IEC 23008-12, MIAF): a profile, then nclx.
JPEG: a profile, then EXIF, where DCF says Adobe RGB by the interoperability index R03. JPEG XL's decoder gives a
profile of whatever the file says. A profile with a cicp tag of an HDR curve stands for that (ICC.1:2022, 9.2.17).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from ..exif_entries import Exif
from .coded import ADOBE_RGB, UNSPECIFIED, Coded, by_code_points, by_gamma

_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_BOXES, _MOST_META = 64, 1 << 22
_COLOR_SPACE, _ADOBE_COLOR_SPACE = 0xA001, 2


@dataclass(frozen=True, slots=True)
class CodePoints:
    """Of H.273."""

    primaries: int
    transfer: int
    full: bool


@dataclass(frozen=True, slots=True)
class Colour:
    """How a picture's numbers become colours: by `coded`, else by the profile, else as sRGB. notices: what can't be
    honoured, or was mapped."""

    icc: bytes | None = None
    coded: Coded | None = None
    notices: tuple[str, ...] = ()


def code_points(file: BinaryIO) -> CodePoints | None:
    """Those in a PNG's cICP or in the nclx box of an AVIF or HEIF, read ahead of decoding; the file is rewound."""
    file.seek(0)
    head = file.read(16)
    try:
        if head.startswith(_PNG):
            return _in_png(file)
        return _in_boxes(file) if head[4:8] == b"ftyp" else None
    except (struct.error, IndexError):  # cut off, which is said by whoever decodes it
        return None
    finally:
        file.seek(0)


def colour_of(image: Image.Image, icc: bytes | None, points: CodePoints | None, exif: Exif) -> Colour:
    """What counts for an opened image. `points`: what `code_points` found in the file."""
    if icc and (points is None or image.format != "PNG"):
        tagged = _in_profile(icc)
        return _by_points(tagged) if tagged else Colour(icc)
    if points is not None:
        return _by_points(points, icc)
    if image.format == "PNG" and "srgb" not in image.info:
        gamma, chromaticity = image.info.get("gamma"), image.info.get("chromaticity")
        coded = by_gamma(gamma, chromaticity) if gamma or chromaticity else None
        return Colour(coded=coded if coded and not coded.is_srgb else None)
    if image.format in ("JPEG", "MPO") and _is_adobe_rgb(exif):
        return Colour(coded=ADOBE_RGB)
    return Colour()


def _by_points(points: CodePoints, icc: bytes | None = None) -> Colour:
    if points.primaries == points.transfer == UNSPECIFIED:
        return Colour(icc)
    coded = by_code_points(points.primaries, points.transfer, points.full)
    notices: list[str] = []
    if coded is None:
        notices.append(
            f"The file's colour code points {points.primaries} and {points.transfer} aren't known here, so the colours "
            "were taken as sRGB."
        )
        return Colour(icc, None, tuple(notices))
    if isinstance(coded.curve, str):
        notices.append(f"The picture is HDR ({coded.curve}); its highlights were tone-mapped to SDR.")
    return Colour(coded=None if coded.is_srgb else coded, notices=tuple(notices))


def _is_adobe_rgb(exif: Exif) -> bool:
    """By DCF 2.0 the index is R03 and ColorSpace 'uncalibrated'; some cameras write 2 into ColorSpace instead."""
    return exif.interoperability == b"R03" or exif.number(_COLOR_SPACE) == _ADOBE_COLOR_SPACE


def _in_png(file: BinaryIO) -> CodePoints | None:
    """Of the cICP chunk, which stands before the pixels."""
    file.seek(len(_PNG))
    while len(head := file.read(8)) == 8 and head[4:] not in (b"IDAT", b"IEND"):
        (length,) = struct.unpack_from(">I", head)
        if head[4:] == b"cICP" and length == 4:
            primaries, transfer, _, full = file.read(4)
            return CodePoints(primaries, transfer, full != 0)
        file.seek(length + 4, 1)
    return None


def _in_boxes(file: BinaryIO) -> CodePoints | None:
    """Of the nclx box that belongs to the primary item, or the first one."""
    file.seek(0)
    for _ in range(_MOST_BOXES):
        head = file.read(8)
        if len(head) < 8:
            return None
        (length,), kind = struct.unpack_from(">I", head), head[4:]
        if kind == b"meta":
            return _in_meta(file.read(min(length - 8, _MOST_META)))
        if length < 8:
            return None
        file.seek(length - 8, 1)
    return None


def _in_meta(meta: bytes) -> CodePoints | None:
    boxes = dict(reversed(list(_boxes(meta, 4))))  # the first of each kind
    pitm, iprp = boxes.get(b"pitm", b""), dict(_boxes(boxes.get(b"iprp", b""), 0))
    properties = list(_boxes(iprp.get(b"ipco", b""), 0))
    primary = int.from_bytes(pitm[4:8] if pitm[:1] == b"\1" else pitm[4:6], "big")
    own = _associated(iprp.get(b"ipma", b""), primary)
    for index, (kind, body) in enumerate(properties, start=1):
        if kind == b"colr" and body[:4] == b"nclx" and (index in own or not own):
            primaries, transfer = struct.unpack_from(">HH", body, 4)
            # The decoder has applied the matrix and the range already, so what it gives is full range.
            return CodePoints(primaries, transfer, True)
    return None


def _associated(ipma: bytes, item: int) -> frozenset[int]:
    """Numbers of an item's properties (ItemPropertyAssociationBox)."""
    if not ipma:
        return frozenset()
    wide_items, wide = ipma[0] >= 1, ipma[3] & 1
    (count,) = struct.unpack_from(">I", ipma, 4)
    place = 8
    for _ in range(min(count, len(ipma))):
        size = 4 if wide_items else 2
        found, number = int.from_bytes(ipma[place : place + size], "big"), ipma[place + size]
        place += size + 1
        width = 2 if wide else 1
        entries = [ipma[place + k * width : place + (k + 1) * width] for k in range(number)]
        place += number * width
        if found == item:
            mask = 0x7FFF if wide else 0x7F
            return frozenset(int.from_bytes(entry, "big") & mask for entry in entries)
    return frozenset()


def _boxes(data: bytes, start: int) -> list[tuple[bytes, bytes]]:
    """Kind and body of the boxes that lie one after another."""
    found = []
    while start + 8 <= len(data):
        (length,), kind = struct.unpack_from(">I", data, start), data[start + 4 : start + 8]
        if length < 8:
            break
        found.append((kind, data[start + 8 : start + length]))
        start += length
    return found


def _in_profile(icc: bytes) -> CodePoints | None:
    """Of a profile's cicp tag, where the curve is PQ or HLG: tables can't say how bright a screen is."""
    try:
        (count,) = struct.unpack_from(">I", icc, 128)
        for index in range(min(count, 100)):
            name, place, _ = struct.unpack_from(">4sII", icc, 132 + 12 * index)
            if name == b"cicp":
                primaries, transfer, _, full = icc[place + 8 : place + 12]
                return CodePoints(primaries, transfer, full != 0) if transfer in (16, 18) else None
    except (struct.error, ValueError):
        return None
    return None
