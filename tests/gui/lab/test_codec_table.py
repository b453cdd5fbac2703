"""Somebody wants all codecs for this picture in one table."""

from __future__ import annotations

import asyncio
import csv

import pytest
from hands import is_final, press
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from sdviewer.codec import pipeline
from sdviewer.codec.analysis.rate_map import rates
from sdviewer.codec.measure.metrics import psnr
from sdviewer.codec.pictures.reader import read_picture
from sdviewer.codec.types import EncodeOptions, Picture, Region, StopToken
from sdviewer.gui.compare.variants import SDC, Source, State, Variant
from sdviewer.gui.lab.chart.codec_dialog import CodecDialog
from sdviewer.gui.lab.rectangle.bits import bits_of
from sdviewer.gui.pictures.images import Turn


@pytest.fixture
def table(opened, codec, qtbot, until):
    """The dialog for 2 kB, full."""
    opened.session.settings.set("compress/by_size", True)
    opened.session.settings.set("compress/size", 2000)
    opened.session.comparison.compress()
    until(lambda: is_final(opened, SDC))
    press(qtbot, opened, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    dialog = opened.findChild(CodecDialog)
    until(lambda: not dialog.rows.is_running and len(dialog.rows.rows) > 3, 60)
    return dialog


def cells(table, column: int) -> list[str]:
    return [table.table.item(row, column).text() for row in range(table.table.rowCount())]


def test_all_codecs_keep_to_the_bytes_of_the_sdc(table, opened):
    assert cells(table, 0)[:5] == ["SDC", "SDC, natural", "JPEG", "WebP", "AVIF"]
    assert table.rows.rows["natural"].data == table.rows.rows["sdc"].data
    assert all(row.nbytes <= 2000 for row in table.rows.rows.values() if row.reached)
    original = opened.session.comparison.original.picture.pixels
    row = table.rows.rows["jpeg"]
    assert row.scores.psnr == psnr(original, row.picture.pixels)


def test_the_file_that_is_shown_keeps_to_the_size_that_is_proposed(opened, until, monkeypatch):
    monkeypatch.setattr(CodecDialog, "_proposed", lambda dialog: 12_794)
    opened.actions_["lab_codecs"].trigger()
    until(lambda: opened.findChild(CodecDialog) is not None)
    dialog = opened.findChild(CodecDialog)
    assert 12_794 <= dialog.rows.size <= 12_804 and dialog.size_kb.text() == "12.8 kB"


def test_all_rows_are_seen_as_it_opens(table):
    rows = table.table
    last = rows.visualRect(rows.model().index(rows.rowCount() - 1, 0))
    assert rows.rowCount() == len(table.rows.rows) and rows.viewport().rect().contains(last.center())
    assert last.bottom() <= rows.viewport().rect().bottom()


def test_a_click_on_a_head_sorts_numbers_as_numbers(table):
    table.table.sortItems(5, Qt.SortOrder.DescendingOrder)
    found = [float(text.replace("−", "-")) for text in cells(table, 5)]
    assert found == sorted(found, reverse=True)


def test_it_is_copied_with_its_heads(table, qtbot):
    table.copy.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:2] == ["Codec", "Bytes"] and len(lines) == table.table.rowCount() + 1


def test_that_it_was_copied_is_said_for_a_moment(table, qtbot, until):
    width = table.copy.width()
    assert table.copy.text() == "Copy"
    qtbot.mouseClick(table.copy, Qt.MouseButton.LeftButton)
    assert table.copy.text() == "Copied" and table.copy.width() == width
    until(lambda: table.copy.text() == "Copy")
    QGuiApplication.clipboard().clear()
    table.activateWindow()
    table.table.setFocus()
    until(table.isActiveWindow)
    qtbot.keyClick(table.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert table.copy.text() == "Copied" and QGuiApplication.clipboard().text()


def test_it_is_saved_as_csv(table, opened, tmp_path, monkeypatch, until):
    path, before = tmp_path / "all.csv", []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda parent, *_: (before.append(parent), (str(path), ""))[1])
    table.save.click()
    assert before == [table], "so that the keys are the table's again"
    until(lambda: path.exists())
    read = {line["codec"]: line for line in csv.DictReader(path.read_text().splitlines())}
    assert int(read["jpeg"]["bytes"]) == table.rows.rows["jpeg"].nbytes


def test_the_csv_has_the_rows_that_came_while_its_place_was_asked_for(table, opened, tmp_path, monkeypatch, until):
    path, late = tmp_path / "all.csv", table.rows.rows.pop("jpeg")

    def ask(*_):
        table.rows.rows["jpeg"] = late
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    table.save.click()
    until(lambda: path.exists())
    assert "jpeg" in [line["codec"] for line in csv.DictReader(path.read_text().splitlines())]


