"""Strengths from choices, against cases that can be solved by hand or were published."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdviewer.codec.analysis.bradley_terry import is_connected, strengths


def test_two_codecs_have_the_odds_that_were_seen():
    found = strengths([[0, 30], [10, 0]])
    assert np.isclose(found.log_strengths[0] - found.log_strengths[1], np.log(3))
    assert np.isclose(found.chances[0, 1], 0.75)
    assert found.certain


def test_the_error_of_two_is_that_of_a_log_odds():
    """Variance 1 / 30 + 1 / 10 of the difference, a quarter of it for each where their sum is 0."""
    found = strengths([[0, 30], [10, 0]])
    assert np.allclose(found.errors, 1.96 * np.sqrt((1 / 30 + 1 / 10) / 4))


def test_a_chain_multiplies_its_odds():
    """Without a cycle every pair's odds can be met exactly."""
    wins = [[0, 20, 0], [10, 0, 30], [0, 10, 0]]
    chances = strengths(wins).chances
    assert np.isclose(chances[0, 1], 2 / 3)
    assert np.isclose(chances[1, 2], 3 / 4)
    assert np.isclose(chances[0, 2], 6 / 7)


def test_baseball_of_1987():
    """A. Agresti, 'Categorical Data Analysis', table 10.10: the American League East, wins of row over column."""
    wins = np.array([
        [0, 7, 9, 7, 7, 9, 11],  # Milwaukee
        [6, 0, 7, 5, 11, 9, 9],  # Detroit
        [4, 6, 0, 7, 7, 8, 12],  # Toronto
        [6, 8, 6, 0, 6, 7, 10],  # New York
        [6, 2, 6, 7, 0, 7, 12],  # Boston
        [4, 4, 5, 6, 6, 0, 6],  # Cleveland
        [2, 4, 1, 3, 1, 7, 0],  # Baltimore
    ])  # fmt: skip
    found = strengths(wins).log_strengths
    published = [1.58, 1.44, 1.29, 1.25, 1.11, 0.68, 0.00]
    assert np.allclose(found - found[-1], published, atol=0.006)


def test_who_has_never_lost_gets_a_finite_strength_that_is_called_uncertain():
    wins = [[0, 20], [0, 0]]
    assert not is_connected(wins)
    found = strengths(wins)
    assert np.isfinite(found.log_strengths).all()
    assert not found.certain
    assert np.isclose(found.chances[0, 1], 20.5 / 21)


def test_those_who_never_met_are_uncertain_too():
    found = strengths([[0, 9, 0, 0], [9, 0, 0, 0], [0, 0, 0, 9], [0, 0, 9, 0]])
    assert np.allclose(found.log_strengths, 0)
    assert not found.certain


def test_nothing_was_asked_yet():
    found = strengths(np.zeros((3, 3)))
    assert np.allclose(found.log_strengths, 0)
    assert not found.certain


def test_few_trials_are_called_uncertain():
    assert not strengths([[0, 3], [2, 0]]).certain
    assert strengths([[0, 6], [4, 0]]).certain
    assert not strengths([[0, 16, 3], [14, 0, 15], [5, 15, 0]]).certain, "one of the pairs came eight times"


@settings(max_examples=40)
@given(st.lists(st.integers(1, 30), min_size=12, max_size=12))
def test_the_expected_wins_are_the_observed_ones(counts):
    """The likelihood's derivative is 0 at its top: Hunter 2004, equation 3."""
    wins = np.zeros((4, 4))
    wins[~np.eye(4, dtype=bool)] = counts
    expected = (strengths(wins).chances * (wins + wins.T)).sum(1)
    assert np.allclose(expected, wins.sum(1), rtol=1e-6)


@pytest.mark.parametrize("factor", [2, 10])
def test_more_trials_make_the_errors_smaller(factor):
    wins = np.array([[0, 6, 7], [4, 0, 6], [3, 4, 0]])
    assert np.allclose(strengths(wins * factor).errors * np.sqrt(factor), strengths(wins).errors, rtol=1e-6)
