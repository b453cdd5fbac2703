"""The container: what is written comes back, damage is found and named, nothing but SdcError gets out."""

import json
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sdviewer.codec.container import sections as container
from sdviewer.codec.container.sections import NAMES, Container, Header, inspect, read, write
from sdviewer.codec.container.varint import MAX_VARINT, put_varint, take_varint
from sdviewer.codec.errors import FormatError, LimitsError, SdcError
from sdviewer.codec.types import MAX_PIXELS, MAX_SIDE

HEADER = Header("0badcafe", 512, 512, orientation=6, coder=1, rate=117, symbols_crc=0xDEADBEEF)
SECTIONS = {
    "D": bytes(range(200)),
    "A": b"alpha",
    "e": b"II*\0" + bytes(300),
    "i": b"profile",
    "x": b"<x/>" * 40,
    "p": b"RIFF....WEBP",
    "n": json.dumps({"name": "sd-vae"}).encode(),
}
FULL = write(Container(HEADER, SECTIONS))
PLAIN = write(Container(HEADER, {"D": SECTIONS["D"]}))
FRAME = 23
"""Bytes of this header."""


def raw(tag: bytes, payload: bytes, last: bool = False, checksum: int | None = None) -> bytes:
    """A section made by hand, as the format's description has it."""
    first = bytes([tag[0] | (0x80 if last else 0)])
    checksum = zlib.crc32(first + payload) if checksum is None else checksum
    return first + put_varint(len(payload)) + payload + struct.pack("<I", checksum)


def signed(header: bytes) -> bytes:
    return header + struct.pack("<I", zlib.crc32(header))


def test_comes_back():
    box = read(FULL)
    assert box.header == HEADER
    assert box.sections == SECTIONS
    assert box.notices == ()


def test_written_bytes_are_those_of_the_description():
    data = write(Container(Header("01020304", 512, 300, 3, 0, 9, 0x0A0B0C0D), {"D": b"xyz", "x": b"1"}))
    header = b"\x89SDC\x01\x01\x02\x03\x04\x80\x04\xac\x02" + bytes([2, 9]) + b"\x0d\x0c\x0b\x0a"
    assert data == signed(header) + raw(b"D", b"xyz") + raw(b"x", b"\x001", last=True)


def test_frame_of_a_photo_without_metadata_is_at_most_30_bytes():
    assert len(write(Container(HEADER, {"D": bytes(5000)}))) - 5000 <= 30


@settings(deadline=None)
@given(
    sections=st.dictionaries(st.sampled_from(sorted(set(NAMES) - {"D"})), st.binary(max_size=300)),
    data=st.binary(max_size=300),
    width=st.integers(1, 1 << 14),
    height=st.integers(1, 6000),
    numbers=st.tuples(st.integers(1, 8), st.integers(0, 1), st.integers(0, 255), st.integers(0, (1 << 32) - 1)),
)
def test_anything_comes_back(sections, data, width, height, numbers):
    header = Header("00ff7f80", width, height, *numbers)
    file = write(Container(header, {**sections, "D": data}))
    assert read(file) == Container(header, {**sections, "D": data}, ())
    info = inspect(file)
    assert (info.problem, info.width, info.height, info.nbytes) == ("", width, height, len(file))
    assert info.has_alpha == ("A" in sections)
    assert info.metadata.exif == sections.get("e")


def check_damaged(data: bytes) -> None:
    """Either an SdcError, or the picture as it was, with a notice if something beside it is missing."""
    try:
        box = read(data)
    except SdcError as error:
        assert str(error).endswith(".")
    else:
        needed = {tag: block for tag, block in SECTIONS.items() if tag.isupper()}
        assert box.header == HEADER
        assert {tag: block for tag, block in box.sections.items() if tag.isupper()} == needed
        assert all(SECTIONS[tag] == block for tag, block in box.sections.items())
        assert box.notices
    try:
        info = inspect(data)
    except SdcError:
        return
    assert info.problem


def test_any_truncation_is_noticed():
    for length in range(len(FULL)):
        check_damaged(FULL[:length])


