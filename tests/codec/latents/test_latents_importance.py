"""Where errors count less, latents are rounded to what costs less, and elsewhere as ever."""

from __future__ import annotations

import numpy as np
import pytest

from sdviewer.codec.latents.coder import decode_latents, encode_latents
from sdviewer.codec.latents.quantise import quantise


@pytest.mark.parametrize("shape", [(4, 24, 40), (4, 40, 24), (3, 16, 16)])
def test_what_counts_less_costs_less(shape):
    values = np.random.default_rng(2).normal(0, 1.5, shape).astype(np.float32)
    everywhere = np.ones(shape[1:], np.float32)
    half = everywhere.copy()
    half[:, : shape[2] // 2] = 0.4
    plain, equal, weighed = (quantise(values, importance=counts) for counts in (None, everywhere, half))
    assert np.array_equal(plain, equal)
    assert len(encode_latents(weighed)) < len(encode_latents(plain))
    assert np.array_equal(decode_latents(encode_latents(weighed), shape), weighed)
    error = [np.square(values - q) for q in (plain, weighed)]
    left, right = np.s_[:, :, : shape[2] // 2], np.s_[:, :, shape[2] // 2 :]
    assert error[1][left].mean() > error[0][left].mean()
    assert error[1][right].mean() < 1.05 * error[0][right].mean()
