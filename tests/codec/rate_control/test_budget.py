"""The search for a size, on files whose sizes are made up."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdviewer.codec.errors import BudgetError
from sdviewer.codec.rate_control import budget
from sdviewer.codec.rate_control.budget import FULL, Coding
from sdviewer.codec.types import StopToken

LATENT = np.zeros((1, 1, 1), np.float32)
STOP = StopToken()


def coder(smallest: float, growth: float, spared: float = 0.0, by_slack: float = 0.15):
    """Files that grow steadily with the rate point; refined ones take a share `spared` less."""

    def code(latent, rate: int, slack: float) -> Coding:
        less = spared if latent.any() else 0.0
        return Coding(bytes(int(smallest * math.exp(growth * rate + by_slack * slack) * (1 - less))), latent, rate)

    return code


def refiner(code, calls: list[int]):
    def refine(latent, rate: int, before: int) -> Coding:
        calls.append(before)
        return code(latent + 1, rate, 0.0)

    return refine


@given(st.integers(100, 3000), st.floats(0.008, 0.03), st.integers(0, 255), st.floats(1.05, 8))
def test_a_size_that_can_be_reached_is_filled(smallest, growth, guess, times):
    size = int(smallest * min(times, math.exp(growth * 250)))
    coding = budget.search(coder(smallest, growth), LATENT, guess, size, STOP)
    assert 0.97 * size <= coding.nbytes <= size


def test_a_size_below_the_smallest_file_names_that():
    with pytest.raises(BudgetError) as caught:
        budget.search(coder(1000, 0.0125), LATENT, 200, 999, STOP)
    assert caught.value.smallest == 1000


@given(st.floats(0.0, 0.2), st.integers(0, 250))
def test_what_refinement_saves_is_spent_at_the_next_rate_points(spared, rate):
    code = coder(1000, 0.0125, spared)
    calls: list[int] = []
    size = code(LATENT, rate, 0.0).nbytes
    refine = refiner(code, calls)
    found = budget.refine_to(code, refine, refine(LATENT, rate, 0), size)
    assert found is not None
    assert found.nbytes <= size
    assert found.nbytes >= FULL * size or found.rate == 255
    assert found.latent.any()
    assert calls == list(range(len(calls)))


def test_a_refined_latent_that_never_fits_gives_none():
    code = coder(2000, 0.0)
    refine = refiner(code, [])
    assert budget.refine_to(code, refine, refine(LATENT, 10, 0), 1000) is None
