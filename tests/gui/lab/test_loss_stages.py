"""'Was it the network, or the coder?', and 'can I trust what I see?' With the real codec."""

from __future__ import annotations

import re

import pytest
from hands import is_final, press
from PIL import Image
from PySide6.QtCore import Qt

from sdviewer.codec import pipeline
from sdviewer.codec.pictures.reader import read_picture
from sdviewer.codec.types import EncodeOptions
from sdviewer.gui.compare.variants import NATURAL, ORIGINAL, ROUND_TRIP, SDC, state_text
from sdviewer.gui.lab.maps.loss_stages import shares_text
from sdviewer.gui.view.pane import Layout
from sdviewer.paths import resource
from sdviewer.service.codec_service import CodecService


@pytest.fixture
def codec():
    return CodecService()


@pytest.fixture
def photo_file(tmp_path):
    Image.open(resource("samples/dog.jpg")).crop((100, 100, 308, 260)).save(tmp_path / "dog.png")
    return tmp_path / "dog.png"


@pytest.fixture
def compared(window, photo_file, until):
    window.session.open([photo_file])
    until(lambda: is_final(window, ORIGINAL))
    window.session.comparison.set_sources([ORIGINAL, SDC])
    window.view.set_layout(Layout.SPLIT)
    until(lambda: is_final(window, SDC), 30)
    return window


def measured(window, *sources) -> bool:
    return all(is_final(window, s) and window.session.comparison.variant(s).scores for s in sources)


def shows(window):
    return window.session.comparison.sources[window.view.current]


def test_one_key_shows_the_stages_in_one_place_with_their_metrics(qtbot, compared, until):
    comparison = compared.session.comparison
    press(qtbot, compared, Qt.Key.Key_Y)
    until(lambda: measured(compared, ROUND_TRIP, SDC, NATURAL), 60)
    assert compared.view.layout_mode is Layout.SINGLE and shows(compared) == ROUND_TRIP
    alone, coded = comparison.variant(ROUND_TRIP), comparison.variant(SDC)
    assert alone.scores.psnr > coded.scores.psnr
    until(lambda: comparison.variant(ROUND_TRIP).settings)
    said = [float(n) for n in re.findall(r"[\d.]+(?= %)", comparison.variant(ROUND_TRIP).settings)]
    assert said[0] == pytest.approx(100 * 10 ** ((coded.scores.psnr - alone.scores.psnr) / 10), abs=0.1)
    assert sum(said) == pytest.approx(100, abs=0.15)
    assert state_text(alone) == "nothing quantised"
    order = []
    for _ in range(4):
        press(qtbot, compared, Qt.Key.Key_Y, Qt.KeyboardModifier.ShiftModifier)
        order.append(shows(compared))
    assert order == [SDC, NATURAL, ORIGINAL, ROUND_TRIP]
    press(qtbot, compared, Qt.Key.Key_Y)
    assert comparison.sources == [ORIGINAL, SDC] and compared.view.layout_mode is Layout.SPLIT
    assert not compared.actions_["lab_stages"].isChecked()


def test_it_follows_the_quality(qtbot, compared, until):
    comparison = compared.session.comparison
    press(qtbot, compared, Qt.Key.Key_Y)
    until(lambda: measured(compared, ROUND_TRIP), 60)
    before = comparison.variant(ROUND_TRIP).picture
    compared.session.settings.set("compress/quality", 20.0)
    until(lambda: is_final(compared, ROUND_TRIP) and comparison.variant(ROUND_TRIP).picture is not before, 60)


def test_shares_of_the_error():
    assert "50.1 %" in shares_text(33.0, 30.0) and "49.9 %" in shares_text(33.0, 30.0)
    assert "0.0 %" in shares_text(float("inf"), 30.0)
    assert "no nearer" in shares_text(30.0, 30.5)


def test_a_file_without_its_original_says_what_is_unsteady_and_that_it_is_no_error(window, photo_file, until, qtbot):
    path = photo_file.with_suffix(".sdc")
    path.write_bytes(pipeline.encode(read_picture(photo_file), EncodeOptions(quality=20)).data)
    photo_file.unlink()
    window.session.open([path])
    until(lambda: is_final(window, SDC), 30)
    press(qtbot, window, Qt.Key.Key_E)
    until(lambda: window.session.comparison.shown_map(SDC), 30)
    legend = window.session.comparison.shown_map(SDC).legend
    assert "Instability, not error" in legend.caption
    assert 1 < float(re.search(r"[\d.]+", legend.texts[1]).group()) < 90
    assert not window.actions_["lab_stages"].isEnabled()


def test_unsteady_detail_can_be_asked_for_beside_the_original_too(qtbot, compared, until):
    press(qtbot, compared, Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    until(lambda: compared.session.comparison.shown_map(SDC), 30)
    assert "Instability" in compared.view.panes[1].legend.caption
    press(qtbot, compared, Qt.Key.Key_E)
    until(lambda: compared.session.comparison.shown_map(SDC), 30)
    assert "against the original" in compared.view.panes[1].legend.caption


def test_the_stop_button_ends_a_map_that_is_drawn_and_the_stages(qtbot, compared, until, monkeypatch):
    comparison = compared.session.comparison
    press(qtbot, compared, Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    assert compared.session.tasks.running("map:")
    comparison.stop()
    assert comparison.map_name == "" and not compared.session.tasks.running("map:")
    press(qtbot, compared, Qt.Key.Key_Y)
    assert compared.session.tasks.running("lab:stages")
    comparison.stop()
    assert not compared.session.tasks.running("lab:")
    assert "Stopped" in compared.view.panes[1].message
    press(qtbot, compared, Qt.Key.Key_Y)
    press(qtbot, compared, Qt.Key.Key_Y)  # asked for once more, it is drawn
    until(lambda: is_final(compared, ROUND_TRIP) and comparison.variant(ROUND_TRIP).picture, 30)


def test_another_photo_ends_what_was_drawn_of_the_one_before(qtbot, compared, until, tmp_path):
    Image.new("RGB", (64, 48), "teal").save(tmp_path / "teal.png")
    press(qtbot, compared, Qt.Key.Key_Y)
    compared.session.open([tmp_path / "teal.png"])
    until(lambda: compared.session.comparison.document.name == "teal.png" and is_final(compared, ORIGINAL), 30)
    assert compared.session.comparison.variant(ROUND_TRIP) is None
    assert not compared.session.tasks.running("lab:")
