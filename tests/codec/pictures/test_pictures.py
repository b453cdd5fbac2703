"""Pictures in and out: every mode, profile, orientation and kind of damage that a user may bring."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import metadata
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image, TiffImagePlugin

from sdviewer.codec.errors import InputError, LimitsError, StorageError
from sdviewer.codec.pictures import source, writer
from sdviewer.codec.pictures.colour.icc import srgb_profile
from sdviewer.codec.pictures.exif import upright_xmp
from sdviewer.codec.pictures.exif_entries import upright
from sdviewer.codec.pictures.images import flattened
from sdviewer.codec.pictures.jxl_header import jxl_size
from sdviewer.codec.pictures.reader import picture_from_bytes, read_picture, read_reduced
from sdviewer.codec.pictures.writer import picture_to_bytes, write_picture
from sdviewer.codec.rivals.at_size import encode_at_size
from sdviewer.codec.types import MAX_PIXELS, Metadata, Picture


@pytest.fixture
def colours() -> np.ndarray:
    """(16, 24, 3) uint8, smooth, all colours different enough to tell corners apart."""
    y, x = np.mgrid[0:16, 0:24]
    return np.stack([x * 10, y * 15, 255 - x * 5 - y * 5], -1).astype(np.uint8)


def encoded(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def exif_with_orientation(value: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = value
    exif[0x010F] = "Maker"
    return exif.tobytes()


def exif_by_hand(*entries: tuple[int, int, int, bytes]) -> bytes:
    """A block of entries (tag, type, count, value or where it stands), whatever their types are."""
    body = b"".join(struct.pack("<HHI4s", *entry) for entry in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + body + bytes(4)


def largest_difference(a: np.ndarray, b: np.ndarray) -> int:
    return int(np.abs(a.astype(int) - b.astype(int)).max())


@pytest.mark.parametrize("format", ["PNG", "TIFF", "PPM", "BMP", "TGA", "JPEG2000"])
def test_lossless_formats_come_back_exactly(colours: np.ndarray, format: str) -> None:
    picture = picture_from_bytes(encoded(Image.fromarray(colours), format), "x")
    assert picture.format == format
    assert picture.alpha is None and picture.notices == ()
    assert np.array_equal(picture.pixels, colours)
    assert picture.pixels.dtype == np.uint8 and picture.pixels.flags.c_contiguous


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "AVIF", "HEIF", "JXL"])
def test_lossy_formats_come_back_nearly(colours: np.ndarray, format: str) -> None:
    import pillow_heif
    import pillow_jxl  # noqa: F401

    pillow_heif.register_heif_opener()
    smooth = np.asarray(Image.fromarray(colours).resize((96, 64), Image.Resampling.BICUBIC))
    picture = picture_from_bytes(encoded(Image.fromarray(smooth), format, quality=95), "x")
    assert picture.format == format
    assert largest_difference(picture.pixels, smooth) < 24
    assert np.abs(picture.pixels.astype(int) - smooth).mean() < 3


def test_plugins_load_only_when_a_file_needs_them() -> None:
    code = (
        "import sys, sdviewer.codec.pictures.reader\n"
        "names = 'pi_heif', 'pillow_jxl', 'tifffile', 'PIL.AvifImagePlugin', 'PIL.ImageCms', 'torch', 'scipy'\n"
        "print([m for m in names if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF", "HEIF"])
def test_orientation_is_applied_once_and_recorded(colours: np.ndarray, format: str, orientation: int) -> None:
    if format == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    big = np.asarray(Image.fromarray(colours).resize((96, 64), Image.Resampling.NEAREST))
    # What a camera that was held that way stores: the inverse turn of the upright picture.
    inverse = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = Image.fromarray(big)
    if orientation > 1:
        stored = stored.transpose(inverse[orientation])
    picture = picture_from_bytes(encoded(stored, format, exif=exif_with_orientation(orientation), quality=95), "x")
    assert picture.metadata.orientation == orientation
    assert picture.pixels.shape == big.shape
    assert np.abs(picture.pixels.astype(int) - big).mean() < 6  # a wrong turn differs by 40 and more


@pytest.mark.parametrize("orientation", [(4, b"\6"), (11, struct.pack("<f", 6))], ids=["long", "float"])
def test_orientation_of_any_type_is_applied_once(colours: np.ndarray, orientation: tuple[int, bytes]) -> None:
    kind, value = orientation
    exif = exif_by_hand((0x0112, kind, 1, value))
    picture = picture_from_bytes(encoded(Image.fromarray(colours), "PNG", exif=b"Exif\0\0" + exif), "x")
    assert (picture.width, picture.height) == (16, 24)
    assert isinstance(picture.metadata.orientation, int) and picture.metadata.orientation == 6
    for format in ("PNG", "TIFF", "JPEG", "WEBP"):
        again = picture_from_bytes(picture_to_bytes(picture, format), "x")
        assert (again.width, again.height, again.metadata.orientation) == (16, 24, 1)


def test_orientation_of_jpeg_xl_is_left_to_its_decoder(colours: np.ndarray) -> None:
    import pillow_jxl  # noqa: F401

    data = encoded(Image.fromarray(colours), "JXL", lossless=True, exif=exif_with_orientation(6))
    picture = picture_from_bytes(data, "x")
    assert np.array_equal(picture.pixels, colours)
    assert picture.metadata.orientation == 1


def test_display_p3_becomes_srgb() -> None:
    """Against the matrix of the two sets of primaries (both D65) by hand, gamma 2.2 in, sRGB's curve out."""
    image = Image.new("RGB", (4, 4), (200, 100, 50))
    p3_to_srgb = np.array([[1.2249, -0.2247, 0.0], [-0.0420, 1.0419, 0.0], [-0.0197, -0.0786, 1.0979]])
    linear = p3_to_srgb @ (np.array([200, 100, 50]) / 255) ** 2.2
    expected = 255 * (1.055 * linear ** (1 / 2.4) - 0.055)
    picture = picture_from_bytes(encoded(image, "PNG", icc_profile=display_p3()), "x")
    assert largest_difference(picture.pixels[0, 0], expected.round()) <= 1
    assert picture.metadata.icc == display_p3()
    assert picture.notices == ()


