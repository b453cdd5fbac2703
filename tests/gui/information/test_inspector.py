"""The information panel: nothing in it is cut off, values are copied, the histogram is that of the pane meant."""

from __future__ import annotations

import numpy as np
import pytest
from hands import is_final, press
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from sdviewer.codec.types import Picture
from sdviewer.gui.compare.variants import ORIGINAL, SDC
from sdviewer.gui.information.histogram import counted
from sdviewer.gui.view.pane import Layout


@pytest.fixture
def panel(window, codec, tmp_path, photo, qtbot, until):
    """Of a `.sdc`, whose checksum is longer than a line."""
    window.session.open([codec.add(tmp_path / "a name of a photo that is longer than a line.sdc", photo, sdc=True)])
    until(lambda: is_final(window, SDC))
    press(qtbot, window, Qt.Key.Key_I)
    until(lambda: window.inspector.tree.topLevelItemCount() > 2)
    qtbot.wait(30)
    return window.inspector


def rows(tree):
    for section in map(tree.topLevelItem, range(tree.topLevelItemCount())):
        yield from map(section.child, range(section.childCount()))


def test_long_values_go_on_in_the_next_line(panel, until):
    tree = panel.tree
    line, longest = tree.fontMetrics().height(), tree.columnWidth(1)
    assert tree.columnWidth(0) + tree.columnWidth(1) <= tree.viewport().width()
    for item in rows(tree):
        needed = tree.fontMetrics().horizontalAdvance(item.text(1))
        assert tree.visualItemRect(item).height() >= line * -(-needed // longest), item.text(0)
    checksum = next(item for item in rows(tree) if item.text(0) == "SHA-256")
    high = tree.visualItemRect(checksum).height()
    assert high >= 2 * line
    panel.window().resizeDocks([panel.window().panels.docks["inspector"]], [600], Qt.Orientation.Horizontal)
    until(lambda: tree.visualItemRect(checksum).height() < high)


def test_a_value_and_all_of_them_are_copied(panel, qtbot):
    tree = panel.tree
    tree.setFocus()
    tree.setCurrentItem(next(item for item in rows(tree) if item.text(0) == "Model"))
    qtbot.keyClick(tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "own (0123abcd)"
    panel.copy_all()
    assert "File\n  Name: a name" in QGuiApplication.clipboard().text()


def test_small_pictures_have_no_megapixels(panel):
    assert next(item.text(1) for item in rows(panel.tree) if item.text(0) == "Dimensions") == "96 × 64"


def test_the_histogram_follows_the_pointer_from_pane_to_pane(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_I)
    opened.session.comparison.set_sources([ORIGINAL, SDC])
    opened.comparing.set_layout(Layout.SPLIT)
    until(lambda: is_final(opened, SDC))
    view, inspector = opened.view, opened.inspector

    def brightest() -> int:
        return max(level for level, share in enumerate(inspector.histogram.histogram.red) if share)

    for x, name, level in ((20, "Original", 230), (view.width() - 20, "SDC", 230 // 2)):  # as the stand-in codes it
        QTest.mouseMove(view, QPoint(x, view.height() // 2))
        until(lambda name=name, level=level: inspector.whose.text() == f"Histogram: {name}" and brightest() == level)


def test_levels_are_counted_by_their_shares():
    pixels = np.zeros((10, 10, 3), np.uint8)
    pixels[:5] = (255, 0, 0)
    histogram = counted(pixels)
    assert histogram.red[255] == histogram.red[0] == 0.5 and histogram.green[0] == 1
    assert histogram.luminance[54] == 0.5 and histogram.clipped == (0.5, 0)


def test_of_large_pictures_enough_is_counted(monkeypatch):
    monkeypatch.setattr("sdviewer.gui.information.histogram.MOST_COUNTED", 1000)
    picture = Picture(np.tile(np.arange(256, dtype=np.uint8)[None, :, None], (64, 1, 3)))
    histogram = counted(picture.pixels)
    assert sum(histogram.luminance) == pytest.approx(1) and set(histogram.blue) == {1 / 256}
