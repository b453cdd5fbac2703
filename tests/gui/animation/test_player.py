"""Animated pictures play in the viewer, rest where somebody wants a frame, and are compressed by their first frame."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hands import is_final, press
from PIL import Image
from PySide6.QtCore import Qt

from sdviewer.codec.types import Picture
from sdviewer.gui.compare.variants import ORIGINAL, SDC

COLOURS = [(255, 0, 0), (0, 255, 0), (0, 0, 255)]


@pytest.fixture(params=["gif", "png", "webp"])
def path(request, tmp_path):
    """Red, green, blue, for 40 ms each."""
    frames = [Image.new("RGB", (60, 40), colour) for colour in COLOURS]
    path = tmp_path / f"colours.{request.param}"
    options = {"lossless": True} if request.param == "webp" else {}
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=40, loop=0, **options)
    return path


@pytest.fixture
def animated(window, codec, path, until):
    from sdviewer.codec.pictures.reader import read_picture

    still = read_picture(path)
    content = path.read_bytes()
    codec.add(path, still)
    path.write_bytes(content)
    window.session.open([path])
    until(lambda: is_final(window, ORIGINAL))
    return window


def colour(window) -> tuple[int, int, int]:
    """Of the middle of the view, as one of the three."""
    view = window.view
    seen = view.grab().toImage().pixelColor(view.width() // 2, view.height() // 2).getRgb()[:3]
    return min(COLOURS, key=lambda known: sum(abs(a - b) for a, b in zip(known, seen, strict=True)))


def test_it_plays_over_and_over(animated, until):
    seen = []

    def all_twice() -> bool:
        if not seen or seen[-1] != colour(animated):
            seen.append(colour(animated))
        return len(seen) > 6

    until(all_twice)
    assert set(seen) == set(COLOURS)
    assert animated.actions_["play"].isChecked() and animated.banner.text == ""


def test_it_rests_and_goes_frame_by_frame(animated, qtbot, until):
    animated.actions_["play"].trigger()
    assert not animated.actions_["play"].isChecked()
    qtbot.wait(120)
    first = colour(animated)
    qtbot.wait(120)
    assert colour(animated) == first, "it rests"
    following = COLOURS[(COLOURS.index(first) + 1) % 3]
    press(qtbot, animated, Qt.Key.Key_Period)
    until(lambda: colour(animated) == following)
    press(qtbot, animated, Qt.Key.Key_Comma)
    until(lambda: colour(animated) == first)


def test_compressing_takes_the_first_frame_and_says_so(animated, qtbot, until):
    until(lambda: colour(animated) != COLOURS[0])
    press(qtbot, animated, Qt.Key.Key_C)
    until(lambda: is_final(animated, SDC))
    assert "first of 3 frames" in animated.banner.text
    assert not animated.actions_["play"].isEnabled() and animated.session.comparison.frame is None
    press(qtbot, animated, Qt.Key.Key_C)
    until(lambda: animated.actions_["play"].isEnabled())


def test_another_picture_ends_it(animated, codec, photo, tmp_path, until):
    until(lambda: animated.session.comparison.frame is not None)
    animated.session.open([codec.add(tmp_path / "still.png", photo)])
    until(lambda: animated.session.comparison.document.name == "still.png" and is_final(animated, ORIGINAL))
    assert animated.session.comparison.frame is None and not animated.actions_["play"].isEnabled()


def test_pages_of_a_tiff_don_t_play(window, codec, tmp_path, photo, until):
    pages = replace(photo, format="TIFF", notices=("Only the first of 4 frames is used.",))
    window.session.open([codec.add(tmp_path / "pages.tif", pages)])
    until(lambda: is_final(window, ORIGINAL))
    assert not window.actions_["play"].isEnabled() and "first of 4" in window.banner.text


def test_a_file_that_claims_more_frames_than_it_has_rests_and_says_so(window, codec, tmp_path, until):
    path = tmp_path / "less.gif"
    frames = [Image.new("RGB", (60, 40), colour) for colour in COLOURS[:2]]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=20)
    content = path.read_bytes()
    still = Picture(np.zeros((40, 60, 3), np.uint8), format="GIF", notices=("Only the first of 9 frames is used.",))
    codec.add(path, still)
    path.write_bytes(content)
    window.session.open([path])
    until(lambda: "frame" in window.banner.text)
    assert not window.actions_["play"].isChecked()
