"""`.sdc` bytes <-> header and sections, version 1, as `resources/sdc-format.md` describes it. No pixel maths.

`read` is for decoding: what the picture needs must be intact. `inspect` is for looking: it says what is damaged.
Every length is checked against the file and the limits before anything of that length is made.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..errors import FormatError, LimitsError
from ..types import MAX_PIXELS, MAX_SIDE, Metadata, SdcInfo, Section
from .varint import MAX_VARINT, put_varint, take_varint

SIGNATURE = b"\x89SDC"
VERSION = 1
MAX_SECTIONS = 64
MAX_METADATA = 16 << 20
"""Bytes of one metadata block when it is inflated."""

NAMES = {
    "D": "picture data",
    "A": "alpha",
    "e": "EXIF",
    "i": "ICC profile",
    "x": "XMP",
    "p": "preview",
    "n": "model name",
}
"""The sections that this version knows. A capital letter: the picture can't be drawn without it."""

_DEFLATED = frozenset("eixn")
"""Sections whose payload is a flag byte (0: stored, 1: zlib) and a block."""

_CODERS = 2
_LAST = 0x80
"""Bit of a tag: no section follows."""

_CRC = 4
_FIXED = len(SIGNATURE) + 1 + 4
_TAIL = 1 + 1 + 4 + _CRC
_NEWER = "a newer version of sdviewer is needed, or the file is damaged."


@dataclass(frozen=True, slots=True)
class Header:
    """What must be known before decoding.

    model_id: 8 hex digits. orientation: EXIF orientation 1..8 of the source, already applied. coder: 0 hyperprior of
    the own model, 1 universal latent coder. rate: 0..255, its meaning is the model's. symbols_crc: CRC-32, uint32, over
    the decoded symbols, computed by the coder.
    """

    model_id: str
    width: int
    height: int
    orientation: int = 1
    coder: int = 0
    rate: int = 0
    symbols_crc: int = 0


@dataclass(frozen=True, slots=True)
class Container:
    """Header and sections by tag; metadata sections are inflated. notices: sentences about what was left out."""

    header: Header
    sections: Mapping[str, bytes]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """A section as it lies in the file. nbytes: with tag, length and checksum. block: inflated, b"" where damaged.
    problem: half a sentence, or empty; rest: whether nothing after it can be read."""

    tag: str
    nbytes: int
    block: bytes = b""
    problem: str = ""
    rest: bool = False

    @property
    def critical(self) -> bool:
        return self.tag.isupper()

    @property
    def name(self) -> str:
        return NAMES.get(self.tag, f"'{self.tag}'" if self.tag else "rest")


def write(container: Container) -> bytes:
    """The file. Raises LimitsError where the picture, a section or their number is too large."""
    sections = sorted(container.sections.items(), key=lambda item: (item[0] != "D", item[0]))  # capitals come first
    if "D" not in container.sections or not all(tag in NAMES for tag, _ in sections):
        raise ValueError(f"unknown sections, or no data: {[tag for tag, _ in sections]}")
    criticals = sum(tag.isupper() for tag, _ in sections)
    out = bytearray(_header_bytes(container.header, criticals))
    for index, (tag, block) in enumerate(sections):
        payload = _deflated(block, NAMES[tag]) if tag in _DEFLATED else block
        if len(payload) > MAX_VARINT:
            raise LimitsError(f"The section '{NAMES[tag]}' of {len(payload):,} bytes is larger than the format allows.")
        first = bytes([ord(tag) | (_LAST if index == len(sections) - 1 else 0)])
        out += first + put_varint(len(payload)) + payload + _crc(first + payload)
    return bytes(out)


