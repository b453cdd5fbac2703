"""Rounding of latents: never by more than a step, for fewer bytes at the same error."""

from pathlib import Path

import numpy as np
import pytest

from sdviewer.codec.latents.coder import encode_latents
from sdviewer.codec.latents.quantise import quantise

CORPUS = Path(__file__).parents[4] / "shared/data/sd-latents/train"


def smooth(shape: tuple[int, int, int], size: float = 1.0) -> np.ndarray:
    """Values with neighbours that resemble each other, quiet in most places."""
    x = np.random.default_rng(1).standard_normal(shape) ** 3
    for axis in (1, 2):
        x = x + np.roll(x, 1, axis) + np.roll(x, 2, axis) / 2
    return size * x


def cost(latents: list[np.ndarray], step: float, thrift: float) -> tuple[int, float]:
    """(bytes, mean squared error)."""
    chosen = [quantise(x / step, thrift) for x in latents]
    error = [np.mean((q * step - x) ** 2) for q, x in zip(chosen, latents, strict=True)]
    return sum(len(encode_latents(q)) for q in chosen), float(np.mean(error))


def ratio(latents: list[np.ndarray], step: float) -> float:
    """Bytes against those of rounding to the nearest with a step, at equal squared error."""
    nbytes, error = cost(latents, step, 0)
    thrifty, errors = zip(*(cost(latents, step * finer, 0.12) for finer in (0.75, 0.9, 1.0)), strict=True)
    assert errors[0] < error < errors[-1]
    return float(np.exp(np.interp(np.log(error), np.log(errors), np.log(thrifty)))) / nbytes


def test_without_thrift_it_rounds_to_the_nearest():
    x = smooth((4, 9, 14))
    assert np.array_equal(quantise(x, 0), np.rint(x))


@pytest.mark.parametrize("shape", [(1, 1, 1), (3, 20, 9), (4, 11, 6), (4, 6, 11), (16, 5, 7)])
def test_next_to_the_value(shape):
    x = smooth(shape, 3)
    q = quantise(x)
    assert q.shape == x.shape
    assert q.dtype == np.int32
    assert np.abs(q - x).max() < 1


def test_large_values_stay():
    x = smooth((2, 8, 8), 1e6)
    assert np.abs(quantise(x) - x).max() < 1


@pytest.mark.parametrize("channels", [4, 3])
def test_fewer_bytes_at_the_same_error(channels):
    assert ratio([smooth((channels, 40, 40))], 9.0) < 0.96


@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the latents beside the project")
def test_fewer_bytes_for_stable_diffusion():
    sigma = np.array([5.3, 6.3, 4.8, 4.2])[:, None, None]
    latents = [np.load(path).astype(float)[:, :40] / sigma for path in sorted(CORPUS.glob("*.npy"))[::60]]
    assert ratio(latents, 1.0) < 0.87