def test_srgb_profile_changes_nothing(colours: np.ndarray) -> None:
    picture = picture_from_bytes(encoded(Image.fromarray(colours), "PNG", icc_profile=srgb_profile()), "x")
    assert np.array_equal(picture.pixels, colours)
    assert picture.metadata.icc == srgb_profile()


def display_p3() -> bytes:
    """A minimal matrix/TRC profile: Display P3 primaries (D50-adapted), gamma 2.2."""

    def xyz(x: float, y: float, z: float) -> bytes:
        return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(v * 65536) for v in (x, y, z)))

    gamma = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    text = b"P3\0"
    desc = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + b"\0" * 79
    tags = {
        b"desc": desc + b"\0" * (-len(desc) % 4),
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.51512, 0.2412, -0.00105),
        b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": xyz(0.1571, 0.06657, 0.78407),
        b"rTRC": gamma,
        b"gTRC": gamma,
        b"bTRC": gamma,
    }
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += name + struct.pack(">II", start + len(body), len(value))
        body += value
    size = start + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"lcms", 0x02400000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp"
    header = header.ljust(68, b"\0") + struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def test_damaged_and_foreign_profiles_are_ignored_with_a_notice(colours: np.ndarray) -> None:
    for profile, word in ((b"not a profile" * 20, "damaged"), (srgb_profile(), "doesn't fit")):
        image = Image.fromarray(colours) if word == "damaged" else Image.fromarray(colours).convert("L")
        picture = picture_from_bytes(encoded(image, "PNG", icc_profile=profile), "x")
        assert word in picture.notices[0]
        assert np.array_equal(picture.pixels, np.asarray(image.convert("RGB")))


@pytest.mark.parametrize("kind", [2, 4], ids=["text", "number"])
def test_blocks_of_a_tiff_that_are_no_bytes_are_left_out(colours: np.ndarray, kind: int) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    for tag in (700, 34675):  # XMP, ICC profile
        tags.tagtype[tag] = kind
        tags[tag] = "text" if kind == 2 else 5
    picture = picture_from_bytes(encoded(Image.fromarray(colours), "TIFF", tiffinfo=tags), "x")
    assert picture.metadata == Metadata(xmp=b"text" if kind == 2 else None)
    assert picture.notices == ()


def test_grey_one_bit_and_palette(colours: np.ndarray) -> None:
    rgb = Image.fromarray(colours)
    for image in (rgb.convert("L"), rgb.convert("1"), rgb.quantize(16)):
        picture = picture_from_bytes(encoded(image, "PNG"), "x")
        assert picture.alpha is None
        assert np.array_equal(picture.pixels, np.asarray(image.convert("RGB")))


