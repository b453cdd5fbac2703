"""All codecs on one picture: curves, equal quality, the table as CSV."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdviewer.codec import pipeline
from sdviewer.codec.analysis.codecs import table
from sdviewer.codec.analysis.codecs.curve import (
    METRICS,
    Point,
    bytes_at,
    equal_quality,
    plan,
    point_of_ours,
    rival_point,
)
from sdviewer.codec.errors import InputError
from sdviewer.codec.measure import metrics
from sdviewer.codec.pictures.reader import picture_from_bytes
from sdviewer.codec.types import EncodeOptions, Picture, Scores


@pytest.fixture(scope="module")
def photo() -> Picture:
    rng = np.random.default_rng(1)
    rows, columns = np.mgrid[0:96, 0:128]
    pixels = np.stack([rows * 2, columns, 255 - rows - columns], -1).astype(np.uint8)
    return Picture(pixels ^ rng.integers(0, 16, pixels.shape, np.uint8))


def point(nbytes: int, psnr: float = 0.0, dists: float | None = None) -> Point:
    return Point("jpeg", bytes(nbytes), 50, "", Scores(psnr, 0.9, 50, dists=dists), 0.1, 0.1)


def test_every_codec_is_asked_at_its_ends_before_its_middle():
    steps = plan(["sdc", "jpeg"])
    assert [step.codec for step in steps[:4]] == ["sdc", "jpeg", "sdc", "jpeg"]
    assert [step.quality for step in steps if step.codec == "sdc"][:3] == [0, 100, 45]
    assert len({(step.codec, step.quality) for step in steps}) == len(steps)


@pytest.mark.parametrize("codec", ["jpeg", "webp", "avif"])
def test_a_point_of_a_rival_is_the_file_that_it_names(photo, codec):
    low, high = (rival_point(step, photo) for step in plan([codec])[:2])
    assert low.nbytes < high.nbytes and low.scores.psnr < high.scores.psnr
    decoded = picture_from_bytes(high.data, "it").pixels
    assert high.scores.psnr == metrics.psnr(photo.pixels, decoded)
    assert high.scores.ssimulacra2 == metrics.ssimulacra2(photo.pixels, decoded)
    assert f"quality {high.quality:.3g}" in high.settings


def test_a_point_of_ours_is_measured_on_what_is_looked_at(photo):
    encoded = pipeline.encode(photo, EncodeOptions(quality=30))
    found = point_of_ours(photo, encoded, encoded.picture, "sdc", "own")
    assert found.data == encoded.data
    assert found.scores.psnr == metrics.psnr(photo.pixels, pipeline.decode(found.data).pixels)


def test_bytes_between_two_points_lie_between_theirs():
    curve = [point(1000, 30), point(4000, 40)]
    assert bytes_at(curve, "psnr", 30) == pytest.approx(1000)
    assert bytes_at(curve, "psnr", 35) == pytest.approx(2000)
    assert bytes_at(curve, "psnr", 40) == pytest.approx(4000)


def test_beyond_the_curve_nothing_is_claimed():
    curve = [point(1000, 30), point(4000, 40)]
    assert bytes_at(curve, "psnr", 29.9) is None
    assert bytes_at(curve, "psnr", 40.1) is None
    assert bytes_at([], "psnr", 30) is None


def test_of_distances_less_is_better():
    curve = [point(1000, dists=0.4), point(4000, dists=0.2)]
    assert bytes_at(curve, "dists", 0.3) == pytest.approx(2000)
    assert METRICS["dists"] is False


def test_a_larger_file_that_is_no_better_is_left_out():
    curve = [point(1000, 30), point(2000, 28), point(4000, 40)]
    assert bytes_at(curve, "psnr", 35) == pytest.approx(2000)


@given(st.lists(st.tuples(st.integers(100, 10**6), st.floats(20, 50)), min_size=1, max_size=9), st.floats(20, 50))
def test_what_is_found_lies_within_the_curve(pairs, value):
    found = bytes_at([point(n, psnr) for n, psnr in pairs], "psnr", value)
    assert found is None or min(n for n, _ in pairs) * 0.999 <= found <= max(n for n, _ in pairs) * 1.001


def test_equal_quality_compares_with_the_first_codec():
    curves = {"sdc": [point(1000, 30), point(4000, 40)], "jpeg": [point(3000, 30), point(12_000, 40)], "avif": []}
    found = equal_quality(curves, "psnr", 35)
    assert found["sdc"] == pytest.approx((2000, 1.0))
    assert found["jpeg"] == pytest.approx((6000, 3.0))
    assert found["avif"] is None


def test_the_table_keeps_to_its_bytes_and_is_read_back_from_csv(photo):
    rows = [table.row(codec, photo, 1500) for codec in ("sdc", "jpeg")]
    assert all(one.reached and one.nbytes <= 1500 for one in rows)
    read = list(csv.DictReader(table.as_csv(rows).splitlines()))
    assert [line["codec"] for line in read] == ["sdc", "jpeg"]
    assert [int(line["bytes"]) for line in read] == [one.nbytes for one in rows]
    assert float(read[1]["psnr"]) == pytest.approx(rows[1].scores.psnr, rel=1e-5)
    assert read[0]["lpips_alex"] == "" or float(read[0]["lpips_alex"]) >= 0


def test_what_no_codec_can_reach_is_its_smallest_and_said(photo):
    found = table.row("sdc", photo, 1)
    assert not found.reached and found.nbytes > 1
    assert ",no," in table.as_csv([found])


def test_a_rival_that_nobody_knows_is_refused():
    assert table.check_rivals(["JPEG", "jpeg ", ""]) == ["jpeg"]
    with pytest.raises(InputError, match="no rival 'gif'"):
        table.check_rivals(["gif"])
