"""Of a huge .sdc what is looked at is drawn, and no more; all of it as soon as something needs that."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import pipeline
from sdviewer.codec.pictures.reader import read_picture
from sdviewer.codec.types import EncodeOptions, Picture
from sdviewer.gui.compare.variants import SDC, State
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme
from sdviewer.paths import resource
from sdviewer.service.codec_service import CodecService


@pytest.fixture(scope="module")
def data() -> bytes:
    """A picture of 1152 x 768 pixels: huge, for these tests."""
    photo = read_picture(resource("samples/dog.jpg"))
    pixels = np.asarray(Image.fromarray(photo.pixels).resize((1152, 768)))
    return pipeline.encode(Picture(pixels), EncodeOptions(quality=60)).data


@pytest.fixture
def window(qapp, qtbot, settings, loop, until, monkeypatch):
    monkeypatch.setattr("sdviewer.gui.compare.document_loader.HUGE", 500_000)
    session = Session(CodecService(), settings, loop)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.resize(560, 460)
    window.show()
    until(window.isVisible)
    yield window
    loop.run_until_complete(session.close())


@pytest.fixture
def opened(window, data, tmp_path, until):
    path = tmp_path / "huge.sdc"
    path.write_bytes(data)
    window.session.open([path])
    until(lambda: window.session.comparison.in_parts, 60)
    return window


def state(window) -> State:
    return window.session.comparison.variant(SDC).state


def test_fitted_into_the_window_a_preview_is_enough(opened, qtbot):
    opened.view.zoom_to(0.2)
    qtbot.wait(300)
    assert state(opened) is State.PREVIEW and opened.session.comparison.patch is None


def test_at_full_size_what_is_in_view_is_drawn_as_it_is_and_the_rest_is_not(opened, data, until):
    comparison, view = opened.session.comparison, opened.view
    view.zoom_to(1.0)
    until(lambda: comparison.patch is not None, 60)
    patch, whole = comparison.patch, pipeline.decode(data).pixels
    part = patch.part
    assert part.covers(view.viewport.visible()) and part.width * part.height < 1152 * 768
    shown = np.stack([np.asarray(patch.image.arrays[0]) >> shift & 255 for shift in (16, 8, 0)], -1)
    expected = whole[int(part.y) : int(part.bottom), int(part.x) : int(part.right)]
    assert np.abs(shown.astype(int) - expected).max() <= 1
    at = view.grab().toImage().pixelColor(view.width() // 2, view.height() // 2).getRgb()[:3]
    x, y = view.viewport.pixel_at((view.width() // 2, view.height() // 2))
    assert np.abs(np.array(at) - whole[y, x].astype(int)).max() <= 2
    assert state(opened) is State.PREVIEW and "megapixels" in opened.banner.text


def test_what_comes_into_view_is_drawn_too(opened, until):
    comparison, view = opened.session.comparison, opened.view
    view.zoom_to(1.0)
    until(lambda: comparison.patch is not None, 60)
    before = comparison.patch
    view.pan(-3, -3)
    until(lambda: comparison.patch is not before and comparison.patch.part.covers(view.viewport.visible()), 60)
    assert state(opened) is State.PREVIEW


@pytest.mark.parametrize("way", ["menu", "compare", "save"])
def test_all_of_it_is_drawn_when_something_needs_it(opened, data, way, tmp_path, loop, until):
    comparison = opened.session.comparison
    if way == "menu":
        assert opened.actions_["draw_whole"].isEnabled()
        opened.actions_["draw_whole"].trigger()
    elif way == "compare":
        photo = tmp_path / "other.png"
        Image.fromarray(pipeline.decode(data).pixels).save(photo)
        comparison.set_original(photo)
        from sdviewer.gui.compare.variants import ORIGINAL

        comparison.set_sources([ORIGINAL, SDC])
    else:
        assert loop.run_until_complete(comparison.settled(SDC)).state is State.FINAL
    until(lambda: state(opened) is State.FINAL, 60)
    assert np.array_equal(comparison.variant(SDC).picture.pixels, pipeline.decode(data).pixels)
    assert comparison.patch is None and not comparison.in_parts