def test_the_sheet_of_the_command_line_is_saved_too(table, opened, codec, tmp_path, monkeypatch, until):
    path, tasks = tmp_path / "sheet.png", []

    def ask(*_):
        tasks.append(asyncio.current_task(opened.session.tasks._loop))
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    table.sheet.click()
    assert tasks == [None], "a dialog within a task would keep other tasks from going on"
    assert table.sheet.text() == "Drawing…" and not table.sheet.isEnabled()
    until(path.exists)
    until(lambda: table.sheet.text() == "Save sheet…" and table.sheet.isEnabled())
    sheet = read_picture(path)
    assert sheet.width > 2 * 96 and sheet.height > 64


def test_a_sheet_is_saved_though_the_table_is_closed_meanwhile(table, opened, tmp_path, monkeypatch, until):
    path, said = tmp_path / "sheet.png", []
    opened.session.tasks.failed.connect(said.append)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    table.sheet.click()
    table.close()
    until(path.exists)
    until(lambda: not opened.session.tasks.running("sheet"))
    assert not said


def test_a_double_click_shows_a_rows_file(table, opened, until):
    row = cells(table, 0).index("AVIF")
    table.table.cellDoubleClicked.emit(row, 0)
    until(lambda: is_final(opened, Source("avif")))
    assert opened.session.comparison.variant(Source("avif")).file == table.rows.rows["avif"].data


def test_a_size_that_is_out_of_reach_is_said(table, codec, until):
    codec.smallest = 300
    table.size_kb.setValue(0.1)
    table.run.click()
    until(lambda: not table.rows.is_running and "sdc" in table.rows.rows)
    assert not table.rows.rows["sdc"].reached
    assert "no smaller" in cells(table, 1)[0]


def test_rows_come_one_by_one_and_the_table_says_what_it_works_on(table, codec, until):
    codec.hold("watched")
    table.run.click()
    until(lambda: cells(table, 1) == ["working…"])
    assert not table.copy.isEnabled()
    for codecs in (["SDC", "SDC, natural"], ["SDC", "SDC, natural", "JPEG"]):
        codec.release_one("watched")
        until(lambda codecs=codecs: cells(table, 0) == codecs)
        assert cells(table, 1)[-1] == "working…" and "working…" not in cells(table, 1)[:-1]
    codec.release("watched")
    until(lambda: not table.rows.is_running)
    assert "working…" not in cells(table, 1)


def test_closing_it_ends_the_work(table, opened, codec, until):
    codec.hold("idle")
    table.run.click()
    assert opened.session.tasks.running("codec table")
    table.close()
    until(lambda: not opened.session.tasks.running("codec table"))


def test_bits_of_a_rectangle_are_counted_by_the_files_own_coder(photo):
    """All rectangles together have the bits that the coder counts, within 1 % of the payload; also of turned ones."""
    data = pipeline.encode(photo, EncodeOptions(quality=60)).data
    variant = Variant(SDC, State.FINAL, photo, width=96, height=64, nbytes=len(data), data=data)
    left, _ = bits_of(variant, Region(0, 0, 40, 64), StopToken())
    right, is_mean = bits_of(variant, Region(40, 0, 56, 64), StopToken())
    counted = rates(data)
    assert not is_mean
    assert left + right == pytest.approx(counted.total, rel=1e-6)
    assert left + right + counted.beside == pytest.approx(counted.payload, rel=0.01)
    turned = Variant(SDC, State.FINAL, photo, width=64, height=96, nbytes=len(data), data=data, coded_turn=Turn(1))
    assert bits_of(turned, Region(0, 0, 64, 56), StopToken())[0] == pytest.approx(right, rel=1e-6)


def test_a_damaged_file_still_has_its_mean(photo):
    variant = Variant(SDC, State.FINAL, Picture(photo.pixels), width=96, height=64, nbytes=500, data=b"\x89SDC")
    assert bits_of(variant, Region(0, 0, 48, 64), StopToken()) == (2000, True)


def test_escape_while_it_computes_ends_it_without_a_word(opened, codec, qtbot, until):
    said = []
    opened.session.tasks.failed.connect(said.append)
    press(qtbot, opened, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    dialog = opened.findChild(CodecDialog)
    assert dialog.rows.is_running
    dialog.reject()  # what Escape does, which sends no close event
    assert not opened.session.tasks.running("codec table")
    until(lambda: opened.findChild(CodecDialog) is None)
    assert not said