def read(data: bytes) -> Container:
    """Header and sections of a file. Damaged metadata is left out, with a notice.

    Raises FormatError (no `.sdc`, too new, damaged or cut off where it matters) or LimitsError.
    """
    header, criticals, start = _read_header(data)
    sections: dict[str, bytes] = {}
    notices: list[str] = []
    missing = criticals
    for found in _scan(data, start):
        if found.problem and missing:
            raise FormatError(f"The file can't be decoded: {found.problem}")
        if found.problem:
            notices.append(f"Something beside the picture was left out: {found.problem}")
            continue
        if found.critical:
            missing -= 1
            if found.tag not in NAMES:
                raise FormatError(f"The file has a section {found.name} that is not known here: {_NEWER}")
        if found.tag in sections or missing < 0:
            raise FormatError(f"The file is damaged: it has a section '{found.name}' too many.")
        if found.tag in NAMES:
            sections[found.tag] = found.block
    if missing or "D" not in sections:
        raise FormatError("The file is damaged: a section that the picture needs is missing.")
    return Container(header, sections, tuple(notices))


def inspect(data: bytes) -> SdcInfo:
    """What a file says about itself, with damaged sections marked; `model_name` is empty unless the file has it.

    Raises FormatError or LimitsError only where the header can't be read. A section's bytes count its frame, so header
    and sections add up to the file.
    """
    header, criticals, start = _read_header(data)
    found, intact = _blocks(data, start)
    problems = [f.problem for f in found if f.problem]
    unknown = [f.name for f in found if not f.problem and f.critical and f.tag not in NAMES]
    if unknown:
        problems.append(f"it has a section {unknown[0]} that is not known here: {_NEWER}")
    elif not problems and ("D" not in intact or sum(f.critical for f in found) != criticals):
        problems.append("it has not the sections that its header announces.")
    return SdcInfo(
        nbytes=len(data),
        version=VERSION,
        width=header.width,
        height=header.height,
        orientation=header.orientation,
        model_id=header.model_id,
        model_name=_model_name(intact.get("n", b"")),
        quality=header.rate * 100 / 255,
        has_alpha=any(f.tag == "A" for f in found),
        sections=tuple(Section(f.name, f.nbytes, f.critical, not f.problem) for f in found if f.nbytes),
        metadata=Metadata(intact.get("e"), intact.get("i"), intact.get("x"), header.orientation),
        problem=f"The file is damaged or not fully understood: {' '.join(problems)}" if problems else "",
    )


def printable(name: str) -> str:
    """A name from a file with '?' for what a terminal would take as a command, or can't show."""
    return "".join(c if c.isprintable() else "?" for c in name)


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


def _header_bytes(header: Header, criticals: int) -> bytes:
    check_size(header.width, header.height)
    flags = (header.orientation - 1) | header.coder << 3 | (criticals - 1) << 5
    if not (1 <= header.orientation <= 8 and 0 <= header.coder < _CODERS and 1 <= criticals <= 4):
        raise ValueError(f"{header} can't be written")
    out = SIGNATURE + bytes([VERSION]) + bytes.fromhex(header.model_id)
    if len(out) != _FIXED:
        raise ValueError(f"a model's id has 8 hex digits, not '{header.model_id}'")
    out += put_varint(header.width) + put_varint(header.height)
    out += bytes([flags, header.rate]) + header.symbols_crc.to_bytes(4, "little")
    return out + _crc(out)


def _read_header(data: bytes) -> tuple[Header, int, int]:
    """(header, number of critical sections, where the sections begin)."""
    if data[: len(SIGNATURE)] != SIGNATURE:
        raise FormatError("This is not an .sdc file: it doesn't begin as one.")
    if len(data) > len(SIGNATURE) and data[len(SIGNATURE)] != VERSION:
        raise FormatError(f"The file is of version {data[len(SIGNATURE)]} of the format: {_NEWER}")
    width, at, problem = take_varint(data, _FIXED)
    if not problem:
        height, at, problem = take_varint(data, at)
    end = at + _TAIL
    if problem == "cut off" or end > len(data):
        missing = max(end, _FIXED + 2 + _TAIL) - len(data)
        raise FormatError(f"The file is cut off in its header: at least {_bytes(missing)} missing. Get a whole copy.")
    if problem or _crc(data[: end - _CRC]) != data[end - _CRC : end]:
        raise FormatError("The header of the file is damaged: its checksum is wrong. Get another copy.")
    flags, rate = data[at], data[at + 1]
    header = Header(
        model_id=data[_FIXED - 4 : _FIXED].hex(),
        width=width,
        height=height,
        orientation=(flags & 7) + 1,
        coder=flags >> 3 & 3,
        rate=rate,
        symbols_crc=int.from_bytes(data[at + 2 : at + 6], "little"),
    )
    if header.coder >= _CODERS or flags & 0x80:
        raise FormatError(f"The file uses something that is not known here: {_NEWER}")
    check_size(width, height)
    return header, (flags >> 5 & 3) + 1, end


