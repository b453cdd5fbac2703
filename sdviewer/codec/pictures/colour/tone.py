"""HDR made to fit an SDR screen: PQ and HLG signals to light, and the highlights rolled off.

PQ and HLG are those of ITU-R BT.2100-2 (tables 4 and 5). The roll-off is the EETF of BT.2408 (annex 5; section 5.4.1 of
BT.2390), applied to the largest of the three numbers, which keeps the hue. The picture is taken as graded for a peak of
1000 cd/m2, and 203 cd/m2, the diffuse white of BT.2408, is the screen's white.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Hdr = Literal["PQ", "HLG"]
Floats = NDArray[np.float64]
Light = NDArray[np.float32]

_PEAK, _WHITE, _PQ_PEAK = 1000.0, 203.0, 10_000.0
_HLG_GAMMA = 1.2
"""Of the OOTF at a peak of 1000 cd/m2."""
_LUMA = np.array([0.2627, 0.6780, 0.0593], np.float32)
_M1, _M2 = 2610 / 16384, 2523 / 4096 * 128
_C1, _C2, _C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
_A, _B, _C = 0.17883277, 0.28466892, 0.55991073


def linear(signal: Floats, curve: Hdr) -> Floats:
    """Of PQ light in cd/m2, of HLG the scene's light, 0..1, for signals of 0..1."""
    if curve == "PQ":
        power = signal ** (1 / _M2)
        light: Floats = _PQ_PEAK * (np.maximum(power - _C1, 0) / (_C2 - _C3 * power)) ** (1 / _M1)
        return light
    return np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - _C) / _A) + _B) / 12)


def mapped(values: Light, curve: Hdr) -> Light:
    """Light in units of the screen's white, of (..., 3) values that `linear` gave; none is above 1."""
    if curve == "HLG":
        luminance = np.maximum(values @ _LUMA, 1e-6)[..., None]
        values = values * (_PEAK * luminance ** (_HLG_GAMMA - 1))
    largest = np.maximum(values.max(-1, keepdims=True), 1e-6)
    lights, scales = _roll_off()
    scale = np.interp(np.log(largest), lights, scales).astype(np.float32)
    return np.asarray(values * scale, np.float32)


def _roll_off() -> tuple[Floats, Floats]:
    """Logarithms of light in cd/m2, and by what it is multiplied to give the screen's, white being 1."""
    light = np.geomspace(1e-6, _PQ_PEAK, 4096)
    peak, white = _pq(np.array(_PEAK)), _pq(np.array(_WHITE))
    signal, most = np.minimum(_pq(light) / peak, 1), white / peak
    knee = 1.5 * most - 0.5
    t = np.clip((signal - knee) / (1 - knee), 0, 1)
    spline = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (-2 * t**3 + 3 * t**2) * most
    shown = linear(np.where(signal < knee, signal, spline) * peak, "PQ")
    return np.log(light), shown / (_WHITE * light)


def _pq(light: Floats) -> Floats:
    """The signal of light in cd/m2."""
    power = (light / _PQ_PEAK) ** _M1
    signal: Floats = ((_C1 + _C2 * power) / (1 + _C3 * power)) ** _M2
    return signal
