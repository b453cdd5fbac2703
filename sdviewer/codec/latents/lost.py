"""What is drawn where a file's latent is damaged or cut off."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..model import Quantised
from ..notices import notice
from ..types import Pixels


def mark_lost(pixels: Pixels, lost: NDArray[np.uint8], place: int) -> None:
    """Hatch what isn't there, and say how much that is."""
    coarse, missing = (float((lost == kind).mean()) for kind in (Quantised.COARSE, Quantised.MISSING))
    if missing:
        notice(f"The file ends early or is damaged: {100 - 100 * missing:.0f} % of the picture is there.")
    if coarse:
        notice("The file ends early or is damaged: the picture is coarser than it was.")
    for row in np.flatnonzero((lost == Quantised.MISSING).any(1)):
        band = pixels[row * place : (row + 1) * place]
        y, x = np.ogrid[row * place : row * place + len(band), : band.shape[1]]
        hatch = np.where((x + y) // 8 % 2, np.uint8(112), np.uint8(144))
        gone = (lost[row] == Quantised.MISSING).repeat(place)[: band.shape[1]]
        band[:, gone] = hatch[:, gone, None]
