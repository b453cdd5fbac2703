"""How a JPEG file is to be turned by whoever shows it: read and written in its EXIF, the coded pixels untouched.

Sources: JFIF and ITU-T T.81 B.1.1 (segments), EXIF 2.32 section 4.5 (APP1), TIFF 6.0 section 2 (directories).
"""

from __future__ import annotations

import struct

from ..errors import InputError
from . import exif_entries

MAX_BYTES = 1 << 30
"""Largest file that is rewritten."""
_EXIF = b"Exif\0\0"
_NOTHING_SAID = b"MM\0*" + struct.pack(">IHI", 8, 0, 0)
"""EXIF without an entry."""
_APP0, _APP1, _SCAN = 0xE0, 0xE1, 0xDA
_LONGEST = 0xFFFF
"""A segment, with the two bytes of its length."""


def orientation(data: bytes) -> int:
    """1 to 8; 1 where the file says nothing. Raises InputError where this is no JPEG."""
    start, end = _find(data)
    return exif_entries.parsed(_block(data, start, end)).orientation


def with_orientation(data: bytes, value: int) -> bytes:
    """The file with another orientation (1 to 8). Raises InputError where its EXIF can't say one."""
    start, end = _find(data)
    block = exif_entries.with_orientation(_block(data, start, end) if end > start else _NOTHING_SAID, value)
    if block is None:
        raise InputError("The EXIF of this JPEG is damaged and can't say a rotation. Save it as another picture.")
    length = 2 + len(_EXIF) + len(block)
    if length > _LONGEST:
        raise InputError("The EXIF of this JPEG is full and can't say a rotation. Save it as another picture.")
    return data[:start] + struct.pack(">BBH", 0xFF, _APP1, length) + _EXIF + block + data[end:]


def _block(data: bytes, start: int, end: int) -> bytes:
    return data[start + 4 + len(_EXIF) : end]


def _find(data: bytes) -> tuple[int, int]:
    """From where to where the segment with EXIF goes; of length 0 where there is none, and one belongs."""
    if data[:2] != b"\xff\xd8":
        raise InputError("Only a JPEG can be rotated without loss. Save it as another picture.")
    at, start = 2, 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != _SCAN:
        marker, end = data[at + 1], at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _APP1 and data[at + 4 : at + 10] == _EXIF and end <= len(data):
            return at, end
        at = end
        start = at if marker == _APP0 else start
    return start, start
