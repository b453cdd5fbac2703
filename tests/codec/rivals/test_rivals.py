"""Rivals at a budget: never above it, the best rung that fits, honest where it can't be reached, stopped when asked."""

from __future__ import annotations

import math
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from sdviewer.codec import rival_pipeline
from sdviewer.codec.errors import CancelledError, InputError
from sdviewer.codec.measure.metrics import psnr, ssimulacra2
from sdviewer.codec.pictures.images import flattened
from sdviewer.codec.pictures.reader import picture_from_bytes, read_picture
from sdviewer.codec.rate_control.ladder import CLOSE_ENOUGH, highest_within
from sdviewer.codec.rivals.at_size import DOWNSCALED, RIVALS, encode_at_size
from sdviewer.codec.rivals.codecs import avif, jpeg, jxl, webp
from sdviewer.codec.types import Metadata, Picture, StopToken

DATA = Path(__file__).parents[2] / "data" / "pictures"
ALL = (*RIVALS, DOWNSCALED)


@cache
def photo() -> Picture:
    return read_picture(DATA / "city.png")


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 400), min_size=1, max_size=150),
    st.integers(0, 60_000),
    st.integers(0, 200),
    st.floats(0.005, 0.5),
)
def test_the_search_finds_the_highest_rung_of_any_ladder(
    steps: list[int], size: int, guess: int, growth: float
) -> None:
    sizes = np.cumsum(steps).tolist()
    found = highest_within(lambda rung: bytes(sizes[rung]), len(sizes), size, guess, growth, StopToken())
    assert len(found.data) == sizes[found.rung]
    if sizes[0] > size:
        assert (found.rung, found.reached) == (0, False)
        return
    best = max(rung for rung, nbytes in enumerate(sizes) if nbytes <= size)
    assert found.reached and len(found.data) <= size
    assert found.rung == best or len(found.data) >= CLOSE_ENOUGH * size


