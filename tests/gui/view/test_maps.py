"""Pictures of how two pictures differ."""

from __future__ import annotations

import numpy as np
import pytest

from sdviewer.gui.view import maps


def grey(value: int, height: int = 64, width: int = 96) -> np.ndarray:
    return np.full((height, width, 3), value, np.uint8)


@pytest.fixture
def photo() -> np.ndarray:
    rows, columns = np.mgrid[0:300, 0:320]
    return np.stack([rows % 256, columns % 256, (rows * columns) % 251], axis=-1).astype(np.uint8)


@pytest.mark.parametrize("name", list(maps.MAPS))
def test_equal_pictures_give_one_colour(name, photo):
    result = maps.MAPS[name](photo, photo.copy())
    assert result.shape == photo.shape
    assert result.dtype == np.uint8
    assert len(np.unique(result.reshape(-1, 3), axis=0)) == 1


@pytest.mark.parametrize("name", list(maps.MAPS))
def test_a_difference_shows_where_it_is_and_nowhere_else(name, photo):
    changed = photo.copy()
    changed[100:120, 200:220] = 255 - changed[100:120, 200:220]
    same, result = maps.MAPS[name](photo, photo), maps.MAPS[name](photo, changed)
    rows, columns = np.nonzero((same != result).any(axis=-1))
    reach = 6 if name == "heat" else 0  # SSIM looks at a window around each pixel
    assert rows.min() >= 100 - reach
    assert rows.max() < 120 + reach
    assert columns.min() >= 200 - reach
    assert columns.max() < 220 + reach
    assert len(rows) > 300


def test_the_absolute_difference_is_exact_both_ways():
    assert (maps.absolute(grey(10), grey(250)) == 240).all()
    assert (maps.absolute(grey(250), grey(10)) == 240).all()


def test_the_amplified_difference_saturates_instead_of_wrapping():
    assert (maps.amplified(grey(10), grey(13)) == 24).all()
    assert (maps.amplified(grey(10), grey(200)) == 248).all()


def test_the_sign_is_told_by_brightness():
    assert (maps.signed(grey(100), grey(110)) == 148).all()
    assert (maps.signed(grey(100), grey(90)) == 108).all()
    assert (maps.signed(grey(0), grey(255)) == 255).all()
    assert (maps.signed(grey(255), grey(0)) == 0).all()


def test_more_loss_is_lighter(photo):
    blurred = ((photo.astype(int) + np.roll(photo, 1, axis=1)) // 2).astype(np.uint8)
    mild, strong = maps.heat(photo, blurred), maps.heat(photo, grey(128, 300, 320))
    assert mild.mean() < strong.mean()


def test_the_colours_get_lighter_from_one_end_to_the_other():
    brightness = maps.heat_colours().astype(float) @ (0.2126, 0.7152, 0.0722)
    assert maps.heat_colours().shape == (256, 3)
    assert (np.diff(brightness) > -0.5).all()
    assert brightness[0] < 5
    assert brightness[-1] > 230
