"""Somebody compares a folder of photos with what a codec made of them, and begins with what it did worst."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hands import is_final, name, press
from PySide6.QtCore import Qt

from sdviewer.codec.types import Picture
from sdviewer.gui.compare.variants import ORIGINAL, Source
from sdviewer.gui.lab.chart import point_files
from sdviewer.gui.lab.evidence.folder_panel import FolderPanel


@pytest.fixture
def folders(window, codec, tmp_path, photo, until):
    """Three photos, and worse ones of the same names: the second is worst, the third is of another size."""
    first, second = tmp_path / "photos", tmp_path / "coded"
    first.mkdir()
    second.mkdir()
    for number in (1, 2, 3):
        codec.add(first / f"img{number}.png", photo)
    noise = np.random.default_rng(5).integers(0, 8, photo.pixels.shape, np.uint8)
    spoilt = photo.pixels.copy()
    spoilt[:20, :20] = 0
    codec.add(second / "img1.png", Picture(photo.pixels // 2 * 2 + noise // 4))
    codec.add(second / "img2.png", Picture(spoilt))
    codec.add(second / "img3.png", Picture(photo.pixels[:40].copy()))
    window.session.compare_files(first, second)
    until(lambda: len(window.session.browser.paths) == 3 and is_final(window, ORIGINAL))
    assert window.session.comparison.sources[1] == Source("folder", second)
    return window


@pytest.fixture
def panel(folders, qtbot, until) -> FolderPanel:
    press(qtbot, folders, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    found = folders.findChild(FolderPanel)
    until(lambda: found.pairs.done == 3 and not found.pairs.is_running)
    return found


def column(panel: FolderPanel, number: int) -> list[str]:
    return [panel.table.item(row, number).text() for row in range(panel.table.rowCount())]


def test_all_files_are_measured_and_the_worst_stands_first(panel):
    assert column(panel, 0) == ["img2.png", "img1.png"]
    assert column(panel, 1) == ["coded", "coded"]
    assert all("dB" in text for text in column(panel, 4))
    assert "1 left out" in panel.note.text() and "img3.png" in panel.note.text()


def test_the_arrow_keys_step_through_both_folders_in_this_order(folders, panel, qtbot, until):
    panel.table.setFocus()
    panel.table.setCurrentCell(0, 0)
    until(lambda: name(folders) == "img2.png")
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    until(lambda: name(folders) == "img1.png" and is_final(folders, ORIGINAL))
    assert folders.session.comparison.sources[1].kind == "folder"
    qtbot.keyClick(panel.table, Qt.Key.Key_B)
    assert folders.view.current == 1
    qtbot.keyClick(panel.table, Qt.Key.Key_A)
    assert folders.view.current == 0


def test_a_click_on_the_row_that_is_current_already_shows_it_too(folders, panel, qtbot, until):
    panel.table.setCurrentCell(0, 0)
    until(lambda: name(folders) == "img2.png")
    folders.session.browser.go(0)
    until(lambda: name(folders) == "img1.png")
    row = panel.table.visualItemRect(panel.table.item(0, 0)).center()
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=row)
    until(lambda: name(folders) == "img2.png")


def test_a_click_on_a_head_sorts_otherwise(panel):
    panel.table.sortItems(0, Qt.SortOrder.AscendingOrder)
    assert column(panel, 0) == ["img1.png", "img2.png"]


def test_the_table_is_saved_as_it_is_sorted(panel, folders, tmp_path, until, monkeypatch):
    path = tmp_path / "table.csv"
    monkeypatch.setattr(point_files, "ask_where", lambda *_: path)
    panel.save.click()
    until(lambda: path.exists() and folders.banner.text.startswith("Saved:"))
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    assert [row["file"] for row in rows] == ["img2.png", "img1.png"]
    assert rows[0]["worst_left"] == rows[0]["worst_top"] == "0"
    assert float(rows[0]["worst_block_psnr"]) < float(rows[1]["worst_block_psnr"])


def test_what_is_measured_can_be_stopped(folders, codec, qtbot, until):
    codec.hold("idle")
    press(qtbot, folders, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    found = folders.findChild(FolderPanel)
    until(lambda: found.pairs.is_running)
    assert found.run.text() == "Stop"
    found.run.click()
    assert not found.pairs.is_running and found.run.text() == "Compute"
    codec.release("idle")
    found.run.click()
    until(lambda: found.pairs.done == 3)


def test_without_a_second_folder_it_is_said_what_to_do(opened, qtbot):
    press(qtbot, opened, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    found = opened.findChild(FolderPanel)
    assert "Compare two folders first" in found.note.text()
    assert not found.run.isEnabled()


def test_what_to_do_can_be_read_in_a_narrow_panel_too(opened, qtbot):
    press(qtbot, opened, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    found = opened.findChild(FolderPanel)
    found.setParent(None)
    qtbot.addWidget(found)
    found.resize(340, 240)
    found.show()
    assert found.note.width() > 300
    assert found.note.height() >= found.note.heightForWidth(found.note.width())