def test_palette_transparency_becomes_alpha(colours: np.ndarray) -> None:
    image = Image.fromarray(colours).quantize(8)
    picture = picture_from_bytes(encoded(image, "PNG", transparency=3), "x")
    assert picture.alpha is not None
    assert np.array_equal(picture.alpha == 0, np.asarray(image) == 3)
    assert set(np.unique(picture.alpha)) == {0, 255}


def test_alpha_is_straight(colours: np.ndarray) -> None:
    alpha = np.arange(16 * 24, dtype=np.uint8).reshape(16, 24)
    image = Image.fromarray(np.dstack([colours, alpha]))
    picture = picture_from_bytes(encoded(image, "PNG"), "x")
    assert picture.alpha is not None and np.array_equal(picture.alpha, alpha)
    assert np.array_equal(picture.pixels, colours)
    grey = picture_from_bytes(encoded(image.convert("LA"), "PNG"), "x")
    assert grey.alpha is not None and np.array_equal(grey.alpha, alpha)


@pytest.mark.parametrize("format", ["PNG", "TIFF"])
def test_sixteen_bit_grey_keeps_its_brightness(format: str) -> None:
    values = np.linspace(0, 65535, 256).round().astype(np.uint16).reshape(16, 16)
    picture = picture_from_bytes(encoded(Image.fromarray(values), format), "x")
    assert np.array_equal(picture.pixels[..., 0].ravel(), np.arange(256))


def test_floats_and_32_bit_integers() -> None:
    ramp = np.linspace(0, 1, 256, dtype=np.float32).reshape(16, 16)
    for values, notices in ((ramp, 0), (ramp * 255, 0), ((ramp * 65535).round().astype(np.int32), 0), (ramp * 9e6, 1)):
        picture = picture_from_bytes(encoded(Image.fromarray(values), "TIFF"), "x")
        assert largest_difference(picture.pixels[..., 1].ravel(), np.arange(256)) <= 1
        assert len(picture.notices) == notices
    hole = ramp.copy()
    hole[0, 0] = np.nan
    assert picture_from_bytes(encoded(Image.fromarray(hole), "TIFF"), "x").pixels[0, 0, 0] == 0


def test_sixteen_bit_rgb_png() -> None:
    """Pillow can't write this kind, so the chunks are put together here: one pixel (0x1234, 0x8080, 0xFFFF)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    row = b"\0" + struct.pack(">3H", 0x1234, 0x8080, 0xFFFF)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 16, 2, 0, 0, 0))
    data = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(row)) + chunk(b"IEND", b"")
    assert picture_from_bytes(data, "x").pixels[0, 0].tolist() == [0x12, 0x80, 0xFF]


def test_cmyk_in_both_polarities(colours: np.ndarray) -> None:
    """Adobe's JPEG stores ink inverted, TIFF does not; both must look like the picture they came from."""
    image = Image.new("RGB", (32, 32), (200, 60, 20)).convert("CMYK")
    jpeg = picture_from_bytes(encoded(image, "JPEG", quality=100), "x")
    tiff = picture_from_bytes(encoded(image, "TIFF"), "x")
    assert largest_difference(jpeg.pixels[16, 16], np.array([200, 60, 20])) <= 3
    assert largest_difference(tiff.pixels[16, 16], np.array([200, 60, 20])) <= 3


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "TIFF", "AVIF"])
def test_an_animation_gives_its_first_frame(format: str) -> None:
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "lime", "blue")]
    data = encoded(frames[0], format, save_all=True, append_images=frames[1:])
    picture = picture_from_bytes(data, "x")
    assert largest_difference(picture.pixels[8, 8], np.array([255, 0, 0])) <= 6
    assert picture.notices == ("Only the first of 3 frames is used.",)


def png_of_size(width: int, height: int) -> bytes:
    body = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + body
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", 9)
        + b"IDAT"
        + bytes(13)
    )


@pytest.mark.parametrize(("width", "height"), [(10_001, 10_000), (13_000, 13_000), (100_000, 100_000)])
def test_too_many_pixels_are_refused_before_decoding(width: int, height: int) -> None:
    with pytest.raises(LimitsError, match=r"bomb\.png is too large"):
        picture_from_bytes(png_of_size(width, height), "bomb.png")
    assert width * height > MAX_PIXELS


