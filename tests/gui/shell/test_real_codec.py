"""The window with the real codec on a small photo: what is on screen is what is in the file."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.gui.compare.variants import NATURAL, ORIGINAL, SDC, Source, State, state_text
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme
from sdviewer.gui.view.compare_view import Layout
from sdviewer.paths import resource
from sdviewer.service.cage import readers
from sdviewer.service.codec_service import CodecService

JPEG = Source("jpeg")


@pytest.fixture
def window(qapp, qtbot, settings, loop):
    session = Session(CodecService(), settings, loop)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    yield window
    loop.run_until_complete(asyncio.wait_for(session.close(), 60))


@pytest.fixture
def photo(tmp_path):
    """160 x 120 pixels of the sample photo, in a folder of its own."""
    path = tmp_path / "dog.png"
    with Image.open(resource("samples/dog.jpg")) as image:
        image.convert("RGB").resize((160, 120)).save(path)
    return path


def final(window, *sources):
    def check() -> bool:
        found = [window.session.comparison.variant(source) for source in sources]
        return all(v is not None and v.state is State.FINAL for v in found)

    return check


def scored(window, *sources):
    def check() -> bool:
        found = [window.session.comparison.variant(source) for source in sources]
        return all(v is not None and v.scores is not None for v in found)

    return check


def test_compress_compare_save_and_open_again(window, photo, until, monkeypatch):
    comparison = window.session.comparison
    window.session.open([photo])
    until(final(window, ORIGINAL), 60)
    window.comparing.toggle_compress()
    comparison.set_sources([SDC, JPEG])
    until(scored(window, SDC, JPEG), 120)
    sdc, jpeg = comparison.variant(SDC), comparison.variant(JPEG)
    assert len(sdc.data) == sdc.nbytes
    assert jpeg.nbytes <= sdc.nbytes or not jpeg.reached
    assert window.view.layout_mode is Layout.SPLIT

    target = photo.with_suffix(".sdc")
    monkeypatch.setattr("sdviewer.gui.browse.naming.QFileDialog.getSaveFileName", lambda *_: (str(target), ""))
    window.saving.save_sdc()
    until(lambda: target.exists() and target.name in window.banner.text, 60)
    assert target.read_bytes() == sdc.data
    assert sorted(p.name for p in photo.parent.iterdir()) == ["dog.png", "dog.sdc"]  # and no temporary file

    states = []
    comparison.changed.connect(lambda: comparison.primary and states.append(comparison.primary.state))
    window.session.open([target])
    until(lambda: comparison.document.path == target and final(window, SDC)(), 60)
    assert State.PREVIEW in states
    assert np.array_equal(comparison.variant(SDC).picture.pixels, sdc.picture.pixels)


def test_changing_the_quality_follows_on_screen(window, photo, until):
    window.session.open([photo])
    until(final(window, ORIGINAL), 60)
    window.comparing.toggle_compress()
    until(scored(window, SDC), 60)
    before = window.session.comparison.variant(SDC)
    for quality in (50, 60, 90):
        window.compress_panel.target.slider.setValue(quality)
    until(lambda: window.session.comparison.variant(SDC).nbytes != before.nbytes and scored(window, SDC)(), 60)
    after = window.session.comparison.variant(SDC)
    assert after.nbytes > before.nbytes and after.scores.psnr > before.scores.psnr


def test_of_a_damaged_sdc_is_shown_what_is_there_and_said_what_is_wrong(window, photo, until):
    window.session.open([photo])
    until(final(window, ORIGINAL), 60)
    window.comparing.toggle_compress()
    until(final(window, SDC), 60)
    data = bytearray(window.session.comparison.variant(SDC).data)
    data[len(data) // 2] ^= 0xFF
    broken = photo.with_name("broken.sdc")
    broken.write_bytes(data)
    window.session.open([broken])
    until(lambda: window.windowTitle().startswith("broken.sdc"), 60)
    until(final(window, SDC), 60)
    until(lambda: "damaged" in window.banner.text, 60)
    comparison = window.session.comparison
    assert "damaged" in state_text(comparison.variant(SDC))
    comparison.set_sources([NATURAL])
    until(final(window, NATURAL), 60)
    said = state_text(comparison.variant(NATURAL))
    assert "damaged" in said and "generative" in said


def test_a_decoder_that_crashes_eats_or_hangs_is_a_sentence_and_the_next_picture_opens(
    window, photo, until, monkeypatch
):
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "service" / "cage")
    caged = readers.Readers("bad_decoders:read")
    monkeypatch.setattr(readers, "_shared", caged)
    for name, words in (("crash", "crash"), ("eat", "memory"), ("hang", "given up")):
        caged._large = readers.Limits(400_000_000, 2.0 if name == "hang" else 60.0, 60.0)
        path = photo.with_name(f"{name}.png")
        path.write_bytes(photo.read_bytes())
        window.session.open([path])
        until(lambda path=path: window.session.comparison.document is not None
              and window.session.comparison.document.path == path, 60)  # fmt: skip
        primary = window.session.comparison.primary
        assert primary.state is State.FAILED and words in primary.message and str(path) in primary.message
        caged._large = readers.Limits(400_000_000, 60.0, 60.0)
        window.session.open([photo])
        until(lambda: window.session.comparison.document.path == photo and final(window, ORIGINAL)(), 60)
    caged.close()
