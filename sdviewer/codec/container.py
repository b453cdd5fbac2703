"""`.sdc` bytes <-> header and sections, version 1. `resources/sdc-format.md` describes it for strangers.

Everything that stands in a header or a length is checked against the limits before anything is allocated. There is no
pixel maths here, and no knowledge of models beyond their 4-byte id.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from .errors import FormatError, LimitsError
from .types import MAX_PIXELS, Metadata, SdcInfo, Section

SIGNATURE = b"\x89SDC"
VERSION = 1
MAX_SECTIONS = 64
MAX_UNPACKED = 16 << 20
"""Largest metadata block, in bytes, after inflating."""

NAMES = {
    "D": "picture data",
    "A": "alpha",
    "e": "EXIF",
    "i": "ICC profile of the source",
    "x": "XMP",
    "p": "preview",
    "n": "model's name",
}
_DEFLATED = frozenset("eixn")


@dataclass(frozen=True, slots=True)
class Header:
    """The fixed part. model_id: 8 hex digits; orientation: EXIF's 1..8 of the source, already applied; coder: 0..3, how
    the picture data is coded; rate: 0..255, meaning the model's; symbols_crc: CRC-32 over the coded symbols."""

    model_id: str
    width: int
    height: int
    orientation: int
    coder: int
    rate: int
    symbols_crc: int


@dataclass(frozen=True, slots=True)
class Container:
    """Header and sections by tag. notices: sentences about ancillary sections that were damaged and left out."""

    header: Header
    sections: dict[str, bytes]
    notices: list[str] = field(default_factory=list)


def write(box: Container) -> bytes:
    """The bytes of a whole file."""
    head = box.header
    flags = (head.orientation - 1) | head.coder << 3
    out = bytearray(SIGNATURE)
    out += bytes([VERSION]) + bytes.fromhex(head.model_id) + _varint(head.width) + _varint(head.height)
    out += bytes([flags, head.rate]) + struct.pack("<I", head.symbols_crc)
    out += struct.pack("<I", zlib.crc32(out))
    for tag, payload in box.sections.items():
        body = _deflate(payload) if tag in _DEFLATED else payload
        section = tag.encode() + _varint(len(body)) + body
        out += section + struct.pack("<I", zlib.crc32(section))
    return bytes(out)


def read(data: bytes) -> Container:
    """Header and intact sections. FormatError for damage in a critical one, LimitsError for more than is allowed."""
    header, start = _read_header(data)
    sections: dict[str, bytes] = {}
    notices: list[str] = []
    for part in _parts(data, start):
        name = NAMES.get(part.tag, f"section '{part.tag}'")
        problem = part.problem
        if not problem and part.critical and part.tag not in NAMES:
            raise FormatError(f"The file needs '{part.tag}', which is newer than this program. Update the program.")
        if not problem and part.tag in NAMES:
            try:
                sections.setdefault(part.tag, _inflate(part.body) if part.tag in _DEFLATED else part.body)
            except LimitsError:
                raise
            except FormatError:
                problem = "doesn't unpack"
        if problem and part.critical:
            raise FormatError(f"The file is damaged: its {name} {problem}.")
        if problem:
            notices.append(f"The {name} of this file is damaged and was left out.")
    if "D" not in sections:
        raise FormatError("The file is damaged: it ends before its picture data.")
    return Container(header, sections, notices)


