"""Colours that sRGB lacks: pixels of well-known wide spaces stay as they are, from the file into a `.sdc` and back."""

from __future__ import annotations

import struct
from io import BytesIO

import numpy as np
import pytest
from picture_files import chunk, encoded, flat, largest_difference, png, with_nclx
from PIL import Image

from sdviewer.codec import decoding, pipeline
from sdviewer.codec.pictures.colour import spaces
from sdviewer.codec.pictures.images import as_srgb, seen
from sdviewer.codec.pictures.reader import picture_from_bytes
from sdviewer.codec.pictures.writer import picture_to_bytes
from sdviewer.codec.rivals.at_size import DOWNSCALED, RIVALS, encode_at_size
from sdviewer.codec.types import EncodeOptions, Picture
from sdviewer.service.thumbnails import thumbnail

WIDE = ("display-p3", "adobe-rgb", "bt2020")
GREEN = (20, 240, 30)
"""Outside of sRGB in each of them."""
CLIPPED = ("Some colours of the picture lie outside of sRGB, and were clipped to it.",)


def read(data: bytes) -> Picture:
    return picture_from_bytes(data, "x")


def cicp(primaries: int, transfer: int, colour: tuple[int, int, int] = GREEN, dtype: type = np.uint8) -> bytes:
    pixels = np.full((4, 4, 3), colour, dtype) * (257 if dtype is np.uint16 else 1)
    return png(pixels.astype(dtype), 2, chunk(b"cICP", bytes((primaries, transfer, 0, 1))))


def of_another_gamma(space: str) -> bytes:
    """The profile of Adobe RGB with another exponent: a wide space without a name."""
    old, new = (struct.pack(">i", round(value * 65536)) for value in (563 / 256, 1.8))
    profile = spaces.profile(space)
    assert old in profile
    return profile.replace(old, new)


@pytest.mark.parametrize("space", WIDE)
@pytest.mark.parametrize("format", ["PNG", "TIFF", "WEBP", "JPEG"])
def test_a_profile_of_a_known_space_leaves_the_pixels_as_they_are(space: str, format: str) -> None:
    options = {"WEBP": {"lossless": True}, "JPEG": {"quality": 100, "subsampling": "4:4:4"}}.get(format, {})
    picture = read(encoded(flat(GREEN), format, icc_profile=spaces.profile(space), **options))
    assert picture.space == space and picture.notices == ()
    assert largest_difference(picture.pixels[0, 0], GREEN) <= 2


@pytest.mark.parametrize(("points", "space"), [((12, 13), "display-p3"), ((9, 1), "bt2020"), ((9, 14), "bt2020")])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_code_points_of_a_known_space_leave_the_pixels_as_they_are(points, space: str, dtype: type) -> None:
    picture = read(cicp(*points, dtype=dtype))
    assert picture.space == space and picture.notices == ()
    assert picture.pixels[0, 0].tolist() == list(GREEN)


def test_an_avif_of_display_p3() -> None:
    avif = encoded(flat(GREEN), "AVIF", quality=100, subsampling="4:4:4")
    if b"colrnclx" not in avif:
        pytest.skip("this libavif writes no colour box")
    picture = read(with_nclx(avif, 12, 13))
    assert picture.space == "display-p3" and largest_difference(picture.pixels[0, 0], GREEN) <= 3


def test_adobe_rgb_by_numbers_of_a_png() -> None:
    numbers = (0.3127, 0.329, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)
    chunks = (
        chunk(b"gAMA", struct.pack(">I", 45471)),
        chunk(b"cHRM", struct.pack(">8I", *(round(n * 100_000) for n in numbers))),
    )
    assert read(png(np.full((4, 4, 3), GREEN, np.uint8), 2, *chunks)).space == "adobe-rgb"


def test_srgb_and_greys_stay_srgb() -> None:
    for icc in (None, spaces.profile("srgb")):
        picture = read(encoded(flat(GREEN), "PNG", icc_profile=icc))
        assert picture.space == "srgb" and picture.pixels[0, 0].tolist() == list(GREEN)
    grey = read(png(np.full((4, 4, 1), 100, np.uint8), 0, chunk(b"cICP", bytes((12, 13, 0, 1)))))
    assert grey.space == "srgb" and grey.pixels[0, 0].tolist() == [100, 100, 100]


