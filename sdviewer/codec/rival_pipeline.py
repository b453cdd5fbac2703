"""Every codec that a `.sdc` can be compared with, by name: those of `rivals`, and the seed's experiment.

The rivals' counterpart of `pipeline`: it finds the model where one is needed.
"""

from __future__ import annotations

from dataclasses import replace

from . import registry
from .diffusion import buehlmann2022
from .errors import InputError
from .pictures.images import flattened
from .rivals import at_size
from .rivals.at_size import AVIF_PSNR, DOWNSCALED, RIVALS, Speed
from .types import Picture, RivalResult, StopToken

SEED = (buehlmann2022.PLAIN, buehlmann2022.UNET)
"""What this program's idea comes from, on the weights of a model of Stable Diffusion; drawn with U-Net steps, too."""
OTHERS = (DOWNSCALED, AVIF_PSNR, *SEED)
"""Those that are compared only when they are asked for."""


def encode_at_size(
    codec: str,
    picture: Picture,
    size: int,
    stop: StopToken | None = None,
    speed: Speed = "live",
    model: str = registry.DEFAULT,
) -> RivalResult:
    """The best file of `codec` (one of RIVALS or OTHERS) with at most `size` bytes, or its smallest file.

    model: whose weights SEED's take. Raises InputError where the codec, or the model, can't hold the picture,
    ModelError, CancelledError.
    """
    if codec in SEED:
        found = registry.load(model)
        on_white = Picture(flattened(picture), space=picture.space)
        result = buehlmann2022.encode_at_size(on_white, found, size, stop, unet=codec == buehlmann2022.UNET)
        return replace(result, picture=replace(result.picture, space=picture.space))
    if codec not in (*RIVALS, DOWNSCALED, AVIF_PSNR):
        known = ", ".join((*RIVALS, *OTHERS))
        raise InputError(f"There is no codec '{codec}' to compare with: use one of {known}.")
    return at_size.encode_at_size(codec, picture, size, stop, speed)
