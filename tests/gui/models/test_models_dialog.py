"""Models in the window: what there is, what can be had, and the offer to get one that a picture needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fake_models import FakeModels
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton

from sdviewer.codec.errors import FormatError, MissingModelError, ModelError
from sdviewer.codec.types import Picture
from sdviewer.gui.compare.variants import NATURAL, ORIGINAL, SDC, Source, State
from sdviewer.gui.models import models_dialog
from sdviewer.gui.models.found_dialog import FoundDialog
from sdviewer.gui.models.model_library import JobState
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme
from sdviewer.service.model_search import Found


@pytest.fixture
def models(loop):
    return FakeModels()


@pytest.fixture
def window(qapp, qtbot, codec, settings, loop, models):
    session = Session(codec, settings, loop, models)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.show()
    yield window
    loop.run_until_complete(session.close())


@pytest.fixture
def library(window):
    return window.session.library


@pytest.fixture
def dialog(window, qtbot, until, monkeypatch):
    monkeypatch.setattr(models_dialog, "missing_packages", list)
    window.actions_["models"].trigger()
    dialog = window.models.show()
    until(lambda: names(dialog) == ["own"])
    return dialog


def names(dialog) -> list[str]:
    return [dialog.list.topLevelItem(row).text(0) for row in range(dialog.list.topLevelItemCount())]


def row(dialog, name: str) -> list[str]:
    item = dialog.list.topLevelItem(names(dialog).index(name))
    return [item.text(column) for column in range(6)]


def buttons(banner) -> dict[str, QPushButton]:
    return {b.text(): b for b in banner.findChildren(QPushButton) if not b.isHidden()}


def press(qtbot, button) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def drop(widget, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    button, nothing = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    widget.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, button, nothing))


def test_lists_what_there_is_and_the_shipped_one_cannot_be_removed(dialog, models, library, until):
    models.here.append(replace(models.here[0], name="vae", kind="AutoencoderKL", source="a/vae", removable=True))
    library.refresh()
    until(lambda: names(dialog) == ["own", "vae"])
    assert row(dialog, "own") == ["own", "sdviewer's own", "3.5 MB", "comes with sdviewer", "0123abcd", "ready"]
    assert row(dialog, "vae")[1:5] == ["Stable Diffusion (KL)", "3.5 MB", "a/vae", "0123abcd"]
    dialog.list.topLevelItem(0).setSelected(True)
    assert not dialog.remove.isEnabled()
    dialog.list.clearSelection()
    dialog.list.topLevelItem(1).setSelected(True)
    assert dialog.remove.isEnabled()


def test_nothing_is_downloaded_before_the_size_was_said_and_agreed_to(dialog, models, qtbot, until):
    assert models.asked_for("plan") == []  # showing the suggestions asks nobody
    qtbot.keyClicks(dialog.repository, "somebody/vae")
    qtbot.keyClick(dialog.repository, Qt.Key.Key_Return)
    until(lambda: "334.0 MB" in dialog.banner.text)
    assert "mit" in dialog.banner.text
    assert models.asked_for("get") == []
    press(qtbot, buttons(dialog.banner)["Download"])
    until(lambda: names(dialog) == ["own", "vae"])
    assert "ready" in dialog.banner.text
    dialog.ask_for("somebody/vae")
    until(lambda: "already" in dialog.banner.text)
    assert models.asked_for("get") == ["somebody/vae"]


def test_a_suggestion_fills_the_field(dialog, models, qtbot, until):
    dialog.offers.setCurrentItem(dialog.offers.topLevelItem(0))
    assert dialog.repository.text() == dialog.offers.topLevelItem(0).text(0)
    assert dialog.get.isEnabled()
    press(qtbot, dialog.get)
    until(lambda: "no stabilityai/sd-vae-ft-mse on the hub" in dialog.banner.text)


def test_a_download_is_paused_resumed_and_cancelled(dialog, models, library, qtbot, until):
    models.halfway.clear()
    library.planned.connect(library.get)
    library.plan("somebody/vae")
    until(lambda: library.jobs.get("somebody/vae") and library.jobs["somebody/vae"].done)
    job_row = dialog.jobs.rows["somebody/vae"]
    assert "167.0 MB of 334.0 MB" in job_row._text.text()
    assert dialog.jobs.isVisible()
    press(qtbot, job_row.pause)
    assert library.jobs["somebody/vae"].state is JobState.PAUSED
    until(lambda: models.left == {"somebody/vae": 167_000_000})
    assert "paused" in job_row._text.text()
    press(qtbot, job_row.pause)
    until(lambda: library.jobs["somebody/vae"].state is JobState.WORKING)
    assert models.asked_for("plan") == models.asked_for("get") == ["somebody/vae"] * 2  # addresses expire
    press(qtbot, job_row.cancel)
    until(lambda: models.asked_for("discard") == ["somebody/vae"])
    assert library.jobs == {} and not dialog.jobs.isVisible()
    assert models.left == {}


def test_what_an_earlier_run_left_waits_as_paused_and_goes_on(dialog, models, library, qtbot, until):
    models.left["somebody/vae"] = 1_000_000
    library.refresh()
    until(lambda: "somebody/vae" in dialog.jobs.rows)
    assert library.jobs["somebody/vae"].state is JobState.PAUSED
    assert models.asked_for("plan") == []
    press(qtbot, dialog.jobs.rows["somebody/vae"].pause)
    until(lambda: names(dialog) == ["own", "vae"])
    assert library.jobs == {}


def test_a_broken_download_says_why_and_can_be_tried_again(dialog, models, library, qtbot, until):
    models.error = ModelError("The connection broke; 1.0 of 2.0 MB have come and are kept.")
    library.planned.connect(library.get)
    library.plan("somebody/vae")
    until(lambda: "connection broke" in dialog.banner.text)
    job_row = dialog.jobs.rows["somebody/vae"]
    assert job_row.pause.text() == "Try again"
    models.error = None
    press(qtbot, job_row.pause)
    until(lambda: names(dialog) == ["own", "vae"])


def test_what_should_not_happen_ends_a_download_too(dialog, models, library, until):
    models.error = RuntimeError("CUDA error")
    library.planned.connect(library.get)
    library.plan("somebody/vae")
    until(lambda: not library._tasks.running("model:get"))
    assert library.jobs["somebody/vae"].state is JobState.FAILED
    assert "should not: CUDA error" in library.jobs["somebody/vae"].message


def test_what_should_not_happen_ends_the_adding_of_one_file_only(dialog, models, library, until):
    failed = []
    library.failed.connect(failed.append)
    models.error = RuntimeError("CUDA error")
    library.add([Path("/x/vae.safetensors"), Path("/x/other.safetensors")])
    until(lambda: not library._tasks.running("model:add"))
    assert failed == ["Something went wrong that should not: CUDA error"] * 2
    assert library.jobs == {}


def test_files_are_added_by_dialog_and_drop_and_a_pickle_is_refused_with_the_reason(
    dialog, models, tmp_path, qtbot, until, monkeypatch
):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(tmp_path / "vae.safetensors")], ""))
    press(qtbot, dialog.add_file)
    until(lambda: names(dialog) == ["own", "vae"])
    drop(dialog, tmp_path / "bad.ckpt", tmp_path / "other.safetensors")
    until(lambda: names(dialog) == ["own", "vae", "other"])
    assert "is a pickle" in dialog.banner.text
    assert dialog.jobs.rows == {}


def test_a_model_dropped_on_the_window_is_added(window, models, until, monkeypatch):
    monkeypatch.setattr(models_dialog, "missing_packages", list)
    drop(window, Path("/x/vae.safetensors"))
    until(lambda: names(window.models.show()) == ["own", "vae"])
    assert window.session.comparison.document is None


def test_a_file_that_is_being_added_can_be_cancelled_and_the_next_goes_on(dialog, models, library, until):
    models.halfway.clear()
    first, second, third = (Path(f"/x/{name}.safetensors") for name in "abc")
    library.add([first, second, third])
    until(lambda: library.jobs[str(first)].state is JobState.WORKING)
    library.cancel(str(second))
    library.cancel(str(first))
    until(lambda: models.asked_for("add") == [first, third])
    models.halfway.set()
    until(lambda: names(dialog) == ["own", "c"])


def test_removing_asks_first(dialog, models, library, qtbot, until):
    library.add([Path("/x/vae.safetensors")])
    until(lambda: names(dialog) == ["own", "vae"])
    dialog.list.topLevelItem(1).setSelected(True)
    press(qtbot, dialog.remove)
    assert "can't be opened without it" in dialog.banner.text
    assert len(models.here) == 2
    press(qtbot, buttons(dialog.banner)["Remove"])
    until(lambda: names(dialog) == ["own"])


def test_checking_shows_damage_in_the_row(dialog, models, library, qtbot, until):
    library.add([Path("/x/vae.safetensors"), Path("/x/good.safetensors")])
    until(lambda: names(dialog) == ["own", "vae", "good"])
    models.damaged.add("vae")
    press(qtbot, dialog.check)
    until(lambda: row(dialog, "vae")[5] == "damaged")
    assert row(dialog, "good")[5] == "checked"
    assert "weights have changed" in dialog.list.topLevelItem(1).toolTip(0)


def test_a_search_adds_what_is_ticked(dialog, models, library, qtbot, until):
    models.disk = [Found(Path("/a/one.safetensors"), 1000), Found(Path("/a/two.safetensors"), 2000)]
    dialog._search_in(Path("/a"))
    until(lambda: dialog.findChild(FoundDialog) is not None)
    found = dialog.findChild(FoundDialog)
    ok = found.buttons.button(found.buttons.StandardButton.Ok)
    assert not ok.isEnabled()
    found.list.topLevelItem(1).setCheckState(0, Qt.CheckState.Checked)
    press(qtbot, ok)
    until(lambda: names(dialog) == ["own", "two"])


def test_a_search_can_be_stopped_and_an_empty_one_says_so(dialog, models, library, qtbot, until):
    models.halfway.clear()
    dialog._search_in(Path("/a"))
    until(lambda: models.asked_for("search") == [Path("/a")])
    press(qtbot, buttons(dialog.banner)["Stop"])
    assert not library.busy("search")
    models.halfway.set()
    dialog._search_in(Path("/a"))
    until(lambda: "no autoencoder" in dialog.banner.text)


def test_devices_are_looked_for_when_the_list_is_opened(dialog, window, models, settings, qtbot, until):
    box: QComboBox = dialog.device.box
    assert [box.itemText(i) for i in range(box.count())] == ["Automatic"]
    assert ("devices",) not in models.asked
    box.showPopup()
    until(lambda: box.count() == 3)
    box.hidePopup()
    box.setCurrentIndex(box.findData("cpu"))
    box.activated.emit(box.currentIndex())
    assert settings.get("models/device") == "cpu"
    until(lambda: models.asked_for("prefer") == ["cpu"])


def test_missing_packages_are_named(window, qtbot, monkeypatch):
    monkeypatch.setattr(models_dialog, "missing_packages", lambda: ["torch", "diffusers"])
    dialog = window.models.show()
    assert "torch, diffusers" in dialog.banner.text and "pip install sdviewer[sd]" in dialog.banner.text


def test_a_failed_download_is_said_in_the_window_when_the_dialog_is_closed(dialog, window, models, library, until):
    models.halfway.clear()
    library.planned.connect(library.get)
    library.plan("somebody/vae")
    until(lambda: models.asked_for("get") == ["somebody/vae"])
    dialog.close()
    models.error = ModelError("The connection broke.")
    models.halfway.set()
    until(lambda: "connection broke" in window.banner.text)


# a picture whose model isn't here


@pytest.fixture
def preview(window, codec, photo, tmp_path, until):
    """The window with a .sdc of which there is only the preview."""
    path = codec.add(tmp_path / "cat.sdc", photo, sdc=True)
    codec.errors[path] = MissingModelError("Its model isn't here.", "feedbeef", "somebody/vae", 334_000_000)
    window.session.open([path])
    until(lambda: "feedbeef" in window.banner.text)
    return path


def sdc(window):
    return window.session.comparison.variant(SDC)


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


# the compress panel


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
    assert "Slow" in chooser.note.text() and "invented" in chooser.note.text()
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
