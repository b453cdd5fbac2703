"""Regions that stay faithful: which places of a latent they are, and what the encoder makes of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sdviewer.codec import decoding, pipeline
from sdviewer.codec.risk.places import EDGE, importance, protected_places
from sdviewer.codec.types import EncodeOptions, Picture, Region

GOLDEN = Path(__file__).parents[2] / "data" / "golden"
VALID = Path(__file__).parents[4] / "shared" / "data" / "valid"
STRIP = EncodeOptions(metadata="strip")


def squared(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.mean((first.astype(float) - second) ** 2))


def test_each_place_that_a_region_touches_is_protected_and_its_neighbours_half():
    inside = protected_places([Region(17, 33, 1, 15)], 100, 80, 16, (5, 7))
    assert inside is not None
    assert np.argwhere(inside == 1).tolist() == [[2, 1]]
    assert np.argwhere(inside == EDGE).tolist() == [[i, j] for i in (1, 2, 3) for j in (0, 1, 2) if (i, j) != (2, 1)]
    assert inside.sum() == 1 + 8 * EDGE


@pytest.mark.parametrize(
    "region", [Region(-50, 10, 50, 20), Region(100, 0, 9, 9), Region(5, 5, 0, 9), Region(5, 80, 1, 1)]
)
def test_what_lies_outside_protects_nothing(region):
    assert protected_places([region], 100, 80, 16, (5, 7)) is None


@given(
    st.lists(st.builds(Region, *[st.integers(-300, 300)] * 2, *[st.integers(0, 400)] * 2), max_size=5),
    st.sampled_from([1, 8, 16]),
)
def test_any_regions_give_places_or_none(regions, side):
    sizes = (-(-90 // side), -(-130 // side))
    inside = protected_places(regions, 130, 90, side, sizes)
    meets = any(w > 0 and h > 0 and x < 130 and y < 90 and x + w > 0 and y + h > 0 for x, y, w, h in regions)
    assert (inside is not None) == meets
    if inside is not None:
        assert inside.shape == sizes and set(np.unique(inside)) <= {0, np.float32(EDGE), 1}
        counts = importance(inside, 0.25)
        assert counts.dtype == np.float32 and counts.min() >= 0.25 and counts.max() == 1


@pytest.fixture(scope="module")
def photo() -> Picture:
    return Picture(np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB")))


def test_without_a_region_the_file_is_the_same_as_ever(photo):
    outside = replace(STRIP, regions=(Region(photo.width, 0, 5, 5),))
    assert pipeline.encode(photo, outside).data == pipeline.encode(photo, STRIP).data


@pytest.mark.parametrize("effort", ["fast", "balanced"])
def test_a_region_is_nearer_to_the_photo_and_the_rest_as_before(photo, effort):
    if effort != "fast":
        pytest.importorskip("torch")
    plain = replace(STRIP, quality=40, effort=effort)
    region = Region(32, 16, 48, 48)
    before, after = pipeline.encode(photo, plain), pipeline.encode(photo, replace(plain, regions=(region,)))
    rows, columns = slice(16, 64), slice(32, 80)
    mask = np.ones(photo.pixels.shape[:2], bool)
    mask[rows, columns] = False
    inside = [squared(e.picture.pixels[rows, columns], photo.pixels[rows, columns]) for e in (before, after)]
    outside = [squared(e.picture.pixels[mask], photo.pixels[mask]) for e in (before, after)]
    assert inside[1] < 0.8 * inside[0]
    assert outside[1] < 1.15 * outside[0]
    assert len(before.data) < len(after.data) < 1.6 * len(before.data)
    assert after.regions == (region,)
    assert np.array_equal(decoding.decode(after.data).pixels, after.picture.pixels)


@pytest.mark.skipif(not VALID.exists(), reason="needs ../shared/data/valid")
@pytest.mark.parametrize("size", [1500, 2500])
def test_at_a_size_the_rest_pays(size):
    pixels = np.asarray(Image.open(VALID / "cid22_1025469.png").convert("RGB"))
    photo, region = Picture(pixels), Region(160, 160, 144, 144)
    before = pipeline.encode(photo, replace(STRIP, size=size))
    after = pipeline.encode(photo, replace(STRIP, size=size, regions=(region,)))
    rows, columns = slice(160, 304), slice(160, 304)
    inside = [squared(e.picture.pixels[rows, columns], pixels[rows, columns]) for e in (before, after)]
    whole = [squared(e.picture.pixels, pixels) for e in (before, after)]
    assert max(len(before.data), len(after.data)) <= size
    assert len(after.data) >= 0.97 * size
    assert inside[1] < 0.95 * inside[0]
    assert whole[1] < 1.12 * whole[0]
