"""The container: what is written comes back, damage is found and named, nothing but SdcError gets out."""

import json

import pytest
from container_hands import FRAME, HEADER, OPAQUE, PLAIN, SECTIONS, headed, raw, signed
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sdviewer.codec.container.header import Header
from sdviewer.codec.container.sections import NAMES, Container, inspect, read, write
from sdviewer.codec.container.signature import SIGNATURE
from sdviewer.codec.container.varint import put_varint
from sdviewer.codec.errors import FormatError, SdcError
from sdviewer.codec.identity import latents, own

FULL = write(Container(HEADER, SECTIONS))


def test_comes_back():
    box = read(FULL)
    assert box.header == HEADER
    assert box.sections == SECTIONS
    assert box.notices == ()


def test_written_bytes_are_those_of_the_description():
    data = write(Container(Header(own(1), 512, 300, 3, 9), {"D": b"xyz", "x": b"1"}))
    header = b"\x89SDC\r\n\n\x01\x08\x02\x80\x04\xac\x02\x01\x09\x03"
    assert data == signed(header) + raw(b"D", b"xyz") + raw(b"x", b"\x001", last=True)


def test_frame_of_a_photo_without_metadata_is_at_most_28_bytes():
    """And 4 of the picture data are a checksum."""
    assert len(write(Container(Header(own(1), 512, 512), {"D": bytes(5000)}))) - 5000 <= 28


@pytest.mark.parametrize(
    ("identity", "spelled", "text"),
    [
        (own(1), "01", "own-1"),
        (own(hash="0123456789abcdef"), "000123456789abcdef", "0123456789abcdef"),
        (latents("sd1", "00" * 8), "8100", "sd1"),
        (latents("flux2", "", 3), "8503", "flux2"),
        (latents("", "0123456789abcdef"), "80000123456789abcdef", "0123456789abcdef"),
    ],
)
def test_identities_are_spelled_as_described(identity, spelled, text):
    assert (identity.to_bytes().hex(), identity.text) == (spelled, text)
    assert read(write(Container(Header(identity, 3, 4), {"D": b"1"}))).header.identity == identity


def test_a_space_without_a_name_here_has_its_number():
    body = bytes([0, 3, 4, 0xFF, 0, 9])
    assert read(headed(body) + raw(b"D", b"1", last=True)).header.identity.text == "space-127"


@settings(deadline=None)
@given(
    sections=st.dictionaries(st.sampled_from(sorted(set(NAMES) - {"D"})), st.binary(max_size=300)),
    data=st.binary(max_size=300),
    width=st.integers(1, 1 << 14),
    height=st.integers(1, 6000),
    numbers=st.tuples(st.integers(1, 8), st.integers(0, 255)),
    space=st.sampled_from(["srgb", "display-p3", "adobe-rgb", "bt2020"]),
)
def test_anything_comes_back(sections, data, width, height, numbers, space):
    header = Header(own(hash="00ff7f80" * 2), width, height, *numbers, has_alpha="A" in sections, space=space)
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
@example(SIGNATURE)
def test_any_bytes_raise_only_our_errors(data):
    for file in (data, SIGNATURE + data, PLAIN[:FRAME] + data):
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


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"\xd0\xcf\x11\xe0" + bytes(60)])
def test_another_kind_of_file_is_named_as_such(data):
    with pytest.raises(FormatError, match=r"not an \.sdc file"):
        read(data)


def test_missing_bytes_are_counted():
    with pytest.raises(FormatError, match="picture data': 60 bytes are missing"):
        read(PLAIN[:-60])
    with pytest.raises(FormatError, match="cut off in its header"):
        read(PLAIN[: FRAME - 1])
    assert "picture data': 60 bytes are missing" in inspect(PLAIN[:-60]).problem


def test_a_cut_between_two_sections_is_noticed():
    end_of_alpha = FRAME + len(raw(b"p", SECTIONS["p"])) + len(raw(b"A", b"alpha"))
    box = read(FULL[: end_of_alpha + len(raw(b"D", SECTIONS["D"]))])
    assert set(box.sections) == {"D", "A", "p"}
    assert "at least one more section is missing" in box.notices[0]
    with pytest.raises(FormatError, match="at least one more section is missing"):
        read(FULL[:end_of_alpha])


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
    assert [s.name for s in info.sections] == [NAMES[t] for t in "pADeinx"]
    assert [s.critical for s in info.sections] == [False, True, True, False, False, False, False]
    assert (info.model_id, info.model_name, info.orientation, info.space) == ("own-1", "sd-vae", 6, "adobe-rgb")
    assert info.quality == pytest.approx(117 / 2.55)


@pytest.mark.parametrize("name", [b"[]", b"{", b'{"name": 3}', b"\xff", b"[" * 200_000])
def test_odd_model_name_is_no_name(name):
    assert inspect(write(Container(OPAQUE, {"D": b"", "n": name}))).model_name == ""


