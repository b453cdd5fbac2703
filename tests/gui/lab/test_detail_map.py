"""'Show me what this codec left out, and what it made up.'"""

from __future__ import annotations

import re

import numpy as np
from hands import is_final, press
from PySide6.QtCore import Qt

from sdviewer.codec.types import Picture
from sdviewer.gui.compare.variants import NATURAL, ORIGINAL, SDC, Source, state_text
from sdviewer.gui.pictures.images import Turn


def shown(window, source):
    return window.session.comparison.shown_map(source)


def shares(window, source) -> tuple[float, float]:
    """Lost and invented in percent, as the legend has them."""
    lost, invented = (float(re.search(r"[\d.]+", text).group()) for text in shown(window, source).legend.texts)
    return lost, invented


def compared(window, until):
    window.session.comparison.set_sources([ORIGINAL, SDC])
    until(lambda: is_final(window, SDC))


def test_one_key_shows_it_with_a_legend_and_numbers_and_takes_it_away(qtbot, opened, until):
    compared(opened, until)
    press(qtbot, opened, Qt.Key.Key_E)
    until(lambda: shown(opened, SDC) is not None)
    assert opened.actions_["map_detail"].isChecked()
    lost, invented = shares(opened, SDC)
    assert lost > 60 and invented < 20  # the made-up codec halves all brightness, so that all contrast is lost
    assert "against the original" in shown(opened, SDC).legend.caption
    assert opened.view.panes[0].legend is None and opened.view.panes[1].legend is shown(opened, SDC).legend
    assert "lost" in opened.view.accessibleDescription()
    press(qtbot, opened, Qt.Key.Key_E)
    assert shown(opened, SDC) is None and opened.view.panes[1].legend is None


def test_pointing_says_how_much_there_is_at_a_place(opened, until):
    said: list[str] = []
    opened.presenter.readout_changed.connect(said.append)
    compared(opened, until)
    opened.session.comparison.set_map("detail")
    until(lambda: shown(opened, SDC))
    opened.view.hovered.emit((40, 30))  # the edge of the bright square
    at_edge = [float(n) for n in re.findall(r"[\d.]+", said[-1].rpartition("lost")[2])]
    opened.view.hovered.emit((90, 5))
    at_rest = [float(n) for n in re.findall(r"[\d.]+", said[-1].rpartition("lost")[2])]
    assert at_edge[0] > 5 > at_rest[0]


def test_the_original_alone_has_no_map(opened):
    assert not opened.actions_["map_detail"].isEnabled()


def test_it_works_for_files_and_rivals_too(opened, codec, tmp_path, photo, until):
    random = np.random.default_rng(0).integers(0, 256, photo.pixels.shape, np.uint8)
    noise = Source("file", codec.add(tmp_path / "noise.png", Picture(random, format="PNG")))
    opened.session.comparison.set_sources([ORIGINAL, noise, Source("jpeg")])
    opened.session.comparison.set_map("detail")
    until(lambda: shown(opened, noise) and shown(opened, Source("jpeg")))
    assert shares(opened, noise)[1] > 90
    assert shares(opened, Source("jpeg"))[0] > 60


def test_a_turned_picture_has_its_map_turned(opened, until):
    compared(opened, until)
    opened.session.comparison.set_map("detail")
    until(lambda: shown(opened, SDC))
    opened.session.comparison.set_turn(Turn(1))
    until(lambda: shown(opened, SDC) and shown(opened, SDC).image.size == (64, 96))


def test_without_the_original_it_says_so(window, codec, tmp_path, photo, until):
    codec.add(tmp_path / "a.png", photo)
    two = [codec.add(tmp_path / "b.sdc", photo, sdc=True), codec.add(tmp_path / "c.png", photo)]
    window.session.open([two[0]])
    until(lambda: is_final(window, SDC))
    window.session.comparison.set_sources([SDC, Source("file", two[1])])
    until(lambda: is_final(window, Source("file", two[1])))
    window.session.comparison.set_map("detail")
    until(lambda: shown(window, Source("file", two[1])))
    assert "without the original" in window.view.panes[1].message
    assert window.view.panes[1].image is not None  # the picture stays


def test_the_natural_look_says_how_much_of_it_is_invented(opened, until):
    comparison = opened.session.comparison
    comparison.set_sources([SDC, NATURAL])
    until(lambda: is_final(opened, NATURAL) and comparison.variant(NATURAL).invented is not None)
    assert re.search(r"generative: invents [\d.]+ % of its detail", state_text(comparison.variant(NATURAL)))
