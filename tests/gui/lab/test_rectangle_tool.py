"""Somebody drags a rectangle in the picture and reads what it holds."""

from __future__ import annotations

import numpy as np
import pytest
from hands import is_final, press
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from sdviewer.codec.measure.metrics import psnr
from sdviewer.codec.types import Region
from sdviewer.gui.compare.variants import NATURAL, ORIGINAL, SDC, Source
from sdviewer.gui.pictures.images import Turn
from sdviewer.gui.pictures.regions import stored_region, turned_region
from sdviewer.gui.view.pane import Layout

JPEG = Source("jpeg")


@pytest.fixture
def compared(opened, qtbot, until):
    """SDC beside JPEG, split, at a scale where every pixel is whole."""
    opened.session.comparison.set_sources([SDC, JPEG])
    until(lambda: is_final(opened, SDC) and is_final(opened, JPEG))
    opened.view.set_layout(Layout.SPLIT)
    opened.view.zoom_to(4.0)
    return opened


@pytest.fixture
def rectangle(compared):
    """The tool, which hangs on the window."""
    from sdviewer.gui.lab.rectangle.commands import RectangleCommands

    return compared.findChild(RectangleCommands)


def at(window, x: float, y: float) -> QPoint:
    """Where a pixel of the picture lies in the view."""
    left, top = window.view.viewport.origin
    scale, dpr = window.view.viewport.scale, window.view.devicePixelRatioF()
    return QPoint(round((left + x * scale) / dpr), round((top + y * scale) / dpr))


def drag(qtbot, window, start: tuple[float, float], end: tuple[float, float]) -> None:
    view = window.view
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=at(window, *start))
    qtbot.mouseMove(view, at(window, *end))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at(window, *end))