def test_any_changed_byte_is_noticed():
    """Every place, several new values; the tags (D, A, ..) with all of theirs."""
    for at in range(len(FULL)):
        for change in (0x01, 0x20, 0x80, 0xFF, 0x55):
            check_damaged(FULL[:at] + bytes([FULL[at] ^ change]) + FULL[at + 1 :])
    tags = [FRAME, FULL.index(b"A\x05alpha"), FULL.index(b"i\x08\x00profile")]
    for at in tags:
        for change in range(1, 256):
            check_damaged(FULL[:at] + bytes([FULL[at] ^ change]) + FULL[at + 1 :])


@settings(deadline=None)
@given(st.binary(max_size=200))
@example(b"")
@example(container.SIGNATURE)
def test_any_bytes_raise_only_our_errors(data):
    for file in (data, container.SIGNATURE + data, PLAIN[:FRAME] + data):
        for function in (read, inspect):
            try:
                function(file)
            except SdcError as error:
                assert str(error)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(FULL) - 1), st.integers(0, 255)), min_size=2, max_size=8))
def test_many_changes_raise_only_our_errors(changes):
    data = bytearray(FULL)
    for at, value in changes:
        data[at] = value
    if bytes(data) != FULL:
        check_damaged(bytes(data))


@pytest.mark.parametrize("data", [b"", b"\x89", b"\x89PNG\r\n\x1a\n", b"\xd0\xcf\x11\xe0" + bytes(60)])
def test_another_kind_of_file_is_named_as_such(data):
    with pytest.raises(FormatError, match=r"not an \.sdc file"):
        read(data)


def test_missing_bytes_are_counted():
    with pytest.raises(FormatError, match="picture data': 60 bytes are missing"):
        read(PLAIN[:-60])
    with pytest.raises(FormatError, match="header: at least 1 byte is missing"):
        read(PLAIN[: FRAME - 1])
    assert "picture data': 60 bytes are missing" in inspect(PLAIN[:-60]).problem


def test_a_cut_between_two_sections_is_noticed():
    end_of_criticals = FRAME + len(raw(b"D", SECTIONS["D"])) + len(raw(b"A", b"alpha"))
    box = read(FULL[:end_of_criticals])
    assert set(box.sections) == {"D", "A"}
    assert "at least one more section is missing" in box.notices[0]
    with pytest.raises(FormatError, match="at least one more section is missing"):
        read(FULL[: FRAME + len(raw(b"D", SECTIONS["D"]))])


def test_damaged_critical_section_is_named():
    data = FULL.replace(b"alpha", b"alpHa")
    with pytest.raises(FormatError, match="section 'alpha' is damaged"):
        read(data)
    info = inspect(data)
    assert "section 'alpha' is damaged" in info.problem
    assert [s.name for s in info.sections if not s.intact] == ["alpha"]


def test_damaged_metadata_is_left_out_and_the_rest_kept():
    box = read(FULL.replace(b"profile", b"proFile"))
    assert set(box.sections) == set(SECTIONS) - {"i"}
    assert "'ICC profile' is damaged" in box.notices[0]


def test_sections_and_header_add_up_to_the_file():
    info = inspect(FULL)
    assert FRAME + sum(s.nbytes for s in info.sections) == len(FULL)
    assert [s.name for s in info.sections] == [NAMES[t] for t in "DAeinpx"]
    assert [s.critical for s in info.sections] == [True, True, False, False, False, False, False]
    assert (info.model_id, info.model_name, info.orientation) == ("0badcafe", "sd-vae", 6)
    assert info.quality == pytest.approx(117 / 2.55)


@pytest.mark.parametrize("name", [b"[]", b"{", b'{"name": 3}', b"\xff", b"[" * 200_000])
def test_odd_model_name_is_no_name(name):
    assert inspect(write(Container(HEADER, {"D": b"", "n": name}))).model_name == ""


def test_a_model_name_gives_a_terminal_no_commands():
    name = json.dumps({"name": "a\x1b[2J\n\ud800 é"}).encode()
    assert inspect(write(Container(HEADER, {"D": b"", "n": name}))).model_name == "a?[2J?? é"


