"""Photos and folders on their way into the compress queue: dropped, chosen, selected, listed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from queue_hands import CTRL, drag, files, place, states, texts

pytestmark = pytest.mark.usefixtures("at_once")


def test_dropping_several_photos_on_the_lower_part_compresses_them(window, photos, codec, until):
    drop = drag(window, files(*photos), place(window, 0.9))
    assert window._zones.isVisible()
    window.dropEvent(drop)
    until(lambda: states(window) == ["done"] * 3)
    assert window.panels.visible("queue") and not window._zones.isVisible()
    assert [source.name for source, _ in codec.asked_for("compress")] == ["1.png", "2.png", "10.png"]
    assert texts(window, 0) == ["1.png", "done", "5.0 kB", "1.0 kB", "1/5.0", "0.5 s"]
    assert window.session.comparison.document is None


def test_dropping_several_photos_on_the_upper_part_opens_them(window, photos, until):
    window.dropEvent(drag(window, files(*photos), place(window, 0.3)))
    until(lambda: window.session.comparison.document is not None)
    assert states(window) == [] and list(window.session.browser.paths) == photos


def test_one_photo_is_opened_wherever_it_is_dropped_and_with_ctrl_it_is_compressed(window, photos, until):
    drop = drag(window, files(photos[0]), place(window, 0.9))
    assert not window._zones.isVisible()
    window.dropEvent(drop)
    until(lambda: window.session.comparison.document is not None)
    assert states(window) == []
    window.dropEvent(drag(window, files(photos[1]), place(window, 0.3), CTRL))
    until(lambda: states(window) == ["done"])


def test_a_drag_that_leaves_hides_the_places(window, photos):
    drag(window, files(*photos), place(window, 0.9))
    window.dragLeaveEvent(None)
    assert not window._zones.isVisible()


def test_a_folder_dropped_on_the_panel_gives_its_photos(window, folder, until):
    window.queue.show_panel()
    panel = window.queue_panel
    panel.dropEvent(drag(panel, files(folder), QPoint(40, 40)))
    until(lambda: states(window) == ["done"] * 3)
    assert [job.source.name for job in window.session.queue.jobs] == ["1.png", "2.png", "10.png"]


def test_a_folder_without_photos_is_said(window, tmp_path, until):
    (tmp_path / "empty").mkdir()
    window.queue.add([tmp_path / "empty"])
    until(lambda: "no photos" in window.banner.text)


def test_all_that_are_listed_are_compressed_without_the_sdc_files(window, folder, until):
    window.session.open([folder / "1.png"])
    until(lambda: len(window.session.browser.paths) == 4)
    window.actions_.refresh()
    window.actions_["queue_add_listed"].trigger()
    until(lambda: states(window) == ["done"] * 3)


def test_what_is_selected_among_the_thumbnails_is_compressed(window, folder, photos, until):
    window.session.open([folder])
    until(lambda: len(window.session.browser.paths) == 4)
    window.gallery.set_grid(True)
    window.gallery.make_grid().list.selectAll()
    until(lambda: window.chosen.count() == 4)
    window.actions_.refresh()
    window.actions_["queue_chosen"].trigger()
    until(lambda: states(window) == ["done"] * 3)


def test_files_and_a_folder_are_chosen_by_dialogs(window, folder, photos, until, monkeypatch):
    dialog = "sdviewer.gui.widgets.file_dialogs.QFileDialog."
    monkeypatch.setattr(dialog + "getOpenFileNames", lambda *_: ([str(photos[0])], ""))
    monkeypatch.setattr(dialog + "getExistingDirectory", lambda *_: str(folder))
    window.actions_["queue_add"].trigger()
    until(lambda: states(window) == ["done"])
    window.actions_["queue_add_folder"].trigger()
    until(lambda: len(states(window)) == 4 and set(states(window)) == {"done", "asking"})
