"""The smallest file that is good enough."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdviewer.codec.errors import InputError
from sdviewer.codec.model import RATES
from sdviewer.codec.rate_control import score
from sdviewer.codec.rate_control.budget import Coding

NO_LATENT = np.zeros((1, 1, 1), np.float32)


def coded(rate: int, latent=NO_LATENT) -> Coding:
    return Coding(bytes(10 + rate), latent, rate)


@given(st.integers(0, RATES), st.floats(-40, 95), st.floats(0.05, 0.6), st.floats(-60, 30), st.floats(0.5, 2.0))
def test_it_reaches_what_is_wanted_and_hardly_more_in_few_tries(guess, wanted, slope, lowest, bend):
    def quality(coding: Coding) -> float:
        return lowest + slope * RATES * (coding.rate / RATES) ** bend

    tried: list[int] = []

    def code(rate: int) -> Coding:
        tried.append(rate)
        return coded(rate)

    if quality(coded(RATES)) < wanted:
        with pytest.raises(InputError, match="can't be reached; the best for this picture is"):
            score.search(code, quality, wanted, guess)
        return
    found = score.search(code, quality, wanted, guess)
    assert quality(found) >= wanted
    assert found.rate == 0 or quality(found) <= wanted + score.NEAR or quality(coded(found.rate - 1)) < wanted
    assert len(tried) <= 12


def test_a_refined_latent_goes_up_until_it_is_good_enough_and_the_smaller_file_counts():
    def refine(latent, rate, before) -> Coding:
        return Coding(bytes(rate), latent, rate)  # ten bytes less

    def quality(coding: Coding) -> float:
        return 0.35 * coding.rate - (1.0 if coding.nbytes == coding.rate else 0.0)

    unrefined = coded(100)
    found = score.refine(refine, quality, 35.0, unrefined)
    assert found.rate == 103 and quality(found) >= 35.0
    assert score.refine(refine, lambda _: 0.0, 35.0, unrefined) is unrefined
