"""EXIF entry by entry: damage costs only itself, and what is written agrees with the pixels."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from picture_files import directory, encoded, exif, flat
from PIL import ExifTags, Image

from sdviewer.codec.errors import InputError
from sdviewer.codec.pictures import jpeg_orientation
from sdviewer.codec.pictures.exif_entries import parsed, upright, with_orientation
from sdviewer.codec.pictures.reader import picture_from_bytes
from sdviewer.codec.pictures.writer import picture_to_bytes

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

BAD = (0x010F, 2, 100, struct.pack("<I", 0xFFFFFF))
"""A maker's name that would lie far behind the end."""
UNKNOWN = (0x0110, 99, 1, b"abcd")
TURNED = (0x0112, 3, 1, b"\6\0\0\0")


def jpeg(block: bytes, width: int = 60, height: int = 40) -> bytes:
    return encoded(Image.new("RGB", (width, height), "red"), "JPEG", exif=b"Exif\0\0" + block)


def camera_block() -> bytes:
    """Turned, with sizes in both directories and an embedded thumbnail."""
    thumbnail = encoded(flat((9, 9, 9), 32), "JPEG")
    main = 2 + 12 * 5 + 4
    nested = directory((0xA002, 3, 1, b"\x3c\0\0\0"), (0xA003, 3, 1, b"\x28\0\0\0"))
    first = directory((0x0100, 3, 1, b"\x3c\0\0\0"), (0x0101, 3, 1, b"\x28\0\0\0"), TURNED, BAD,
                      (0x8769, 4, 1, struct.pack("<I", 8 + main)))  # fmt: skip
    second = 8 + main + len(nested)
    size = 2 + 12 * 2 + 4
    last = directory(
        (0x0201, 4, 1, struct.pack("<I", second + size)), (0x0202, 4, 1, struct.pack("<I", len(thumbnail)))
    )
    return b"II*\0\x08\0\0\0" + first[:-4] + struct.pack("<I", second) + nested + last + thumbnail


def test_a_bad_entry_costs_only_itself() -> None:
    for block in (exif(BAD, TURNED), exif(UNKNOWN, TURNED), exif(BAD, UNKNOWN, TURNED)[:-4]):
        picture = picture_from_bytes(jpeg(block), "x")
        assert picture.metadata.orientation == 6
        assert (picture.width, picture.height) == (40, 60)


def test_nested_directories_are_read_and_loops_end() -> None:
    nested = directory((0xA001, 3, 1, b"\2\0\0\0"))
    assert parsed(exif(nested=(0x8769, nested))).number(0xA001) == 2
    loop = exif((0x8769, 4, 1, struct.pack("<I", 8)), TURNED)
    assert parsed(loop).orientation == 6


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_what_is_written_agrees_with_the_pixels(format: str) -> None:
    picture = picture_from_bytes(jpeg(camera_block()), "x")
    again = picture_from_bytes(picture_to_bytes(picture, format), "x")
    assert (again.width, again.height, again.metadata.orientation) == (40, 60, 1)
    entries = parsed(again.metadata.exif)
    if format != "TIFF":  # whose own tags say the size
        assert (entries.number(0x0100, "image"), entries.number(0x0101, "image")) == (40, 60)
    assert (entries.number(0xA002), entries.number(0xA003)) == (40, 60)
    assert not [e for e in entries.entries if e.directory == "thumbnail"]
    assert b"\xff\xd8" not in (again.metadata.exif or b"")
    with Image.open(BytesIO(picture_to_bytes(picture, format))) as image:
        assert image.getexif().get_ifd(ExifTags.IFD.Exif)[0xA002] == 40


def test_a_thumbnail_stays_where_nothing_was_turned() -> None:
    block = camera_block().replace(struct.pack("<HHI4s", *TURNED), struct.pack("<HHI4s", 0x0112, 3, 1, b"\1\0\0\0"))
    mended = upright(block, 60, 40)
    assert mended is not None and b"\xff\xd8" in mended and len(mended) == len(block)


