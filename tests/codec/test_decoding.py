"""Regions, what is there of damaged files, and small files that ask for much."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sdviewer.codec import decoding, pipeline
from sdviewer.codec.container import sections as container
from sdviewer.codec.container.header import Header
from sdviewer.codec.errors import FormatError, InputError, SdcError
from sdviewer.codec.identity import latents, own
from sdviewer.codec.own import sketching
from sdviewer.codec.recent_latents import RecentLatents
from sdviewer.codec.tiles import spans
from sdviewer.codec.types import EncodeOptions, Picture, Region
from sdviewer.paths import resource

GOLDEN = Path(__file__).parents[1] / "data" / "golden"


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    """Large enough for two tiles beside each other, and two below."""
    photo = np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB"))
    return np.ascontiguousarray(np.tile(photo, (10, 7, 1))[:1100, :1060])


@pytest.fixture(scope="module")
def data(pixels) -> bytes:
    return pipeline.encode(Picture(pixels, space="display-p3"), EncodeOptions(quality=20)).data


@pytest.fixture(scope="module")
def whole(data) -> Picture:
    return pipeline.decode(data)


@pytest.mark.parametrize(
    "region", [(0, 0, 16, 16), (500, 500, 120, 100), (1059, 1099, 1, 1), (3, 7, 900, 30), (0, 0, 1060, 1100)]
)
def test_a_region_is_that_part_of_the_whole(data, whole, region):
    part = pipeline.decode(data, region=Region(*region))
    left, top, width, height = region
    difference = part.pixels.astype(int) - whole.pixels[top : top + height, left : left + width]
    assert part.pixels.shape == (height, width, 3)
    assert np.abs(difference).max() <= 1
    assert part.space == "display-p3"


@pytest.mark.parametrize("region", [(0, 0, 0, 5), (-1, 0, 5, 5), (1000, 0, 61, 5), (0, 1100, 1, 1)])
def test_a_region_outside_is_refused(data, region):
    with pytest.raises(InputError, match="has no region"):
        pipeline.decode(data, region=Region(*region))


def test_a_region_of_a_picture_with_alpha(pixels):
    alpha = np.tile(np.arange(40, dtype=np.uint8), (30, 1))
    data = pipeline.encode(Picture(np.ascontiguousarray(pixels[:30, :40]), alpha)).data
    part = pipeline.decode(data, region=Region(5, 6, 20, 10))
    assert np.array_equal(part.alpha, alpha[6:16, 5:25])


def test_the_more_of_a_file_is_there_the_better_it_is_drawn(data, whole, pixels):
    errors = []
    for share in (0.2, 0.5, 0.8, 1.0):
        part = pipeline.decode(data[: int(share * len(data))], partial=True)
        errors.append(np.abs(part.pixels.astype(float) - pixels).mean())
        assert part.whole == (share == 1)
        assert bool(part.notices) == (share < 1)
    with pytest.raises(FormatError):
        pipeline.decode(data[: len(data) // 2])
    assert errors == sorted(errors, reverse=True)
    assert errors[0] > 2 * errors[-1]


def test_a_damaged_tile_leaves_the_others_as_they_are(data, whole):
    """A byte of the last stream: its tile is drawn coarsely, the three others are whole."""
    at = len(data) - 20
    part = pipeline.decode(data[:at] + bytes([data[at] ^ 64]) + data[at + 1 :], partial=True)
    assert not part.whole
    assert np.array_equal(part.pixels[:400, :400], whole.pixels[:400, :400])
    assert not np.array_equal(part.pixels[700:, 700:], whole.pixels[700:, 700:])
    assert any("coarser than it was" in notice for notice in part.notices)


def test_what_is_not_there_is_hatched(data, pixels):
    box = container.read(data)
    start = data.index(box.sections["D"])
    part = pipeline.decode(data[: start + len(box.sections["D"]) // 8], partial=True)
    corner = part.pixels[-30:, -30:]
    assert set(np.unique(corner)) == {112, 144}
    assert any("% of the picture is there" in notice for notice in part.notices)


@settings(max_examples=25, deadline=None)
@given(cut=st.integers(0, 2000), flips=st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 255)), max_size=4))
def test_any_damage_gives_a_picture_that_says_so_or_an_error(cut, flips):
    data = bytearray((GOLDEN.parent.parent.parent / "resources/conformance/own-two-tiles-wide.sdc").read_bytes())
    good = bytes(data)
    for at, change in flips:
        data[at % len(data)] ^= change
    damaged = bytes(data[: len(data) - cut % len(data)]) if cut % 3 == 0 else bytes(data)
    try:
        picture = pipeline.decode(damaged, partial=True)
    except SdcError as error:
        assert str(error)
        return
    assert picture.pixels.shape == (20, 1040, 3)
    assert damaged == good or picture.notices


BOMB = """
import resource, sys, time
from sdviewer.codec import decoding, pipeline
from sdviewer.codec.errors import SdcError
pipeline.thumbnail(open(sys.argv[2], "rb").read(), 64)
before = resource.getrusage(resource.RUSAGE_SELF)
for function in (pipeline.decode, pipeline.preview, lambda data: pipeline.thumbnail(data, 64)):
    try:
        function(open(sys.argv[1], "rb").read())
    except SdcError as error:
        assert str(error)
    else:
        raise AssertionError("a picture of nothing")
