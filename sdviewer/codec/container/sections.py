"""`.sdc` bytes <-> header and sections, as `resources/sdc-format.md` describes it. No pixel maths.

`read` is for decoding: what the picture needs must be intact, or is taken as far as it goes where the caller says so.
`inspect` is for looking: it says what is damaged. Every length is checked against the file and the limits before
anything of that length is made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ..errors import FormatError, LimitsError
from ..types import MAX_STRENGTH, Metadata, SdcInfo, Section
from .blocks import packed, unpacked
from .header import CRC, NEWER, VERSION, Header, crc, read_header, write_header
from .varint import MAX_VARINT, put_varint, take_varint

MAX_SECTIONS = 64

NAMES = {
    "p": "preview",
    "A": "alpha",
    "D": "picture data",
    "e": "EXIF",
    "i": "ICC profile",
    "n": "model name",
    "t": "texture",
    "x": "XMP",
}
"""The sections that this version knows, in the order in which they are written: what shows something first comes first.
A capital letter: the picture can't be drawn without it."""

_DEFLATED = frozenset("eixn")
"""Sections whose payload is a metadata block (`blocks`)."""
_LAST = 0x80
"""Bit of a tag: no section follows."""
_PRIVATE = range(0x21, 0x3B)
"""Tags of sections that are anybody's own; they begin with a name, and can always be ignored."""


@dataclass(frozen=True, slots=True)
class Container:
    """Header and sections by tag; metadata sections are inflated. notices: sentences about what was left out.

    lacking: bytes of the picture data that are not there; damaged: whether the picture data isn't as it was written.
    """

    header: Header
    sections: Mapping[str, bytes]
    notices: tuple[str, ...] = ()
    lacking: int = 0
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """A section as it lies in the file. nbytes: with tag, length and checksum. block: inflated; of the picture data as
    much as there is where it is damaged, b"" of others. problem: half a sentence, or empty; rest: whether nothing after
    it can be read; lacking: bytes that are not there."""

    tag: str
    nbytes: int
    block: bytes = field(default=b"", repr=False)
    problem: str = ""
    rest: bool = False
    lacking: int = 0

    @property
    def critical(self) -> bool:
        return self.tag.isupper()

    @property
    def name(self) -> str:
        return _name(self.tag) if self.tag else "rest"


def write(container: Container) -> bytes:
    """The file. Raises LimitsError where the picture, a section or their number is too large."""
    header, sections = container.header, container.sections
    if "D" not in sections or not set(sections) <= set(NAMES) or header.has_alpha != ("A" in sections):
        raise ValueError(f"unknown sections, or not what the header says: {sorted(sections)}")
    out = bytearray(write_header(header))
    tags = [tag for tag in NAMES if tag in sections]
    for tag in tags:
        payload = packed(sections[tag], NAMES[tag]) if tag in _DEFLATED else sections[tag]
        if len(payload) > MAX_VARINT:
            raise LimitsError(f"The section '{NAMES[tag]}' of {len(payload):,} bytes is larger than the format allows.")
        first = bytes([ord(tag) | (_LAST if tag == tags[-1] else 0)])
        out += first + put_varint(len(payload)) + payload + crc(first + payload)
    return bytes(out)


def read(data: bytes, partial: bool = False) -> Container:
    """Header and sections of a file. Damaged metadata is left out, with a notice.

    partial: what the picture needs may be damaged, too, or cut off; a notice says so, and `damaged`. Raises FormatError
    (no `.sdc`, too new, damaged or cut off where it matters) or LimitsError.
    """
    header, start = read_header(data)
    needed = {"D", "A"} if header.has_alpha else {"D"}
    sections: dict[str, bytes] = {}
    notices: list[str] = []
    lacking, damaged = 0, False
    for found in _scan(data, start):
        if found.problem and needed - sections.keys():
            if not partial:
                raise FormatError(f"The file can't be decoded: {found.problem}")
            damaged = True
            notices.append(f"The file is damaged: {found.problem}")
            if found.tag == "D":
                sections["D"], lacking = found.block, max(0, found.lacking - CRC)
            continue
        if found.problem:
            notices.append(f"Something beside the picture was left out: {found.problem}")
            continue
        if found.critical and found.tag not in NAMES:
            raise FormatError(f"The file has a section {found.name} that is not known here: {NEWER}")
        if found.tag in sections or (found.critical and found.tag not in needed):
            raise FormatError(f"The file is damaged: it has a section '{found.name}' too many.")
        if found.tag in NAMES:
            sections[found.tag] = found.block
    if "D" not in sections or (needed - sections.keys() and not partial):
        raise FormatError("The file is damaged: a section that the picture needs is missing.")
    return Container(header, sections, _said(header, notices), lacking, damaged)