def test_a_jpeg_xl_is_measured_before_its_plugin_decodes_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import pillow_jxl  # noqa: F401

    data = encoded(Image.new("RGB", (40, 20)), "JXL")
    (tmp_path / "a.jxl").write_bytes(data)
    monkeypatch.setattr(source, "MAX_PIXELS", 799)
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("was opened"))
    with pytest.raises(LimitsError, match="40x20"):
        read_picture(tmp_path / "a.jxl")


@pytest.mark.parametrize("size", [(1, 1), (8, 16), (256, 256), (257, 100), (1200, 1000), (160, 90), (3, 2000)])
@pytest.mark.parametrize("container", [False, True])
def test_size_in_the_jpeg_xl_header(size: tuple[int, int], container: bool) -> None:
    import pillow_jxl  # noqa: F401

    assert jxl_size(encoded(Image.new("L", size), "JXL", use_container=container, effort=1)) == size


@pytest.mark.parametrize("format", ["AVIF", "HEIF", "JXL"])
def test_truncated_files_of_which_nothing_can_be_shown_give_a_sentence(colours: np.ndarray, format: str) -> None:
    import pillow_heif
    import pillow_jxl  # noqa: F401

    pillow_heif.register_heif_opener()
    rng = np.random.default_rng(1)
    data = encoded(Image.fromarray(rng.integers(0, 255, (64, 64, 3), dtype=np.uint8)), format)
    for part in (0.02, 0.1, 0.5, 0.8):
        with pytest.raises(InputError, match=r"holiday\.x "):
            picture_from_bytes(data[: int(len(data) * part)], "holiday.x")


def test_jpeg_xl_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import pillow_jxl  # noqa: F401

    data = encoded(Image.new("RGB", (40, 20)), "JXL")
    monkeypatch.setitem(sys.modules, "pillow_jxl", None)
    with pytest.raises(InputError, match=r"a\.jxl is a JPEG XL file.*pip install pillow-jxl-plugin"):
        picture_from_bytes(data, "a.jxl")
    with pytest.raises(InputError, match=r"JPEG XL needs a package.*pip install pillow-jxl-plugin"):
        encode_at_size("jxl", Picture(np.zeros((20, 40, 3), np.uint8)), 900)


def test_no_dependency_is_under_the_gpl_alone() -> None:
    """The GPL may only be one of several licences, as Qt's."""
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))["project"]
    for requirement in project["dependencies"]:
        about = metadata.metadata(re.match(r"[\w-]+", requirement)[0])
        stated = " ".join([about.get("License-Expression") or "", *(about.get_all("Classifier") or ())])
        assert "GPL" not in stated or "LGPL" in stated or "Lesser" in stated, requirement


def test_no_program_is_run_for_a_picture() -> None:
    """Pillow gives EPS to Ghostscript, whatever the file is named."""
    eps = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n"
    with pytest.raises(InputError, match=r"photo\.jpg is not a picture in a format"):
        picture_from_bytes(eps, "photo.jpg")


@pytest.mark.parametrize("data", [b"", b"\0", b"hello, this is text" * 50, b"\xff\x0a", b"\x89PNG\r\n\x1a\n", b"RIFF"])
def test_what_is_no_picture_is_an_input_error(data: bytes) -> None:
    with pytest.raises(InputError, match="notes"):
        picture_from_bytes(data, "notes")


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="doesn't exist"):
        read_picture(tmp_path / "none.png")
    with pytest.raises(InputError, match="is a folder"):
        read_picture(tmp_path)


@contextmanager
def piped(data: bytes) -> Iterator[Path]:
    """A pipe that holds these bytes and no more will come."""
    if not Path("/dev/fd").exists():
        pytest.skip("pipes have no names here")
    reading, writing = os.pipe()
    try:
        os.write(writing, data)
        os.close(writing)
        yield Path(f"/dev/fd/{reading}")
    finally:
        os.close(reading)


@pytest.mark.parametrize("format", ["PNG", "TIFF", "JXL"])
def test_a_pipe_is_read_once_and_whole(colours: np.ndarray, format: str) -> None:
    import pillow_jxl  # noqa: F401

    with piped(encoded(Image.fromarray(colours), format)) as path:
        assert read_picture(path).pixels.shape == colours.shape


