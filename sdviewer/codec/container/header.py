"""What must be known before decoding, as bytes.

Features are bits: those at even places are required (who doesn't know one can't draw the picture), those at odd places
can be ignored. Some bring a field, which is left out where it has its usual value. The header's length is stated, so
fields of unknown features that can be ignored are skipped.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from ..errors import FormatError, LimitsError
from ..identity import Identity, take_identity
from ..types import MAX_PIXELS, MAX_SIDE, ColourSpace
from . import signature
from .signature import SIGNATURE
from .varint import put_varint, take_varint

VERSION = 1
CRC = 4
MAX_HEADER = 1 << 10
NEWER = "a newer version of sdviewer is needed, or the file is damaged."

ALPHA, ORIENTATION, COLOUR, DEPTH, FRAMES = 0, 1, 2, 4, 6
"""Places of the bits of the features."""
_REQUIRED = {ALPHA, COLOUR, DEPTH, FRAMES}

CODES: dict[ColourSpace, int] = {"display-p3": 1, "adobe-rgb": 2, "bt2020": 3}
_CICP = 255
"""Colour code after which code points of ITU-T H.273 follow: primaries and transfer."""
_CODE_POINTS: dict[tuple[int, int], ColourSpace] = {
    (1, 13): "srgb",
    (12, 13): "display-p3",
    **{(9, transfer): "bt2020" for transfer in (1, 6, 14, 15)},
}


@dataclass(frozen=True, slots=True)
class Header:
    """orientation: EXIF orientation 1..8 of the source, already applied. rate: 0..255, its meaning is the model's.
    has_alpha: whether there is a section for it. space: of the pixels; code_points: primaries and transfer by H.273
    where the file names a space that isn't known here by name. depth: bits of a sample. frames: pictures in the file.
    """

    identity: Identity
    width: int
    height: int
    orientation: int = 1
    rate: int = 0
    has_alpha: bool = False
    space: ColourSpace = "srgb"
    code_points: tuple[int, int] | None = None
    depth: int = 8
    frames: int = 1


def write_header(header: Header) -> bytes:
    """Signature to checksum. Raises FormatError or LimitsError where the picture is impossible or too large."""
    check_size(header.width, header.height)
    if not (1 <= header.orientation <= 8 and 0 <= header.rate <= 255 and header.depth == 8 and header.frames == 1):
        raise ValueError(f"{header} can't be written")
    features = header.has_alpha << ALPHA
    fields = b""
    if header.orientation != 1:
        features |= 1 << ORIENTATION
        fields += bytes([header.orientation])
    if header.space != "srgb":
        features |= 1 << COLOUR
        fields += bytes([CODES[header.space]])
    body = put_varint(features) + put_varint(header.width) + put_varint(header.height)
    body += header.identity.to_bytes() + bytes([header.rate]) + fields
    out = SIGNATURE + bytes([VERSION]) + put_varint(len(body)) + body
    return out + crc(out)


def read_header(data: bytes) -> tuple[Header, int]:
    """The header and where it ends. Raises FormatError (no `.sdc`, too new, damaged, cut off) or LimitsError."""
    signature.check(data)
    at = len(SIGNATURE)
    if len(data) > at and data[at] != VERSION:
        raise FormatError(f"The file is of version {data[at]} of the format: {NEWER}")
    length, start, problem = take_varint(data, at + 1)
    end = start + length
    if problem == "cut off" or (not problem and length <= MAX_HEADER and end + CRC > len(data)):
        raise FormatError("The file is cut off in its header. Get a whole copy.")
    if problem or length > MAX_HEADER or crc(data[:end]) != data[end : end + CRC]:
        raise FormatError("The header of the file is damaged: its checksum is wrong. Get another copy.")
    return _parsed(data[start:end]), end + CRC


def check_size(width: int, height: int) -> None:
    """Raise FormatError where a picture has no pixels, LimitsError where it is too large, or too long."""
    if width < 1 or height < 1:
        raise FormatError(f"A picture of {width}x{height} pixels is not possible.")
    if width * height > MAX_PIXELS:
        raise LimitsError(
            f"The picture has {width}x{height} pixels, {width * height / 1e6:,.1f} million; "
            f"at most {MAX_PIXELS // 1_000_000} million are possible."
        )
    if max(width, height) > MAX_SIDE:
        raise LimitsError(
            f"The picture has {width}x{height} pixels; no side may be longer than {MAX_SIDE:,}. Cut it into parts."
        )


def crc(data: bytes) -> bytes:
    """CRC-32, little-endian."""
    return zlib.crc32(data).to_bytes(CRC, "little")


class _Fields:
    """Takes the fields of a header one after the other; where it ends too early it is damaged."""

    def __init__(self, body: bytes) -> None:
        self.body, self.at = body, 0

    def number(self) -> int:
        number, self.at, problem = take_varint(self.body, self.at)
        self.check(not problem)
        return number

    def byte(self) -> int:
        self.check(self.at < len(self.body))
        self.at += 1
        return self.body[self.at - 1]

    def identity(self) -> Identity:
        identity, self.at = take_identity(self.body, self.at)
        self.check(identity is not None)
        assert identity is not None
        return identity

    @staticmethod
    def check(fine: bool) -> None:
        if not fine:
            raise FormatError("The header of the file is damaged: it has a value that no writer makes.")


def _parsed(body: bytes) -> Header:
    fields = _Fields(body)
    features, width, height = fields.number(), fields.number(), fields.number()
    bits = {place for place in range(features.bit_length()) if features >> place & 1}
    if unknown := {place for place in bits if not place % 2} - _REQUIRED:
        raise FormatError(f"The file uses something that is not known here (feature {min(unknown)}): {NEWER}")
    check_size(width, height)
    identity, rate = fields.identity(), fields.byte()
    orientation = fields.byte() if ORIENTATION in bits else 1
    fields.check(1 <= orientation <= 8 and (orientation != 1 or ORIENTATION not in bits))
    space, code_points = _colour(fields) if COLOUR in bits else ("srgb", None)
    if DEPTH in bits:
        raise FormatError(f"The picture has {fields.byte()} bits a sample; this version of sdviewer draws 8.")
    if FRAMES in bits:
        raise FormatError(f"The file holds {fields.number()} pictures; this version of sdviewer draws one.")
    if not bits - _REQUIRED - {ORIENTATION}:
        fields.check(fields.at == len(body))
    return Header(identity, width, height, orientation, rate, ALPHA in bits, space, code_points)


def _colour(fields: _Fields) -> tuple[ColourSpace, tuple[int, int] | None]:
    code = fields.byte()
    named = {number: space for space, number in CODES.items()}
    if code in named:
        return named[code], None
    if code != _CICP:
        raise FormatError(f"The colours of the file are not known here (code {code}): {NEWER}")
    points = fields.byte(), fields.byte()
    known = _CODE_POINTS.get(points)
    return (known, None) if known else ("srgb", points)
