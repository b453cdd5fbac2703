"""Somebody opens the chart, lets it fill, and takes a point out of it."""

from __future__ import annotations

import csv

import pytest
from hands import is_final, press
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from sdviewer.codec.measure.metrics import psnr
from sdviewer.gui.compare.variants import ORIGINAL, SDC, Source


@pytest.fixture
def chart(opened, qtbot, until):
    """The panel, full."""
    press(qtbot, opened, Qt.Key.Key_P)
    from sdviewer.gui.lab.chart.curve_panel import CurvePanel

    until(lambda: opened.findChild(CurvePanel))
    panel = opened.findChild(CurvePanel)
    until(lambda: panel.plot is not None and panel.filler.total > 0 and not panel.filler.is_running, 60)
    return panel


def test_every_codec_has_a_curve_whose_points_can_be_checked(chart, opened):
    assert set(chart.filler.points) >= {"sdc", "natural", "jpeg", "webp", "avif"}
    original = opened.session.comparison.original.picture.pixels
    from sdviewer.gui.lab.chart.curve_filler import decoded

    for codec in ("jpeg", "avif"):
        curve = chart.filler.points[codec]
        assert len(curve) > 3
        assert all(point.scores.psnr == psnr(original, decoded(point).pixels) for point in curve[:2])
        assert [point.nbytes for point in curve] == sorted(point.nbytes for point in curve)


def test_a_click_on_a_point_loads_its_file_in_a_pane(chart, opened, qtbot, until):
    point = chart.filler.points["jpeg"][2]
    chart.metrics.setCurrentIndex(0)
    qtbot.mouseClick(chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=chart.plot.place_of(point).toPoint())
    until(lambda: is_final(opened, Source("jpeg")))
    variant = opened.session.comparison.variant(Source("jpeg"))
    assert variant.file == point.data
    assert opened.session.comparison.sources == [ORIGINAL, Source("jpeg")]


def test_a_click_on_a_point_of_ours_asks_for_its_quality(chart, opened, until):
    point = chart.filler.points["sdc"][3]
    chart.files.show(point)
    until(lambda: is_final(opened, SDC))
    assert opened.session.settings.get("compress/quality") == point.quality
    assert opened.session.comparison.options.quality == point.quality


def test_a_rival_of_the_chart_takes_the_place_of_a_rival(chart, opened, until):
    opened.session.comparison.set_sources([SDC, Source("webp")])
    until(lambda: is_final(opened, Source("webp")))
    chart.files.show(chart.filler.points["avif"][1])
    until(lambda: is_final(opened, Source("avif")))
    assert opened.session.comparison.sources == [SDC, Source("avif")]


def test_the_same_quality_is_compared_in_bytes(chart):
    chart.metrics.setCurrentIndex(0)
    from sdviewer.codec.analysis.codecs.curve import bytes_at

    level = chart.filler.points["jpeg"][3].scores.psnr
    chart.level.setValue(level)
    rows = {chart.table.item(r, 0).text(): chart.table.item(r, 1).text() for r in range(chart.table.rowCount())}
    expected = bytes_at(chart.filler.points["jpeg"], "psnr", chart.level.value())
    assert rows["JPEG"].replace(",", "") == f"≈ {round(expected)}"


def test_the_table_sorts_by_bytes_and_is_copied(chart):
    chart.table.sortItems(1, Qt.SortOrder.AscendingOrder)
    keys = [chart.table.item(row, 1).key for row in range(chart.table.rowCount())]
    numbers = [key for key in keys if isinstance(key, float)]
    assert numbers == sorted(numbers)
    chart.table.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Codec\tBytes\tAgainst the first" and len(lines) == chart.table.rowCount() + 1


def test_the_points_are_saved_as_csv(chart, opened, tmp_path, monkeypatch, until):
    path = tmp_path / "points.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    chart.save.click()
    until(lambda: path.exists() and "Saved" in opened.banner.text)
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert len(rows) == sum(map(len, chart.filler.points.values()))
    assert {row["codec"] for row in rows} == set(chart.filler.points)


@pytest.fixture
def beginning(opened, codec, qtbot, until):
    """The panel, before its first point; `codec.release("idle")` has it come."""
    codec.hold("idle")
    press(qtbot, opened, Qt.Key.Key_P)
    from sdviewer.gui.lab.chart.curve_panel import CurvePanel

    until(lambda: opened.findChild(CurvePanel))
    panel = opened.findChild(CurvePanel)
    until(lambda: panel.filler.is_running and panel.plot is not None)
    return panel


def test_what_was_stopped_goes_on_where_it_was(beginning, codec, until):
    beginning.stop.click()
    assert not beginning.filler.is_running and beginning.stop.text() == "Go on" and beginning.filler.points == {}
    codec.release("idle")
    beginning.stop.click()
    until(lambda: beginning.filler.points.get("jpeg"), 30)


def test_before_the_first_point_no_axes_are_invented_and_it_is_said_why(beginning, codec, until):
    assert not beginning.plot.isVisible() and not beginning.legend.isVisible()
    assert beginning.empty.isVisible() and "first points" in beginning.empty.text()
    assert beginning.note.text() == "", "nothing is interpolated yet"
    codec.release("idle")
    until(lambda: beginning.plot.isVisible() and not beginning.empty.isVisible(), 30)
    assert "interpolated" in beginning.note.text()


