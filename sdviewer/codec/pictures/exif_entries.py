"""The entries of an EXIF block, read one by one: what is damaged costs only itself (Exif 3.0, section 4.6; TIFF 6.0).

Pillow reads a block whole or not at all, and rewrites it whole, which breaks makers' notes. The packages that were
looked at are either no longer kept up (piexif, exif), read only (exifread) or under the GPL (pyexiv2).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Directory = Literal["image", "exif", "gps", "interoperability", "thumbnail"]

ORIENTATION = 0x0112
_NESTED: dict[int, Directory] = {0x8769: "exif", 0x8825: "gps", 0xA005: "interoperability"}
_INTEROPERABILITY_INDEX = 1
_THUMBNAIL_START, _THUMBNAIL_LENGTH = 0x0201, 0x0202
_WIDTHS, _HEIGHTS = (0x0100, 0xA002), (0x0101, 0xA003)
"""ImageWidth and PixelXDimension, ImageLength and PixelYDimension."""
_BYTE, _SHORT, _LONG = 1, 3, 4
_FORMATS = {1: "B", 2: "s", 3: "H", 4: "I", 5: "II", 6: "b", 7: "s", 8: "h", 9: "i", 10: "ii", 11: "f", 12: "d"}
"""Of one value, by type; 2 and 7 are text and bytes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """at: where its 12 bytes begin; place: where its values are. whole: whether they lie in the block."""

    directory: Directory
    tag: int
    kind: int
    count: int
    at: int
    place: int
    nbytes: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Exif:
    """A block, from its TIFF header on, and its entries. link: where the start of the thumbnail's directory stands, 0
    where there is none. order: '<' or '>', '' where the header is damaged, so that nothing can be read."""

    block: bytes
    order: str = ""
    entries: tuple[Entry, ...] = ()
    link: int = 0

    @property
    def orientation(self) -> int:
        """1..8; 1 where it isn't said, or is out of range."""
        value = self.number(ORIENTATION, "image")
        return int(value) if value is not None and value in range(1, 9) else 1  # some write it as a fraction

    @property
    def interoperability(self) -> bytes:
        """The index, 'R98' for sRGB and 'R03' for Adobe RGB; empty where it isn't said."""
        entry = self._entry(_INTEROPERABILITY_INDEX, "interoperability")
        return self.block[entry.place : entry.place + 3] if entry and entry.nbytes >= 3 else b""

    def number(self, tag: int, directory: Directory = "exif") -> float | None:
        """The first value of an entry; None where there is none that is a number."""
        entry = self._entry(tag, directory)
        if entry is None or entry.count < 1 or _FORMATS[entry.kind] == "s":
            return None
        values = struct.unpack_from(self.order + _FORMATS[entry.kind], self.block, entry.place)
        if len(values) == 2:
            return float(values[0] / values[1]) if values[1] else None
        return float(values[0])

    def _entry(self, tag: int, directory: Directory) -> Entry | None:
        return next((e for e in self.entries if (e.tag, e.directory) == (tag, directory) and e.whole), None)


def parsed(block: bytes | None) -> Exif:
    """The entries of a block that can be found; none where it is absent or its header is damaged."""
    exif = Exif(block or b"")
    order = {b"II": "<", b"MM": ">"}.get(exif.block[:2])
    if order is None or len(exif.block) < 8:
        return exif
    magic, start = struct.unpack_from(order + "HI", exif.block, 2)
    if magic != 42 or not 8 <= start <= len(exif.block) - 2:
        return exif
    exif = replace(exif, order=order)
    entries = list(_directory(exif, start, "image"))
    seen = {start}
    for entry in entries:  # which grows while it is gone through
        nested = _NESTED.get(entry.tag) if entry.directory in ("image", "exif") and entry.kind in (_LONG, 13) else None
        if nested and entry.whole:
            (place,) = struct.unpack_from(order + "I", exif.block, entry.place)
            if place not in seen:
                seen.add(place)
                entries.extend(_directory(exif, place, nested))
    link = _link(exif, start)
    if link:
        entries.extend(_directory(exif, _pointer(exif, link), "thumbnail"))
    return replace(exif, entries=tuple(entries), link=link)


