"""Models in the window: what there is, what can be had, and what is on its way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from models_hands import buttons, drop, names, press, row
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog

from sdviewer.codec.errors import ModelError
from sdviewer.gui.models import models_dialog
from sdviewer.gui.models.found_dialog import FoundDialog
from sdviewer.gui.models.model_library import JobState
from sdviewer.service.model_search import Found


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
