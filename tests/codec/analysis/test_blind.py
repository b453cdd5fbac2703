"""What a blind test's answers prove."""

from __future__ import annotations

import csv
from collections import Counter
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdviewer.codec.analysis.blind import (
    Chance,
    Trial,
    as_csv,
    least_right,
    p_as_uneven,
    p_at_least,
    right_answers,
    wins,
)


@pytest.mark.parametrize(
    ("right", "trials", "p"),
    [
        (5, 5, 1 / 32),
        (7, 10, 176 / 1024),
        (9, 10, 11 / 1024),
        (12, 16, 0.0384063720703125),  # ABX testers' table: 12 of 16 is the first below 5 %
        (11, 16, 0.1050567626953125),
        (0, 16, 1.0),
        (60, 100, 0.02844396682049039),  # R: binom.test(60, 100, alternative = "greater")
    ],
)
def test_known_chances_of_guessing(right, trials, p):
    assert isclose(p_at_least(right, trials), p, rel_tol=1e-12)


def test_twelve_of_sixteen_are_needed():
    assert least_right(16) == 12
    assert least_right(10) == 9
    assert least_right(4) is None, "even four of four happen once in sixteen"


def test_a_preference_is_judged_from_both_sides():
    assert p_as_uneven(9, 10) == p_as_uneven(1, 10) == 2 * p_at_least(9, 10)
    assert p_as_uneven(5, 10) == 1.0


@given(st.integers(1, 60), st.data())
def test_chances_of_all_outcomes_add_up_to_one(trials, data):
    right = data.draw(st.integers(1, trials))
    assert isclose(p_at_least(right, trials) + p_at_least(trials - right + 1, trials), 1.0, abs_tol=1e-12)
    assert p_at_least(right, trials) < p_at_least(right - 1, trials) or p_at_least(right, trials) == 1.0  # rounded


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="11 of 10"):
        p_at_least(11, 10)


def test_the_table_of_wins_counts_who_was_chosen_over_whom():
    trials = [
        Trial("a.jpg", "SDC", "JPEG", "SDC", "SDC"),
        Trial("b.jpg", "JPEG", "SDC", "JPEG", "SDC"),
        Trial("b.jpg", "JPEG", "AVIF", "JPEG", "JPEG"),
    ]
    assert wins(trials, ["SDC", "JPEG", "AVIF"]) == [[0, 2, 0], [0, 0, 1], [0, 0, 0]]


def test_right_answers_are_those_that_named_what_was_shown():
    assert right_answers([Trial("p", "A", "B", "B", "B"), Trial("p", "A", "B", "B", "A")]) == 1


def test_the_csv_can_be_read_back_whatever_a_picture_is_called():
    trials = [Trial('odd, "name"\n.png', "SDC", "JPEG", "JPEG", "SDC", 3.456)]
    rows = list(csv.DictReader(as_csv(trials).splitlines(keepends=True)))
    assert rows == [
        {
            "trial": "1", "picture": 'odd, "name"\n.png', "first": "SDC", "second": "JPEG", "shown": "JPEG",
            "answer": "SDC", "seconds": "3.46",
        }
    ]  # fmt: skip


@given(st.integers(0, 2**32), st.integers(2, 5), st.integers(1, 40))
def test_every_pair_comes_as_often_as_every_other(seed, codecs, count):
    names = ["SDC", "JPEG", "WebP", "AVIF", "JPEG XL"][:codecs]
    rounds = Chance(seed).rounds(["a", "b", "c"], names, count)
    assert len(rounds) == count
    met = Counter(frozenset(pair) for _, *pair in rounds)
    fewest = min(met.values()) if len(met) == codecs * (codecs - 1) // 2 else 0
    assert max(met.values()) - fewest <= 1


def test_x_is_either_about_half_of_the_time():
    chance = Chance(1)
    firsts = Counter(chance.order("A", "B")[0] for _ in range(2000))
    assert 900 < firsts["A"] < 1100
