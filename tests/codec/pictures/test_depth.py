"""Samples of more than 8 bits, floats and inks: the values that libtiff, ImageMagick and darktable agree on."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
import tifffile
from picture_files import chunk, encoded, largest_difference, png, tiff
from PIL import Image

from sdviewer.codec.errors import InputError, LimitsError
from sdviewer.codec.pictures.reader import picture_from_bytes

RAMP = np.linspace(0, 65535, 512).round().astype(np.uint16).reshape(8, 64)
ROUNDED = np.rint(RAMP / 257).astype(int)
COLOURS = np.stack([RAMP, RAMP[::-1], RAMP[:, ::-1]], -1)
ROUNDED_COLOURS = np.rint(COLOURS / 257).astype(int)


def read(data: bytes) -> np.ndarray:
    return picture_from_bytes(data, "x").pixels


def test_colours_of_a_png_with_16_bits_are_rounded() -> None:
    assert np.array_equal(read(png(COLOURS, 2)), ROUNDED_COLOURS)
    picture = picture_from_bytes(png(np.dstack([COLOURS, RAMP]), 6), "x")
    assert np.array_equal(picture.pixels, ROUNDED_COLOURS) and np.array_equal(picture.alpha, ROUNDED)
    grey = picture_from_bytes(png(np.dstack([RAMP, RAMP[::-1]]), 4), "x")
    assert np.array_equal(grey.pixels[..., 1], ROUNDED) and np.array_equal(grey.alpha, ROUNDED[::-1])
    assert np.array_equal(read(png(RAMP[..., None], 0))[..., 0], ROUNDED)


@pytest.mark.parametrize("compression", [None, "zlib"])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("planes", ["contig", "separate"])
def test_colours_of_a_tiff_with_16_bits_are_rounded(compression: str | None, order: str, planes: str) -> None:
    buffer = BytesIO()
    values = COLOURS if planes == "contig" else np.moveaxis(COLOURS, -1, 0)
    tifffile.imwrite(buffer, values, photometric="rgb", planarconfig=planes, compression=compression, byteorder=order)
    assert np.array_equal(read(buffer.getvalue()), ROUNDED_COLOURS)


def test_a_key_of_16_bits_makes_only_its_own_colour_transparent() -> None:
    values = np.full((4, 4, 3), (0x1234, 0x5678, 0x9ABC), np.uint16)
    values[2:] = (0x1235, 0x5678, 0x9ABC)  # the same in 8 bits
    key = chunk(b"tRNS", bytes.fromhex("123456789abc"))
    picture = picture_from_bytes(png(values, 2, key), "x")
    assert picture.alpha is not None
    assert (picture.alpha[:2] == 0).all() and (picture.alpha[2:] == 255).all()


def test_grey_of_12_bits() -> None:
    values = np.linspace(0, 4095, 64).round().astype(np.uint16)
    packed = bytearray()
    for a, b in zip(values[::2], values[1::2], strict=True):
        packed += bytes((a >> 4, (a & 15) << 4 | b >> 8, b & 255))
    pixels = read(tiff(bytes(packed), 64, 1, bits=12, photometric=1, samples=1))
    assert largest_difference(pixels[0, :, 0], np.rint(values / 4095 * 255)) <= 1
    assert pixels[0, 0, 0] == 0 and pixels[0, -1, 0] == 255


def test_white_is_zero_at_16_bits() -> None:
    data = tiff(RAMP.astype("<u2").tobytes(), 64, 8, bits=16, photometric=0, samples=1)
    assert np.array_equal(read(data)[..., 0], 255 - ROUNDED)


def test_unsigned_32_bits() -> None:
    values = np.array([[0, 1 << 31, (1 << 32) - 1]], "<u4")
    data = tiff(values.tobytes(), 3, 1, bits=32, photometric=1, samples=1, format=1)
    assert read(data)[0, :, 0].tolist() == [0, 128, 255]


@pytest.mark.parametrize("kind", ["<f2", "<f4", "<f8"])
def test_floats_are_0_to_1(kind: str) -> None:
    values = np.zeros((2, 4, 3), kind)
    values[0] = (0.0, 0.5, 1.0)
    values[1] = (-0.1, 3.0, 0.25)  # a little under black, and a highlight
    flat = {"bits": (8 * values.itemsize,) * 3, "photometric": 2, "samples": 3, "format": (3, 3, 3)}
    picture = picture_from_bytes(tiff(values.tobytes(), 4, 2, **flat), "x")
    assert picture.pixels[0, 0].tolist() == [0, 128, 255] and picture.pixels[1, 0].tolist() == [0, 255, 64]
    assert picture.notices == ()
    grey = tiff(values[..., 1].tobytes(), 4, 2, bits=8 * values.itemsize, photometric=1, samples=1, format=3)
    assert read(grey)[0, 0].tolist() == [128] * 3


def test_a_tiff_of_floats_that_is_compressed_beyond_what_can_be_read_is_said() -> None:
    buffer = BytesIO()
    tifffile.imwrite(buffer, np.zeros((4, 4, 3), np.float32), photometric="rgb")
    data = bytearray(buffer.getvalue())
    place = data.index(b"\x03\x01\x03\x00\x01\x00\x00\x00")  # the entry of the compression
    data[place + 8 : place + 10] = (5).to_bytes(2, "little")  # LZW
    with pytest.raises(InputError, match=r"odd\.tif is a TIFF of unusual numbers \(float32\).*without compression"):
        picture_from_bytes(bytes(data), "odd.tif")


@pytest.mark.parametrize("scale", ["-1.0", "1.0"])
def test_a_colour_pfm_is_the_right_way_up(scale: str) -> None:
    values = np.zeros((3, 2, 3), np.float32)
    values[0] = (1, 0, 0)
    values[2] = (0, 0.5, 1)
    order = "<f4" if scale.startswith("-") else ">f4"
    data = f"PF\n2 3\n{scale}\n".encode() + values[::-1].astype(order).tobytes()
    pixels = read(data)
    assert pixels[0, 0].tolist() == [255, 0, 0] and pixels[2, 1].tolist() == [0, 128, 255]
    with pytest.raises(InputError, match=r"x\.pfm is damaged or cut off"):
        picture_from_bytes(data[:-1], "x.pfm")
    with pytest.raises(LimitsError, match="too large"):
        picture_from_bytes(b"PF\n99999 99999\n1\n", "x.pfm")


def test_grey_pnm_of_16_bits_is_not_taken_for_8() -> None:
    data = b"P5\n2 1\n65535\n" + np.array([0, 200], ">u2").tobytes()
    assert read(data)[0, :, 0].tolist() == [0, 1]


def test_cmyk_of_a_jpeg_with_and_without_adobes_marker() -> None:
    """Adobe's programs store inks inverted and say so by their marker; without it 0 is no ink."""
    inks = Image.new("CMYK", (16, 16), (0, 255, 255, 0))  # red
    adobe = encoded(inks, "JPEG", quality=100)
    assert largest_difference(read(adobe)[8, 8], (255, 0, 0)) <= 3
    start = adobe.index(b"\xff\xee")
    plain = adobe[:start] + adobe[start + 2 + int.from_bytes(adobe[start + 2 : start + 4], "big") :]
    assert largest_difference(read(plain)[8, 8], (0, 0, 0)) <= 3  # the stored inks are (255, 0, 0, 255)


def test_lab() -> None:
    """By the formulas of CIE 1976 under D50: L 50.2 is the grey 119, L 58.8, a -40, b 30 (70, 159, 85)."""
    grey = np.full((4, 4, 3), (128, 0, 0), np.uint8)
    green = np.full((4, 4, 3), (150, 256 - 40, 30), np.uint8)
    for values, colour in ((grey, (119, 119, 119)), (green, (70, 159, 85))):
        data = tiff(values.tobytes(), 4, 4, bits=(8, 8, 8), photometric=8, samples=3)
        assert largest_difference(read(data)[0, 0], colour) <= 3