def inspect(data: bytes) -> SdcInfo:
    """What a file says about itself. Damage after the header is reported in `problem`; FormatError before."""
    header, start = _read_header(data)
    found: list[Section] = []
    blocks: dict[str, bytes] = {}
    problem = ""
    try:
        for part in _parts(data, start):
            intact, unpacked = not part.problem, part.body
            if intact and part.tag in _DEFLATED:
                try:
                    unpacked = _inflate(part.body)
                except FormatError:
                    intact = False
            found.append(Section(NAMES.get(part.tag, f"unknown '{part.tag}'"), part.nbytes, part.critical, intact))
            if intact:
                blocks.setdefault(part.tag, unpacked)
            elif not problem:
                problem = f"The {found[-1].name} is damaged{': it ' + part.problem if part.problem else ''}."
    except FormatError as error:
        problem = str(error)
    if "D" not in blocks and not problem:
        problem = "The file ends before its picture data."
    return SdcInfo(
        nbytes=len(data),
        version=VERSION,
        width=header.width,
        height=header.height,
        orientation=header.orientation,
        model_id=header.model_id,
        model_name=_model_name(blocks.get("n")),
        quality=header.rate * 100 / 255,
        has_alpha="A" in blocks,
        sections=(Section("header", start, True, True), *found),
        metadata=Metadata(blocks.get("e"), blocks.get("i"), blocks.get("x"), header.orientation),
        problem=problem,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    tag: str
    body: bytes
    nbytes: int
    problem: str

    @property
    def critical(self) -> bool:
        return self.tag.isupper()


def _read_header(data: bytes) -> tuple[Header, int]:
    if not data.startswith(SIGNATURE):
        raise FormatError("This is not a .sdc picture.")
    if len(data) < 5:
        raise FormatError("The file is damaged: it ends within its header.")
    if data[4] != VERSION:
        raise FormatError(
            f"The file is of version {data[4]}; this program knows version {VERSION}. Update the program."
        )
    try:
        model_id = data[5:9].hex()
        width, at = _read_varint(data, 9)
        height, at = _read_varint(data, at)
        flags, rate, symbols_crc, crc = struct.unpack_from("<BBII", data, at)
    except (struct.error, IndexError):
        raise FormatError("The file is damaged: it ends within its header.") from None
    end = at + 10
    if crc != zlib.crc32(data[: end - 4]):
        raise FormatError("The file is damaged: the checksum of its header doesn't match.")
    if flags >> 5:
        raise FormatError("The file uses something that this version doesn't know. Update the program.")
    if not (width and height):
        raise FormatError("The file is damaged: it says that it has no pixels.")
    if width * height > MAX_PIXELS:
        raise LimitsError(f"The file says {width} x {height} pixels; at most {MAX_PIXELS:,} pixels are read.")
    return Header(model_id, width, height, (flags & 7) + 1, flags >> 3 & 3, rate, symbols_crc), end


def _parts(data: bytes, at: int) -> Iterator[_Part]:
    count = 0
    while at < len(data):
        count += 1
        if count > MAX_SECTIONS:
            raise LimitsError(f"The file has more than {MAX_SECTIONS} sections.")
        start = at
        tag = chr(data[at])
        if not (tag.isascii() and tag.isalpha()):
            raise FormatError(f"The file is damaged at byte {at:,}.")
        try:
            length, at = _read_varint(data, at + 1)
        except IndexError:
            raise FormatError("The file is damaged: it ends within a section.") from None
        end = at + length
        if end + 4 > len(data):
            missing = f"is cut off, {end + 4 - len(data):,} bytes are missing"
            yield _Part(tag, b"", len(data) - start, missing)
            return
        matches = struct.unpack_from("<I", data, end)[0] == zlib.crc32(memoryview(data)[start:end])
        yield _Part(tag, data[at:end], end + 4 - start, "" if matches else "has a wrong checksum")
        at = end + 4


def _varint(value: int) -> bytes:
    """LEB128: 7 bits a byte, the low ones first, the high bit set on all but the last."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 35, 7):
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise FormatError("The file is damaged: a length in it is too large.")


def _deflate(block: bytes) -> bytes:
    """One byte that says how (0 stored, 1 zlib), then the block, whichever is smaller."""
    packed = zlib.compress(block, 9)
    return b"\1" + packed if len(packed) < len(block) else b"\0" + block


def _inflate(body: bytes) -> bytes:
    if body[:1] == b"\0":
        return body[1:]
    if body[:1] != b"\1":
        raise FormatError("A metadata section of the file is damaged.")
    unpacker = zlib.decompressobj()
    try:
        block = unpacker.decompress(body[1:], MAX_UNPACKED)
    except zlib.error:
        raise FormatError("A metadata section of the file doesn't unpack.") from None
    if unpacker.unconsumed_tail:
        raise LimitsError(f"A metadata section of the file unpacks to more than {MAX_UNPACKED >> 20} MB.")
    if not unpacker.eof:
        raise FormatError("A metadata section of the file is cut off.")
    return block


def _model_name(block: bytes | None) -> str:
    try:
        name = json.loads(block or b"{}").get("name", "")
    except (ValueError, AttributeError):
        return ""
    return name if isinstance(name, str) else ""