def inspect(data: bytes) -> SdcInfo:
    """What a file says about itself, with damaged sections marked; `model_name` is empty unless the file has it.

    Raises FormatError or LimitsError only where the header can't be read. A section's bytes count its frame, so header
    and sections add up to the file.
    """
    header, start = read_header(data)
    found, intact = _blocks(data, start)
    problems = [f.problem for f in found if f.problem]
    unknown = [f.name for f in found if not f.problem and f.critical and f.tag not in NAMES]
    criticals = sorted(f.tag for f in found if f.critical)
    if unknown:
        problems.append(f"it has a section {unknown[0]} that is not known here: {NEWER}")
    elif not problems and criticals != (["A", "D"] if header.has_alpha else ["D"]):
        problems.append("it has not the sections that its header announces.")
    return SdcInfo(
        nbytes=len(data),
        version=VERSION,
        width=header.width,
        height=header.height,
        orientation=header.orientation,
        model_id=header.identity.text,
        model_name=_model_name(intact.get("n", b"")),
        quality=header.rate * 100 / 255,
        has_alpha=header.has_alpha,
        sections=tuple(Section(f.name, f.nbytes, f.critical, not f.problem) for f in found if f.nbytes),
        metadata=Metadata(intact.get("e"), intact.get("i"), intact.get("x"), header.orientation),
        problem=f"The file is damaged or not fully understood: {' '.join(problems)}" if problems else "",
        space=header.space,
        strength=strength(intact),
        latents=header.identity.latents,
    )


def strength(sections: Mapping[str, bytes]) -> float | None:
    """The hint of section 't', 0..1.5; None where there is none, or it says nothing that is known."""
    block = sections.get("t", b"")
    return block[0] / 100 if block and block[0] <= 100 * MAX_STRENGTH else None


def strength_section(strength: float) -> bytes:
    """0..MAX_STRENGTH to the payload of section 't'."""
    return bytes([round(100 * strength)])


def printable(name: str) -> str:
    """A name from a file with '?' for what a terminal would take as a command, or can't show."""
    return "".join(c if c.isprintable() else "?" for c in name)


def _said(header: Header, notices: list[str]) -> tuple[str, ...]:
    if header.code_points is None:
        return tuple(notices)
    primaries, transfer = header.code_points
    return (*notices, f"The colours of the file ({primaries}, {transfer} by H.273) are not known here: shown as sRGB.")


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
    if not tag.isalpha() and ord(tag) not in _PRIVATE:
        return _Found("", left, problem=f"no section begins at byte {at:,}, where one should.", rest=True), False
    name = _name(tag)
    length, start, problem = take_varint(data, at + 1)
    end = start + length + CRC
    if problem == "cut off" or end > len(data):
        lacking = max(1, end - len(data))
        text = f"it is cut off in its section '{name}': {_bytes(lacking)} missing."
        block = data[start : start + length] if tag == "D" and not problem else b""
        return _Found(tag, left, block, text, rest=True, lacking=lacking), False
    if problem:
        return _Found(tag, left, problem=f"the length of its section '{name}' is damaged.", rest=True), False
    payload, nbytes = data[start : start + length], end - at
    if crc(first + payload) != data[end - CRC : end]:
        block = payload if tag == "D" else b""
        return _Found(tag, nbytes, block, f"its section '{name}' is damaged (wrong checksum)."), last
    if tag not in _DEFLATED:
        return _Found(tag, nbytes, payload), last
    unpacked_block = unpacked(payload)
    problem = "" if unpacked_block is not None else f"its section '{name}' can't be unpacked, or is too large."
    return _Found(tag, nbytes, unpacked_block or b"", problem), last


def _name(tag: str) -> str:
    return NAMES.get(tag) or (f"'{tag}'" if tag.isalpha() else f"private '{tag}'")


def _model_name(block: bytes) -> str:
    """The name in the JSON of section 'n', printable; empty where there is none."""
    try:
        name = json.loads(block)["name"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return printable(name[:200]) if isinstance(name, str) else ""


def _bytes(count: int) -> str:
    return f"{count:,} byte is" if count == 1 else f"{count:,} bytes are"
