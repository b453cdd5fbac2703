"""What of each format is read right: a test for each cell of the table in resources/formats.md, which is made of them.

Run this file as a program to write the table anew.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from picture_files import chunk, encoded, jxl_saying, largest_difference, png
from PIL import Image

from sdviewer.codec.errors import InputError
from sdviewer.codec.pictures.colour import spaces
from sdviewer.codec.pictures.images import seen
from sdviewer.codec.pictures.reader import picture_from_bytes

TABLE = Path(__file__).parents[3] / "resources" / "formats.md"
FORMATS = ("PNG", "JPEG", "WebP", "TIFF", "AVIF", "HEIC", "JPEG XL", "GIF", "JPEG 2000", "BMP", "PPM")
PROPERTIES = ("ICC", "CICP", "alpha", "depth", "orientation", "animation", "truncated")
MEANINGS = {
    "ICC": "an embedded profile (Display P3) is applied",
    "CICP": "colour that is said by code points is honoured",
    "alpha": "transparency is read, straight and exact",
    "depth": "samples of 16 bits are rounded to 8",
    "orientation": "the picture is turned upright, once",
    "animation": "the first frame is shown, and that there are more is said",
    "truncated": "of a file that ends early what is there is shown; 'said' where its decoder gives nothing of it",
}
PLUGIN = {"HEIC": "HEIF", "JPEG XL": "JXL", "WebP": "WEBP", "JPEG 2000": "JPEG2000"}
P3, P3_IN_SRGB = (230, 80, 60), (249, 63, 46)
TURNED = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\3\0\1\0\0\0\6\0\0\0\0\0\0\0"


def made(image: Image.Image, format: str, **options: object) -> bytes:
    import pillow_heif
    import pillow_jxl  # noqa: F401

    pillow_heif.register_heif_opener()
    if format in ("JPEG", "AVIF", "HEIC"):
        options.setdefault("quality", 95)
    if format in ("WebP", "JPEG XL"):
        options.setdefault("lossless", True)
    return encoded(image, PLUGIN.get(format, format), **options)


def noise(mode: str = "RGB") -> Image.Image:
    shape = (64, 96, len(mode))
    smooth = np.random.default_rng(1).integers(0, 255, (8, 12, shape[2]), np.uint8)
    return Image.fromarray(smooth if shape[2] > 1 else smooth[..., 0]).resize((96, 64), Image.Resampling.BICUBIC)


def icc(format: str) -> None:
    if format == "JPEG XL":
        pytest.importorskip("pillow_jxl")
    data = made(Image.new("RGB", (64, 64), P3), format, icc_profile=spaces.profile("display-p3"))
    assert largest_difference(seen(picture_from_bytes(data, "x"))[32, 32], P3_IN_SRGB) <= 4


def cicp(format: str) -> None:
    if format == "PNG":
        data = png(np.full((4, 4, 3), P3, np.uint8), 2, chunk(b"cICP", bytes((12, 13, 0, 1))))
    elif format == "JPEG XL":  # what is coded are colours, so that others' numbers come out
        pytest.importorskip("pillow_jxl")
        data = jxl_saying(made(Image.new("RGB", (64, 64), P3), format, lossless=False, quality=95), primaries=11)
        picture = picture_from_bytes(data, "x")
        assert picture.space == "display-p3" and largest_difference(seen(picture)[2, 2], P3) <= 4
        return
    else:
        data = made(Image.new("RGB", (64, 64), P3), format, **({"subsampling": "4:4:4"} if format == "AVIF" else {}))
        place = data.index(b"colrnclx") + 9
        data = data[:place] + b"\x0c" + data[place + 1 :]
    assert largest_difference(seen(picture_from_bytes(data, "x"))[2, 2], P3_IN_SRGB) <= 4


def alpha(format: str) -> None:
    image = noise("RGBA")
    if format == "GIF":
        image = Image.new("P", (96, 64))
        image.putpalette([0, 0, 0, 255, 255, 255])
        image.paste(1, (48, 0, 96, 64))
        found = picture_from_bytes(made(image, format, transparency=0), "x").alpha
        assert found is not None and (found[:, :48] == 0).all() and (found[:, 48:] == 255).all()
        return
    found = picture_from_bytes(made(image, format), "x").alpha
    assert found is not None
    assert largest_difference(found, np.asarray(image)[..., 3]) <= (4 if format in ("AVIF", "HEIC") else 0)


def depth(format: str) -> None:
    ramp = np.linspace(0, 65535, 512).round().astype(np.uint16).reshape(8, 64)
    colours = np.stack([ramp, ramp[::-1], ramp[:, ::-1]], -1)
    rounded, grey = np.rint(colours / 257), np.rint(ramp / 257)
    if format == "PNG":
        assert np.array_equal(picture_from_bytes(png(colours, 2), "x").pixels, rounded)
    elif format == "TIFF":
        import tifffile

        tifffile.imwrite(buffer := BytesIO(), colours, photometric="rgb")
        assert np.array_equal(picture_from_bytes(buffer.getvalue(), "x").pixels, rounded)
    elif format == "HEIC":  # 10 bits
        import pillow_heif

        large = colours.repeat(8, 0).repeat(2, 1)
        pillow_heif.encode("RGB;16", large.shape[1::-1], large.tobytes(), buffer := BytesIO(), quality=100, chroma=444)
        found = picture_from_bytes(buffer.getvalue(), "x").pixels
        assert largest_difference(found, np.rint(large / 257)) <= 1
    elif format == "PPM":
        data = b"P6\n64 8\n65535\n" + colours.astype(">u2").tobytes()
        assert largest_difference(picture_from_bytes(data, "x").pixels, rounded) <= 0
    else:
        data = made(Image.fromarray(ramp), format)
        assert np.array_equal(picture_from_bytes(data, "x").pixels[..., 0], grey)


def orientation(format: str) -> None:
    stored = noise().transpose(Image.Transpose.ROTATE_90)
    if format == "JPEG XL":
        data = jxl_saying(made(stored, format, lossless=False, quality=95), orientation=6)
    else:
        data = made(stored, format, exif=TURNED)
    picture = picture_from_bytes(data, "x")
    assert picture.pixels.shape == (64, 96, 3)
    assert np.abs(picture.pixels.astype(int) - np.asarray(noise())).mean() < 6


def animation(format: str) -> None:
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "lime", "blue")]
    picture = picture_from_bytes(made(frames[0], format, save_all=True, append_images=frames[1:]), "x")
    assert largest_difference(picture.pixels[8, 8], (255, 0, 0)) <= 6
    kind = "pages" if format == "TIFF" else "frames"
    assert picture.notices == (f"Only the first of 3 {kind} is used.",)


def truncated(format: str) -> None:
    large = noise().resize((384, 256), Image.Resampling.BICUBIC)
    options = {"WebP": {"lossless": False, "quality": 90}, "AVIF": {"autotiling": False}}.get(format, {})
    data = made(large, format, **options)
    whole, picture = (picture_from_bytes(part, "x") for part in (data, data[: len(data) * 3 // 4]))
    assert not picture.whole and "ends early" in picture.notices[0]
    same = (picture.pixels == whole.pixels).all((1, 2)).mean()
    assert 0.3 < same < 1


CHECKS: dict[str, tuple[Callable[[str], None], tuple[str, ...]]] = {
    "ICC": (icc, ("PNG", "JPEG", "WebP", "TIFF", "AVIF", "HEIC")),
    "CICP": (cicp, ("PNG", "AVIF", "HEIC", "JPEG XL")),
    "alpha": (alpha, ("PNG", "WebP", "TIFF", "AVIF", "HEIC", "JPEG XL", "GIF", "JPEG 2000")),
    "depth": (depth, ("PNG", "TIFF", "HEIC", "JPEG 2000", "PPM")),
    "orientation": (orientation, ("PNG", "JPEG", "WebP", "TIFF", "AVIF", "HEIC", "JPEG XL")),
    "animation": (animation, ("PNG", "WebP", "TIFF", "AVIF", "GIF")),
    "truncated": (truncated, ("PNG", "JPEG", "WebP", "TIFF", "AVIF", "HEIC", "GIF", "BMP", "PPM")),
}
SAID = ("JPEG XL", "JPEG 2000")
CELLS = [(format, name) for name, (_, formats) in CHECKS.items() for format in formats]


@pytest.mark.parametrize(("format", "name"), CELLS, ids=[f"{format}-{name}" for format, name in CELLS])
def test_cell(format: str, name: str) -> None:
    CHECKS[name][0](format)


@pytest.mark.parametrize("format", SAID)
def test_that_nothing_of_it_can_be_shown_is_said(format: str) -> None:
    data = made(noise(), format)
    with pytest.raises(InputError, match=r"x ends early or is damaged|x is damaged or cut off"):
        picture_from_bytes(data[: len(data) * 3 // 4], "x")


def _mark(format: str, name: str) -> str:
    if name == "truncated" and format in SAID:
        return "said"
    return "✓" if (format, name) in CELLS else ""


def table() -> str:
    rows = [f"| {' | '.join(('format', *PROPERTIES))} |", "|---" * (len(PROPERTIES) + 1) + "|"]
    for format in FORMATS:
        ticks = (_mark(format, name) for name in PROPERTIES)
        rows.append(f"| {' | '.join((format, *ticks))} |")
    meanings = "\n".join(f"- {name}: {text}." for name, text in MEANINGS.items())
    return (
        "# What is read of each format\n\nMade by `tests/codec/pictures/test_formats.py`: a tick is a cell that has a "
        f"test. An empty one is what the format doesn't have, or what isn't tested.\n\n{meanings}\n\n"
        + "\n".join(rows)
        + "\n\nBeside these open DDS, ICNS, ICO, PCX, PFM, PSD, QOI, SGI, SUN, TGA, XBM and XPM. JPEG XL needs the "
        "extra `jxl`. Of an AVIF in several tiles that ends early there may be nothing to show; that is said, too.\n"
    )


def test_the_table_is_what_the_tests_say() -> None:
    assert TABLE.read_text("utf-8") == table()


if __name__ == "__main__":
    TABLE.write_text(table(), "utf-8")
