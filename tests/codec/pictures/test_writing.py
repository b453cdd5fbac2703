"""Pictures written as files, and the metadata that goes with them."""

from __future__ import annotations

import struct
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from picture_files import exif_by_hand, exif_with_orientation, largest_difference
from PIL import ExifTags, Image

from sdviewer.codec.errors import InputError, StorageError
from sdviewer.codec.pictures import writer
from sdviewer.codec.pictures.colour.icc import srgb_profile
from sdviewer.codec.pictures.exif import upright_xmp
from sdviewer.codec.pictures.exif_entries import upright
from sdviewer.codec.pictures.images import flattened
from sdviewer.codec.pictures.reader import picture_from_bytes, read_picture
from sdviewer.codec.pictures.writer import SUFFIX_FORMATS, picture_to_bytes
from sdviewer.codec.rivals.at_size import encode_at_size
from sdviewer.codec.types import Metadata, Picture


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tif"])
@pytest.mark.parametrize("with_alpha", [False, True])
def test_writing_and_reading_again(colours: np.ndarray, tmp_path: Path, suffix: str, with_alpha: bool) -> None:
    alpha = np.full((16, 24), 200, np.uint8) if with_alpha else None
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf tiff:Orientation="6"/></x:xmpmeta>'
    metadata = Metadata(exif=exif_with_orientation(6).removeprefix(b"Exif\0\0"), xmp=xmp, orientation=6)
    original = Picture(colours, alpha, metadata)
    (tmp_path / f"out{suffix}").write_bytes(picture_to_bytes(original, SUFFIX_FORMATS[suffix]))
    again = read_picture(tmp_path / f"out{suffix}")
    expected = flattened(original) if suffix == ".jpg" else colours
    assert largest_difference(again.pixels, expected) <= (12 if suffix == ".jpg" else 0)
    if with_alpha and suffix != ".jpg":
        assert again.alpha is not None and np.array_equal(again.alpha, alpha)
    else:
        assert again.alpha is None
    assert again.metadata.orientation == 1
    assert again.metadata.exif is not None and b"Maker" in again.metadata.exif
    assert again.metadata.xmp is not None and b'tiff:Orientation="1"' in again.metadata.xmp
    assert again.notices == ()


def test_written_bytes_are_the_same_every_time_and_tagged(colours: np.ndarray) -> None:
    for format in ("PNG", "JPEG", "WEBP", "TIFF"):
        data = picture_to_bytes(Picture(colours), format)
        assert data == picture_to_bytes(Picture(colours), format)
        assert (b"sRGB" if format == "PNG" else srgb_profile()) in data


def test_a_picture_that_a_format_cannot_hold() -> None:
    with pytest.raises(InputError, match="Try PNG"):
        picture_to_bytes(Picture(np.zeros((1, 17_000, 3), np.uint8)), "WEBP")


