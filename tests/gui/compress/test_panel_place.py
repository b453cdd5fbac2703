"""The compress panel is about the photo that is open; what it wanted alone ends with it."""

from __future__ import annotations

import pytest
from hands import is_final, name, press
from PySide6.QtCore import Qt

from sdviewer.gui.compare.variants import JPEG, ORIGINAL, SDC
from sdviewer.gui.view.pane import Layout


@pytest.fixture
def opened(window, photos, until):
    window.session.open(photos[:1])
    until(lambda: is_final(window, ORIGINAL) and len(window.session.browser.paths) == 4)
    return window


def close_panel(window) -> None:
    window.panels.docks["compress"].close()  # as its cross does


def test_closing_the_panel_stops_what_only_it_wanted(opened, codec, qtbot, until):
    codec.hold("encode")
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: codec.asked_for("encode") and opened.panels.visible("compress"))
    close_panel(opened)
    assert not opened.session.tasks.running("encode")
    assert opened.session.comparison.sources == [ORIGINAL] and opened.view.layout_mode is Layout.SINGLE
    until(lambda: not opened.status._bar.isVisible())
    codec.release("encode")
    press(qtbot, opened, Qt.Key.Key_C)  # and it can be had again
    until(lambda: is_final(opened, SDC) and is_final(opened, JPEG))


def test_what_a_save_waits_for_goes_on(opened, codec, folder, qtbot, until, monkeypatch):
    codec.hold("encode")
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: codec.asked_for("encode"))
    monkeypatch.setattr("sdviewer.gui.browse.naming.ask_where", lambda *_: folder / "x.sdc")
    opened.saving.save_sdc()
    until(lambda: opened.pending.isVisible() and opened.session.comparison.awaited)
    close_panel(opened)
    press(qtbot, opened, Qt.Key.Key_C)  # no pane shows it any more, either
    assert opened.session.comparison.sources == [ORIGINAL] and opened.session.tasks.running("encode")
    codec.release("encode")
    until(lambda: folder / "x.sdc" in codec.saved and not opened.pending.isVisible())


def test_when_it_is_not_to_be_saved_after_all_nobody_waits_for_it(opened, codec, folder, qtbot, until, monkeypatch):
    codec.hold("encode")
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: codec.asked_for("encode"))
    monkeypatch.setattr("sdviewer.gui.browse.naming.ask_where", lambda *_: folder / "x.sdc")
    opened.saving.save_sdc()
    until(lambda: opened.session.comparison.awaited)
    press(qtbot, opened, Qt.Key.Key_C)
    opened.session.tasks.cancel_all("command:save")
    until(lambda: not opened.session.tasks.running("encode"))
    codec.release("encode")


def test_a_finished_picture_stays_when_the_panel_gives_way(opened, codec, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC) and is_final(opened, JPEG))
    close_panel(opened)
    assert opened.session.comparison.sources == [SDC, JPEG] and not opened.panels.visible("compress")
    opened.gallery.set_grid(True)
    opened.gallery.set_grid(False)
    assert not opened.panels.visible("compress"), "it was closed"


def test_beside_the_thumbnails_the_panel_and_save_are_off_and_say_why(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC) and opened.panels.visible("compress"))
    opened.gallery.set_grid(True)
    assert not opened.panels.visible("compress")
    for id in ("save", "save_as"):
        assert not opened.actions_[id].isEnabled() and "Open a photo to save it" in opened.actions_[id].toolTip()
    assert not opened.actions_["compress"].isChecked()
    opened.gallery.set_grid(False)
    assert opened.panels.visible("compress") and opened.actions_["save"].isEnabled()
    assert "Open a photo" not in opened.actions_["save"].toolTip()


def test_among_the_thumbnails_the_selected_photo_is_compressed_and_not_the_open_one(opened, qtbot, until):
    opened.gallery.set_grid(True)
    grid = opened.gallery.grid.list
    until(lambda: grid.selected_rows() == [0])
    grid.setCurrentIndex(grid.model().index(1))
    until(lambda: opened.actions_["compress"].isEnabled())
    opened.actions_["compress"].trigger()
    until(lambda: not opened.gallery.in_grid and name(opened) == "2.png" and is_final(opened, JPEG))
    assert opened.session.comparison.sources == [SDC, JPEG] and opened.panels.visible("compress")


def test_of_several_that_are_selected_it_says_what_to_do(opened, qtbot, until):
    opened.gallery.set_grid(True)
    opened.gallery.grid.list.selectAll()
    until(lambda: not opened.actions_["compress"].isEnabled())
    assert "compress queue" in opened.actions_["compress"].toolTip()
