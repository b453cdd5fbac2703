"""Bits against error, where both are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdviewer.codec.analysis.efficiency import REACH, block_errors, efficiency, worst_blocks
from sdviewer.codec.types import Region


def grey(value: int = 100, height: int = 200, width: int = 300) -> np.ndarray:
    return np.full((height, width, 3), value, np.uint8)


@given(st.integers(1, 70), st.integers(1, 70), st.integers(1, 20))
@settings(max_examples=30, deadline=None)
def test_errors_of_all_blocks_are_that_of_the_picture(height, width, side):
    random = np.random.default_rng(height * width)
    source, picture = (random.integers(0, 256, (height, width, 3), np.uint8) for _ in range(2))
    errors = block_errors(source, picture, side)
    assert errors.shape == (-(-height // side), -(-width // side))
    assert errors.sum() == ((source.astype(int) - picture) ** 2).sum()
    assert errors[0, 0] == ((source[:side, :side].astype(int) - picture[:side, :side]) ** 2).sum()


def test_the_worst_block_is_the_one_that_was_spoiled_most():
    picture = grey()
    picture[70:80, 140:150] = 200
    picture[10:20, 270:280] = 150
    bits = np.ones((13, 19), np.float32)
    first, second, *_ = worst_blocks(grey(), picture, bits, place=16)
    assert first.region == Region(128, 64, 64, 64)
    assert first.squared_error == pytest.approx(100**2 * 100 / 64**2)
    assert first.bits == 16
    assert second.region == Region(256, 0, 44, 64)  # at the edge, smaller
    assert second.squared_error == pytest.approx(50**2 * 100 / (44 * 64))
    assert second.bits == 12


def test_without_bits_there_is_still_a_list():
    assert all(block.bits is None for block in worst_blocks(grey(), grey(101)))
    assert len(worst_blocks(grey(), grey(101))) == 20


def test_what_got_more_bits_than_error_is_above_zero():
    bits, errors = np.ones((4, 4), np.float32), np.ones((4, 4))
    bits[0, 0], errors[3, 3] = 100, 100
    found = efficiency(bits, errors)
    assert found.balance[0, 0] == pytest.approx(REACH, abs=0.5) and found.balance[3, 3] == -REACH
    assert found.half_blocks == 1 / 16
    assert found.half_bits == pytest.approx(1 / 115)


def test_where_nothing_differs_it_is_said_without_a_division_by_zero():
    found = efficiency(np.ones((3, 3), np.float32), np.zeros((3, 3)))
    assert np.isfinite(found.balance).all() and found.half_blocks == 0
