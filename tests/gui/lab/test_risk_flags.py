"""Somebody is told that faces and text may be redrawn, and says what is to stay faithful."""

from __future__ import annotations

import pytest
from hands import is_final, press
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt

from sdviewer.codec.risk import find as finder
from sdviewer.codec.types import RISK_KINDS, Encoded, Region, Risk
from sdviewer.gui.compare.variants import ORIGINAL, SDC
from sdviewer.gui.lab.rectangle.tool import RectangleTool
from sdviewer.gui.lab.risk.brush import CELL, regions_of, touched
from sdviewer.gui.lab.risk.risk_commands import RiskCommands
from sdviewer.gui.pictures.images import Turn
from sdviewer.gui.pictures.regions import resized_region

FACE = Risk("faces", Region(8, 4, 10, 12), 0.9)
SIGN = Risk("text", Region(30, 20, 20, 6), 0.8)


@pytest.fixture
def risky(opened, monkeypatch):
    """A photo in which there are a face and a sign; who looks for them is written down."""
    asked = []

    def find(picture, kinds, stop=None):
        asked.append(tuple(kinds))
        return tuple(risk for risk in (FACE, SIGN) if risk.kind in kinds)

    monkeypatch.setattr(finder, "find", find)
    opened.session.settings.set("lab/risks", True)
    opened.asked_for_risks = asked
    return opened


@pytest.fixture
def risks(risky) -> RiskCommands:
    return risky.findChild(RiskCommands)


def options(codec):
    return codec.asked_for("encode")[-1][0]


def at(window, x: float, y: float) -> QPoint:
    left, top = window.view.viewport.origin
    scale, dpr = window.view.viewport.scale, window.view.devicePixelRatioF()
    return QPoint(round((left + x * scale) / dpr), round((top + y * scale) / dpr))


def test_nobody_looks_for_faces_before_a_photo_is_compressed(risky, risks, qtbot, until):
    assert risky.asked_for_risks == [] and risks.watch.risks == ()
    press(qtbot, risky, Qt.Key.Key_C)
    until(lambda: risks.watch.risks == (FACE, SIGN))
    assert risky.asked_for_risks == [RISK_KINDS]
    assert risks.outlines.isVisible()


def test_a_small_file_with_a_face_is_warned_of_once_and_the_offer_protects(risky, risks, codec, qtbot, until):
    risky.session.settings.set("compress/size", 20)
    risky.session.settings.set("compress/by_size", True)
    press(qtbot, risky, Qt.Key.Key_C)
    until(lambda: "One face, small text" in risky.banner.text)
    assert "redrawn" in risky.banner.text
    button = risky.banner.findChildren(type(risky.compress_panel._save))[-1]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    until(lambda: options(codec).protect == RISK_KINDS)
    assert risky.compress_panel.protect.isChecked()
    assert risks.outlines.isVisible()
    risky.banner.clear()
    risky.session.settings.set("compress/protect", False)
    until(lambda: options(codec).protect == () and is_final(risky, SDC))
    assert risky.banner.text == ""


@pytest.fixture
def warned(risky, risks, qtbot, until):
    """It is compressed so small that its face is warned of."""
    risky.session.settings.set("compress/size", 20)
    risky.session.settings.set("compress/by_size", True)
    press(qtbot, risky, Qt.Key.Key_C)
    until(lambda: "One face" in risky.banner.text and risks.outlines.isVisible())
    return risky


