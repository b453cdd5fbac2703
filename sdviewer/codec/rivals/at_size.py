"""JPEG, WebP, AVIF and JPEG XL at a byte budget: the best that each can do in a file that is not larger.

Every codec is a ladder of qualities, searched for the highest rung that fits; where a codec has settings of which now
one, now the other is better (JPEG's and AVIF's chroma, JPEG XL's effort), each is searched and the best by SSIMULACRA2
is kept. WebP has half the chroma by its format, and Pillow doesn't offer its sharper way there; JPEG XL has all of it.
No metadata goes into the files, so all bytes are picture; but where the pixels aren't sRGB a profile has to say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np
from PIL import Image

from ..measure.metrics import ssimulacra2
from ..pictures.hidden import without_hidden_colours
from ..pictures.images import flattened, seen
from ..rate_control.ladder import highest_within
from ..types import Picture, Pixels, RivalResult, StopToken
from .codecs import Variant, avif, jpeg, jxl, webp
from .rungs import Encoder

RIVALS = ("jpeg", "webp", "avif", "jxl")
DOWNSCALED = "jpeg-downscaled"
"""JPEG of a smaller copy, scaled up again: what people do where JPEG can't get small enough. Not one of RIVALS."""
AVIF_PSNR = "avif-psnr"
"""AVIF tuned for PSNR, which libavif by itself is not: to be compared with by PSNR. Not one of RIVALS."""

Speed = Literal["live", "best"]
"""'live' for the window; 'best' for the benchmark, with the slowest settings that still gain something."""

_SCALES = ((0.5, 30), (0.25, 70), (0.125, 90))
"""Of the downscaled copy, each with the JPEG quality where the search begins."""

_GRAPHIC = 10.0
"""By how much SSIMULACRA2 gains from full chroma where a picture is a graphic, not a photo."""

_JUDGED_SIDE = 1024
"""Candidates are compared on the middle of the picture, at most so many pixels wide and high."""


def encode_at_size(
    codec: str,
    picture: Picture,
    size: int,
    stop: StopToken | None = None,
    speed: Speed = "live",
) -> RivalResult:
    """The best file of `codec` (one of RIVALS, DOWNSCALED, AVIF_PSNR) with at most `size` bytes, or its smallest.

    `seconds_encode` is the time of the one encode with the final settings, without the search. Alpha is coded by the
    codecs that have it; JPEG gets the picture on white. Raises InputError where the codec can't hold the picture,
    CancelledError between two encodes.
    """
    stop = stop or StopToken()
    if picture.alpha is not None and int(picture.alpha.min()) == 255:
        picture = replace(picture, alpha=None)
    picture = without_hidden_colours(picture)
    if codec == DOWNSCALED:
        return _best(_downscaled(picture, size, stop), picture)
    return _best(_candidates(codec, picture, size, stop, speed), picture)


def _candidates(codec: str, picture: Picture, size: int, stop: StopToken, speed: Speed) -> Iterator[RivalResult]:
    best = speed == "best"
    if codec == "jpeg":
        first, guess = _at_size(jpeg("4:2:0"), picture, size, stop)
        yield first
        yield _at_size(jpeg("4:4:4"), picture, size, stop, guess)[0]
    elif codec == "webp":
        yield _at_size(webp(), picture, size, stop)[0]
    elif codec == "avif":
        yield from _avifs(picture, size, stop, best)
    elif codec == AVIF_PSNR:
        tuned = avif(speed=2 if best else 6, tune="psnr")
        yield replace(_at_size(tuned, picture, size, stop, guess=3)[0], codec=AVIF_PSNR)
    else:
        # At low rates efforts from 5 on lose more quality than bytes, so the slower one isn't always the better.
        results = [_at_size(jxl(effort), picture, size, stop)[0] for effort in ((9, 7, 4) if best else (7, 4))]
        if not any(result.reached for result in results) and not best:
            results.append(_at_size(jxl(effort=9), picture, size, stop)[0])  # makes the smallest files
        yield from results


def _avifs(picture: Picture, size: int, stop: StopToken, best: bool) -> Iterator[RivalResult]:
    half, guess = _at_size(avif(speed=6), picture, size, stop)
    full, full_guess = _at_size(avif(speed=6, subsampling="4:4:4"), picture, size, stop, guess)
    yield from (half, full)
    gain = _score(full, picture) - _score(half, picture) if full.reached else -np.inf
    chroma, guess = ("4:4:4", full_guess) if gain > 0 else ("4:2:0", guess)
    if best:  # begins nearly at its end; seldom it hits the budget so much worse that the faster one is better
        yield _at_size(avif(speed=2, subsampling=chroma), picture, size, stop, guess)[0]
    elif gain > _GRAPHIC:  # up from this speed aom leaves out its tools for screen content
        yield _at_size(avif(speed=4, subsampling=chroma), picture, size, stop, guess)[0]


def _downscaled(picture: Picture, size: int, stop: StopToken) -> Iterator[RivalResult]:
    """JPEG of copies at several scales, decoded and scaled to full size again."""
    whole = Image.fromarray(flattened(picture))
    for scale, guess in _SCALES:
        sides = max(1, round(whole.width * scale)), max(1, round(whole.height * scale))
        small = whole.resize(sides, Image.Resampling.LANCZOS)
        result, _ = _at_size(jpeg("4:2:0"), Picture(np.asarray(small), space=picture.space), size, stop, guess)
        enlarged = Image.fromarray(result.picture.pixels).resize(whole.size, Image.Resampling.BICUBIC)
        yield replace(
            result,
            codec=DOWNSCALED,
            picture=replace(result.picture, pixels=np.asarray(enlarged)),
            settings=f"scaled to {small.width}x{small.height}, {result.settings}, enlarged by bicubic filter",
        )


def _at_size(
    variant: Variant, picture: Picture, size: int, stop: StopToken, guess: int | None = None
) -> tuple[RivalResult, int]:
    """The result of one variant, and the rung of its ladder."""
    encoder = Encoder(variant, picture)
    first = variant.guess if guess is None else guess
    found = highest_within(encoder.encode, len(variant.qualities), size, first, variant.growth, stop)
    stop.check()
    return encoder.result(found.rung, found.data, found.reached), found.rung


def _best(candidates: Iterator[RivalResult], picture: Picture) -> RivalResult:
    """The one that looks best by SSIMULACRA2 of those within the budget or, where none is, the smallest."""
    results = list(candidates)
    reached = [result for result in results if result.reached]
    if not reached:
        return min(results, key=lambda result: len(result.data))
    if len(reached) == 1:
        return reached[0]
    return max(reached, key=lambda result: _score(result, picture))


def _score(result: RivalResult, picture: Picture) -> float:
    """SSIMULACRA2 of the middle."""
    original, shown = (_middle(seen(which)) for which in (picture, result.picture))
    return ssimulacra2(original, shown)


def _middle(pixels: Pixels) -> Pixels:
    top, left = (max(0, (side - _JUDGED_SIDE) // 2) for side in pixels.shape[:2])
    return pixels[top : top + _JUDGED_SIDE, left : left + _JUDGED_SIDE]
