"""Limits of a file, and what hostile ones cost."""

import zlib
from pathlib import Path

import pytest
from container_hands import FRAME, OPAQUE, PLAIN, SECTIONS, headed, raw
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sdviewer.codec.container import blocks
from sdviewer.codec.container.header import Header
from sdviewer.codec.container.sections import Container, inspect, read, write
from sdviewer.codec.container.signature import SIGNATURE
from sdviewer.codec.container.varint import MAX_VARINT, put_varint, take_varint
from sdviewer.codec.errors import FormatError, LimitsError
from sdviewer.codec.identity import own
from sdviewer.codec.types import MAX_PIXELS, MAX_SIDE


def test_sections_too_many():
    header = PLAIN[:FRAME]
    with pytest.raises(FormatError, match="section 'picture data' too many"):
        read(header + raw(b"D", b"1") + raw(b"D", b"2", last=True))
    with pytest.raises(FormatError, match="section 'XMP' too many"):
        read(header + raw(b"x", b"\0") + raw(b"x", b"\0") + raw(b"D", b"2", last=True))
    many = header + raw(b"q", b"") * 63 + raw(b"D", b"1", last=True)
    assert read(many).sections == {"D": b"1"}
    with pytest.raises(FormatError, match="more than 64 sections"):
        read(header + raw(b"q", b"") * 64 + raw(b"D", b"1", last=True))


def test_no_picture_data():
    data = PLAIN[:FRAME] + raw(b"x", b"\0", last=True)
    with pytest.raises(FormatError, match="section that the picture needs is missing"):
        read(data)
    assert "has not the sections" in inspect(data).problem


def test_bytes_after_the_end():
    box = read(PLAIN + b"abc")
    assert box.sections["D"] == SECTIONS["D"]
    assert "3 bytes are after its end" in box.notices[0]


def test_pixels_are_limited():
    too_large = Header(own(1), MAX_PIXELS, 2)
    with pytest.raises(LimitsError, match="100 million"):
        write(Container(too_large, {"D": b""}))
    header = headed(b"\0" + put_varint(MAX_PIXELS) + b"\x02\x01\x00")
    with pytest.raises(LimitsError, match="100 million"):
        read(header + raw(b"D", b"", last=True))
    with pytest.raises(FormatError, match="0x5 pixels"):
        read(headed(b"\0\0\x05\x01\x00"))


@pytest.mark.parametrize("size", [(100_000_000, 1), (1, 10_000_000), (MAX_SIDE + 1, 700)])
def test_sides_are_limited(size):
    """As many pixels as are allowed, but a model would fill them up to hundreds of times as many."""
    with pytest.raises(LimitsError, match="no side may be longer than 131,072"):
        write(Container(Header(own(1), *size), {"D": b""}))
    header = headed(b"\0" + put_varint(size[0]) + put_varint(size[1]) + b"\x01\x00")
    with pytest.raises(LimitsError, match="no side may be longer than 131,072"):
        read(header + raw(b"D", b"", last=True))


@pytest.mark.parametrize("size", [(60_000, 1500), (1000, 100_000), (MAX_SIDE, 762)])
def test_panoramas_are_within_the_limits(size):
    header = Header(own(1), *size)
    assert read(write(Container(header, {"D": b""}))).header == header


def test_metadata_is_limited(monkeypatch):
    monkeypatch.setattr(blocks, "MAX_METADATA", 1000)
    with pytest.raises(LimitsError, match=r"EXIF.*--metadata strip"):
        write(Container(OPAQUE, {"D": b"", "e": bytes(1001)}))
    bombs = [b"\1" + zlib.compress(bytes(1001)), b"\0" + bytes(1001)]
    for payload in [*bombs, b"\1", b"", b"\2abc", b"\1" + zlib.compress(b"a")[:-1]]:
        box = read(PLAIN[:FRAME] + raw(b"D", b"1") + raw(b"e", payload, last=True))
        assert set(box.sections) == {"D"}
        assert "can't be unpacked, or is too large" in box.notices[0]
    for good in (b"\1" + zlib.compress(bytes(1000)), b"\1" + zlib.compress(bytes(1000)) + b"left over"):
        assert read(PLAIN[:FRAME] + raw(b"D", b"1") + raw(b"e", good, last=True)).sections["e"] == bytes(1000)


def test_bombs_take_no_memory():
    """512 MB of zeros in half a megabyte."""
    import tracemalloc

    packer = zlib.compressobj(9)
    bomb = b"\1" + b"".join(packer.compress(bytes(1 << 20)) for _ in range(512)) + packer.flush()
    data = PLAIN[:FRAME] + raw(b"D", b"1") + raw(b"e", bomb, last=True)
    tracemalloc.start()
    box = read(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "e" not in box.sections
    assert peak < 50 << 20


def test_many_sections_of_one_tag_take_the_memory_of_one():
    import tracemalloc

    block = b"\1" + zlib.compress(bytes(8 << 20), 9)
    data = PLAIN[:FRAME] + raw(b"D", b"1") + raw(b"e", block) * 61 + raw(b"e", block, last=True)
    tracemalloc.start()
    info = inspect(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(info.metadata.exif) == 8 << 20
    assert len(info.sections) == 63
    assert peak < 50 << 20


def test_a_section_larger_than_the_file_takes_no_memory():
    data = PLAIN[:FRAME] + b"D" + put_varint(MAX_VARINT) + b"abc"
    with pytest.raises(FormatError, match=f"{MAX_VARINT + 4 - 3:,} bytes are missing"):
        read(data)


def test_wrong_values_are_the_programs_fault():
    for sections in ({}, {"D": b"", "q": b""}):
        with pytest.raises(ValueError, match="unknown sections"):
            write(Container(OPAQUE, sections))
    for header in (
        Header(own(1), 1, 1, orientation=9),
        Header(own(1), 1, 1, depth=10),
        Header(own(hash="00"), 1, 1),
        Header(own(128), 1, 1),
    ):
        with pytest.raises(ValueError, match="can't be written"):
            write(Container(header, {"D": b""}))


@settings(deadline=None)
@given(st.integers(0, MAX_VARINT))
@example(127)
@example(128)
@example(MAX_VARINT)
def test_varints_come_back(number):
    data = put_varint(number)
    assert take_varint(b"?" + data + b"?", 1) == (number, 1 + len(data), "")
    assert take_varint(data[:-1], 0)[2] == "cut off"


def test_varints_have_one_spelling():
    assert take_varint(b"\x85\x00", 0)[2] == "damaged"
    assert take_varint(b"\xff\xff\xff\xff\x01", 0)[2] == "damaged"
    with pytest.raises(ValueError, match="fit"):
        put_varint(MAX_VARINT + 1)


def test_signature_is_nobody_elses():
    """As far as this machine's shared-mime-info knows."""
    magic = Path("/usr/share/mime/magic")
    if not magic.exists():
        pytest.skip("no shared-mime-info here")
    assert SIGNATURE not in magic.read_bytes()