def upright(block: bytes, width: int, height: int) -> bytes | None:
    """The block for upright pixels of this size; None where nothing in it can be read.

    Orientation 1, widths and heights those of the pixels, and of a picture that was turned no thumbnail. Damaged
    entries become empty ones. Every other byte stays where it was, so makers' notes stay valid.
    """
    exif = parsed(block)
    if not exif.entries:
        return None
    mended = bytearray(block)
    for entry in exif.entries:
        if entry.directory == "thumbnail":
            continue
        if not entry.whole:
            struct.pack_into(exif.order + "HIBxxx", mended, entry.at + 2, _BYTE, 1, 0)
        elif entry.tag == ORIENTATION and entry.directory == "image":
            struct.pack_into(exif.order + "HIHH", mended, entry.at + 2, _SHORT, 1, 1, 0)
        elif entry.tag in (*_WIDTHS, *_HEIGHTS) and entry.directory in ("image", "exif"):
            side = width if entry.tag in _WIDTHS else height
            struct.pack_into(exif.order + "HII", mended, entry.at + 2, _LONG, 1, side)
    return bytes(mended if exif.orientation == 1 else _without_thumbnail(exif, mended))


def with_orientation(block: bytes, value: int) -> bytes | None:
    """The block with this orientation (1..8); None where its main directory is damaged. Every byte of a value stays
    where it was: where the directory has no such entry, a copy that has it is put behind all else."""
    exif = parsed(block)
    if not exif.order:
        return None
    saying = struct.pack(exif.order + "HHIHH", ORIENTATION, _SHORT, 1, value, 0)
    start = _pointer(exif, 4)
    (count,) = struct.unpack_from(exif.order + "H", block, start)
    end = start + 2 + 12 * count
    if end > len(block):
        return None
    entries = [block[at : at + 12] for at in range(start + 2, end, 12)]
    tags = [struct.unpack(exif.order + "H", entry[:2])[0] for entry in entries]
    if ORIENTATION in tags:
        at = start + 2 + 12 * tags.index(ORIENTATION)
        return block[:at] + saying + block[at + 12 :]
    entries.insert(sum(tag < ORIENTATION for tag in tags), saying)  # they are sorted
    block += bytes(len(block) % 2)
    moved = block[:4] + struct.pack(exif.order + "I", len(block)) + block[8:]
    return moved + struct.pack(exif.order + "H", count + 1) + b"".join(entries) + block[end : end + 4].ljust(4, b"\0")


def _without_thumbnail(exif: Exif, mended: bytearray) -> bytearray:
    """Its link is cut, and its bytes go: off the end where nothing stands behind them, else they become zeros."""
    if not exif.link:
        return mended
    start = _pointer(exif, exif.link)
    struct.pack_into(exif.order + "I", mended, exif.link, 0)
    place, length = (exif.number(tag, "thumbnail") for tag in (_THUMBNAIL_START, _THUMBNAIL_LENGTH))
    others = [max(e.at + 12, e.place + e.nbytes) for e in exif.entries if e.directory != "thumbnail" and e.whole]
    # Behind the last entry of a directory stands the link to the next.
    if max(others) + 4 <= start and (place is None or place > start):
        return mended[:start]
    if place is not None and length is not None and 8 <= place <= len(mended):
        end = min(int(place + length), len(mended))
        mended[int(place) : end] = bytes(end - int(place))
    return mended


def _directory(exif: Exif, start: int, name: Directory) -> Iterator[Entry]:
    """The entries of a directory, as many as lie within the block."""
    if start + 2 > len(exif.block):
        return
    (count,) = struct.unpack_from(exif.order + "H", exif.block, start)
    for at in range(start + 2, min(start + 2 + 12 * count, len(exif.block) - 11), 12):
        tag, kind, values = struct.unpack_from(exif.order + "HHI", exif.block, at)
        format = _FORMATS.get(4 if kind == 13 else kind)
        nbytes = struct.calcsize("<" + format) * values if format else 0
        place = at + 8 if nbytes <= 4 else _pointer(exif, at + 8)
        whole = format is not None and place + nbytes <= len(exif.block)
        yield Entry(name, tag, 4 if kind == 13 else kind, values, at, place, nbytes, whole)


def _link(exif: Exif, start: int) -> int:
    """Where the start of the next directory stands, 0 where none follows."""
    (count,) = struct.unpack_from(exif.order + "H", exif.block, start)
    place = start + 2 + 12 * count
    if place + 4 > len(exif.block):
        return 0
    following = _pointer(exif, place)
    return place if 8 <= following < len(exif.block) else 0


def _pointer(exif: Exif, place: int) -> int:
    (value,) = struct.unpack_from(exif.order + "I", exif.block, place)
    return int(value)
