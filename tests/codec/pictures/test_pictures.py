"""Pictures in and out: every mode, profile, orientation and kind of damage that a user may bring."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from picture_files import encoded, exif_by_hand, exif_with_orientation, largest_difference
from PIL import Image, TiffImagePlugin

from sdviewer.codec.pictures.colour.icc import srgb_profile
from sdviewer.codec.pictures.reader import picture_from_bytes, read_reduced
from sdviewer.codec.pictures.writer import picture_to_bytes
from sdviewer.codec.types import Metadata


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
    kind = "pages" if format == "TIFF" else "frames"
    assert picture.notices == (f"Only the first of 3 {kind} is used.",)


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