def test_a_dragged_rectangle_shows_its_figures_in_every_pane(compared, rectangle, qtbot, until):
    press(qtbot, compared, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    drag(qtbot, compared, (10, 8), (40, 28))
    assert rectangle.tool.region == Region(10, 8, 30, 20)
    until(lambda: all(rectangle.figures.text_of(pane) for pane in (0, 1)))
    original = compared.session.comparison.original.picture.pixels[8:28, 10:40]
    for pane, source in enumerate((SDC, JPEG)):
        shown = compared.session.comparison.variant(source).picture.pixels[8:28, 10:40]
        expected = psnr(np.ascontiguousarray(original), np.ascontiguousarray(shown))
        assert f"PSNR {expected:.2f} dB" in rectangle.figures.text_of(pane)
        assert "SSIM 0." in rectangle.figures.text_of(pane)
    assert rectangle.overlay.isVisible()


def test_bits_that_nobody_counted_are_called_the_mean(compared, rectangle, qtbot, until):
    press(qtbot, compared, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    drag(qtbot, compared, (0, 0), (48, 32))
    until(lambda: rectangle.figures.text_of(1))
    variant = compared.session.comparison.variant(JPEG)
    bits = 8 * variant.nbytes / 4
    assert f"≈ {bits:.0f} bits (the file's mean)" in rectangle.figures.text_of(1).replace(",", "")


def test_escape_puts_the_tool_away_and_the_mouse_moves_the_picture_again(compared, rectangle, qtbot):
    press(qtbot, compared, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    drag(qtbot, compared, (10, 10), (20, 20))
    press(qtbot, compared, Qt.Key.Key_Escape)
    assert not rectangle.is_on() and rectangle.tool.region is None and not rectangle.overlay.isVisible()
    assert not compared.actions_["lab_rectangle"].isChecked()
    compared.view.zoom_to(40.0)
    before = compared.view.viewport.centre
    drag(qtbot, compared, (10, 10), (14, 14))
    assert compared.view.viewport.centre != before and rectangle.tool.region is None


def test_a_rectangle_never_leaves_the_picture(compared, rectangle, qtbot):
    press(qtbot, compared, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    drag(qtbot, compared, (80, 50), (300, 300))
    assert rectangle.tool.region == Region(80, 50, 16, 14)
    drag(qtbot, compared, (5, 5), (-50, -50))
    assert rectangle.tool.region == Region(0, 0, 5, 5)


def test_a_click_takes_the_rectangle_away(compared, rectangle, qtbot):
    press(qtbot, compared, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    drag(qtbot, compared, (10, 10), (20, 20))
    qtbot.mouseClick(compared.view, Qt.MouseButton.LeftButton, pos=at(compared, 60, 30))
    assert rectangle.tool.region is None and rectangle.is_on()


def test_the_divider_can_still_be_moved(compared, rectangle, qtbot):
    press(qtbot, compared, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    view = compared.view
    middle = QPoint(view.width() // 2, view.height() // 2)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(view, middle + QPoint(60, 0))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 0))
    assert view.split > 0.52 and rectangle.tool.region is None


def test_another_picture_has_no_rectangle(compared, rectangle, qtbot, until):
    press(qtbot, compared, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    drag(qtbot, compared, (10, 10), (20, 20))
    compared.session.browser.step(1)
    until(lambda: rectangle.tool.region is None)


def test_a_turned_picture_is_measured_where_it_is_seen(compared, rectangle, qtbot, until):
    compared.session.comparison.set_turn(Turn(1))
    until(lambda: compared.session.comparison.variant(JPEG).turn == Turn(1) and is_final(compared, SDC))
    compared.view.zoom_to(4.0)
    press(qtbot, compared, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    drag(qtbot, compared, (0, 0), (10, 20))  # what is at the top right now was at the top left
    until(lambda: rectangle.figures.text_of(1))
    stored = Region(0, 54, 20, 10)
    assert stored_region(rectangle.tool.region, Turn(1), (96, 64)) == stored
    pixels = [compared.session.comparison.variant(s).picture.pixels[54:64, 0:20] for s in (ORIGINAL, JPEG)]
    assert f"PSNR {psnr(*map(np.ascontiguousarray, pixels)):.2f} dB" in rectangle.figures.text_of(1)


def test_the_figures_are_copied_as_text(compared, rectangle, qtbot, until):
    press(qtbot, compared, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    drag(qtbot, compared, (10, 8), (40, 28))
    until(lambda: all(rectangle.figures.text_of(pane) for pane in (0, 1)))
    press(qtbot, compared, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "img1.png: 10, 8, 30 x 20"
    assert [line.split("\t")[0] for line in lines[1:]] == ["SDC", "JPEG"]


def test_the_program_goes_to_where_sdc_loses_most(compared, rectangle, qtbot, until):
    comparison = compared.session.comparison
    assert compared.actions_["lab_crop_lost"].isEnabled()
    press(qtbot, compared, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    until(lambda: rectangle.tool.region is not None)
    from sdviewer.codec.analysis.crops import extreme_crops

    pictures = [comparison.variant(source).picture.pixels for source in (ORIGINAL, SDC, JPEG)]
    lost, _ = extreme_crops(*pictures)
    assert rectangle.tool.region == lost.region
    left, top, width, height = lost.region
    shown = compared.view.viewport.visible()
    assert shown.x <= left and left + width <= shown.right and shown.y <= top and top + height <= shown.bottom
    assert "SDC" in compared.banner.text and "JPEG" in compared.banner.text


def test_without_a_rival_there_is_nothing_to_lose_against(opened, until):
    opened.session.comparison.set_sources([ORIGINAL, SDC])
    until(lambda: is_final(opened, SDC))
    assert not opened.actions_["lab_crop_lost"].isEnabled()
    opened.session.comparison.set_sources([ORIGINAL, SDC, NATURAL, JPEG])
    until(lambda: is_final(opened, JPEG) and is_final(opened, NATURAL))
    assert opened.actions_["lab_crop_lost"].isEnabled()


@given(st.integers(0, 3), st.booleans(), st.data())
def test_a_region_turns_as_the_pixels_do(quarters, mirrored, data):
    width, height = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 9))
    left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    region = Region(left, top, data.draw(st.integers(1, width - left)), data.draw(st.integers(1, height - top)))
    turn = Turn(quarters, mirrored)
    pixels = np.arange(width * height, dtype=np.uint8).reshape(height, width)
    turned = turned_region(region, turn, (width, height))
    expected = turn.apply(pixels[top : top + region.height, left : left + region.width])
    found = turn.apply(pixels)[turned.top : turned.top + turned.height, turned.left : turned.left + turned.width]
    assert np.array_equal(found, expected)
    assert stored_region(turned, turn, (width, height)) == region
