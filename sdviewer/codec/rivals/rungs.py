"""One codec with fixed settings on one picture, a rung of its ladder of qualities at a time."""

from __future__ import annotations

import time
from dataclasses import replace

from PIL import Image

from ..errors import InputError
from ..pictures.colour import spaces
from ..pictures.hidden import without_hidden_colours
from ..pictures.images import as_srgb, flattened, pil_image
from ..pictures.reader import picture_from_bytes
from ..types import Picture, RivalResult, StopToken
from .codecs import Variant, avif, jpeg, jxl, webp


class Encoder:
    """Remembers how long each rung took."""

    def __init__(self, variant: Variant, picture: Picture) -> None:
        self._variant = variant
        self._on_white = variant.codec == "jpeg" and picture.alpha is not None
        picture, self._of_colour = _with_colour_said(variant, picture)
        self._image = Image.fromarray(flattened(picture)) if self._on_white else pil_image(picture)
        if picture.space != "srgb":
            self._image.info["icc_profile"] = spaces.profile(picture.space)
        self._seconds: dict[int, float] = {}

    def encode(self, rung: int) -> bytes:
        """The file. Raises InputError where the codec can't hold the picture."""
        variant, image = self._variant, self._image
        begin = time.perf_counter()
        try:
            data = variant.save(image, variant.qualities[rung])
        except (OSError, ValueError, RuntimeError, MemoryError) as error:
            sides = f"{image.width}x{image.height}"
            raise InputError(f"{variant.codec.upper()} can't hold this picture of {sides} pixels: {error}.") from error
        self._seconds[rung] = time.perf_counter() - begin
        return data

    def result(self, rung: int, data: bytes, reached: bool = True) -> RivalResult:
        """The file of a rung that was encoded, with what it decodes to."""
        variant = self._variant
        begin = time.perf_counter()
        decoded = picture_from_bytes(data, f"the {variant.codec.upper()} file")
        seconds_decode = time.perf_counter() - begin
        quality = variant.qualities[rung]
        settings = variant.settings(quality) + (", on white" if self._on_white else "") + self._of_colour
        return RivalResult(
            variant.codec, reached, data, decoded, quality, settings, self._seconds[rung], seconds_decode
        )


def usual_variant(codec: str) -> Variant:
    """One of RIVALS with the settings that are the best for most photos, at live speed."""
    if codec == "jpeg":
        return jpeg("4:2:0")
    if codec == "webp":
        return webp()
    return avif(speed=6) if codec == "avif" else jxl(effort=7)


def encode_rung(variant: Variant, picture: Picture, rung: int, stop: StopToken | None = None) -> RivalResult:
    """One encode, without a search. Raises InputError where the codec can't hold the picture, CancelledError."""
    stop = stop or StopToken()
    if picture.alpha is not None and int(picture.alpha.min()) == 255:
        picture = replace(picture, alpha=None)
    stop.check()
    encoder = Encoder(variant, without_hidden_colours(picture))
    data = encoder.encode(rung)
    stop.check()
    return encoder.result(rung, data)


def _with_colour_said(variant: Variant, picture: Picture) -> tuple[Picture, str]:
    """What is coded of a picture so that the file shows its colours, and a word on that where it isn't sRGB."""
    if picture.space == "srgb":
        return picture, ""
    if variant.codec == "jxl":  # its plugin writes no profile
        return as_srgb(picture), ", converted to sRGB"
    return picture, f", with a profile of {len(spaces.profile(picture.space))} bytes"
