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
    """Scales of the channels, from their codes, int64[C]. `eighths`: log2 of the scale in 1/8, int64 (C, 1)."""

    def __init__(self, codes: NDArray[np.int64]) -> None:
        self.eighths = (np.minimum(codes, _MAX_CODE) - _OFFSET)[:, None]
        octave = self.eighths >> 3
        self._down = _DOWN[self.eighths & 7]
        self._down_shift = octave + 11
        self._up = _UP[self.eighths & 7]
        self._up_shift = 27 - octave
        self._up_half = np.int64(1) << (self._up_shift - 1)

    def normalise(
        self, q: NDArray[np.int64], channel: NDArray[np.int64] | None, finer: int, limit: int
    ) -> NDArray[np.int64]:
        """q / scale in units of 2^-(5 + finer), rounded, within +-limit: q[n] of the channels given, or (C, n)."""
        down, shift = self._down, self._down_shift - finer
        if channel is not None:
            down, shift = down[channel, 0], shift[channel, 0]
        return np.clip((q * down + (np.int64(1) << (shift - 1))) >> shift, -limit, limit)

    def mean(self, normalised: NDArray[np.int64]) -> NDArray[np.int64]:
        """Back from units of scale 2^-15, (C, n), to 1/16 of a symbol."""
        return (normalised * self._up + self._up_half) >> self._up_shift