def test_a_chart_that_was_closed_early_goes_on_when_it_is_opened_again(beginning, opened, codec, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_P)
    until(lambda: not beginning.isVisible() and not beginning.filler.is_running)
    press(qtbot, opened, Qt.Key.Key_P)
    until(lambda: beginning.isVisible() and beginning.filler.is_running)
    codec.release("idle")
    until(lambda: beginning.plot.isVisible(), 30)


def test_a_chart_that_was_stopped_by_hand_waits_when_it_is_opened_again(beginning, opened, qtbot, until):
    beginning.stop.click()
    press(qtbot, opened, Qt.Key.Key_P)
    until(lambda: not beginning.isVisible())
    press(qtbot, opened, Qt.Key.Key_P)
    until(lambda: beginning.isVisible())
    assert not beginning.filler.is_running and "Go on" in beginning.empty.text()


def test_what_each_curve_is_stands_above_the_plot_and_never_over_its_points(chart, until):
    from sdviewer.gui.toolkit.texts import codec_name

    text = chart.legend.text().replace("\xa0", " ")
    assert all(codec_name(codec) in text for codec in chart.filler.points)
    assert not chart.legend.geometry().intersects(chart.plot.geometry()) and chart.legend.isVisible()
    assert chart.plot.getPlotItem().legend is None


def test_a_point_says_its_bytes_as_the_table_does(chart):
    from sdviewer.gui.lab.chart.plot import _tip

    point = max((point for curve in chart.filler.points.values() for point in curve), key=lambda one: one.nbytes)
    assert point.nbytes > 999 and f"{point.nbytes:,} B" in _tip(0, 40.0, (point, "psnr"))


def test_closing_the_chart_ends_the_work(opened, codec, qtbot, until):
    codec.hold("idle")
    press(qtbot, opened, Qt.Key.Key_P)
    until(lambda: opened.session.tasks.running("curve"))
    press(qtbot, opened, Qt.Key.Key_P)
    until(lambda: not opened.session.tasks.running("curve"))


def test_another_picture_has_another_chart(chart, opened, until):
    first = chart.filler.points["jpeg"][0]
    opened.session.browser.step(1)
    until(lambda: chart.filler.points.get("jpeg") and chart.filler.points["jpeg"][0] is not first, 30)
    assert chart.filler.is_current


def test_a_codec_that_cannot_is_left_out_and_the_reason_is_read(opened, qtbot, until, monkeypatch):
    from sdviewer.codec.analysis.codecs import curve
    from sdviewer.codec.errors import InputError
    from sdviewer.gui.lab.chart.curve_panel import CurvePanel

    real = curve.rival_point

    def refuse(step, picture, stop=None):
        if step.codec == "webp":
            raise InputError("WEBP can't hold this picture.")
        return real(step, picture, stop)

    monkeypatch.setattr(curve, "rival_point", refuse)
    press(qtbot, opened, Qt.Key.Key_P)
    until(lambda: opened.findChild(CurvePanel))
    panel = opened.findChild(CurvePanel)
    until(lambda: "WEBP can't hold this picture." in panel.note.text(), 30)
    assert "webp" not in panel.filler.points


def test_another_model_has_another_chart(chart, opened, until):
    before = chart.filler.points["sdc"][0]
    opened.session.settings.set("compress/model", "sd1")
    opened.session.comparison.compress()
    until(lambda: chart.filler.points.get("sdc") and chart.filler.points["sdc"][0] is not before, 30)
    assert "model sd1" in chart.filler.points["sdc"][0].settings


def test_without_an_original_it_says_what_is_missing(window, codec, photo, tmp_path, until):
    codec.add(tmp_path / "a.sdc", photo, sdc=True)
    window.session.open([tmp_path / "a.sdc"])
    until(lambda: is_final(window, SDC))
    assert not window.actions_["lab_chart"].isEnabled()
    window.actions_.specs["lab_chart"].run()
    from sdviewer.gui.lab.chart.curve_panel import CurvePanel

    until(lambda: window.findChild(CurvePanel))
    panel = window.findChild(CurvePanel)
    until(lambda: "Without the original" in panel.empty.text() and panel.empty.isVisible())
    assert panel.filler.points == {}


def test_a_slow_metric_is_measured_when_it_is_asked_for(chart, opened, until, monkeypatch):
    from sdviewer.codec.analysis.codecs import curve

    monkeypatch.setattr(curve, "distance", lambda metric, original, picture, stop: float(picture.pixels.mean()) / 255)
    chart.metrics.addItem("LPIPS Alex", "lpips_alex")
    chart.metrics.setCurrentIndex(chart.metrics.count() - 1)
    points = chart.filler.points
    until(lambda: all(p.scores.lpips_alex is not None for points_ in points.values() for p in points_), 30)
    assert chart.plot.getAxis("left").labelText == "LPIPS Alex → better"
    assert chart.plot.getViewBox().yInverted(), "of a distance less is better"


def test_a_metric_without_weights_is_asked_for_once(chart, opened, codec, until):
    asked = len(codec.asked_for("idle"))
    chart.metrics.addItem("DISTS", "dists")
    chart.metrics.setCurrentIndex(chart.metrics.count() - 1)
    until(lambda: len(codec.asked_for("idle")) > asked and not opened.session.tasks.running("distances"))
    asked = len(codec.asked_for("idle"))
    chart._show()
    assert len(codec.asked_for("idle")) == asked