after = resource.getrusage(resource.RUSAGE_SELF)
print(after.ru_utime - before.ru_utime, after.ru_maxrss - before.ru_maxrss)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the system doesn't tell what a process took")
@pytest.mark.parametrize("identity", [own(1), latents("sd1", ""), latents("flux2", "")])
@pytest.mark.parametrize("size", [(10_000, 10_000), (131_072, 762), (762, 131_072)])
def test_few_bytes_that_declare_much_are_refused_before_work(tmp_path, identity, size):
    """By what it takes of processor and memory beside a small picture's decoding: a tenth of what the limit is."""
    payload = b"" if not identity.latents else bytes([4, 3, *bytes(4 + 6 + 12)])
    bomb = tmp_path / "bomb.sdc"
    bomb.write_bytes(container.write(container.Container(Header(identity, *size), {"D": payload + bytes(20)})))
    assert bomb.stat().st_size < 80
    small = GOLDEN.parent.parent.parent / "resources/conformance/own-16x16.sdc"
    command = [sys.executable, "-c", BOMB, str(bomb), str(small)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert float(out[0]) < 0.5
    assert int(out[1]) < 50_000


@given(st.integers(1, 9000), st.sampled_from([64, 256]))
def test_pieces_of_a_length_are_nearly_equal_and_none_is_empty(length, most):
    pieces = spans(length, most)
    assert pieces[0][0] == 0
    assert pieces[-1][1] == length
    assert all(end == start for (_, end), (start, _) in pairwise(pieces))
    assert all(0 < end - start <= most for start, end in pieces)
    assert len(pieces) == -(-length // most)
    assert all(start % 4 == 0 for start, _ in pieces)


@pytest.mark.parametrize("reduction", [2, 4, 8, 16])
@pytest.mark.parametrize("name", ["own-four-tiles", "own-three-tiles-odd", "own-two-tiles-high"])
def test_a_large_picture_is_sketched_a_few_tiles_at_a_time_and_comes_out_the_same(monkeypatch, name, reduction):
    data = (resource("conformance") / f"{name}.sdc").read_bytes()
    whole = pipeline.preview(data, reduction=reduction)
    monkeypatch.setattr(decoding, "LARGE", 0)
    monkeypatch.setattr(sketching, "RUN", 1)
    monkeypatch.setattr(decoding, "_recent", RecentLatents(0))
    assert np.array_equal(pipeline.preview(data, reduction=reduction).pixels, whole.pixels)
    assert np.array_equal(pipeline.preview(data).pixels, pipeline.preview(data, reduction=16).pixels)
    cut = pipeline.preview(data[: len(data) * 2 // 3], partial=True)
    assert not cut.whole and cut.pixels.shape == pipeline.preview(data).pixels.shape