def test_a_model_name_gives_a_terminal_no_commands():
    name = json.dumps({"name": "a\x1b[2J\n\ud800 é"}).encode()
    assert inspect(write(Container(OPAQUE, {"D": b"", "n": name}))).model_name == "a?[2J?? é"


def test_unknown_sections():
    header = PLAIN[:FRAME]
    data = header + raw(b"D", b"1") + raw(b"q", b"?") + raw(b"x", b"\0!", last=True)
    assert read(data) == Container(OPAQUE, {"D": b"1", "x": b"!"}, ())
    assert inspect(data).problem == ""
    data = header + raw(b"D", b"1") + raw(b"Q", b"?", last=True)
    with pytest.raises(FormatError, match=r"'Q' that is not known here: a newer version"):
        read(data)
    assert "newer version" in inspect(data).problem


def test_unknown_required_features_need_a_newer_version():
    for place in (8, 10, 20):
        body = put_varint(1 << place) + bytes([9, 9, 1, 0])
        with pytest.raises(FormatError, match=f"feature {place}.*newer version"):
            read(headed(body) + raw(b"D", b"1", last=True))


def test_unknown_features_that_can_be_ignored_are_with_their_fields():
    body = put_varint(1 << 3 | 1 << 1 | 1 << 13) + bytes([9, 9, 1, 0, 6]) + b"fields of the unknown"
    box = read(headed(body) + raw(b"D", b"1", last=True))
    assert (box.header.orientation, box.header.width, box.sections) == (6, 9, {"D": b"1"})


@pytest.mark.parametrize(
    ("features", "field", "said"),
    [
        (1 << 4, b"\x0a", "10 bits a sample; this version of sdviewer draws 8"),
        (1 << 6, b"\x0c", "12 pictures; this version of sdviewer draws one"),
        (1 << 2, b"\x09", "colours of the file are not known here"),
    ],
)
def test_what_cannot_be_drawn_is_said(features, field, said):
    with pytest.raises(FormatError, match=said):
        read(headed(put_varint(features) + bytes([9, 9, 1, 0]) + field) + raw(b"D", b"1", last=True))


@pytest.mark.parametrize(
    ("points", "space", "notices"),
    [
        ((1, 13), "srgb", 0),
        ((12, 13), "display-p3", 0),
        ((9, 1), "bt2020", 0),
        ((9, 16), "srgb", 1),
        ((2, 2), "srgb", 1),
    ],
)
def test_code_points_of_colours(points, space, notices):
    box = read(headed(bytes([4, 9, 9, 1, 0, 255, *points])) + raw(b"D", b"1", last=True))
    assert (box.header.space, len(box.notices)) == (space, notices)


@pytest.mark.parametrize(
    "body", [bytes([2, 9, 9, 1, 0, 1]), bytes([2, 9, 9, 1, 0, 9]), bytes([0, 9, 9, 1, 0, 5]), b"\0"]
)
def test_headers_that_no_writer_makes_are_damaged(body):
    with pytest.raises(FormatError, match="a value that no writer makes"):
        read(headed(body) + raw(b"D", b"1", last=True))


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"\x09SDC\r\n\n", "the highest bit of each byte is gone"),
        (b"\x89SDC\n\n", "line endings were changed"),
        (b"\x89SDC\r\r\n\r\n", "line endings were changed"),
        (b"\x89SDC\r\n\r\n", "line endings were changed"),
        (b"\xc2\x89SDC\r\n\n", "written in another encoding"),
        (b"\xef\xbf\xbdSDC\r\n\n", "written in another encoding"),
        (b"\x89SDC\x01", "before the format was settled"),
        (b"\x89SD", "cut off in its first bytes"),
    ],
)
def test_damage_by_transfers_is_named(head, said):
    with pytest.raises(FormatError, match=said):
        read(head + (PLAIN[7:] if len(head) > 4 else b""))


def test_private_sections_are_left_alone():
    data = PLAIN[:FRAME] + raw(b"D", b"1") + raw(b"!", b"\x0borg.example?", last=True)
    assert read(data).sections == {"D": b"1"}
    assert [s.name for s in inspect(data).sections] == ["picture data", "private '!'"]


def test_what_is_there_of_a_damaged_file():
    box = read(FULL[:-150], partial=True)
    assert SECTIONS["D"].startswith(box.sections["D"])
    cut = FRAME + len(raw(b"p", SECTIONS["p"]) + raw(b"A", b"alpha")) + 3 + 50
    box = read(FULL[:cut], partial=True)
    assert (box.sections["D"], box.lacking, box.damaged) == (SECTIONS["D"][:50], 150, True)
    broken = FULL.replace(bytes(range(100)), bytes(99) + b"!")
    box = read(broken, partial=True)
    assert (len(box.sections["D"]), box.lacking, box.damaged) == (200, 0, True)
    assert "picture data' is damaged" in box.notices[0]
    with pytest.raises(FormatError, match="picture data' is damaged"):
        read(broken)


def test_later_version_is_named():
    with pytest.raises(FormatError, match="version 2 of the format: a newer version"):
        read(PLAIN[:7] + b"\x02" + PLAIN[8:])
