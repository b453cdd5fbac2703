"""The colour spaces that a picture's pixels can be in, and an ICC profile of each.

A profile is made of a space's primaries, white and transfer curve (ICC.1:2010, matrix and parametric curves), the same
bytes every time. Primaries and curves are those of IEC 61966-2-1 (sRGB), SMPTE EG 432-1 (Display P3), Adobe RGB (1998)
and ITU-R BT.2020.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ...types import ColourSpace
from .coded import ADOBE_RGB, BT2020, DISPLAY_P3, SRGB, Coded

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Space:
    """Its name, and what its numbers mean; all have the white point D65."""

    name: str
    coded: Coded


SPACES: dict[ColourSpace, Space] = {
    "srgb": Space("sRGB", SRGB),
    "display-p3": Space("Display P3", DISPLAY_P3),
    "adobe-rgb": Space("Adobe RGB (1998)", ADOBE_RGB),
    "bt2020": Space("BT.2020", BT2020),
}

_D65, _D50 = (0.3127, 0.3290), (0.9642, 1.0, 0.8249)
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def named(coded: Coded) -> ColourSpace | None:
    """The space of these numbers, None where it isn't one of SPACES."""
    for space, known in SPACES.items():
        if coded.full and coded.curve == known.coded.curve and coded.has_colours_of(known.coded):
            return space
    return None


@cache
def profile(space: ColourSpace) -> bytes:
    """An ICC profile of a space, version 4, for files and for colour management."""
    known = SPACES[space]
    adapt, colorants = _adaptation(), _colorants(known)
    assert isinstance(known.coded.curve, tuple)
    curve = _curve(known.coded.curve)
    tags = {
        b"desc": _text(known.name),
        b"cprt": _text("Public domain"),
        b"wtpt": _xyz(np.array(_D50)),
        b"chad": b"sf32\0\0\0\0" + _fixed(adapt.ravel()),
        **{name: _xyz(colorants[:, k]) for k, name in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))},
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    return _assembled(tags)


def _colorants(space: Space) -> Matrix:
    """XYZ of red, green and blue in columns, adapted to D50."""
    primaries = np.array([_to_xyz(x, y) for x, y in space.coded.primaries]).T
    scaled = primaries * np.linalg.solve(primaries, _to_xyz(*_D65))
    adapted: Matrix = _adaptation() @ scaled
    return adapted


def _adaptation() -> Matrix:
    """From D65 to D50, by Bradford's cones."""
    before, after = _BRADFORD @ _to_xyz(*_D65), _BRADFORD @ np.array(_D50)
    matrix: Matrix = np.linalg.inv(_BRADFORD) @ np.diag(after / before) @ _BRADFORD
    return matrix


def _to_xyz(x: float, y: float) -> Matrix:
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _assembled(tags: dict[bytes, bytes]) -> bytes:
    """Header, table and data of a profile; equal data is stored once."""
    start = 128 + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    body = b""
    for data in tags.values():
        if data not in places:
            places[data] = start + len(body)
            body += data + bytes(-len(data) % 4)
    table = b"".join(name + struct.pack(">II", places[data], len(data)) for name, data in tags.items())
    size, date = start + len(body), struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    header = struct.pack(">I4xI", size, 0x04300000) + b"mntrRGB XYZ " + date + b"acsp"
    header = header.ljust(68, b"\0") + _fixed(np.array(_D50))
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _text(text: str) -> bytes:
    encoded = text.encode("utf-16-be")
    return b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, len(encoded), 28) + encoded


def _xyz(values: Matrix) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(values)


def _curve(parameters: tuple[float, ...]) -> bytes:
    kind = 0 if len(parameters) == 1 else 3
    return b"para" + struct.pack(">IHH", 0, kind, 0) + _fixed(np.array(parameters))


def _fixed(values: Matrix) -> bytes:
    """As s15Fixed16Number, big-endian."""
    return np.rint(values * 65536).astype(">i4").tobytes()