def test_outlines_go_with_what_is_said_of_them_and_come_when_asked_for(warned, risks, qtbot):
    qtbot.mouseClick(warned.banner._close, Qt.MouseButton.LeftButton)
    assert not risks.outlines.isVisible() and not warned.actions_["lab_risks"].isChecked()
    press(qtbot, warned, Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    assert risks.outlines.isVisible() and warned.actions_["lab_risks"].isChecked()


def test_when_nothing_is_compared_any_more_nothing_is_said_of_it(warned, risks, until):
    comparison = warned.session.comparison
    comparison.set_sources([ORIGINAL])
    assert warned.banner.text == "" and not risks.outlines.isVisible()
    comparison.set_sources([ORIGINAL, SDC])
    until(lambda: "One face" in warned.banner.text and risks.outlines.isVisible())


def test_of_a_file_that_is_large_enough_again_nothing_is_said(warned, risks, codec, until):
    warned.session.settings.set("compress/size", 4000)
    until(lambda: len(codec.asked_for("encode")) > 1 and is_final(warned, SDC))
    until(lambda: warned.banner.text == "")


def test_outlines_can_be_switched_off_and_then_nobody_looks(risky, risks, qtbot, until):
    press(qtbot, risky, Qt.Key.Key_C)
    until(lambda: risks.watch.risks)
    press(qtbot, risky, Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    assert not risks.outlines.isVisible() and risks.watch.risks == ()
    assert not risks.are_outlined()


def test_what_is_brushed_is_kept_faithful_and_forgotten_with_its_picture(risky, risks, codec, qtbot, until):
    press(qtbot, risky, Qt.Key.Key_C)
    until(lambda: is_final(risky, SDC))
    risky.view.show_pane(0)
    risky.view.zoom_to(4.0)
    press(qtbot, risky, Qt.Key.Key_K, Qt.KeyboardModifier.ShiftModifier)
    assert risks.brushes()
    qtbot.mousePress(risky.view, Qt.MouseButton.LeftButton, pos=at(risky, 20, 20))
    qtbot.mouseMove(risky.view, at(risky, 36, 20))
    qtbot.mouseRelease(risky.view, Qt.MouseButton.LeftButton, pos=at(risky, 36, 20))
    until(lambda: options(codec).regions)
    assert options(codec).regions == (Region(16, 16, 32, 16),)
    qtbot.mousePress(risky.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, at(risky, 20, 20))
    qtbot.mouseRelease(risky.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, at(risky, 20, 20))
    until(lambda: options(codec).regions == (Region(32, 16, 16, 16),))
    press(qtbot, risky, Qt.Key.Key_Escape)
    assert not risks.brushes()
    risky.session.browser.step(1)
    until(lambda: not risks.has_brushed())
    assert risky.session.comparison.regions == ()


def test_one_tool_at_a_time_has_the_mouse(risky, risks, qtbot, until):
    press(qtbot, risky, Qt.Key.Key_C)
    until(lambda: is_final(risky, SDC))
    rectangle = risky.findChild(RectangleTool)
    risks.brush.set_on(True)
    rectangle.set_on(True)
    assert rectangle.is_on and not risks.brush.is_on
    risks.brush.set_on(True)
    assert risks.brush.is_on and not rectangle.is_on
    press(qtbot, risky, Qt.Key.Key_Escape)
    assert not risks.brush.is_on and not rectangle.is_on


def test_a_turned_photo_keeps_what_was_brushed_where_it_is(risky, risks, codec, until):
    comparison = risky.session.comparison
    comparison.compress()
    until(lambda: is_final(risky, SDC))
    width, height = comparison.original.width, comparison.original.height
    comparison.protect((Region(0, 0, 16, 16),))
    comparison.set_turn(Turn(1))
    until(lambda: options(codec).regions == (Region(height - 16, 0, 16, 16),))
    comparison.set_turn(Turn(2))
    until(lambda: options(codec).regions == (Region(width - 16, height - 16, 16, 16),))


def test_the_panel_says_what_protection_costs(risky, codec, until, monkeypatch):
    made = codec.encode

    async def encode(picture, options, progress=None):
        encoded = await made(picture, options, progress)
        regions = (FACE.region, SIGN.region) if options.protect else ()
        return Encoded(encoded.data + bytes(100 * len(regions)), encoded.picture, 60, 0.1, 0.1, regions=regions)

    monkeypatch.setattr(codec, "encode", encode)
    risky.session.settings.set("compress/protect", True)
    risky.session.comparison.compress()
    until(lambda: "Protection takes" in risky.compress_panel._result.text())
    assert codec.asked_for("idle")[-1][0].protect == ()


@given(st.floats(-50, 200), st.floats(-50, 200), st.floats(1, 60), st.integers(1, 150), st.integers(1, 150))
def test_brushed_squares_lie_in_the_picture_and_become_regions_of_just_these(x, y, radius, width, height):
    cells = touched(x, y, radius, width, height)
    assert all(0 <= r * CELL < height and 0 <= c * CELL < width for r, c in cells)
    if 0 <= x < width and 0 <= y < height:
        assert (int(y // CELL), int(x // CELL)) in cells
    again = {
        (region.top // CELL, column)
        for region in regions_of(cells)
        for column in range(region.left // CELL, (region.left + region.width) // CELL)
    }
    assert again == cells


def test_a_region_of_a_smaller_picture_covers_the_same():
    assert resized_region(Region(15, 10, 11, 20), (100, 80), (50, 40)) == Region(7, 5, 6, 10)


def test_the_original_is_not_outlined_when_it_is_only_looked_at(risky, risks, qtbot, until):
    press(qtbot, risky, Qt.Key.Key_C)
    until(lambda: risks.watch.risks)
    risky.session.comparison.set_sources([ORIGINAL])
    until(lambda: not risks.outlines.isVisible())
