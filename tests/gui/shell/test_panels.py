"""The panels at the window's edges."""

from __future__ import annotations

import pytest
from hands import is_final, press
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from sdviewer.gui.compare.variants import SDC


def test_the_panel_s_options_are_encoded_at_once_and_kept(opened, codec, settings, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    panel = opened.compress_panel
    until(lambda: is_final(opened, SDC) and panel.model.box.count())
    assert panel.model.box.currentText() == "own"
    panel.target.slider.setValue(70)
    until(lambda: codec.asked_for("encode")[-1][0].quality == 70)
    panel.target.by_size.setChecked(True)
    panel.target.size_kb.setValue(0.8)
    until(lambda: is_final(opened, SDC) and opened.session.comparison.variant(SDC).nbytes == 800)
    panel.keep_metadata.setChecked(False)
    until(lambda: codec.asked_for("encode")[-1][0].metadata == "strip")
    assert settings.get("compress/by_size") and settings.get("compress/size") == 800


def test_the_information_panel_lists_what_is_known(window, codec, tmp_path, photo, qtbot, until):
    window.session.open([codec.add(tmp_path / "a.sdc", photo, sdc=True)])
    until(lambda: is_final(window, SDC))
    press(qtbot, window, Qt.Key.Key_I)
    until(lambda: window.inspector.tree.topLevelItemCount() > 2)
    facts = {}
    for row in range(window.inspector.tree.topLevelItemCount()):
        section = window.inspector.tree.topLevelItem(row)
        facts |= {section.child(i).text(0): section.child(i).text(1) for i in range(section.childCount())}
    assert facts["Name"] == "a.sdc"
    assert facts["Dimensions"].startswith("96 × 64")
    assert facts["Model"] == "own (0123abcd)"
    assert "checksum right" in facts["picture data"]
    assert len(facts["SHA-256"]) == 64


def test_the_compress_panel_fits_into_a_small_window(opened, qtbot, until):
    opened.resize(640, 480)
    press(qtbot, opened, Qt.Key.Key_C)
    until(opened.compress_panel.isVisible)
    qtbot.wait(50)
    assert (opened.width(), opened.height()) == (640, 480)


def test_panels_of_one_side_share_the_height(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    press(qtbot, opened, Qt.Key.Key_I)
    until(lambda: opened.inspector.height() > opened.height() / 4)
    assert opened.compress_panel.isVisible()


def test_after_a_panel_is_closed_the_keys_are_the_picture_s(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_I)
    press(qtbot, opened, Qt.Key.Key_Q)
    until(lambda: opened.panels.visible("queue") and opened.panels.visible("inspector"))
    opened.queue_panel.place.setFocus()
    until(opened.queue_panel.place.hasFocus)
    opened.queue.toggle_panel()
    until(opened.view.hasFocus)
    press(qtbot, opened, Qt.Key.Key_End)
    until(lambda: opened.session.browser.current.name == "img10.png")


def test_a_panel_that_is_closed_by_its_cross_gives_the_focus_to_the_thumbnails(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_I)
    opened.gallery.set_grid(True)
    opened.inspector.tree.setFocus()
    until(opened.inspector.tree.hasFocus)
    opened.panels.docks["inspector"].close()
    until(opened.gallery.grid.list.hasFocus)


def test_no_word_of_a_name_is_broken_in_the_information_panel(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_I)
    until(lambda: opened.inspector.tree.topLevelItemCount())
    opened.inspector._show([("Photo", [("Exposure compensation", "−0.33 EV")])])
    tree = opened.inspector.tree
    needed = tree.fontMetrics().horizontalAdvance("compensation")
    for width in (260, 300, 500):
        opened.inspector.resize(width, 400)
        opened.inspector._fit_columns()
        assert tree.columnWidth(0) - tree.indentation() - 8 >= needed


@pytest.mark.parametrize("size", [(1000, 700), (1024, 560)])
def test_however_many_panels_are_open_the_window_stays_as_large_as_it_is(opened, qtbot, until, size):
    opened.resize(*size)
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC))
    for key, id in ((Qt.Key.Key_I, "inspector"), (Qt.Key.Key_W, "lab_worst"), (Qt.Key.Key_J, "lab_latents"),
                    (Qt.Key.Key_Q, "queue"), (Qt.Key.Key_P, "chart")):  # fmt: skip
        press(qtbot, opened, key)
        until(lambda id=id: opened.panels.visible(id))
        qtbot.wait(30)
        assert (opened.width(), opened.height()) == size, id
        assert opened.panels.docks[id].height() >= 160, f"{id} can be read"
    if size[1] > 620:
        assert opened.panels.visible("compress"), "the main job stays in view"
        assert opened.compress_panel.height() > 160


def test_the_key_of_a_panel_behind_a_tab_brings_it_to_the_front(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_I)
    press(qtbot, opened, Qt.Key.Key_J)
    until(lambda: opened.panels.visible("lab_latents") and not opened.panels.visible("inspector"))
    press(qtbot, opened, Qt.Key.Key_I)
    until(lambda: opened.panels.visible("inspector"))
    press(qtbot, opened, Qt.Key.Key_I)
    until(lambda: not opened.panels.docks["inspector"].isVisible())
    until(lambda: opened.panels.visible("lab_latents"))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("id", ["compress", "inspector", "queue"])
def test_the_cross_of_a_panel_is_seen(opened, qtbot, until, theme, id):
    opened.theme.choose(theme)
    opened.panels.set_visible(id, True)
    cross = opened.panels.docks[id].findChild(QAbstractButton, "qt_dockwidget_closebutton")
    until(cross.isVisible)
    image = cross.grab().toImage()
    light = [image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())]
    ground = opened.palette().window().color().lightness()
    assert max(abs(value - ground) for value in light) > 120 and cross.width() >= 16
