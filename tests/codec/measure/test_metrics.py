"""The numbers against other people's implementations, by hand where that is possible, and in the corners.

`tests/data/pictures/ssimulacra2.json` holds what the Python package `ssimulacra2` (0.3.0, which brings scipy) gives to
the distorted pictures below. To make it again:

    pip install ssimulacra2==0.3.0 && python -m tests.codec.test_metrics
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sdviewer.codec.errors import InputError
from sdviewer.codec.measure import blur
from sdviewer.codec.measure.metrics import ms_ssim, psnr, scores, ssim_map, ssimulacra2

DATA = Path(__file__).parents[2] / "data" / "pictures"
PHOTOS = ("girl", "city")


def photo(name: str) -> np.ndarray:
    return np.asarray(Image.open(DATA / f"{name}.png"))


def blocks(pixels: np.ndarray) -> np.ndarray:
    """Every 8x8 block its mean: what is left of a JPEG of quality 1."""
    height, width = (side // 8 * 8 for side in pixels.shape[:2])
    result = pixels.copy()
    means = pixels[:height, :width].reshape(height // 8, 8, width // 8, 8, 3).mean((1, 3)).astype(np.uint8)
    result[:height, :width] = means.repeat(8, 0).repeat(8, 1)
    return result


def smear(pixels: np.ndarray) -> np.ndarray:
    """Each pixel the mean of its 3x3 neighbourhood."""
    padded = np.pad(pixels, ((1, 1), (1, 1), (0, 0)), mode="edge").astype(np.uint16)
    height, width = pixels.shape[:2]
    total = sum(padded[y : y + height, x : x + width] for y in range(3) for x in range(3))
    return (np.asarray(total) // 9).astype(np.uint8)


def noise(pixels: np.ndarray) -> np.ndarray:
    offsets = np.random.RandomState(5).randint(-6, 7, pixels.shape)
    return (pixels + offsets).clip(0, 255).astype(np.uint8)


DISTORTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "blocks": blocks,
    "smear": smear,
    "noise": noise,
    "few levels": lambda pixels: pixels // 16 * 16 + 8,
    "one step": lambda pixels: np.where(np.arange(pixels.shape[1])[:, None] % 2, pixels, pixels ^ 1),
    "grey": lambda pixels: pixels.mean(2, keepdims=True).astype(np.uint8).repeat(3, 2),
    "moved": lambda pixels: np.roll(pixels, 1, 1),
}
CASES = [(name, distortion) for name in PHOTOS for distortion in DISTORTIONS]


@pytest.mark.parametrize(("name", "distortion"), CASES)
def test_ssimulacra2_is_that_of_the_package(name: str, distortion: str) -> None:
    expected = json.loads((DATA / "ssimulacra2.json").read_text())[f"{name}, {distortion}"]
    original = photo(name)
    assert ssimulacra2(original, DISTORTIONS[distortion](original)) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize(("name", "distortion"), CASES)
def test_ms_ssim_is_that_of_pytorch_msssim(name: str, distortion: str) -> None:
    """In float64 there, since in float32 it is off by up to 1e-4 itself in flat areas (and gets above 1)."""
    torch = pytest.importorskip("torch")
    theirs = pytest.importorskip("pytorch_msssim").ms_ssim
    original = photo(name)
    for height, width in (original.shape[:2], (161, 200)):
        a = original[:height, :width]
        b = np.ascontiguousarray(DISTORTIONS[distortion](original)[:height, :width])
        tensors = [torch.from_numpy(np.array(p, np.float64)).permute(2, 0, 1)[None] for p in (a, b)]
        assert ms_ssim(a, b) == pytest.approx(theirs(*tensors).item(), abs=1e-4)


def test_ssim_map_is_that_of_a_plain_computation() -> None:
    """At three pixels, from the definition (Wang et al. 2004) with the whole window in float64."""
    a = photo("city")
    b = smear(a)
    result = ssim_map(a, b)
    assert result.shape == a.shape[:2] and result.dtype == np.float32
    weights = np.exp(-(np.arange(-5, 6) ** 2) / (2 * 1.5**2))
    window = np.outer(weights, weights) / weights.sum() ** 2
    x, y = (np.pad(p @ np.array([0.299, 0.587, 0.114]), 5, mode="symmetric") for p in (a, b))
    for row, column in ((0, 0), (100, 37), (232, 255)):
        p, q = (v[row : row + 11, column : column + 11] for v in (x, y))
        mean_p, mean_q = (window * p).sum(), (window * q).sum()
        var_p, var_q = (window * (p - mean_p) ** 2).sum(), (window * (q - mean_q) ** 2).sum()
        covariance = (window * (p - mean_p) * (q - mean_q)).sum()
        c1, c2 = 2.55**2, 7.65**2
        expected = (2 * mean_p * mean_q + c1) * (2 * covariance + c2)
        expected /= (mean_p**2 + mean_q**2 + c1) * (var_p + var_q + c2)
        assert result[row, column] == pytest.approx(expected, abs=1e-4)


def test_psnr_by_hand() -> None:
    a = np.full((5, 7, 3), 100, np.uint8)
    assert psnr(a, a + 10) == pytest.approx(20 * math.log10(25.5))
    b = a.copy()
    b[0, 0, 0] = 0
    assert psnr(a, b) == pytest.approx(10 * math.log10(255**2 * 105 / 100**2))
    assert psnr(np.zeros_like(a), np.full_like(a, 255)) == 0
    assert psnr(a, a) == math.inf


def test_equal_pictures_have_the_best_scores() -> None:
    a = photo("city")
    assert scores(a, a.copy()) == scores(a, a)
    assert (scores(a, a).psnr, scores(a, a).ms_ssim, scores(a, a).ssimulacra2) == (math.inf, 1.0, 100.0)
    assert ssim_map(a, a).min() == 1


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (2, 3), (10, 11), (113, 112), (160, 161)])
def test_small_pictures_have_scores_that_tell_near_from_far(size: tuple[int, int]) -> None:
    a = np.ascontiguousarray(np.tile(photo("city"), (2, 2, 1))[: size[0], : size[1]])
    near, far = scores(a, a ^ 2), scores(a, a ^ 128)
    assert 100 > near.ssimulacra2 > far.ssimulacra2
    assert 1 >= near.ms_ssim > far.ms_ssim >= 0
    assert near.psnr > far.psnr
    assert ssim_map(a, a ^ 128).shape == size


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_any_two_pictures_have_finite_scores(height: int, width: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 256, (2, height, width, 3), dtype=np.uint8)
    b[0, 0, 0] = a[0, 0, 0] ^ 1  # never equal
    result = scores(a, b)
    assert math.isfinite(result.psnr) and math.isfinite(result.ssimulacra2)
    assert 0 <= result.ms_ssim <= 1 and result.ssimulacra2 < 100


def test_stripes_do_not_change_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    a = photo("girl")
    b = smear(a)
    whole = scores(a, b), ssim_map(a, b)
    monkeypatch.setattr(blur, "_STRIPE_PIXELS", 1)
    striped = scores(a, b), ssim_map(a, b)
    assert striped[0].psnr == whole[0].psnr
    assert striped[0].ms_ssim == pytest.approx(whole[0].ms_ssim, abs=1e-7)
    assert striped[0].ssimulacra2 == pytest.approx(whole[0].ssimulacra2, abs=1e-4)
    assert np.array_equal(striped[1], whole[1])


def test_threads_give_the_same_numbers() -> None:
    a = photo("girl")
    pictures = [distort(a) for distort in DISTORTIONS.values()]
    alone = [scores(a, b) for b in pictures]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda b: scores(a, b), pictures)) == alone


def test_different_sizes_are_refused() -> None:
    a, b = np.zeros((4, 5, 3), np.uint8), np.zeros((5, 4, 3), np.uint8)
    for metric in (scores, psnr, ms_ssim, ssimulacra2, ssim_map):
        with pytest.raises(InputError, match="5x4 and 4x5"):
            metric(a, b)


def test_import_is_light() -> None:
    code = (
        "import sys, sdviewer.codec.measure.metrics\nprint([m for m in ('torch', 'scipy', 'PIL') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def _pin_reference_scores() -> None:
    from ssimulacra2 import compute_ssimulacra2

    pinned = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, distortion in CASES:
            paths = [f"{folder}/{side}.png" for side in "ab"]
            for path, pixels in zip(paths, (photo(name), DISTORTIONS[distortion](photo(name))), strict=True):
                Image.fromarray(pixels).save(path)
            pinned[f"{name}, {distortion}"] = round(float(compute_ssimulacra2(*paths)), 4)
    (DATA / "ssimulacra2.json").write_text(json.dumps(pinned, indent=1) + "\n")


if __name__ == "__main__":
    _pin_reference_scores()
