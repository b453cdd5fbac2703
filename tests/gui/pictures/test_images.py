"""Pixels on their way to the screen: exact values, halved copies, alpha, turning."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage

from sdviewer.codec.types import Picture
from sdviewer.gui.pictures.geometry import Rect
from sdviewer.gui.pictures.images import UPRIGHT, MipImage, Turn, from_picture, from_pixels, to_image, to_pixels


def noise(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def back(image: QImage) -> np.ndarray:
    return to_pixels(image).pixels


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (65, 3), (130, 257)])
def test_every_pixel_arrives_as_it_was(shape):
    pixels = noise(*shape)
    image = from_pixels(pixels)
    assert image.size == (shape[1], shape[0])
    assert image.levels[0].format() == QImage.Format.Format_RGB32
    assert np.array_equal(back(image.levels[0]), pixels)


def test_a_pixel_can_be_read():
    pixels = noise(20, 30)
    image = from_pixels(pixels)
    assert image.value(29, 4) == tuple(pixels[4, 29].tolist())
    words = image.block(Rect(3, 5, 4, 2))
    assert words.shape == (2, 4)
    assert words[1, 2] & 0xFFFFFF == int.from_bytes(pixels[6, 5].tobytes(), "big")


@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 99))
def test_halved_copies_are_means_of_two_by_two_pixels(height: int, width: int, seed: int):
    image = from_pixels(noise(height, width, seed))
    for larger, smaller in zip(image.levels, image.levels[1:], strict=False):
        assert (smaller.width(), smaller.height()) == (larger.width() // 2, larger.height() // 2)
        full = back(larger)[: smaller.height() * 2, : smaller.width() * 2].astype(float)
        means = full.reshape(smaller.height(), 2, smaller.width(), 2, 3).mean(axis=(1, 3))
        assert np.abs(back(smaller) - means).max() <= 1


def test_halving_keeps_the_brightness():
    """Rounding down and up in turn: ten halvings of noise don't darken it."""
    pixels = noise(1024, 1024)
    last = back(from_pixels(pixels).levels[-1])
    assert abs(last.mean() - pixels.mean()) < 0.5


def test_the_smallest_copy_with_a_pixel_per_pixel_painted_is_used():
    image = from_pixels(np.zeros((600, 900, 3), np.uint8))
    assert [image.level_for(scale) for scale in (4.0, 1.0, 0.51, 0.5, 0.26, 0.25, 1e-6)] == [0, 0, 0, 1, 1, 2, 4]
    assert max(image.levels[-1].width(), image.levels[-1].height()) <= 64


def test_bytes_are_counted_for_the_cache():
    image = from_pixels(np.zeros((512, 512, 3), np.uint8))
    assert image.nbytes == sum(level.sizeInBytes() for level in image.levels)
    assert image.nbytes == pytest.approx(512 * 512 * 4 * 4 / 3, rel=0.02)


def test_alpha_is_kept_where_it_says_something():
    pixels, alpha = noise(8, 8), np.full((8, 8), 255, np.uint8)
    assert not from_pixels(pixels, alpha).has_alpha
    alpha[2, 3] = 0
    alpha[4, 5] = 128
    image = from_pixels(pixels, alpha)
    assert image.has_alpha
    assert image.levels[0].pixelColor(3, 2).alpha() == 0
    colour = image.levels[0].pixelColor(5, 4)
    assert colour.alpha() == 128
    assert np.abs(np.array(colour.getRgb()[:3]) - pixels[4, 5]).max() <= 1


def test_a_transparent_pixel_has_no_share_in_a_halved_copy():
    """Premultiplied: what is hidden must not bleed into what is seen."""
    pixels = np.zeros((128, 128, 3), np.uint8)
    pixels[:, ::2] = 255
    alpha = np.full((128, 128), 255, np.uint8)
    alpha[:, ::2] = 0
    colour = from_pixels(pixels, alpha).levels[1].pixelColor(5, 5)
    assert colour.getRgb()[:3] == (0, 0, 0)
    assert colour.alpha() in (127, 128)


def test_the_images_outlive_the_pixels_they_were_made_from():
    pixels = noise(64, 64)
    image = from_pixels(pixels)
    kept = pixels.copy()
    pixels[:] = 0
    assert np.array_equal(back(image.levels[0]), kept)


def test_a_pasted_picture_comes_in_and_goes_out_unchanged():
    image = QImage(5, 3, QImage.Format.Format_ARGB32)
    image.fill(QColor(10, 20, 30, 255))
    image.setPixelColor(4, 2, QColor(200, 100, 50, 77))
    picture = to_pixels(image)
    assert picture.pixels.shape == (3, 5, 3)
    assert tuple(picture.pixels[0, 0]) == (10, 20, 30)
    assert picture.alpha[2, 4] == 77
    assert to_image(Picture(picture.pixels)).pixelColor(4, 2).getRgb() == (200, 100, 50, 255)


# turning

SQUARE = np.array([[1, 2], [3, 4]], np.uint8)
TURNS = [Turn(q, m) for q in range(4) for m in (False, True)]


@pytest.mark.parametrize("turn", TURNS)
def test_a_pixel_of_a_turned_picture_is_found_in_the_one_that_is_not(turn):
    numbers = np.arange(15).reshape(3, 5)
    turned = turn.apply(numbers)
    for y, x in np.ndindex(turned.shape):
        at = turn.back(x, y, 5, 3)
        assert numbers[at[1], at[0]] == turned[y, x]


def seen(turn: Turn) -> list[list[int]]:
    return turn.apply(SQUARE).tolist()


def test_turning_is_clockwise():
    assert seen(UPRIGHT) == [[1, 2], [3, 4]]
    assert seen(UPRIGHT.rotated(1)) == [[3, 1], [4, 2]]
    assert seen(UPRIGHT.rotated(-1)) == [[2, 4], [1, 3]]
    assert seen(UPRIGHT.flipped(True)) == [[2, 1], [4, 3]]
    assert seen(UPRIGHT.flipped(False)) == [[3, 4], [1, 2]]


@pytest.mark.parametrize("turn", TURNS)
def test_flipping_is_as_seen_on_screen_whatever_the_turn(turn: Turn):
    assert seen(turn.flipped(True)) == np.array(seen(turn))[:, ::-1].tolist()
    assert seen(turn.flipped(False)) == np.array(seen(turn))[::-1].tolist()
    assert seen(turn.rotated(1)) == np.rot90(np.array(seen(turn)), -1).tolist()
    assert turn.flipped(True).flipped(True) == turn


@pytest.mark.parametrize("turn", TURNS)
def test_a_turned_picture_has_the_turned_size_and_pixels(turn: Turn):
    pixels = noise(70, 130)
    image: MipImage = from_picture(Picture(pixels), turn)
    assert image.size == turn.size(130, 70)
    assert np.array_equal(back(image.levels[0]), turn.apply(pixels))


def test_a_translucent_pixel_is_read_out_as_it_is_in_the_file():
    """What is painted is premultiplied."""
    pixels = np.full((4, 4, 3), (200, 100, 50), np.uint8)
    image = from_picture(Picture(pixels, np.full((4, 4), 128, np.uint8)))
    assert image.value(1, 1) == (200, 100, 50)
