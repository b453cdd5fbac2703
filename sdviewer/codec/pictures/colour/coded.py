"""Colour that is stated by numbers instead of a profile, made sRGB: primaries, a white point and a transfer curve.

Code points are those of ITU-T H.273 (CICP, nclx); gAMA and cHRM of a PNG and Adobe RGB by EXIF come to the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from . import tone

Curve = tuple[float, ...] | tone.Hdr
"""Parameters g or g, a, b, c, d: linear = (a v + b)^g where v >= d, else c v; or the name of an HDR curve."""
Chromaticity = tuple[float, float]
Matrix = NDArray[np.float64]
Light = NDArray[np.float32]

_D65 = (0.3127, 0.3290)
_BT709 = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
_ADOBE = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
_BT2020 = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
_P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
_SRGB: Curve = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_CAMERA: Curve = (1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081)
"""Of BT.709 and BT.2020."""

_PRIMARIES: dict[int, tuple[tuple[Chromaticity, Chromaticity, Chromaticity], Chromaticity]] = {
    1: (_BT709, _D65),
    4: (((0.67, 0.33), (0.21, 0.71), (0.14, 0.08)), (0.310, 0.316)),
    5: (((0.64, 0.33), (0.29, 0.60), (0.15, 0.06)), _D65),
    6: (((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)), _D65),
    7: (((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)), _D65),
    8: (((0.681, 0.319), (0.243, 0.692), (0.145, 0.049)), (0.310, 0.316)),
    9: (_BT2020, _D65),
    11: (_P3, (0.314, 0.351)),
    12: (_P3, _D65),
    22: (((0.630, 0.340), (0.295, 0.605), (0.155, 0.077)), _D65),
}
_CURVES: dict[int, Curve] = {
    # The video curves are camera curves; pictures with them are shown by sRGB's, as browsers do, but for BT.2020.
    **dict.fromkeys((1, 6, 7, 13, 14, 15), _SRGB),
    4: (2.2,),
    5: (2.8,),
    8: (1.0,),
    16: "PQ",
    18: "HLG",
}
_OF_BT2020 = (1, 6, 14, 15)
"""Code points of its curve, under each of its names."""
UNSPECIFIED = 2
_NEAR = 0.002
"""Chromaticities are the same up to this: cHRM and profiles round them."""
_TELLS = 0.02
"""Linear light beyond sRGB that can be seen, and is more than the rounding to 8 bits makes."""
_FEW = 0.001
"""Share of a picture that may be clipped without a word."""
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


@dataclass(frozen=True, slots=True)
class Coded:
    """What the numbers of a picture mean. primaries: x and y of red, green and blue. full: whether 0 is black and the
    largest number white, or the video range of 16 to 235 of 255 is used."""

    primaries: tuple[Chromaticity, Chromaticity, Chromaticity] = _BT709
    white: Chromaticity = _D65
    curve: Curve = _SRGB
    full: bool = True

    @property
    def is_srgb(self) -> bool:
        return self.curve == _SRGB and self.full and not self.has_other_colours

    @property
    def has_other_colours(self) -> bool:
        """Than sRGB."""
        return not self.has_colours_of(SRGB)

    def has_colours_of(self, other: Coded) -> bool:
        """Whether primaries and white are the same."""
        ours, theirs = (np.array([*coded.primaries, coded.white]) for coded in (other, self))
        return bool(np.abs(ours - theirs).max() <= _NEAR)


class Clipped:
    """Counts the colours of a picture that sRGB lacks, as far as they can be told from it."""

    def __init__(self) -> None:
        self._pixels = self._outside = 0

    def count(self, linear: Light) -> None:
        """linear: (..., 3) light of sRGB's primaries."""
        outside = (linear < -_TELLS) | (linear > 1 + _TELLS)
        self._pixels += linear.size // 3
        self._outside += int(np.count_nonzero(outside.any(-1)))

    @property
    def worth_saying(self) -> bool:
        return self._outside > _FEW * self._pixels


SRGB = Coded()
DISPLAY_P3 = Coded(_P3)
ADOBE_RGB = Coded(_ADOBE, curve=(563 / 256,))
BT2020 = Coded(_BT2020, curve=_CAMERA)


