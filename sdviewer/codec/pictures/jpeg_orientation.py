"""How a JPEG file is to be turned by whoever shows it: read and written in its EXIF, the coded pixels untouched.

Sources: JFIF and ITU-T T.81 B.1.1 (segments), EXIF 2.32 section 4.5 (APP1), TIFF 6.0 section 2 (directories).
"""

from __future__ import annotations

import struct

from ..errors import InputError

MAX_BYTES = 1 << 30
"""Largest file that is rewritten."""
_TAG, _SHORT = 0x0112, 3
_EXIF = b"Exif\0\0"
_APP0, _APP1, _SCAN = 0xE0, 0xE1, 0xDA


def orientation(data: bytes) -> int:
    """1 to 8; 1 where the file says nothing. Raises InputError where this is no JPEG."""
    place = _find(data)[0]
    value = struct.unpack_from(place[1] + "H", data, place[0])[0] if place is not None else 1
    return value if value in range(1, 9) else 1


def with_orientation(data: bytes, value: int) -> bytes:
    """The file with another orientation (1 to 8). Raises InputError where its EXIF has no room for one."""
    place, has_exif, start = _find(data)
    if place is not None:
        at, order = place
        return data[:at] + struct.pack(order + "H", value) + data[at + 2 :]
    if has_exif:
        raise InputError("The EXIF of this JPEG has no place for a rotation. Save it as another picture.")
    entry = struct.pack(">HHIHH", _TAG, _SHORT, 1, value, 0)
    body = _EXIF + b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return data[:start] + struct.pack(">BBH", 0xFF, _APP1, len(body) + 2) + body + data[start:]


def _find(data: bytes) -> tuple[tuple[int, str] | None, bool, int]:
    """Where the value stands and its byte order, None if nowhere; whether there is EXIF; where new EXIF belongs."""
    if data[:2] != b"\xff\xd8":
        raise InputError("Only a JPEG can be rotated without loss. Save it as another picture.")
    at, start = 2, 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != _SCAN:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _APP1 and data[at + 4 : at + 10] == _EXIF:
            return _entry(data, at + 10, at + 2 + length), True, start
        at += 2 + length
        start = at if marker == _APP0 else start
    return None, False, start


def _entry(data: bytes, begin: int, end: int) -> tuple[int, str] | None:
    """The orientation in a TIFF header at `begin`: where its value stands, and the byte order."""
    order = {b"II": "<", b"MM": ">"}.get(data[begin : begin + 2])
    if order is None or end > len(data) or begin + 8 > end:
        return None
    directory = begin + struct.unpack_from(order + "I", data, begin + 4)[0]
    if directory + 2 > end:
        return None
    for number in range(struct.unpack_from(order + "H", data, directory)[0]):
        at = directory + 2 + 12 * number
        if at + 12 > end:
            return None
        tag, kind = struct.unpack_from(order + "HH", data, at)
        if tag == _TAG and kind == _SHORT:
            return at + 8, order
    return None
