"""What the compress panel was left at, as options of the encoder."""

from __future__ import annotations

from ...codec.types import RISK_KINDS, EncodeOptions
from ..toolkit.settings import Settings

SIZE_PER_PIXEL = 5000 / 512**2
"""Bytes: a target that is in proportion to a picture."""


def size_for(width: int, height: int) -> int:
    """The target size of a picture, in bytes with two digits, until somebody asks for another."""
    nbytes = max(300.0, width * height * SIZE_PER_PIXEL)
    step = 10 ** (len(str(int(nbytes))) - 2)
    return int(round(nbytes / step) * step)


def encode_options(settings: Settings) -> EncodeOptions:
    """As the settings are now."""
    get = settings.get
    strength = get("view/strength")
    by_score = get("compress/by_score") and not get("compress/by_size")
    like_jpeg = get("compress/like_jpeg")
    return EncodeOptions(
        model=get("compress/model"),
        quality=get("compress/quality"),
        size=get("compress/size") if get("compress/by_size") else None,
        score=get("compress/score") if by_score and not like_jpeg else None,
        like_jpeg=like_jpeg or None if by_score else None,
        effort=get("compress/effort"),
        metadata=get("compress/metadata"),
        protect=RISK_KINDS if get("compress/protect") else (),
        strength=strength if get("view/natural") and strength != 1 else None,
    )
