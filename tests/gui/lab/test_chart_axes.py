"""The chart's axes can be read in a small window and in German, and opening it doesn't hold up the window."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hands import press
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFontMetricsF


@pytest.mark.parametrize("pixels", range(90, 900, 60))
@pytest.mark.parametrize(("low", "high"), [(2.2, 5.1), (3.4, 4.2), (3.0, 6.7)])
def test_sizes_below_the_chart_never_run_into_each_other(qapp, pixels, low, high):
    from sdviewer.gui.lab.chart.plot import BytesAxis

    axis = BytesAxis("bottom")
    ((_, ticks),) = axis.tickValues(low, high, pixels)
    widths = [QFontMetricsF(axis.font()).horizontalAdvance(text) for text in axis.tickStrings(ticks, 1, 1)]
    for (a, b), (first, second) in zip(pairwise(ticks), pairwise(widths), strict=True):
        assert (b - a) * pixels / (high - low) >= (first + second) / 2 + 4
    assert ticks, "something is always said"


def test_numbers_beside_the_chart_are_written_as_in_the_user_s_language(qapp):
    from sdviewer.gui.lab.chart.plot import BytesAxis, NumberAxis

    QLocale.setDefault(QLocale("de_DE"))
    assert NumberAxis("left").tickStrings([0.95, 1.0, -0.5], 1, 0.05) == ["0,95", "1,00", "−0,50"]
    assert NumberAxis("left").tickStrings([30.0, 40.0], 1, 10) == ["30", "40"]
    assert BytesAxis("bottom").tickStrings([3.0, 3.7], 1, 1) == ["1 kB", "5 kB"]


def test_what_the_chart_takes_is_not_imported_by_the_window(opened, codec, qtbot, until, monkeypatch):
    from sdviewer.gui.lab.chart import chart_commands
    from sdviewer.gui.lab.chart.curve_panel import CurvePanel, _import_plot

    handed, work = [], codec.file_work

    async def file_work(function, background=False):
        if function in (chart_commands._import_panel, _import_plot):
            assert not handed or opened.findChild(CurvePanel).plot is None
            handed.append(function)
        return await work(function, background)

    monkeypatch.setattr(codec, "file_work", file_work)
    press(qtbot, opened, Qt.Key.Key_P)
    assert opened.findChild(CurvePanel) is None, "it is made in turns of its own"
    until(lambda: opened.findChild(CurvePanel) and opened.findChild(CurvePanel).plot is not None)
    assert handed == [chart_commands._import_panel, _import_plot] and opened.actions_["lab_chart"].isChecked()
