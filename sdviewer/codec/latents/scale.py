"""One scale a channel: latents are normalised by a power of 2^(1/8) near their root mean square, in integers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SCALE_BITS = 8
_OFFSET = 24
_MAX_CODE = _OFFSET + 199
_DOWN = np.array([65536, 60097, 55109, 50535, 46341, 42495, 38968, 35734], np.int64)  # 2^16 2^(-i/8)
_UP = np.array([65536, 71468, 77936, 84990, 92682, 101070, 110218, 120194], np.int64)  # 2^16 2^(i/8)


def measure(q: NDArray[np.int32]) -> NDArray[np.int64]:
    """Code of each channel's scale, int64[C], 0..255; (C, H, W) given."""
    power = np.mean(q.astype(np.float64) ** 2, axis=(1, 2))
    eighths = np.rint(4 * np.log2(power + 1e-6)).astype(np.int64)
    return np.clip(eighths + _OFFSET, 0, _MAX_CODE)


class Scales:
    """Scales of the channels, from their codes, int64[C].

    All are float64 and exact: products of a 17-bit integer, a power of two, and an integer below 2^25.
    eighths: log2 of the scale in 1/8, int64[C]. down: 2^5 / scale; up: 2^-11 scale (float64[C]).
    """

    def __init__(self, codes: NDArray[np.int64]) -> None:
        self.eighths = np.minimum(codes, _MAX_CODE) - _OFFSET
        octave = self.eighths >> 3
        self.down = np.ldexp(_DOWN[self.eighths & 7].astype(np.float64), (-11 - octave).astype(np.int32))
        self.up = np.ldexp(_UP[self.eighths & 7].astype(np.float64), (octave - 27).astype(np.int32))


def normalise(
    q: NDArray[np.int64] | NDArray[np.float64], factor: NDArray[np.float64], limit: int
) -> NDArray[np.float64]:
    """q * factor, rounded half up, within +-limit."""
    values = q * factor
    values += 0.5
    np.floor(values, out=values)
    return values.clip(-limit, limit, out=values)
