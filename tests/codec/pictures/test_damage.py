"""Files that end early: what is there is shown, and how much that is."""

from __future__ import annotations

import contextlib
import re
from io import BytesIO

import numpy as np
import pytest
from picture_files import encoded
from PIL import Image

from sdviewer.codec.errors import InputError
from sdviewer.codec.pictures import damage
from sdviewer.codec.pictures.reader import picture_from_bytes, read_reduced
from sdviewer.codec.types import Picture


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    """256 x 192, with detail everywhere, so that bytes follow rows."""
    rng = np.random.default_rng(1)
    small = Image.fromarray(rng.integers(0, 255, (48, 64, 3), dtype=np.uint8))
    return small.resize((256, 192), Image.Resampling.BICUBIC)


def share(picture: Picture) -> int:
    found = re.fullmatch(r"The file ends early or is damaged: (\d+) % of the picture is there\.", picture.notices[0])
    assert found, picture.notices
    return int(found[1])


def cut(data: bytes, part: float) -> bytes:
    return data[: int(len(data) * part)]


@pytest.mark.parametrize("part", [0.35, 0.61, 0.9])
@pytest.mark.parametrize(
    ("format", "options"),
    [
        ("JPEG", {"quality": 90}),
        ("JPEG", {"quality": 90, "exif": b"Exif\0\0" + b"II*\0\x08\0\0\0\x01\0\x12\x01\3\0\1\0\0\0\6\0\0\0\0\0\0\0"}),
        ("PNG", {}),
        ("TIFF", {}),
        ("WEBP", {"quality": 90}),
        ("BMP", {}),
        ("GIF", {"interlace": 0}),
        ("PPM", {}),
    ],
    ids=["JPEG", "JPEG turned", "PNG", "TIFF", "WEBP", "BMP", "GIF", "PPM"],
)
def test_what_is_there_is_shown(photo: Image.Image, format: str, options: dict[str, object], part: float) -> None:
    data = encoded(photo, format, **options)
    whole, picture = picture_from_bytes(data, "x"), picture_from_bytes(cut(data, part), "x")
    assert whole.whole and not picture.whole
    assert picture.pixels.shape == whole.pixels.shape
    assert abs(share(picture) - 100 * part) < 25
    if format == "BMP":  # from the bottom up, so its end is the top
        picture, whole = (Picture(p.pixels[::-1], notices=p.notices) for p in (picture, whole))
    if picture.metadata.orientation == 6:
        picture, whole = (Picture(np.rot90(p.pixels), notices=p.notices) for p in (picture, whole))
    rows = round(picture.height * share(picture) / 100) - 2
    assert np.abs(picture.pixels[:rows].astype(int) - whole.pixels[:rows]).max() <= 2
    assert (picture.pixels[rows + 5 :] == 128).all()


def test_a_jpeg_that_lacks_only_its_end_marker_is_whole(photo: Image.Image) -> None:
    for options in ({}, {"progressive": True}):
        data = encoded(photo, "JPEG", **options)
        picture = picture_from_bytes(data[:-2], "x")
        assert picture.whole
        assert picture.notices == ("The file's end is missing, but the picture is all there.",)
        assert np.array_equal(picture.pixels, picture_from_bytes(data, "x").pixels)


def test_a_progressive_jpeg_that_ends_early_is_coarser(photo: Image.Image) -> None:
    data = encoded(photo, "JPEG", progressive=True, quality=90)
    picture = picture_from_bytes(cut(data, 0.6), "x")
    assert not picture.whole
    assert picture.notices == ("The file ends early or is damaged: the picture is coarser than it was.",)
    assert np.abs(picture.pixels.astype(int) - np.asarray(photo)).mean() < 25


def test_lossless_webp_and_alpha(photo: Image.Image) -> None:
    rgba = photo.copy()
    rgba.putalpha(Image.linear_gradient("L").resize(photo.size))
    picture = picture_from_bytes(cut(encoded(rgba, "PNG"), 0.5), "x")
    assert not picture.whole and picture.alpha is not None
    lossless = cut(encoded(photo, "WEBP", lossless=True), 0.6)
    try:
        assert not picture_from_bytes(lossless, "x").whole
    except InputError as error:  # where its decoder gives up
        assert "x is damaged or cut off" in str(error)


