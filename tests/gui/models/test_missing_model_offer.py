"""A picture whose model isn't here: its preview, and the offer to get what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from models_hands import buttons, press, sdc
from PySide6.QtWidgets import QFileDialog

from sdviewer.codec.errors import FormatError, MissingModelError
from sdviewer.gui.compare.variants import State
from sdviewer.gui.models import models_dialog


@pytest.fixture
def preview(window, codec, photo, tmp_path, until):
    """The window with a .sdc of which there is only the preview."""
    path = codec.add(tmp_path / "cat.sdc", photo, sdc=True)
    codec.errors[path] = MissingModelError("Its model isn't here.", "feedbeef", "somebody/vae", 334_000_000)
    window.session.open([path])
    until(lambda: "feedbeef" in window.banner.text)
    return path


def test_the_preview_is_shown_and_the_banner_says_what_is_missing(preview, window):
    assert sdc(window).picture.width == 48  # the preview
    for part in ("somebody/vae", "334.0 MB", "preview"):
        assert part in window.banner.text
    assert list(buttons(window.banner)) == ["Get it…", "Add from disk…"]


def test_get_it_asks_says_the_size_and_the_picture_is_decoded_at_once(
    preview, window, codec, models, qtbot, until, monkeypatch
):
    monkeypatch.setattr(models_dialog, "missing_packages", list)
    window.view.zoom_to(2.0)
    press(qtbot, buttons(window.banner)["Get it…"])
    dialog = window.models.show()
    until(lambda: "334.0 MB" in dialog.banner.text)
    assert models.asked_for("get") == []
    press(qtbot, buttons(dialog.banner)["Download"])
    del codec.errors[preview]
    until(lambda: sdc(window).state is State.FINAL)
    assert sdc(window).picture.width == 96
    assert window.banner.text == ""
    assert window.view.viewport.scale == 2.0  # it was not opened anew


def test_another_model_than_the_needed_one_is_told(preview, window, library, until):
    library.add([Path("/x/other.safetensors")])
    until(lambda: "another model" in window.banner.text)
    until(lambda: not window.session.tasks.running("open"))
    assert sdc(window).state is State.FAILED and sdc(window).picture.width == 48


def test_add_from_disk_opens_the_file_dialog(preview, window, codec, models, qtbot, until, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (["/x/vae.safetensors"], ""))
    del codec.errors[preview]
    press(qtbot, buttons(window.banner)["Add from disk…"])
    until(lambda: sdc(window).state is State.FINAL)
    assert models.asked_for("add") == [Path("/x/vae.safetensors")]


def test_a_model_from_a_file_cannot_be_got_from_the_hub(window, codec, photo, tmp_path, until):
    path = codec.add(tmp_path / "cat.sdc", photo, sdc=True)
    codec.errors[path] = MissingModelError("Its model isn't here.", "feedbeef", "vae.safetensors", 0)
    window.session.open([path])
    until(lambda: "feedbeef" in window.banner.text)
    assert list(buttons(window.banner)) == ["Add from disk…"]


def test_the_offer_goes_with_the_picture(preview, window, codec, photo, tmp_path, until):
    window.session.open([codec.add(tmp_path / "dog.png", photo)])
    until(lambda: window.session.comparison.document.name == "dog.png")
    assert window.banner.text == ""


def test_other_damage_after_the_preview_is_said(window, codec, photo, tmp_path, until):
    path = codec.add(tmp_path / "cat.sdc", photo, sdc=True)
    codec.errors[path] = FormatError("The picture data is damaged.")
    window.session.open([path])
    until(lambda: "picture data is damaged" in window.banner.text)
