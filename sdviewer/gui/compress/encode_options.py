"""What the compress panel was left at, as options of the encoder."""

from __future__ import annotations

from ...codec.types import EncodeOptions
from ..toolkit.settings import Settings


def encode_options(settings: Settings) -> EncodeOptions:
    """As the settings are now."""
    get = settings.get
    strength = get("view/strength")
    return EncodeOptions(
        model=get("compress/model"),
        quality=get("compress/quality"),
        size=get("compress/size") if get("compress/by_size") else None,
        effort=get("compress/effort"),
        metadata=get("compress/metadata"),
        strength=strength if get("view/natural") and strength != 1 else None,
    )
