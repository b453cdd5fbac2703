"""The container: what goes in comes out, and whatever else comes in is an error in words."""

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdviewer.codec import alpha, container
from sdviewer.codec.container import Container, Header
from sdviewer.codec.errors import FormatError, LimitsError, SdcError

HEADER = Header("0badcafe", 512, 512, 1, 0, 80, 0x12345678)
BOX = Container(HEADER, {"D": bytes(range(200)), "e": b"EXIF" * 50, "x": b"<xmp/>"})


def test_overhead_of_a_photo_without_metadata_is_30_bytes():
    assert len(container.write(Container(HEADER, {"D": bytes(4950)}))) == 4950 + 30


@given(
    width=st.integers(1, 10_000),
    height=st.integers(1, 10_000),
    orientation=st.integers(1, 8),
    coder=st.integers(0, 3),
    rate=st.integers(0, 255),
    crc=st.integers(0, 2**32 - 1),
    data=st.binary(max_size=300),
    exif=st.none() | st.binary(min_size=1, max_size=300),
)
def test_round_trip(width, height, orientation, coder, rate, crc, data, exif):
    sections = {"D": data} | ({"e": exif} if exif else {})
    box = Container(Header("01234567", width, height, orientation, coder, rate, crc), sections)
    assert container.read(container.write(box)) == box


def test_every_change_of_a_byte_is_noticed():
    data = container.write(BOX)
    for at in range(len(data)):
        broken = bytearray(data)
        broken[at] ^= 0x55
        try:
            box = container.read(bytes(broken))
        except SdcError:
            continue
        assert box.notices or set(box.sections) != set(BOX.sections), at
        assert box.sections["D"] == BOX.sections["D"]


def test_every_truncation_is_noticed():
    data = container.write(BOX)
    for length in range(len(data)):
        try:
            box = container.read(data[:length])
        except FormatError:
            continue
        assert box.notices or len(box.sections) < len(BOX.sections)


@settings(max_examples=300)
@given(st.binary(max_size=120), st.booleans())
def test_garbage_is_an_error_in_words(data, signed):
    data = b"\x89SDC\x01" + data if signed else data
    for function in (container.read, container.inspect):
        try:
            function(data)
        except SdcError as error:
            assert str(error).endswith(".")


def test_damaged_metadata_doesnt_cost_the_picture():
    data = container.write(BOX)
    broken = data[:-6] + bytes([data[-6] ^ 1]) + data[-5:]
    box = container.read(broken)
    assert "x" not in box.sections
    assert "XMP" in box.notices[0]
    info = container.inspect(broken)
    assert "XMP" in info.problem
    assert [s.intact for s in info.sections] == [True, True, True, False]


def test_cut_off_picture_says_how_much_is_missing():
    data = container.write(Container(HEADER, {"D": bytes(100)}))
    with pytest.raises(FormatError, match="30 bytes are missing"):
        container.read(data[:-30])


def sealed(header: bytes) -> bytes:
    return header + struct.pack("<I", zlib.crc32(header))


def test_limits_come_before_allocation():
    big = b"\x89SDC\x01abcd" + container._varint(1 << 20) * 2 + bytes(6)
    with pytest.raises(LimitsError, match="1048576 x 1048576"):
        container.read(sealed(big))
    many = container.write(Container(HEADER, {})) + b"".join(sealed(b"z\0") for _ in range(65))
    with pytest.raises(LimitsError, match="sections"):
        container.read(many)
    bomb = b"\1" + zlib.compress(bytes(container.MAX_UNPACKED + 1))
    section = sealed(b"e" + container._varint(len(bomb)) + bomb)
    with pytest.raises(LimitsError, match="16 MB"):
        container.read(container.write(Container(HEADER, {"D": b""})) + section)


def test_newer_files_are_told_from_damaged_ones():
    data = container.write(BOX)
    with pytest.raises(FormatError, match="version 2"):
        container.read(data[:4] + b"\2" + data[5:])
    unknown = container.write(Container(HEADER, {"D": b""}))
    with pytest.raises(FormatError, match="newer"):
        container.read(unknown + sealed(b"Z\0"))
    assert "D" in container.read(unknown + sealed(b"z\0")).sections


@pytest.mark.parametrize("shape", [(1, 1), (7, 5), (64, 100)])
def test_alpha_comes_back(shape):
    plane = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    data = alpha.encode_alpha(plane)
    assert np.array_equal(alpha.decode_alpha(data, shape), plane)
    with pytest.raises(FormatError):
        alpha.decode_alpha(data, (shape[0] + 1, shape[1]))
    with pytest.raises(FormatError):
        alpha.decode_alpha(data[: len(data) // 2], shape)