def test_a_full_disk_is_not_the_pictures_fault(colours: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no disk here that is always full")
    monkeypatch.setattr(writer, "TemporaryFile", partial(Path("/dev/full").open, "r+b", 0))
    with pytest.raises(StorageError, match="temporary file can't be written: No space left"):
        picture_to_bytes(Picture(colours), "JPEG")
    with pytest.raises(StorageError, match="temporary file can't be written: No space left"):
        encode_at_size("jpeg", Picture(colours), 900)
    for format in ("PNG", "WEBP", "TIFF"):
        assert picture_from_bytes(picture_to_bytes(Picture(colours), format), "x").width == 24


def test_a_tiff_is_not_described_by_how_the_photo_lay(colours: np.ndarray) -> None:
    """EXIF of a photo that was a TIFF once: 5x7 pixels of palette, in planes, in strips of 0 rows; 300 dots an inch."""
    layout = ((256, 5), (257, 7), (258, 4), (259, 5), (262, 3), (277, 1), (278, 0), (284, 2), (338, 0), (339, 3))
    entries = [(271, 2, 4, b"Cam\0"), *((tag, 3, 1, struct.pack("<H", value)) for tag, value in layout)]
    end = len(exif_by_hand(*entries)) + 12
    exif = exif_by_hand(*entries, (282, 5, 1, struct.pack("<I", end))) + struct.pack("<II", 300, 1)
    data = picture_to_bytes(Picture(colours, np.full((16, 24), 9, np.uint8), Metadata(exif=exif)), "TIFF")
    again = picture_from_bytes(data, "x")
    assert np.array_equal(again.pixels, colours)
    assert again.alpha is not None and (again.alpha == 9).all()
    assert again.metadata.exif is not None and b"Cam" in again.metadata.exif
    with Image.open(BytesIO(data)) as image:
        assert image.getexif()[282] == 300


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_what_camera_and_gps_say_is_kept(colours: np.ndarray, format: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.ISOSpeedRatings] = 100
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    picture = Picture(colours, None, Metadata(exif=exif.tobytes().removeprefix(b"Exif\0\0")))
    again = Image.Exif()
    again.load(picture_from_bytes(picture_to_bytes(picture, format), "x").metadata.exif)
    assert again.get_ifd(ExifTags.IFD.Exif) == {ExifTags.Base.ISOSpeedRatings: 100}
    assert again.get_ifd(ExifTags.IFD.GPSInfo) == {ExifTags.GPS.GPSLatitudeRef: "N"}


def test_a_tag_of_another_type_than_its_own_is_left_out_of_a_tiff(colours: np.ndarray) -> None:
    exif = exif_by_hand((271, 5, 1, struct.pack("<I", 38)), (296, 3, 1, b"\x09")) + struct.pack("<II", 1, 2)
    again = picture_from_bytes(picture_to_bytes(Picture(colours, None, Metadata(exif=exif)), "TIFF"), "x")
    assert np.array_equal(again.pixels, colours)
    assert again.metadata.exif is None


def test_metadata_that_a_tiff_cannot_hold_is_said(colours: np.ndarray) -> None:
    gps = struct.pack("<HHHIII", 1, 5, 2, 1, 0, 0)  # the altitude's sign as text
    exif = exif_by_hand((ExifTags.IFD.GPSInfo, 4, 1, struct.pack("<I", 26))) + gps
    with pytest.raises(InputError, match=r"can't be written as TIFF.*Try PNG"):
        picture_to_bytes(Picture(colours, None, Metadata(exif=exif)), "TIFF")


def test_metadata_behind_the_pixels_of_a_png_is_kept(colours: np.ndarray) -> None:
    exif = exif_by_hand((0x010F, 2, 4, b"Cam\0"))
    data = picture_to_bytes(Picture(colours, None, Metadata(exif=exif, xmp=b"<x/>")), "PNG")
    chunks, start = [], 8
    while start < len(data):
        end = start + 12 + int.from_bytes(data[start : start + 4], "big")
        chunks.append(data[start:end])
        start = end
    chunks.sort(key=lambda chunk: (b"IHDR", b"sRGB", b"IDAT", b"eXIf", b"iTXt", b"IEND").index(chunk[4:8]))
    again = picture_from_bytes(data[:8] + b"".join(chunks), "x")
    assert (again.metadata.exif, again.metadata.xmp) == (exif, b"<x/>")


def test_metadata_too_long_for_jpeg_is_left_out(colours: np.ndarray) -> None:
    exif = exif_with_orientation(1).removeprefix(b"Exif\0\0") + bytes(70_000)
    assert picture_from_bytes(picture_to_bytes(Picture(colours, None, Metadata(exif=exif)), "JPEG"), "x").width == 24
    big = picture_from_bytes(picture_to_bytes(Picture(colours, None, Metadata(exif=exif)), "PNG"), "x")
    assert big.metadata.exif == exif


def test_upright_exif_changes_two_bytes_only() -> None:
    exif = exif_with_orientation(8).removeprefix(b"Exif\0\0")
    turned = upright(exif, 24, 16)
    assert turned is not None
    assert [a for a, b in zip(exif, turned, strict=True) if a != b] == [8]
    for damaged in (b"", b"II", b"XX*\0\x08\0\0\0", b"II*\0\xff\xff\xff\xff"):
        assert upright(damaged, 24, 16) is None
    assert upright_xmp(b"<tiff:Orientation>3</tiff:Orientation>") == b"<tiff:Orientation>1</tiff:Orientation>"
