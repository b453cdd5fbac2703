"""The sample photos that come with the program, to try networks with."""

from __future__ import annotations

import numpy as np
from PIL import Image

from ...paths import resource
from ..types import Pixels


def sample(side: int) -> Pixels:
    """The middle of the first photo."""
    return samples(side, 1)[0]


def samples(side: int, count: int | None = None) -> list[Pixels]:
    """The middle of each photo, (side, side, 3)."""
    crops = []
    for path in sorted(resource("samples").glob("*.jpg"))[:count]:
        with Image.open(path) as image:
            left, top = (image.width - side) // 2, (image.height - side) // 2
            crop = image.convert("RGB").crop((left, top, left + side, top + side))
        crops.append(np.asarray(crop))
    return crops
