"""Colour that a file states without a profile: the values are those of the standards' formulas, calculated here."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from picture_files import chunk, directory, encoded, exif, flat, largest_difference, png, with_nclx

from sdviewer.codec.pictures.colour import tone
from sdviewer.codec.pictures.colour.icc import srgb_profile
from sdviewer.codec.pictures.images import as_srgb
from sdviewer.codec.pictures.reader import picture_from_bytes

P3 = (230, 80, 60)
P3_IN_SRGB = (249, 63, 46)
ADOBE = (60, 179, 59)
ADOBE_IN_SRGB = (0, 180, 41)


def colour_png(colour: tuple[int, int, int], *chunks: bytes) -> bytes:
    return png(np.full((4, 4, 3), colour, np.uint8), 2, *chunks)


def cicp(primaries: int, transfer: int, full: int = 1) -> bytes:
    return chunk(b"cICP", bytes((primaries, transfer, 0, full)))


def gama(gamma: float) -> bytes:
    return chunk(b"gAMA", struct.pack(">I", round(gamma * 100_000)))


def chrm(*values: float) -> bytes:
    return chunk(b"cHRM", struct.pack(">8I", *(round(v * 100_000) for v in values)))


def first(data: bytes) -> list[int]:
    """The first pixel in sRGB."""
    return as_srgb(picture_from_bytes(data, "x")).pixels[0, 0].tolist()


def test_gamma_of_a_png() -> None:
    assert first(colour_png((128, 128, 128), gama(1.0))) == [188, 188, 188]
    assert first(colour_png((128, 128, 128), gama(0.45455))) == [128, 128, 128]
    assert first(png(np.full((4, 4, 1), 32896, np.uint16), 0, gama(1.0))) == [188, 188, 188]
    dark = png(np.full((4, 4, 3), 65, np.uint16), 2, gama(1.0))  # below the first step of 8 bits
    assert first(dark) == [3, 3, 3]


def test_primaries_of_a_png() -> None:
    p3 = chrm(0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06)
    assert largest_difference(first(colour_png(P3, gama(0.45455), p3)), P3_IN_SRGB) <= 1
    assert first(colour_png(P3, gama(0.45455), chrm(0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06))) == list(P3)


def test_code_points_of_a_png_and_their_precedence() -> None:
    icc = chunk(b"iCCP", b"x\0\0" + zlib.compress(srgb_profile()))
    srgb = chunk(b"sRGB", b"\0")
    assert largest_difference(first(colour_png(P3, cicp(12, 13))), P3_IN_SRGB) <= 1
    assert largest_difference(first(colour_png(P3, cicp(12, 13), icc, gama(1.0))), P3_IN_SRGB) <= 1
    assert first(colour_png(P3, icc, gama(1.0))) == list(P3)
    assert first(colour_png(P3, srgb, gama(1.0))) == list(P3)
    assert first(colour_png(P3, cicp(1, 13), gama(1.0))) == list(P3)
    assert first(colour_png((126, 126, 126), cicp(1, 13, full=0))) == [128, 128, 128]


def test_code_points_that_are_not_known_are_said() -> None:
    picture = picture_from_bytes(colour_png(P3, cicp(12, 99)), "x")
    assert picture.pixels[0, 0].tolist() == list(P3)
    assert picture.notices == (
        "The file's colour code points 12 and 99 aren't known here, so the colours were taken as sRGB.",
    )
    assert picture_from_bytes(colour_png(P3, cicp(2, 2)), "x").notices == ()


def test_code_points_of_an_avif() -> None:
    avif = encoded(flat(P3), "AVIF", quality=100, subsampling="4:4:4")
    if b"colrnclx" not in avif:
        pytest.skip("this libavif writes no colour box")
    assert largest_difference(first(avif), P3) <= 2
    assert largest_difference(first(with_nclx(avif, 12, 13)), P3_IN_SRGB) <= 3
    both = encoded(flat(P3), "AVIF", quality=100, subsampling="4:4:4", icc_profile=srgb_profile())
    assert largest_difference(first(both), P3) <= 2


def test_code_points_of_a_heic() -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    heic = encoded(flat(P3, 64), "HEIF", quality=100, chroma=444)
    place = heic.index(b"colrnclx") + 8
    p3 = heic[:place] + struct.pack(">HH", 12, 13) + heic[place + 4 :]
    assert largest_difference(first(heic), P3) <= 3
    assert largest_difference(first(p3), P3_IN_SRGB) <= 4


@pytest.mark.parametrize("way", ["interoperability", "colour space 2"])
def test_adobe_rgb_by_exif(way: str) -> None:
    if way == "interoperability":
        index = directory((1, 2, 4, b"R03\0"))
        nested = directory((0xA001, 3, 1, b"\xff\xff\0\0"), (0xA005, 4, 1, struct.pack("<I", 26 + 30)))
        block = exif(nested=(0x8769, nested + index))
    else:
        block = exif(nested=(0x8769, directory((0xA001, 3, 1, b"\2\0\0\0"))))
    jpeg = encoded(flat(ADOBE), "JPEG", quality=100, subsampling="4:4:4", exif=b"Exif\0\0" + block)
    assert largest_difference(first(jpeg), ADOBE_IN_SRGB) <= 3
    tagged = encoded(flat(ADOBE), "JPEG", quality=100, exif=b"Exif\0\0" + block, icc_profile=srgb_profile())
    assert largest_difference(first(tagged), ADOBE) <= 3


def test_hdr_is_tone_mapped_and_said() -> None:
    """Black stays black, the brightest is white, and greys stay in order."""
    ramp = np.repeat(np.linspace(0, 65535, 64).round().astype(np.uint16)[None, :, None], 3, 2)
    for transfer, name in ((16, "PQ"), (18, "HLG")):
        picture = picture_from_bytes(png(ramp, 2, cicp(9, transfer)), "x")
        grey = picture.pixels[0].astype(int)
        assert picture.notices == (f"The picture is HDR ({name}); its highlights were tone-mapped to SDR.",)
        assert (np.abs(grey - grey[:, :1]) <= 1).all()
        assert (np.diff(grey[:, 1]) >= 0).all() and grey[0, 1] == 0 and grey[-1, 1] == 255


def test_light_of_pq_and_hlg_is_that_of_bt_2100() -> None:
    """Table 1 of BT.2408: 58 % PQ and 75 % HLG are 203 cd/m2 on a screen of 1000; 75 % PQ is about 983."""
    assert tone.linear(np.array([0.58]), "PQ")[0] == pytest.approx(203, rel=0.01)
    assert tone.linear(np.array([0.75]), "PQ")[0] == pytest.approx(983, rel=0.01)
    scene = tone.linear(np.array([0.75]), "HLG")[0]
    assert 1000 * scene**1.2 == pytest.approx(203, rel=0.01)
    assert tone.linear(np.array([0.5, 1.0]), "HLG") == pytest.approx([1 / 12, 1.0], rel=1e-3)


def test_tone_mapping_leaves_dark_parts_in_proportion_and_keeps_hues() -> None:
    dark = tone.mapped(np.full((1, 1, 3), 20, np.float32), "PQ")
    assert dark[0, 0] == pytest.approx([20 / 203] * 3, rel=0.01)
    bright = tone.mapped(np.array([[[900, 450, 90]]], np.float32), "PQ")[0, 0]
    assert bright[0] <= 1 and bright[0] / bright[1] == pytest.approx(2, rel=1e-3)
    assert tone.mapped(np.full((1, 1, 3), 1000, np.float32), "PQ").max() == pytest.approx(1, abs=0.01)


def test_a_gain_map_is_said() -> None:
    xmp = b'<x xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"/>'
    plain, ultra = (encoded(flat(P3), "JPEG", xmp=packet) for packet in (b"<x/>", xmp))
    assert picture_from_bytes(plain, "x").notices == ()
    assert "gain map" in picture_from_bytes(ultra, "x").notices[0]
    several = encoded(flat(P3), "MPO", save_all=True, append_images=[flat(P3)])
    assert picture_from_bytes(several, "x").notices == ()
    assert "gain map" in picture_from_bytes(several + b"urn:com:apple:photo:2020:aux:hdrgainmap", "x").notices[0]


def test_grey_and_palettes_are_converted_too() -> None:
    grey = png(np.full((4, 4, 1), 128, np.uint8), 0, gama(1.0))
    palette = png(np.zeros((4, 4, 1), np.uint8), 3, gama(1.0), chunk(b"PLTE", bytes((128, 128, 128))))
    alpha = png(np.full((4, 4, 4), (128, 128, 128, 40), np.uint8), 6, gama(1.0))
    for data in (grey, palette, alpha):
        assert first(data) == [188, 188, 188]
    assert picture_from_bytes(alpha, "x").alpha[0, 0] == 40