def test_a_pipe_that_never_ends_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "_MAX_PIPED", 999)
    with piped(bytes(1000)) as path, pytest.raises(LimitsError, match="larger than 999 bytes"):
        read_picture(path)


def test_a_wrong_suffix_does_not_matter(colours: np.ndarray, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(encoded(Image.fromarray(colours), "PNG"))
    assert np.array_equal(read_picture(tmp_path / "a.jpg").pixels, colours)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tif"])
@pytest.mark.parametrize("with_alpha", [False, True])
def test_writing_and_reading_again(colours: np.ndarray, tmp_path: Path, suffix: str, with_alpha: bool) -> None:
    alpha = np.full((16, 24), 200, np.uint8) if with_alpha else None
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf tiff:Orientation="6"/></x:xmpmeta>'
    metadata = Metadata(exif=exif_with_orientation(6).removeprefix(b"Exif\0\0"), xmp=xmp, orientation=6)
    original = Picture(colours, alpha, metadata)
    write_picture(original, tmp_path / f"out{suffix}")
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


def test_refused_ways_of_writing(colours: np.ndarray, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"suffix must be one of \.png"):
        write_picture(Picture(colours), tmp_path / "a.xyz")
    with pytest.raises(StorageError, match="can't be written"):
        write_picture(Picture(colours), tmp_path / "no such folder" / "a.png")
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


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif"])
def test_reduced_reading(tmp_path: Path, suffix: str) -> None:
    y, x = np.mgrid[0:600, 0:800]
    large = np.stack([x * 255 // 799, y * 255 // 599, np.full_like(x, 80)], -1).astype(np.uint8)
    path = tmp_path / f"a{suffix}"
    Image.fromarray(large).save(path, exif=exif_with_orientation(6))
    small, size = read_reduced(path, 100)
    assert size == (600, 800)
    assert small.pixels.shape == (100, 75, 3)
    expected = np.asarray(Image.fromarray(large).transpose(Image.Transpose.ROTATE_270).resize((75, 100)))
    assert np.abs(small.pixels.astype(int) - expected).mean() < 3
    assert read_reduced(path, 5000)[0].pixels.shape == (800, 600, 3)


@pytest.mark.parametrize("format", ["HEIF", "AVIF", "JXL"])
def test_reduced_reading_tells_the_upright_size(tmp_path: Path, format: str) -> None:
    import pillow_heif
    import pillow_jxl  # noqa: F401

    pillow_heif.register_heif_opener()
    turned = {} if format == "JXL" else {"exif": exif_with_orientation(6)}
    (tmp_path / "a").write_bytes(encoded(Image.new("RGB", (400, 300)), format, **turned))
    assert read_reduced(tmp_path / "a", 100)[1] == ((400, 300) if format == "JXL" else (300, 400))


def test_reduced_alpha_does_not_bleed_hidden_colours(tmp_path: Path) -> None:
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[:, :32] = (255, 0, 0, 255)
    rgba[:, 32:] = (0, 255, 0, 0)
    Image.fromarray(rgba).save(tmp_path / "a.png")
    small = read_reduced(tmp_path / "a.png", 15)[0]
    assert small.alpha is not None
    assert (small.pixels[small.alpha > 20][:, 0] > 240).all()


def test_stripes_do_not_show(monkeypatch: pytest.MonkeyPatch, colours: np.ndarray) -> None:
    from sdviewer.codec.pictures.colour import arrays

    images = (Image.fromarray(colours), Image.fromarray(colours).convert("LA"), Image.fromarray(colours).quantize(9))
    for image in images:
        whole = picture_from_bytes(encoded(image, "PNG", icc_profile=None), "x")
        monkeypatch.setattr(arrays, "STRIPE_PIXELS", 50)
        striped = picture_from_bytes(encoded(image, "PNG"), "x")
        monkeypatch.undo()
        assert np.array_equal(whole.pixels, striped.pixels)


def test_a_damaged_tiff_says_one_sentence_and_nothing_beside_it(capfd):
    header = b"II*\0" + (8).to_bytes(4, "little") + (2).to_bytes(2, "little")
    data = header + bytes.fromhex("000104010100000008000000") + bytes.fromhex("030177770100000005000000") + bytes(40)
    with pytest.raises(InputError):
        picture_from_bytes(data, "the photo")
    assert capfd.readouterr().err == ""