def test_the_search_takes_few_encodes() -> None:
    """On ladders that grow as codecs do (1 to 8 % a rung), begun anywhere, with a wrong idea of the growth."""
    counts = []
    for growth in (0.01, 0.03, 0.08):
        sizes = [round(2000 * math.exp(growth * rung)) for rung in range(100)]
        for size in range(2000, sizes[-1], max(1, sizes[-1] // 40)):
            for guess in (0, 30, 99):
                found = highest_within(lambda r, s=sizes: bytes(s[r]), 100, size, guess, 0.03, StopToken())
                counts.append(found.encodes)
    assert np.mean(counts) < 4.5
    assert max(counts) <= 8


@pytest.mark.parametrize("variant", [jpeg("4:2:0"), webp(), avif(9), jxl(3)], ids=lambda v: v.codec)
def test_ladders_grow(variant: object) -> None:
    """Every rung has a quality above the one before, and the files grow over the whole range."""
    assert (np.diff(variant.qualities) > 0).all()
    image = Image.fromarray(photo().pixels)
    rungs = range(0, len(variant.qualities), len(variant.qualities) // 8)
    sizes = [len(variant.save(image, variant.qualities[rung])) for rung in rungs]
    assert sizes == sorted(sizes) and sizes[-1] > 8 * sizes[0]


def test_every_quantiser_of_avif_is_a_rung() -> None:
    assert len(avif(6).qualities) == 64
    assert (avif(6).qualities[0], avif(6).qualities[-1]) == (0, 100)


@pytest.mark.parametrize("codec", ALL)
def test_a_file_within_the_budget_that_decodes_to_what_is_shown(codec: str) -> None:
    size = 6000
    result = encode_at_size(codec, photo(), size)
    assert result.codec == codec and result.reached
    assert 0.85 * size < len(result.data) <= size
    assert result.picture.pixels.shape == photo().pixels.shape
    assert psnr(photo().pixels, result.picture.pixels) > 20
    assert result.seconds_encode > 0 and result.seconds_decode > 0
    assert f"{result.quality:.0f}" in result.settings or codec in ("webp", "jxl")
    decoded = picture_from_bytes(result.data, codec)
    if codec == DOWNSCALED:
        assert decoded.width < photo().width and f"{decoded.width}x{decoded.height}" in result.settings
    else:
        assert np.array_equal(decoded.pixels, result.picture.pixels)


@pytest.mark.parametrize("codec", ALL)
def test_an_unreachable_budget_gives_the_smallest_file(codec: str) -> None:
    result = encode_at_size(codec, photo(), 20)
    assert not result.reached
    assert len(result.data) > 20
    again = encode_at_size(codec, photo(), len(result.data))
    assert again.reached and len(again.data) <= len(result.data)


@pytest.mark.parametrize("codec", RIVALS)
def test_the_next_quality_would_be_too_large(codec: str) -> None:
    size = 5000
    result = encode_at_size(codec, photo(), size)
    if len(result.data) >= CLOSE_ENOUGH * size:
        return
    variants = {"jpeg": jpeg("4:2:0"), "webp": webp(), "avif": avif(6), "jxl": jxl(4)}
    variant = jxl(7) if "effort 7" in result.settings else variants[codec]
    image = Image.fromarray(photo().pixels)
    rung = variant.qualities.index(result.quality)
    assert len(variant.save(image, variant.qualities[rung + 1])) > size


def test_more_bytes_look_better() -> None:
    for codec in RIVALS:
        small, large = (encode_at_size(codec, photo(), size).picture.pixels for size in (5500, 15_000))
        assert ssimulacra2(photo().pixels, large) > ssimulacra2(photo().pixels, small) + 5


@cache
def graphic() -> Picture:
    """Thin saturated strokes on saturated grounds, 192 x 192."""
    y, x = np.mgrid[:192, :192]
    grounds = np.array([(220, 30, 60), (30, 200, 90), (40, 60, 230), (240, 200, 20)], np.uint8)
    pixels = grounds[(x // 48 + y // 48) % 4]
    strokes = ((x + 2 * y) % 9 < 2) | ((3 * x - y) % 13 < 1)
    pixels[strokes] = np.roll(grounds, 2, 0)[(x // 48 + y // 48) % 4][strokes]
    return Picture(pixels)


def test_avif_takes_full_chroma_and_a_slower_speed_for_graphics() -> None:
    result = encode_at_size("avif", graphic(), 5000)
    assert result.reached and "4:4:4, speed 4" in result.settings
    half = avif(6)
    image = Image.fromarray(graphic().pixels)
    best = max((d for q in half.qualities if len(d := half.save(image, q)) <= 5000), key=len)
    shown = picture_from_bytes(best, "x").pixels
    assert ssimulacra2(graphic().pixels, result.picture.pixels) > ssimulacra2(graphic().pixels, shown) + 20
    assert "speed 6" in encode_at_size("avif", photo(), 5000).settings


def test_jpeg_takes_the_better_chroma() -> None:
    """On thin coloured lines 4:2:0 loses the colours, so 4:4:4 must win; on a photo at a low rate the other way."""
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::2] = (255, 0, 0)
    stripes[:, 1::2] = (0, 0, 255)
    assert "4:4:4" in encode_at_size("jpeg", Picture(stripes), 4000).settings
    assert "4:2:0" in encode_at_size("jpeg", photo(), 8000).settings


@pytest.mark.parametrize("codec", ALL)
def test_no_metadata_in_the_files(codec: str) -> None:
    metadata = Metadata(exif=b"MM\0*\0\0\0\x08\0\0SECRET", icc=b"SECRET", xmp=b"SECRET", orientation=6)
    data = encode_at_size(codec, Picture(photo().pixels, None, metadata), 6000).data
    assert b"SECRET" not in data
    assert data == encode_at_size(codec, photo(), 6000).data
    assert picture_from_bytes(data, codec).metadata.exif is None


@pytest.mark.parametrize("codec", ALL)
def test_alpha(codec: str) -> None:
    alpha = np.full(photo().pixels.shape[:2], 255, np.uint8)
    alpha[:, :128] = 0
    picture = Picture(photo().pixels, alpha)
    result = encode_at_size(codec, picture, 12_000)
    if codec.startswith("jpeg"):
        assert result.picture.alpha is None
        assert result.picture.pixels[:, :100].mean() > 245
        assert codec == DOWNSCALED or "on white" in result.settings
    else:
        assert result.picture.alpha is not None
        assert np.abs(result.picture.alpha.astype(int) - alpha).mean() < 3
    assert psnr(flattened(picture), flattened(result.picture)) > 20


def test_alpha_that_hides_nothing_costs_nothing() -> None:
    opaque = Picture(photo().pixels, np.full(photo().pixels.shape[:2], 255, np.uint8))
    assert encode_at_size("webp", opaque, 6000).data == encode_at_size("webp", photo(), 6000).data


def test_stopping() -> None:
    token = StopToken()
    token.stop()
    for codec in ALL:
        with pytest.raises(CancelledError):
            encode_at_size(codec, photo(), 6000, token)


def test_stopping_between_two_encodes() -> None:
    token, seen = StopToken(), []

    def encode(rung: int) -> bytes:
        seen.append(rung)
        token.stop()
        return bytes(rung + 1)

    with pytest.raises(CancelledError):
        highest_within(encode, 100, 50, 10, 0.03, token)
    assert seen == [10]


def test_best_speed_is_no_worse_than_live() -> None:
    small = Picture(np.ascontiguousarray(photo().pixels[:96, :128]))
    for codec in ("avif", "jxl"):
        live, best = (encode_at_size(codec, small, 1500, speed=speed) for speed in ("live", "best"))
        score = [ssimulacra2(small.pixels, result.picture.pixels) for result in (live, best)]
        assert score[1] >= score[0]
        assert len(best.data) <= 1500


def test_unknown_codecs_and_pictures_too_large_for_one() -> None:
    with pytest.raises(InputError, match="no codec 'bmp'"):
        rival_pipeline.encode_at_size("bmp", photo(), 5000)
    with pytest.raises(InputError, match="WEBP can't hold"):
        encode_at_size("webp", Picture(np.zeros((1, 17_000, 3), np.uint8)), 5000)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 3000), st.integers(0, 2**31), st.booleans())
def test_never_above_the_budget(height: int, width: int, size: int, seed: int, has_alpha: bool) -> None:
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    alpha = rng.integers(0, 256, (height, width), dtype=np.uint8) if has_alpha else None
    for codec in ALL:
        result = encode_at_size(codec, Picture(pixels, alpha), size)
        assert result.reached == (len(result.data) <= size)
        assert result.picture.pixels.shape == pixels.shape


def test_files_are_what_their_codec_says() -> None:
    for codec, format in (("jpeg", "JPEG"), ("webp", "WEBP"), ("avif", "AVIF"), ("jxl", "JXL"), (DOWNSCALED, "JPEG")):
        result = encode_at_size(codec, photo(), 9000)
        with Image.open(BytesIO(result.data)) as image:
            assert image.format == format
            assert codec == "jxl" or "icc_profile" not in image.info  # libjxl's decoder makes one up
