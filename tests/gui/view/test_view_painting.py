"""The picture area: what is painted where."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from view_hands import BLACK, FULL, GREEN, RED, SURROUND, WHITE, colour, colours, flat, mouse

from sdviewer.gui.pictures.images import from_pixels
from sdviewer.gui.view.compare_view import Layout, Pane
from sdviewer.gui.view.legend import Legend


def test_a_single_pane_is_fitted(view):
    assert view.viewport.scale == 0.4
    assert colour(view, 5, 5) == RED
    assert colour(view, 395, 295) == RED


def test_around_a_picture_is_the_surround(view):
    view.set_picture((100, 100), keep=False)
    view.set_panes([Pane(flat(RED, 100, 100))])
    assert colour(view, 200, 150) == RED
    assert colour(view, 149, 150) == SURROUND
    assert colour(view, 150, 100) == RED


def test_a_split_shows_both_and_the_divider_says_where(view):
    view.set_layout(Layout.SPLIT)
    assert colour(view, 100, 50) == RED
    assert colour(view, 300, 50) == GREEN
    view.set_split(0.9)
    assert colour(view, 300, 50) == RED
    view.set_layout(Layout.SPLIT, vertical=False)
    assert colour(view, 300, 50) == RED
    assert colour(view, 50, 295) == GREEN


def test_the_halves_of_a_split_are_one_picture(view):
    """Where the divider is changes nothing about the place of what is shown."""
    pixels = np.zeros((750, 1000, 3), np.uint8)
    pixels[300:400, 500:600] = 255
    image = from_pixels(pixels)
    view.set_layout(Layout.SPLIT)
    view.set_panes([Pane(image), Pane(image)])
    for position in (0.0, 0.25, 0.55, 1.0):
        view.set_split(position)
        assert colours(view, [(x, 125) for x in (198, 202, 238, 242)]) == [BLACK, FULL, FULL, BLACK]


def test_side_by_side_shows_the_same_place_in_each(view):
    pixels = np.zeros((750, 1000, 3), np.uint8)
    pixels[375:, 500:] = 255
    image = from_pixels(pixels)
    view.set_layout(Layout.SIDE)
    for count in (2, 3, 4):
        view.set_panes([Pane(image)] * count)
        view.zoom_to(4.0)
        for _, rect in view.visible_panes():
            x, y = int(rect.x + rect.width / 2), int(rect.y + rect.height / 2)
            assert colour(view, x + 3, y + 3) == (255, 255, 255)
            assert colour(view, x - 4, y + 3) == (0, 0, 0)
            assert colour(view, x + 3, y - 4) == (0, 0, 0)


def test_a_and_b_replace_each_other_in_one_paint(view, qtbot):
    painted = []
    paint = view.paintEvent
    view.paintEvent = lambda event: (paint(event), painted.append(1))
    assert colour(view, 50, 50) == RED
    before = view.viewport
    painted.clear()
    view.show_pane(1)
    qtbot.waitUntil(lambda: bool(painted))
    assert len(painted) == 1
    assert colour(view, 50, 50) == GREEN
    assert view.viewport == before


def test_holding_a_key_shows_the_original_everywhere_until_it_is_let_go(view):
    view.set_layout(Layout.SPLIT)
    view.hold_original(Qt.Key.Key_O)
    assert colour(view, 300, 50) == RED
    repeat = QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_O, Qt.KeyboardModifier.NoModifier, "", True)
    QApplication.sendEvent(view, repeat)
    assert colour(view, 300, 50) == RED
    QApplication.sendEvent(view, QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_O, Qt.KeyboardModifier.NoModifier))
    assert colour(view, 300, 50) == GREEN


def test_a_hold_without_a_key_ends_when_it_is_asked_for_again(view):
    """Chosen in the menu with the mouse, no key is ever let go."""
    view.set_layout(Layout.SPLIT)
    for expected in (RED, GREEN, RED):
        view.hold_original(Qt.Key.Key_O)
        assert colour(view, 300, 50) == expected
    view.let_go()
    assert colour(view, 300, 50) == GREEN and not view.holding


def test_a_reduced_preview_is_replaced_without_a_jump(view):
    pixels = np.zeros((800, 1200, 3), np.uint8)
    pixels[200:400, 300:600] = 255
    view.set_picture((1200, 800), keep=False)
    view.set_panes([Pane(from_pixels(np.ascontiguousarray(pixels[::4, ::4])))])
    view.zoom_to(1.0)
    place = view.viewport
    probes = [(x, y) for x in range(0, 400, 40) for y in range(0, 300, 40)]
    preview = colours(view, probes)
    view.set_panes([Pane(from_pixels(pixels))])
    assert view.viewport == place
    # The preview's edges are soft, over four pixels.
    final = colours(view, probes)
    assert sum(a != b for a, b in zip(preview, final, strict=True)) <= len(probes) // 10


def test_a_reduced_preview_is_smooth_where_the_picture_will_be(view):
    """It has few pixels, which are no reason to show them as squares."""
    pixels = np.zeros((300, 400, 3), np.uint8)
    pixels[:, 200:] = 255
    view.set_picture((1600, 1200), keep=False)
    view.set_panes([Pane(from_pixels(pixels))])
    view.zoom_to(1.0)
    image = view.grab().toImage()
    assert len({image.pixelColor(x, 150).red() for x in range(190, 210)} - {0, 255}) >= 3


def test_fine_detail_is_averaged_when_the_picture_is_reduced(view):
    """A halved copy is used: every second pixel white gives grey, not moire."""
    pixels = np.zeros((750, 1000, 3), np.uint8)
    pixels[::2, ::2] = pixels[1::2, 1::2] = 255
    view.set_panes([Pane(from_pixels(pixels))])
    image = view.grab().toImage()
    reds = [image.pixelColor(x, y).red() for x in range(100, 150) for y in range(100, 110)]
    assert max(reds) - min(reds) <= 4


def test_a_message_stands_in_the_place_of_a_missing_picture(view):
    view.set_panes([Pane(message="dog.sdc is damaged.")])
    image = view.grab().toImage()
    seen = {image.pixelColor(x, y).getRgb()[:3] for x in range(100, 300, 2) for y in range(130, 170)}
    assert len(seen) > 5
    assert colour(view, 5, 5) == SURROUND


def test_without_panes_there_is_only_the_surround(view):
    view.set_panes([])
    assert view.visible_panes() == []
    assert len(set(colours(view, [(x, 150) for x in range(0, 400, 50)]))) == 1


def test_a_message_over_a_picture_leaves_the_picture_visible(view):
    view.set_panes(
        [Pane(flat(RED), "A long sentence about what is wrong with this file, and what to do about it. " * 2)]
    )
    assert colour(view, 5, 5) == RED
    assert colour(view, 200, 150) != RED


def test_transparency_shows_a_checkerboard(view):
    view.set_picture((400, 300), keep=False)
    pixels, alpha = np.full((300, 400, 3), 255, np.uint8), np.zeros((300, 400), np.uint8)
    alpha[:, 200:] = 255
    view.set_panes([Pane(from_pixels(pixels, alpha))])
    assert len(set(colours(view, [(x, 20) for x in range(20, 180, 4)]))) == 2
    assert colour(view, 300, 100) == (255, 255, 255)


@pytest.mark.parametrize(("filter", "scale", "blends"), [
    ("auto", 1.5, True), ("auto", 2.0, False), ("smooth", 6.0, True), ("nearest", 1.5, False),
])  # fmt: skip
def test_pixels_are_interpolated_below_200_percent_unless_forced(view, filter, scale, blends):
    rows = np.zeros((750, 1000, 3), np.uint8)
    rows[:, ::2] = 255
    view.filter = filter
    view.set_panes([Pane(from_pixels(rows))])
    view.zoom_to(scale)
    image = view.grab().toImage()
    greys = {image.pixelColor(x, 150).red() for x in range(100, 200)}
    assert (len(greys - {0, 255}) > 0) == blends


def test_the_pixel_grid_begins_at_800_percent_and_can_be_off(view):
    view.set_panes([Pane(flat(WHITE))])

    def lines() -> int:
        image = view.grab().toImage()
        return sum(image.pixelColor(x, 3).red() < 240 for x in range(100, 200))

    view.zoom_to(7.9)
    assert lines() == 0
    view.zoom_to(10.0)
    assert lines() == 10
    view.show_grid = False
    assert lines() == 0


def test_values_stand_in_the_pixels_from_3200_percent(view):
    view.show_grid = False
    view.set_panes([Pane(flat(WHITE)), Pane(flat((20, 20, 20)))])

    def range_of_red() -> tuple[int, int]:
        image = view.grab().toImage()
        reds = [image.pixelColor(x, y).red() for x in range(150, 250) for y in range(100, 200)]
        return min(reds), max(reds)

    view.zoom_to(31.0)
    assert range_of_red() == (250, 250)
    view.zoom_to(40.0)
    assert range_of_red()[0] < 60  # dark numbers on white
    view.show_pane(1)
    assert range_of_red()[1] > 200  # light ones on black


def test_a_legend_belongs_to_maps_only(view):
    assert colour(view, 200, 280) == RED
    view.set_panes([Pane(flat(RED), legend=Legend(("the same", "nothing left")))])
    assert colour(view, 200, 280) != RED


def test_the_loupe_magnifies_what_is_under_the_cursor(view, qtbot):
    pixels = np.zeros((750, 1000, 3), np.uint8)
    view.resize(600, 450)
    pixels[248:253, 248:253] = 255  # at the cursor: (150, 150) of the view
    view.set_panes([Pane(from_pixels(pixels))])
    view.fit()
    mouse(view, QEvent.Type.MouseMove, (150, 150))
    before = view.grab().toImage()
    view.set_loupe(True)
    after = view.grab().toImage()
    white = [
        sum(i.pixelColor(x, y).red() > 200 for x in range(70, 230, 2) for y in range(180, 340, 2))
        for i in (before, after)
    ]
    assert white[0] == 0
    assert white[1] >= 50  # 5 pixels of the picture, 4 times: 20 by 20
    view.set_panes([Pane(from_pixels(np.ascontiguousarray(pixels[::2, ::2])))])
    preview = view.grab().toImage()
    assert any(preview.pixelColor(x, y).red() > 200 for x in range(70, 230, 2) for y in range(180, 340, 2))
    view.set_panes([Pane(from_pixels(pixels))])
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert view.grab().toImage() == before


def test_a_divider_that_moves_paints_a_strip(view, monkeypatch):
    """Not two pictures as large as the window, at each step of the mouse; where a legend moves with it, all."""
    view.set_layout(Layout.SPLIT)
    painted = []
    paint = view.paintEvent
    monkeypatch.setattr(view, "paintEvent", lambda event: (painted.append(event.rect()), paint(event)))

    def areas() -> list[QRect]:
        painted.clear()
        QApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)
        return list(painted)

    areas()
    view.set_split(0.55)
    (strip,) = areas()
    assert strip.height() == 300 and strip.left() <= 200 - 16 and strip.right() >= 220 + 16 and strip.width() < 100
    view.set_layout(Layout.SPLIT, vertical=False)
    areas()
    view.set_split(0.5)
    (strip,) = areas()
    assert strip.width() == 400 and strip.height() < 100
    view.set_panes([view.panes[0], Pane(view.panes[1].image, legend=Legend(("less", "more")))])
    areas()
    view.set_split(0.6)
    assert areas() == [view.rect()]