def test_a_thumbnail_in_the_middle_is_blanked_and_the_rest_stays() -> None:
    block = camera_block()
    mended = upright(block + b"maker's notes", 40, 60)
    assert mended is not None
    assert parsed(mended).orientation == 1 and not parsed(mended).link
    tail = directory((0x9286, 7, 13, struct.pack("<I", len(block))))
    place = block.index(directory((0xA002, 3, 1, b"\x3c\0\0\0"), (0xA003, 3, 1, b"\x28\0\0\0")))
    assert len(tail) < 36
    behind = block[:place] + tail + bytes(30 - len(tail)) + block[place + 30 :] + b"maker's notes"
    kept = upright(behind, 40, 60)
    assert kept is not None and kept.endswith(b"maker's notes") and len(kept) == len(behind)
    assert encoded(flat((9, 9, 9), 32), "JPEG") not in kept


@settings(deadline=None)
@given(st.integers(0, 200), st.binary(max_size=30), st.integers(0, 400))
def test_any_damage_is_survived(at: int, junk: bytes, length: int) -> None:
    block = camera_block()
    for damaged in (block[:at] + junk + block[at + len(junk) :], block[:length], junk):
        found = parsed(damaged)
        assert found.orientation in range(1, 9)
        turned = with_orientation(damaged, 6)
        assert turned is None or parsed(turned).orientation == 6
        found.number(0xA002)
        mended = upright(damaged, 40, 60)
        assert mended is None or parsed(mended).orientation == 1 or not found.orientation


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_camera_s_jpeg_that_says_no_rotation_gets_one(order: str) -> None:
    """All else that it says is kept, the embedded thumbnail and the maker's notes included, and the pixels."""
    written = Image.Exif()
    written.endian = order
    written.update({0x010F: "Camera", 0x0110: "A long name of a model", 0x0132: "2026:07:01 12:00:00"})
    written.get_ifd(ExifTags.IFD.Exif).update({0x829A: (1, 250), 0x927C: b"maker's notes", 0x8827: 400})
    file = encoded(Image.effect_noise((60, 40), 50).convert("RGB"), "JPEG", exif=written.tobytes())
    before = Image.open(BytesIO(file))
    for value in (6, 3, 1):
        file = jpeg_orientation.with_orientation(file, value)
        after = Image.open(BytesIO(file))
        assert jpeg_orientation.orientation(file) == after.getexif()[0x0112] == value
        assert after.tobytes() == before.tobytes()
        said, now = before.getexif(), after.getexif()
        tags = [e.tag for e in parsed(after.info["exif"][6:]).entries if e.directory == "image"]
        assert tags == sorted(tags) == sorted(now) and {**said, 0x0112: value} == dict(now)
        assert said.get_ifd(ExifTags.IFD.Exif) == now.get_ifd(ExifTags.IFD.Exif)
    camera = camera_block().replace(struct.pack("<HHI4s", *TURNED), struct.pack("<HHI4s", 0x0111, 3, 1, bytes(4)))
    turned = with_orientation(camera, 8)
    assert turned is not None and turned[8 : len(camera)] == camera[8:]
    assert parsed(turned).orientation == 8 and parsed(turned).link and parsed(turned).number(0xA002) == 60
    assert picture_from_bytes(jpeg_orientation.with_orientation(jpeg(camera), 8), "x").width == 40


def test_exif_that_can_t_say_a_rotation_is_left_alone_and_the_advice_works() -> None:
    full = exif((0x010F, 2, 4, b"abc\0")) + bytes(65_533 - 6 - 26 - 4)
    for block, why in ((b"no EXIF", "damaged"), (exif(BAD)[:-6], "damaged"), (full, "full")):
        file = jpeg(block)
        with pytest.raises(InputError, match=f"{why} and can't say a rotation. Save it as another picture"):
            jpeg_orientation.with_orientation(file, 6)
        assert picture_to_bytes(picture_from_bytes(file, "x"), "JPEG")
