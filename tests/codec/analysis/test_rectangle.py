"""The metrics of a rectangle, and the crops where one codec loses or wins most."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdviewer.codec.analysis.crops import crop_side, extreme_crops
from sdviewer.codec.analysis.rectangle import counted_bits, crop, mean_bits, rectangle_scores
from sdviewer.codec.errors import CancelledError, InputError
from sdviewer.codec.measure import metrics
from sdviewer.codec.types import Region, StopToken


@pytest.fixture(scope="module")
def pictures():
    """A picture of 320 x 240 pixels, and one with noise in it."""
    rng = np.random.default_rng(3)
    rows, columns = np.mgrid[0:240, 0:320]
    original = np.stack([columns * 0.7, rows, (rows + columns) / 3], -1).astype(np.uint8)
    original ^= rng.integers(0, 32, original.shape, np.uint8)
    noisy = np.clip(original.astype(int) + rng.normal(0, 6, original.shape), 0, 255).astype(np.uint8)
    return original, noisy


def test_a_rectangle_has_the_metrics_of_its_crops(pictures):
    region = Region(40, 20, 200, 180)
    first, second = (np.ascontiguousarray(p[20:200, 40:240]) for p in pictures)
    found = rectangle_scores(*pictures, region)
    assert found.psnr == metrics.psnr(first, second)
    assert (found.structure, found.scales) == (metrics.ms_ssim(first, second), 5)
    assert found.ssimulacra2 == metrics.ssimulacra2(first, second)


def test_the_rectangle_of_all_has_the_metrics_of_all(pictures):
    found = rectangle_scores(*pictures, Region(0, 0, 320, 240))
    assert found.psnr == metrics.psnr(*pictures)


def test_a_small_rectangle_has_ssim_in_the_place_of_ms_ssim(pictures):
    assert rectangle_scores(*pictures, Region(0, 0, 161, 161)).scales == 5
    found = rectangle_scores(*pictures, Region(0, 0, 160, 161))
    assert found.scales == 1
    assert found.structure == metrics.ssim(*(crop(p, Region(0, 0, 160, 161)) for p in pictures))


def test_ssim_is_that_of_the_reference(pictures):
    reference = pytest.importorskip("pytorch_msssim")
    torch = pytest.importorskip("torch")
    first, second = (torch.from_numpy(p.copy()).permute(2, 0, 1)[None].float() for p in pictures)
    expected = float(reference.ssim(first, second, data_range=255, size_average=True))
    assert metrics.ssim(*pictures) == pytest.approx(expected, abs=2e-5)


def test_a_rectangle_of_a_pixel_is_measured_too(pictures):
    found = rectangle_scores(pictures[0], pictures[0], Region(5, 5, 1, 1))
    assert (found.psnr, found.structure, found.ssimulacra2) == (np.inf, 1.0, None)


@pytest.mark.parametrize("region", [(-1, 0, 5, 5), (0, 0, 0, 5), (300, 0, 30, 5), (0, 239, 5, 2)])
def test_a_rectangle_outside_is_refused(pictures, region):
    with pytest.raises(InputError, match="isn't inside the picture"):
        rectangle_scores(*pictures, Region(*region))


def test_even_bits_are_the_share_of_the_pixels():
    assert mean_bits(1000, 100 * 80, Region(10, 10, 50, 40)) == 2000


def test_the_crops_are_where_each_was_damaged(pictures):
    """Ours lost the structure in one corner, the rival in another."""
    original, _ = pictures
    ours, theirs = original.copy(), original.copy()
    ours[160:224, 16:80] = 128
    theirs[24:88, 216:280] = 128
    lost, won = extreme_crops(original, ours, theirs, side=64)
    assert lost.region == (16, 160, 64, 64)
    assert won.region == (216, 24, 64, 64)
    assert lost.gain < -0.3 and won.gain > 0.3


def test_the_figures_of_a_crop_are_the_means_of_the_map(pictures):
    original, noisy = pictures
    blurred = (original.astype(int) // 4 * 4).astype(np.uint8)
    lost, won = extreme_crops(original, noisy, blurred)
    for found in (lost, won):
        left, top, width, height = found.region
        square = (slice(top, top + height), slice(left, left + width))
        assert found.ours == pytest.approx(metrics.ssim_map(original, noisy)[square].mean(), abs=1e-6)
        assert found.theirs == pytest.approx(metrics.ssim_map(original, blurred)[square].mean(), abs=1e-6)


def test_no_other_square_of_the_grid_is_worse(pictures):
    original, noisy = pictures
    blurred = (original.astype(int) // 8 * 8).astype(np.uint8)
    lost, won = extreme_crops(original, noisy, blurred, side=64)
    gain = metrics.ssim_map(original, noisy) - metrics.ssim_map(original, blurred)
    squares = [gain[y : y + 64, x : x + 64].mean() for y in range(0, 177, 8) for x in range(0, 257, 8)]
    assert lost.gain == pytest.approx(min(squares), abs=1e-6)
    assert won.gain == pytest.approx(max(squares), abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32))
def test_pictures_of_any_size_have_crops_inside(width, height, seed):
    rng = np.random.default_rng(seed)
    original, ours, theirs = (rng.integers(0, 256, (height, width, 3), np.uint8) for _ in range(3))
    for found in extreme_crops(original, ours, theirs):
        left, top, w, h = found.region
        assert left >= 0 and top >= 0 and left + w <= width and top + h <= height and min(w, h) > 0


def test_a_search_can_be_stopped(pictures):
    stop = StopToken()
    stop.stop()
    with pytest.raises(CancelledError):
        extreme_crops(pictures[0], pictures[1], pictures[1], stop=stop)


def test_crops_are_a_quarter_of_the_picture_and_not_large():
    assert crop_side(4000, 3000) == 256
    assert crop_side(640, 480) == 120
    assert crop_side(64, 64) == 48
    assert crop_side(5, 9) == 5


def test_counted_bits_are_those_of_the_blocks_inside():
    blocks = np.arange(12, dtype=np.float32).reshape(3, 4)
    assert counted_bits(blocks, 16, Region(16, 16, 32, 16), 64, 48) == 5 + 6
    assert counted_bits(blocks, 16, Region(0, 0, 64, 48), 64, 48) == blocks.sum()
    assert counted_bits(blocks, 16, Region(24, 32, 8, 8), 64, 48) == 9 / 4


@given(st.integers(1, 60), st.integers(1, 40), st.data())
def test_rectangles_that_share_a_picture_share_its_bits(width, height, data):
    rng = np.random.default_rng(width)
    blocks = rng.random((-(-height // 8), -(-width // 8))).astype(np.float32)
    cut = data.draw(st.integers(0, width))
    parts = [Region(0, 0, cut, height), Region(cut, 0, width - cut, height)]
    together = sum(counted_bits(blocks, 8, part, width, height) for part in parts)
    assert together == pytest.approx(blocks.sum(dtype=np.float64))