@pytest.mark.parametrize("space", WIDE)
def test_a_wide_gamut_survives_the_way_through_a_sdc(space: str) -> None:
    photo = read(encoded(flat(GREEN, 48), "PNG", icc_profile=spaces.profile(space)))
    data = pipeline.encode(photo, EncodeOptions(quality=90)).data
    assert decoding.inspect(data).space == space
    decoded = decoding.decode(data)
    assert decoded.space == space and largest_difference(decoded.pixels[24, 24], GREEN) <= 12
    assert decoding.preview(data).space == decoding.thumbnail(data, 16).space == space
    again = read(picture_to_bytes(decoded, "PNG"))
    assert again.space == space and np.array_equal(again.pixels, decoded.pixels)


def test_what_is_clipped_to_srgb_is_said_once() -> None:
    icc = of_another_gamma("adobe-rgb")
    large = Image.new("RGB", (64, 40_000), GREEN)  # of several stripes
    picture = read(encoded(large, "PNG", icc_profile=icc))
    assert picture.space == "srgb" and picture.notices == CLIPPED
    assert read(encoded(flat((120, 110, 100)), "PNG", icc_profile=icc)).notices == ()
    assert read(cicp(9, 13)).notices == CLIPPED
    assert read(cicp(9, 13, (120, 110, 100))).notices == ()


def test_few_pixels_are_not_worth_a_word() -> None:
    image = Image.new("RGB", (100, 100), (120, 110, 100))
    image.putpixel((3, 3), GREEN)
    assert read(encoded(image, "PNG", icc_profile=of_another_gamma("adobe-rgb"))).notices == ()


@pytest.mark.parametrize("space", WIDE)
def test_our_conversion_to_srgb_is_that_of_littlecms(space: str) -> None:
    from PIL import ImageCms

    pixels = np.random.default_rng(1).integers(0, 256, (40, 40, 3), np.uint8)
    ours = as_srgb(Picture(pixels, space=space))
    profiles = [ImageCms.ImageCmsProfile(BytesIO(spaces.profile(name))) for name in (space, "srgb")]
    image = ImageCms.profileToProfile(Image.fromarray(pixels), *profiles, ImageCms.Intent.RELATIVE_COLORIMETRIC)
    theirs = np.asarray(image)
    assert ours.space == "srgb" and largest_difference(ours.pixels, theirs) <= 2


def test_what_is_seen_is_on_white() -> None:
    alpha = np.zeros((4, 4), np.uint8)
    picture = Picture(np.full((4, 4, 3), GREEN, np.uint8), alpha, space="display-p3")
    assert (seen(picture) == 255).all()


@pytest.mark.parametrize("codec", [*RIVALS, DOWNSCALED])
def test_rivals_get_the_same_numbers_and_a_profile(codec: str) -> None:
    if codec == "jxl":
        pytest.importorskip("pillow_jxl")
    photo = read(encoded(flat(GREEN, 96), "PNG", icc_profile=spaces.profile("display-p3")))
    result = encode_at_size(codec, photo, 3000)
    assert result.reached and len(result.data) <= 3000
    if codec == "jxl":  # its plugin writes no profile
        assert result.settings.endswith(", converted to sRGB")
        assert largest_difference(seen(result.picture)[48, 48], seen(photo)[48, 48]) <= 6
        return
    assert result.picture.space == "display-p3" and largest_difference(result.picture.pixels[48, 48], GREEN) <= 6
    with Image.open(BytesIO(result.data)) as file:
        assert file.info["icc_profile"] == spaces.profile("display-p3")
    assert f"with a profile of {len(spaces.profile('display-p3'))} bytes" in result.settings
    assert "profile" not in encode_at_size(codec, as_srgb(photo), 3000).settings


def test_thumbnails_are_srgb(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    colour, in_srgb = (230, 80, 60), (249, 63, 46)
    photo = encoded(flat(colour, 300), "PNG", icc_profile=spaces.profile("display-p3"))
    (tmp_path / "a.png").write_bytes(photo)
    (tmp_path / "a.sdc").write_bytes(pipeline.encode(read(photo), EncodeOptions(quality=90)).data)
    for name in ("a.png", "a.sdc"):
        for _ in range(2):  # made, then from the cache
            found = thumbnail(tmp_path / name, 128)
            assert found is not None and largest_difference(found.pixels[64, 64], in_srgb) <= 12