def _blocks(data: bytes, start: int) -> tuple[list[_Found], dict[str, bytes]]:
    """All sections without their blocks, and the block of the first intact one of each tag: a small file may have many
    that are large when inflated."""
    found: list[_Found] = []
    intact: dict[str, bytes] = {}
    for section in _scan(data, start):
        if not section.problem:
            intact.setdefault(section.tag, section.block)
        found.append(replace(section, block=b""))
    return found, intact


def _scan(data: bytes, at: int) -> Iterator[_Found]:
    """All sections, damaged ones too; the last one has `rest` set if the file can't be followed to its end."""
    for _ in range(MAX_SECTIONS):
        found, last = _section(data, at)
        yield found
        at += found.nbytes
        if found.rest:
            return
        if last:
            if at < len(data):
                yield _Found("", len(data) - at, problem=f"{_bytes(len(data) - at)} after its end.", rest=True)
            return
    yield _Found("", len(data) - at, problem=f"it has more than {MAX_SECTIONS} sections.", rest=True)


def _section(data: bytes, at: int) -> tuple[_Found, bool]:
    """The section that begins at `at`, and whether it is marked as the last."""
    left = len(data) - at
    if not left:
        return _Found("", 0, problem="it is cut off: at least one more section is missing.", rest=True), False
    first = data[at : at + 1]
    tag, last = chr(first[0] & ~_LAST), bool(first[0] & _LAST)
    if not tag.isalpha():
        return _Found("", left, problem=f"no section begins at byte {at:,}, where one should.", rest=True), False
    name = NAMES.get(tag, f"'{tag}'")
    length, start, problem = take_varint(data, at + 1)
    end = start + length + _CRC
    if problem == "cut off" or end > len(data):
        missing = _bytes(max(1, end - len(data)))
        return _Found(tag, left, problem=f"it is cut off in its section '{name}': {missing} missing.", rest=True), False
    if problem:
        return _Found(tag, left, problem=f"the length of its section '{name}' is damaged.", rest=True), False
    payload, nbytes = data[start : start + length], end - at
    if _crc(first + payload) != data[end - _CRC : end]:
        return _Found(tag, nbytes, problem=f"its section '{name}' is damaged (wrong checksum)."), last
    if tag not in _DEFLATED:
        return _Found(tag, nbytes, payload), last
    block = _inflated(payload)
    problem = "" if block is not None else f"its section '{name}' can't be unpacked, or is too large."
    return _Found(tag, nbytes, block or b"", problem), last


def _deflated(block: bytes, name: str) -> bytes:
    if len(block) > MAX_METADATA:
        raise LimitsError(
            f"The metadata of the picture ({name}) has {len(block):,} bytes; at most {MAX_METADATA:,} can be kept. "
            "Leave metadata out (--metadata strip)."
        )
    packed = zlib.compress(block, 9)
    return b"\1" + packed if len(packed) < len(block) else b"\0" + block


def _inflated(payload: bytes) -> bytes | None:
    """The block, or None where it is damaged, of an unknown kind, or larger than MAX_METADATA."""
    kind, block = payload[:1], payload[1:]
    if kind == b"\0":
        return block if len(block) <= MAX_METADATA else None
    if kind != b"\1":
        return None
    unpacker = zlib.decompressobj()
    try:
        out = unpacker.decompress(block, MAX_METADATA + 1)
    except zlib.error:
        return None
    return out if unpacker.eof and len(out) <= MAX_METADATA and not unpacker.unused_data else None


def _model_name(block: bytes) -> str:
    """The name in the JSON of section 'n', printable; empty where there is none."""
    try:
        name = json.loads(block)["name"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return printable(name[:200]) if isinstance(name, str) else ""


def _crc(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(_CRC, "little")


def _bytes(count: int) -> str:
    return f"{count:,} byte is" if count == 1 else f"{count:,} bytes are"
