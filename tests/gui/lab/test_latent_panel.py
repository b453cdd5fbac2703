"""'What is in this file, channel by channel?' With the real codec."""

from __future__ import annotations

import pytest
from hands import is_final, press
from PIL import Image
from PySide6.QtCore import Qt

from sdviewer.codec import pipeline
from sdviewer.codec.pictures.reader import read_picture
from sdviewer.codec.types import EncodeOptions
from sdviewer.gui.compare.variants import CHANNELS, ORIGINAL, SDC
from sdviewer.gui.lab.maps.channel_model import Channel, ChannelModel
from sdviewer.gui.view.pane import Layout
from sdviewer.paths import resource
from sdviewer.service.codec_service import CodecService

TICK = Qt.ItemDataRole.CheckStateRole
OFF, ON = Qt.CheckState.Unchecked.value, Qt.CheckState.Checked.value


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
    until(lambda: is_final(window, SDC), 30)
    return window


def panel_of(window):
    return window.panels.docks["lab_latents"].widget().panel


def test_one_key_shows_the_channels_with_their_bits(qtbot, compared, until):
    press(qtbot, compared, Qt.Key.Key_J)
    panel = panel_of(compared)
    until(lambda: panel.model.channels, 30)
    bits = [channel.bits for channel in panel.model.channels]
    assert len(bits) == 192 and bits == sorted(bits, reverse=True)
    assert f"{sum(bits):,.0f} bits" in panel.note.text()
    assert sum(channel.share for channel in panel.model.channels) <= 1
    first = panel.model.index(0)
    assert "%" in first.data() and "bits" in first.data(Qt.ItemDataRole.ToolTipRole)
    assert not first.data(Qt.ItemDataRole.DecorationRole).isNull()


def test_before_quantisation_it_is_another_picture(qtbot, compared, until):
    press(qtbot, compared, Qt.Key.Key_J)
    panel = panel_of(compared)
    until(lambda: panel.model.channels, 30)
    coded = panel.model.index(0).data(Qt.ItemDataRole.DecorationRole)
    panel.exact.setChecked(True)
    until(lambda: panel.model.channels[0].exact is not None, 30)
    assert panel.model.index(0).data(Qt.ItemDataRole.DecorationRole) != coded
    panel.exact.setChecked(False)
    assert panel.model.index(0).data(Qt.ItemDataRole.DecorationRole) == coded


def test_a_channel_that_is_switched_off_is_missing_in_a_pane_of_its_own(qtbot, compared, until):
    comparison = compared.session.comparison
    press(qtbot, compared, Qt.Key.Key_J)
    panel = panel_of(compared)
    until(lambda: panel.model.channels, 30)
    panel.model.setData(panel.model.index(0), OFF, TICK)
    until(lambda: is_final(compared, CHANNELS) and comparison.variant(CHANNELS).scores, 30)
    without = comparison.variant(CHANNELS)
    assert comparison.sources == [ORIGINAL, SDC, CHANNELS] and compared.view.layout_mode is Layout.SPLIT
    assert without.settings == f"without channel {panel.model.channels[0].number}"
    assert without.scores.psnr < comparison.variant(SDC).scores.psnr - 5
    before = without.picture
    compared.session.settings.set("compress/quality", 20.0)  # another file: its pane follows
    until(lambda: is_final(compared, CHANNELS) and comparison.variant(CHANNELS).picture is not before, 30)
    panel.all_on.click()
    assert comparison.sources == [ORIGINAL, SDC]


def test_a_file_alone_has_channels_but_nothing_before_quantisation(qtbot, window, photo_file, until):
    path = photo_file.with_suffix(".sdc")
    path.write_bytes(pipeline.encode(read_picture(photo_file), EncodeOptions(quality=20)).data)
    photo_file.unlink()
    window.session.open([path])
    until(lambda: is_final(window, SDC), 30)
    press(qtbot, window, Qt.Key.Key_J)
    panel = panel_of(window)
    until(lambda: panel.model.channels, 30)
    assert not panel.exact.isEnabled()
    panel.model.setData(panel.model.index(0), OFF, TICK)
    until(lambda: is_final(window, CHANNELS), 30)


def test_without_a_file_the_panel_says_what_to_do(qtbot, window):
    window.actions_["lab_latents"].trigger()  # disabled: there is nothing open
    assert "lab_latents" not in window.panels.docks


def test_what_is_off_stays_off_where_the_channels_come_anew(qapp):
    model = ChannelModel()
    channels = [Channel(number, None, None, bits, bits / 6, bits / 4) for number, bits in enumerate((1.0, 3.0, 2.0))]
    model.show(channels)
    assert [channel.number for channel in model.channels] == [1, 2, 0]
    model.setData(model.index(0), OFF, TICK)
    model.show(channels[1:])
    assert model.off == {1}
    model.show(channels[:1])
    assert model.off == set()