def by_code_points(primaries: int, transfer: int, full: bool = True) -> Coded | None:
    """Of H.273, unspecified ones taken as sRGB's; None where a code point isn't known here."""
    if primaries == 9 and transfer in _OF_BT2020:
        return replace(BT2020, full=full)
    known = _PRIMARIES.get(1 if primaries == UNSPECIFIED else primaries)
    curve = _CURVES.get(13 if transfer == UNSPECIFIED else transfer)
    return Coded(*known, curve, full) if known and curve else None


def by_gamma(gamma: float | None, chromaticities: tuple[float, ...] | None) -> Coded:
    """Of gAMA (the exponent of encoding) and cHRM (white, red, green, blue) of a PNG, each None where absent.

    0.45455 is what writers of sRGB put there, so it stands for sRGB's curve, or Adobe's with its primaries.
    """
    curve = _SRGB if gamma is None or gamma <= 0 or abs(gamma - 0.45455) < 1e-3 else (1 / gamma,)
    if chromaticities is None or len(chromaticities) != 8 or min(chromaticities[1::2]) <= 0:
        return Coded(curve=curve)
    white, red, green, blue = (pair for pair in zip(chromaticities[::2], chromaticities[1::2], strict=True))
    coded = Coded((red, green, blue), white, curve)
    return ADOBE_RGB if gamma is not None and curve == _SRGB and coded.has_colours_of(ADOBE_RGB) else coded


def to_srgb(
    values: NDArray[np.uint8] | NDArray[np.uint16], coded: Coded, clipped: Clipped | None = None
) -> NDArray[np.uint8]:
    """sRGB with 8 bits of (rows, width, 3) numbers with 8 or 16. HDR is tone-mapped; what sRGB lacks is clipped, and
    counted by `clipped`."""
    linear = linear_srgb(values, coded)
    if clipped is not None:
        clipped.count(linear)
    index = np.clip(linear, 0, 1, out=linear)
    index *= 65535
    return _encoded()[np.rint(index, out=index).astype(np.uint16)]


def linear_srgb(values: NDArray[np.uint8] | NDArray[np.uint16], coded: Coded) -> Light:
    """Linear light of sRGB's primaries, 1 for white; below 0 or above 1 where sRGB lacks a colour."""
    linear = _linear(coded, values.dtype.itemsize)[values]
    if isinstance(coded.curve, str):
        linear = tone.mapped(linear, coded.curve)
    return linear @ _to_bt709(coded).T.astype(np.float32) if coded.has_other_colours else linear


@lru_cache(maxsize=4)
def _linear(coded: Coded, nbytes: int) -> NDArray[np.float32]:
    """Linear light for each number, 1 for white; of an HDR curve the signal, linear up to the mapping of `tone`."""
    count = 1 << 8 * nbytes
    signal = np.arange(count) / (count - 1)
    if not coded.full:
        signal = np.clip((signal * 255 - 16) / 219, 0, 1)
    if isinstance(coded.curve, str):
        return tone.linear(signal, coded.curve).astype(np.float32)
    if len(coded.curve) == 1:
        return np.power(signal, coded.curve[0]).astype(np.float32)
    g, a, b, c, d = coded.curve
    return np.where(signal >= d, (a * signal + b) ** g, c * signal).astype(np.float32)


@lru_cache(maxsize=1)
def _encoded() -> NDArray[np.uint8]:
    """sRGB's number with 8 bits for linear light in 65536 steps (IEC 61966-2-1)."""
    light = np.arange(65536) / 65535
    signal = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.rint(255 * signal).astype(np.uint8)


@lru_cache(maxsize=4)
def _to_bt709(coded: Coded) -> Matrix:
    """From linear RGB of these primaries to that of sRGB's, white to white by Bradford's adaptation."""
    ours = _to_xyz(_BT709, _D65)
    before, after = (_BRADFORD @ _xyz(white) for white in (coded.white, _D65))
    adapt = np.linalg.inv(_BRADFORD) @ np.diag(after / before) @ _BRADFORD
    matrix: Matrix = np.linalg.inv(ours) @ adapt @ _to_xyz(coded.primaries, coded.white)
    return matrix


def _to_xyz(primaries: tuple[Chromaticity, ...], white: Chromaticity) -> Matrix:
    columns = np.array([_xyz(primary) for primary in primaries]).T
    matrix: Matrix = columns * np.linalg.solve(columns, _xyz(white))
    return matrix


def _xyz(chromaticity: Chromaticity) -> Matrix:
    x, y = chromaticity
    return np.array([x / y, 1.0, (1 - x - y) / y])
