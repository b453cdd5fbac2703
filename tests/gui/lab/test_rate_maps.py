"""'Where do my bytes go, and are they where the error is?' With the real codec."""

from __future__ import annotations

import re

import pytest
from hands import is_final, press
from PIL import Image
from PySide6.QtCore import Qt

from sdviewer.gui.compare.variants import ORIGINAL, SDC, Source
from sdviewer.gui.pictures.images import Turn
from sdviewer.paths import resource
from sdviewer.service.codec_service import CodecService

JPEG = Source("jpeg")


@pytest.fixture
def codec():
    return CodecService()


@pytest.fixture
def compared(window, tmp_path, until):
    """A photo whose left half is flat, beside its `.sdc` and JPEG."""
    photo = Image.open(resource("samples/dog.jpg")).crop((100, 100, 420, 292))
    photo.paste((90, 120, 90), (0, 0, 160, 192))
    photo.save(tmp_path / "half.png")
    window.session.open([tmp_path / "half.png"])
    until(lambda: is_final(window, ORIGINAL))
    window.session.comparison.set_sources([ORIGINAL, SDC, JPEG])
    until(lambda: is_final(window, SDC) and is_final(window, JPEG), 60)
    return window


def shown(window, source):
    return window.session.comparison.shown_map(source)


def bits(window, x: int, y: int) -> float:
    return float(re.search(r"[\d.]+", shown(window, SDC).value(x, y)).group())


def test_one_key_shows_the_bits_and_pointing_reads_them(qtbot, compared, until):
    said: list[str] = []
    compared.presenter.readout_changed.connect(said.append)
    press(qtbot, compared, Qt.Key.Key_U)
    until(lambda: shown(compared, SDC) and shown(compared, JPEG), 30)
    assert bits(compared, 40, 100) < 0.5 * bits(compared, 240, 100)
    compared.view.hovered.emit((240, 100))
    assert f"B {shown(compared, SDC).value(240, 100)}" in said[-1]
    share = float(re.search(r"([\d.]+) % of the picture data", shown(compared, SDC).legend.caption).group(1))
    assert 98 <= share <= 101
    assert "known of .sdc only" in compared.view.panes[2].message and "JPEG" in compared.view.panes[2].message
    assert compared.view.panes[2].legend is None and compared.view.panes[0].message == ""


def test_turned_pictures_have_their_blocks_where_they_are_seen(compared, until):
    comparison = compared.session.comparison
    comparison.set_turn(Turn(2))  # the flat half is right now; the file holds it so
    until(lambda: comparison.variant(SDC).coded_turn == Turn(2) and is_final(compared, SDC), 60)
    comparison.set_map("rate")
    until(lambda: shown(compared, SDC), 30)
    assert bits(compared, 280, 100) < 0.5 * bits(compared, 80, 100)


def test_bits_against_error_has_its_number(qtbot, compared, until):
    press(qtbot, compared, Qt.Key.Key_U, Qt.KeyboardModifier.ShiftModifier)
    until(lambda: shown(compared, SDC), 30)
    blocks, _ = (float(n) for n in re.findall(r"[\d.]+(?= %)", shown(compared, SDC).legend.caption))
    assert 0 < blocks < 50  # all of it lies in the right half
    assert "error" in shown(compared, SDC).value(240, 100)


def test_a_click_in_the_list_of_worst_blocks_shows_it_in_all_panes(qtbot, compared, until):
    press(qtbot, compared, Qt.Key.Key_W)
    assert compared.panels.visible("lab_worst") and compared.actions_["lab_worst"].isChecked()
    panel = compared.panels.docks["lab_worst"].widget().panel
    until(lambda: len(panel.blocks) == 15, 30)
    assert all(block.region.left >= 128 for block in panel.blocks[:6])
    assert panel.list.topLevelItem(0).text(2) not in ("", "–")
    panel.list.setCurrentItem(panel.list.topLevelItem(0))
    region, viewport = panel.blocks[0].region, compared.view.viewport
    seen = viewport.visible()
    assert seen.x <= region.left and region.left + region.width <= seen.right
    assert viewport.scale > 1
    panel.panes.setCurrentIndex(1)
    panel.panes.activated.emit(1)
    until(lambda: panel.list.topLevelItem(0).text(2) == "–", 30)  # of JPEG there is the error alone


def test_the_list_follows_a_turned_picture(qtbot, compared, until):
    press(qtbot, compared, Qt.Key.Key_W)
    comparison, panel = compared.session.comparison, compared.panels.docks["lab_worst"].widget().panel
    until(lambda: panel.blocks, 30)
    comparison.set_turn(Turn(1))
    until(lambda: compared.view.viewport.picture == (192, 320), 30)
    coded = lambda: compared.session.comparison.variant(SDC).coded_turn  # noqa: E731
    until(lambda: panel.blocks and is_final(compared, SDC) and coded() == Turn(1), 60)
    until(lambda: not compared.session.tasks.running("lab:worst"), 30)
    assert panel.list.topLevelItem(0).text(2) not in ("", "–")
    panel._on_item(panel.list.topLevelItem(0))
    seen = compared.view.viewport.visible()
    middle = seen.y + seen.height / 2
    assert middle > 160  # what was right is below now
