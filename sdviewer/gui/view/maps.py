"""Pictures of how two pictures differ. Pure numpy, computed on a worker thread."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ...codec.types import Pixels
from .legend import HEAT

AMPLIFICATION = 8


def absolute(original: Pixels, picture: Pixels) -> Pixels:
    """|picture - original| per channel."""
    return np.maximum(original, picture) - np.minimum(original, picture)


def amplified(original: Pixels, picture: Pixels) -> Pixels:
    """The absolute difference, AMPLIFICATION times."""
    return np.minimum(absolute(original, picture), 255 // AMPLIFICATION) * np.uint8(AMPLIFICATION)


def signed(original: Pixels, picture: Pixels) -> Pixels:
    """Grey where equal, brighter where the picture is: 128 + 2 (picture - original), clipped."""
    result = np.empty_like(original)
    for top in range(0, len(original), 256):
        rows = slice(top, top + 256)
        difference = picture[rows].astype(np.int16) - original[rows]
        result[rows] = np.clip(128 + 2 * difference, 0, 255)
    return result


def heat(original: Pixels, picture: Pixels) -> Pixels:
    """1 - SSIM around each pixel, in colours of `heat_colours`."""
    from ...codec.measure.metrics import ssim_map

    lost = np.clip((1 - ssim_map(original, picture)) * 255, 0, 255).astype(np.uint8)
    return heat_colours()[lost]


def heat_colours() -> NDArray[np.uint8]:
    """(256, 3) uint8."""
    anchors = np.array(HEAT, np.float64)
    at = np.linspace(0, len(anchors) - 1, 256)
    channels = [np.interp(at, np.arange(len(anchors)), anchors[:, c]) for c in range(3)]
    return np.stack(channels, axis=1).round().astype(np.uint8)


MAPS: dict[str, Callable[[Pixels, Pixels], Pixels]] = {
    "absolute": absolute,
    "signed": signed,
    "amplified": amplified,
    "heat": heat,
}
"""Name to function of (original, picture), both (H, W, 3) uint8; gives the same shape."""
