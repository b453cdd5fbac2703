"""The list of models in the compress panel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdviewer.codec.types import Picture
from sdviewer.gui.compare.variants import NATURAL, ORIGINAL, SDC, Source, State


def test_the_chooser_lists_what_is_added_and_says_what_to_expect(window, codec, photo, library, tmp_path, until):
    large = Picture(np.tile(photo.pixels, (4, 4, 1)), format="PNG")
    window.session.open([codec.add(tmp_path / "photo.png", large)])
    until(window.comparing.can_compress)
    window.session.comparison.compress()
    chooser = window.compress_panel.model
    until(lambda: chooser.box.count() == 1)
    assert not chooser.note.isVisible()
    library.add([Path("/x/vae.safetensors")])
    until(lambda: chooser.box.count() == 2)
    chooser.box.setCurrentIndex(chooser.box.findData("vae"))
    chooser.box.activated.emit(1)
    assert all(word in chooser.note.text() for word in ("Slow", "invented", "effort changes nothing"))
    until(lambda: library.speed("vae") is not None)  # measured by the encode that this began
    megapixels = 384 * 256 / 1e6
    assert library.speed("vae") == (round(0.1 / megapixels, 2),) * 2
    assert "1.0 s per megapixel to write" in chooser.note.text()
    library.note_speed("vae", 1.0, 500.0, 0.5)  # a slower one later changes only what was faster
    library.note_speed("vae", 0.01, 0.0001, 0.0001)  # too small to tell
    assert library.speed("vae") == (round(0.1 / megapixels, 2), 0.5)


@pytest.mark.parametrize(("work", "source"), [("encode", SDC), ("natural", NATURAL), ("rival", Source("jpeg"))])
def test_what_should_not_happen_ends_the_work_on_a_picture(
    window, codec, photo, tmp_path, until, monkeypatch, work, source
):
    async def fail(*_):
        raise RuntimeError("CUDA error")

    monkeypatch.setattr(codec, work, fail)
    window.session.open([codec.add(tmp_path / "photo.png", photo)])
    until(window.comparing.can_compress)
    window.session.comparison.compress()
    comparison = window.session.comparison
    comparison.set_sources([ORIGINAL, source])
    until(lambda: (made := comparison.variant(source)) and made.state is State.FAILED)
    assert comparison.variant(source).message == "Something went wrong that should not: CUDA error"
    until(lambda: "CUDA error" in window.banner.text)


def test_a_model_that_is_gone_stays_chosen_and_is_said_to_be_missing(window, library, settings, until):
    settings.set("compress/model", "gone")
    library.refresh()
    chooser = window.compress_panel.model
    until(lambda: chooser.box.findData("own") >= 0)
    assert chooser.box.currentData() == "gone"
    assert "isn't here" in chooser.note.text()