def test_deep_grey_that_ends_early() -> None:
    values = np.linspace(0, 65535, 64 * 64).astype(np.uint16).reshape(64, 64)
    picture = picture_from_bytes(cut(encoded(Image.fromarray(values), "TIFF"), 0.6), "x")
    assert not picture.whole and 40 < share(picture) < 70


@pytest.mark.parametrize("part", [0.35, 0.61, 0.9])
@pytest.mark.parametrize(("format", "options"), [("AVIF", {"autotiling": False}), ("HEIF", {})], ids=["AVIF", "HEIC"])
def test_of_video_codecs_whole_rows_of_blocks_are_shown(photo, format: str, options: dict, part: float) -> None:
    """Their blocks are 64 pixels high."""
    pytest.importorskip("pillow_heif").register_heif_opener()
    data = encoded(photo.resize((256, 960)), format, quality=90, **options)
    whole, picture = picture_from_bytes(data, "x"), picture_from_bytes(cut(data, part), "x")
    assert whole.whole and not picture.whole and abs(share(picture) - 100 * part) < 25
    rows = round(picture.height * share(picture) / 100) - 5
    assert np.array_equal(picture.pixels[:rows], whole.pixels[:rows])
    assert (picture.pixels[rows + 10 :] == 128).all()


def test_what_ends_before_its_first_pixel_is_said_to_end_early(photo: Image.Image) -> None:
    data = encoded(photo, "AVIF", quality=90)
    with pytest.raises(InputError, match="x ends early or is damaged, and nothing of it can be shown"):
        picture_from_bytes(data[: data.index(b"mdat") + 20], "x")


@pytest.mark.parametrize("format", ["AVIF", "WEBP"])
def test_a_small_file_that_says_it_is_large_takes_little(photo: Image.Image, format: str, monkeypatch) -> None:
    whole = encoded(photo.resize((64, 64)), format, quality=90)
    at = 4 if format == "WEBP" else whole.index(b"mdat") - 4
    large = whole[:at] + (b"\xff\xff\xff\x7f" if format == "WEBP" else b"\x7f\xff\xff\xff") + whole[at + 4 :]
    given: list[int] = []
    tracked = damage._loaded
    monkeypatch.setattr(damage, "_loaded", lambda data, *more: given.append(len(data)) or tracked(data, *more))
    with contextlib.suppress(InputError):
        picture_from_bytes(large[: len(large) // 2], "x")
    assert given and max(given) <= 1 << 27


@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP"])
def test_nothing_but_a_header_is_an_error(photo: Image.Image, format: str) -> None:
    with pytest.raises(InputError, match="x "):
        picture_from_bytes(cut(encoded(photo, format), 0.001)[:20], "x")


def test_thumbnails_of_what_is_there(photo: Image.Image, tmp_path) -> None:
    (tmp_path / "a.jpg").write_bytes(cut(encoded(photo, "JPEG", quality=90), 0.5))
    small, size = read_reduced(tmp_path / "a.jpg", 64)
    assert size == photo.size and small.width == 64 and not small.whole
    assert np.abs(small.pixels[0].astype(int) - np.asarray(photo.resize((64, 48)))[0]).mean() < 25


def test_an_interlaced_picture_keeps_every_row_that_is_there(photo: Image.Image) -> None:
    data = encoded(photo, "GIF")
    whole, picture = (picture_from_bytes(cut(data, part), "x") for part in (1, 0.6))
    there = (picture.pixels != 128).any((1, 2))
    assert abs(share(picture) - 60) < 20 and abs(100 * there.mean() - share(picture)) < 2
    assert not there.all() and np.array_equal(picture.pixels[there], whole.pixels[there])


def test_damage_in_the_middle_of_a_png_shows_what_is_above(photo: Image.Image) -> None:
    data = bytearray(encoded(photo, "PNG"))
    middle = len(data) // 2
    data[middle : middle + 50] = bytes(50)
    picture = picture_from_bytes(bytes(data), "x")
    assert not picture.whole and 30 < share(picture) < 70
    assert Image.open(BytesIO(bytes(data))).size == photo.size