def test_unknown_sections():
    header = PLAIN[:FRAME]
    data = header + raw(b"D", b"1") + raw(b"q", b"?") + raw(b"x", b"\0!", last=True)
    assert read(data) == Container(HEADER, {"D": b"1", "x": b"!"}, ())
    assert inspect(data).problem == ""
    two = bytearray(header[:-4])
    two[13] |= 1 << 5
    data = signed(bytes(two)) + raw(b"D", b"1") + raw(b"Q", b"?", last=True)
    with pytest.raises(FormatError, match=r"'Q' that is not known here: a newer version"):
        read(data)
    assert "newer version" in inspect(data).problem


@pytest.mark.parametrize("flags", [0x80, 0x10, 0x18])
def test_unknown_flags_need_a_newer_version(flags):
    header = bytearray(PLAIN[: FRAME - 4])
    header[13] = flags
    with pytest.raises(FormatError, match="newer version"):
        read(signed(bytes(header)) + PLAIN[FRAME:])


def test_later_version_is_named():
    with pytest.raises(FormatError, match="version 2 of the format: a newer version"):
        read(PLAIN[:4] + b"\x02" + PLAIN[5:])


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
    too_large = Header("00000000", MAX_PIXELS, 2)
    with pytest.raises(LimitsError, match="100 million"):
        write(Container(too_large, {"D": b""}))
    header = signed(container.SIGNATURE + b"\x01" + bytes(4) + put_varint(MAX_PIXELS) + b"\x02" + bytes(6))
    with pytest.raises(LimitsError, match="100 million"):
        read(header + raw(b"D", b"", last=True))
    with pytest.raises(FormatError, match="0x5 pixels"):
        read(signed(container.SIGNATURE + b"\x01" + bytes(4) + b"\x00\x05" + bytes(6)))


@pytest.mark.parametrize("size", [(100_000_000, 1), (1, 10_000_000), (MAX_SIDE + 1, 700)])
def test_sides_are_limited(size):
    """As many pixels as are allowed, but a model would fill them up to hundreds of times as many."""
    with pytest.raises(LimitsError, match="no side may be longer than 131,072"):
        write(Container(Header("00000000", *size), {"D": b""}))
    header = signed(container.SIGNATURE + b"\x01" + bytes(4) + put_varint(size[0]) + put_varint(size[1]) + bytes(6))
    with pytest.raises(LimitsError, match="no side may be longer than 131,072"):
        read(header + raw(b"D", b"", last=True))


@pytest.mark.parametrize("size", [(60_000, 1500), (1000, 100_000), (MAX_SIDE, 762)])
def test_panoramas_are_within_the_limits(size):
    header = Header("00000000", *size)
    assert read(write(Container(header, {"D": b""}))).header == header


def test_metadata_is_limited(monkeypatch):
    monkeypatch.setattr(container, "MAX_METADATA", 1000)
    with pytest.raises(LimitsError, match=r"EXIF.*--metadata strip"):
        write(Container(HEADER, {"D": b"", "e": bytes(1001)}))
    bombs = [b"\1" + zlib.compress(bytes(1001)), b"\0" + bytes(1001)]
    for payload in [*bombs, b"\1", b"", b"\2abc", b"\1" + zlib.compress(b"a")[:-1], b"\1" + zlib.compress(b"a") + b"!"]:
        box = read(PLAIN[:FRAME] + raw(b"D", b"1") + raw(b"e", payload, last=True))
        assert set(box.sections) == {"D"}
        assert "can't be unpacked, or is too large" in box.notices[0]
    good = b"\1" + zlib.compress(bytes(1000))
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
            write(Container(HEADER, sections))
    for header in (Header("00000000", 1, 1, orientation=9), Header("00000000", 1, 1, coder=2), Header("00", 1, 1)):
        with pytest.raises(ValueError, match=r"can't be written|8 hex digits"):
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
    assert container.SIGNATURE not in magic.read_bytes()
