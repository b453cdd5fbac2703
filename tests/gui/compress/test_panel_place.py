"""The compress panel is about the photo that is open; what it wanted alone ends with it."""

from __future__ import annotations

import pytest
from hands import is_final, name, press
from PySide6.QtCore import QCoreApplication, QItemSelectionModel, Qt

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
    until(lambda: opened.pending_note.isVisible() and opened.session.comparison.awaited)
    close_panel(opened)
    assert opened.session.comparison.sources == [ORIGINAL] and opened.session.tasks.running("encode")
    codec.release("encode")
    until(lambda: folder / "x.sdc" in codec.saved and not opened.pending_note.isVisible())


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
    assert not opened.actions_["compress"].isChecked()
    opened.gallery.set_grid(True)
    opened.gallery.set_grid(False)
    assert not opened.panels.visible("compress"), "it was closed"
    press(qtbot, opened, Qt.Key.Key_C)  # it comes back, with what there is
    assert opened.panels.visible("compress") and opened.actions_["compress"].isChecked()
    assert opened.session.comparison.sources == [SDC, JPEG]
    press(qtbot, opened, Qt.Key.Key_C)
    assert opened.session.comparison.sources == [ORIGINAL] and not opened.panels.visible("compress")
    assert not opened.actions_["compress"].isChecked()


def test_closing_the_panel_stops_the_encode_that_a_setting_began(opened, codec, settings, qtbot, until):
    """And what was there before stays, and is called so."""
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC) and is_final(opened, JPEG))
    codec.hold("encode")
    settings.set("compress/effort", "best")
    until(lambda: len(codec.asked_for("encode")) == 2)
    close_panel(opened)
    assert not opened.session.tasks.running("encode") and not opened.actions_["compress"].isChecked()
    until(lambda: not opened.status._bar.isVisible())
    assert opened.session.comparison.variant(SDC).stopped and is_final(opened, JPEG)
    codec.release("encode")
    press(qtbot, opened, Qt.Key.Key_C)
    assert "Stopped: what is shown is the one before." in opened.compress_panel._result.text()
    opened.compress_panel._again.click()
    until(lambda: len(codec.asked_for("encode")) == 3 and not opened.session.comparison.variant(SDC).stopped)


def test_closing_the_panel_keeps_what_is_to_be_saved_after_another_setting(
    opened, codec, folder, qtbot, until, monkeypatch
):
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC) and is_final(opened, JPEG))
    codec.hold("encode")
    opened.session.settings.set("compress/effort", "best")
    until(lambda: len(codec.asked_for("encode")) == 2)
    monkeypatch.setattr("sdviewer.gui.browse.naming.ask_where", lambda *_: folder / "x.sdc")
    opened.saving.save_sdc()
    until(lambda: opened.session.comparison.awaited)
    close_panel(opened)
    codec.release("encode")
    until(lambda: folder / "x.sdc" in codec.saved and not opened.pending_note.isVisible())


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


def test_several_that_are_selected_are_put_into_the_queue_with_its_settings(opened, codec, photos, qtbot, until):
    until(lambda: opened.actions_["compress"].iconText() == "Compress: about 1.0 kB")
    opened.gallery.set_grid(True)
    opened.gallery.grid.list.selectAll()  # a .sdc among them, which is compressed already
    until(lambda: opened.gallery.selected_count() == 4 and opened.actions_["compress"].isEnabled())
    opened.toolbar.widgetForAction(opened.actions_["compress"]).click()
    until(lambda: opened.panels.visible("queue") and opened.queue_panel.ready.begin.isVisible())
    assert sorted(opened.queue.ready) == sorted(photos) and not codec.asked_for("compress")
    assert opened.actions_["compress"].iconText() == "Compress", "what one photo would give is not what is asked"
    until(opened.queue_panel.ready.begin.hasFocus)
    qtbot.keyClick(opened.queue_panel.ready.begin, Qt.Key.Key_Return)
    assert opened.queue_panel.view.hasFocus()
    until(lambda: len(codec.saved) == 3)


def test_where_only_compressed_ones_are_selected_it_says_so(opened, folder, codec, photo, until):
    codec.add(folder / "older.sdc", photo, sdc=True)
    opened.session.open([folder])
    opened.gallery.set_grid(True)
    until(lambda: len(opened.session.browser.paths) == 5)
    grid, rows = opened.gallery.grid.list, [i for i, p in enumerate(opened.session.browser.paths) if p.suffix == ".sdc"]
    grid.clearSelection()
    for row in rows:
        grid.selectionModel().select(grid.model().index(row), QItemSelectionModel.SelectionFlag.Select)
    until(lambda: opened.gallery.selected_count() == 2)
    opened.actions_["compress"].trigger()
    assert "no photos" in opened.banner.text and not opened.queue.ready


def test_the_panel_comes_in_a_turn_of_its_own_after_the_panes(opened, until):
    opened.session.comparison.set_sources([ORIGINAL, SDC])
    assert opened.view.panes and not opened.panels.docks["compress"].isVisible(), "both would take more than a frame"
    until(lambda: opened.panels.visible("compress"))


def test_a_panel_that_is_about_to_come_stays_away_when_nothing_is_compressed_any_more(opened, until):
    opened.session.comparison.set_sources([ORIGINAL, SDC])
    opened.session.comparison.set_sources([ORIGINAL])
    QCoreApplication.processEvents()
    assert not opened.panels.docks["compress"].isVisible()
