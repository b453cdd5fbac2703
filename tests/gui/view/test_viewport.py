"""Zoom, pan and split as numbers: what holds for any picture, any pane and any history of what the user did."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdviewer.gui.pictures.geometry import Rect
from sdviewer.gui.view.viewport import MAX_SCALE, ZOOM_STEPS, Viewport, pane_rects, split_rects

SIDES = st.integers(1, 20_000)
PANES = st.tuples(st.integers(1, 4000), st.integers(1, 4000))
FACTORS = st.floats(0.01, 100)


@st.composite
def viewports(draw) -> Viewport:
    """A viewport after some zooming and panning."""
    viewport = Viewport().for_pane(draw(PANES)).for_picture((draw(SIDES), draw(SIDES)))
    for factor, x, y in draw(st.lists(st.tuples(FACTORS, st.floats(0, 1), st.floats(0, 1)), max_size=3)):
        viewport = viewport.zoomed(factor, (x * viewport.pane[0], y * viewport.pane[1]))
        viewport = viewport.panned((x - 0.5) * 3000, (y - 0.5) * 3000)
    return viewport


def test_a_large_picture_is_fitted_and_a_small_one_is_not_enlarged():
    view = Viewport().for_pane((1000, 500))
    assert view.for_picture((4000, 1000)).scale == 0.25
    assert view.for_picture((100, 100)).scale == 1.0
    assert view.for_picture((100, 100)).fit().scale == 5.0


@given(viewports(), PANES)
def test_filling_covers_the_pane_and_wastes_nothing_also_when_it_changes(view: Viewport, pane):
    filled = view.fill().for_pane(pane)
    shown = [size * filled.scale for size in filled.picture]
    assert filled.scale == MAX_SCALE or all(s >= p - 1e-6 for s, p in zip(shown, filled.pane, strict=True))
    assert filled.scale == MAX_SCALE or any(s <= p + 1e-6 for s, p in zip(shown, filled.pane, strict=True))
    assert filled.panned(1e6, 1e6).scale == filled.scale
    assert filled.fit().scale <= filled.scale or filled.scale == MAX_SCALE


def test_a_picture_at_100_percent_lies_on_whole_device_pixels():
    view = Viewport().for_pane((1001, 501)).for_picture((100, 100)).zoomed_to(1.0)
    assert view.origin == (450, 200)
    assert view.to_picture((450, 200)) == (0, 0)


@given(viewports())
def test_a_picture_smaller_than_its_pane_is_centred_and_a_larger_one_covers_it(view: Viewport):
    for size, pane, origin in zip(view.picture, view.pane, view.origin, strict=True):
        shown = size * view.scale
        if shown <= pane:
            assert abs(origin - (pane - shown) / 2) <= 1
        else:
            assert origin <= 1
            assert origin + shown >= pane - 1


@given(viewports(), st.floats(0, 1), st.floats(0, 1))
def test_a_point_goes_to_the_picture_and_back(view: Viewport, x: float, y: float):
    at = x * view.pane[0], y * view.pane[1]
    back = [origin + view.scale * v for origin, v in zip(view.origin, view.to_picture(at), strict=True)]
    assert back == pytest.approx(at, abs=1e-6)


@given(viewports(), FACTORS, st.floats(0, 1), st.floats(0, 1))
def test_zooming_keeps_what_is_under_the_cursor(view: Viewport, factor: float, x: float, y: float):
    at = x * view.pane[0], y * view.pane[1]
    zoomed = view.zoomed(factor, at)
    before, after = view.to_picture(at), zoomed.to_picture(at)
    for axis in (0, 1):
        # Only where the picture covers the pane before and after is nothing moved to keep it in view.
        clamped = zoomed.centre[axis] * zoomed.scale in (
            pytest.approx(zoomed.pane[axis] / 2),
            pytest.approx(zoomed.picture[axis] * zoomed.scale - zoomed.pane[axis] / 2),
        )
        if zoomed.picture[axis] * zoomed.scale > zoomed.pane[axis] and not clamped:
            assert abs(before[axis] - after[axis]) * zoomed.scale <= 1


def test_zooming_without_a_cursor_keeps_the_middle_exactly():
    view = Viewport().for_pane((401, 301)).for_picture((9999, 7501))
    assert view.zoomed_to(4.0).centre == (4999.5, 3750.5)


@given(viewports(), FACTORS)
def test_the_scale_stays_within_its_limits(view: Viewport, factor: float):
    low, high = view.limits
    assert low <= view.zoomed(factor).scale <= high == MAX_SCALE
    assert low <= view.fit_scale


@given(viewports())
def test_steps_go_through_every_usual_zoom_and_back(view: Viewport):
    up = [view.scale]
    while (view := view.stepped(1)).scale > up[-1]:
        up.append(view.scale)
        assert len(up) <= len(ZOOM_STEPS) + 1
    assert up[-1] == MAX_SCALE
    down = view.stepped(-1)
    assert down.scale == ZOOM_STEPS[-2]


def test_double_click_goes_between_all_of_it_and_100_percent():
    view = Viewport().for_pane((1000, 1000)).for_picture((4000, 3000))
    full = view.toggled((250, 500))
    assert full.scale == 1.0
    assert full.to_picture((250, 500)) == pytest.approx(view.to_picture((250, 500)), abs=1)
    assert full.toggled((0, 0)).scale == 0.25


@given(viewports(), st.floats(-9e5, 9e5), st.floats(-9e5, 9e5))
def test_panning_moves_by_device_pixels_and_never_out_of_view(view: Viewport, dx: float, dy: float):
    moved = view.panned(dx, dy)
    part = moved.visible()
    assert part.width >= 1
    assert part.height >= 1
    assert moved.scale == view.scale


def test_panning_follows_the_hand():
    view = Viewport().for_pane((100, 100)).for_picture((1000, 1000)).zoomed_to(2.0)
    assert view.panned(-30, 10).origin == (view.origin[0] - 30, view.origin[1] + 10)


@given(viewports(), PANES)
def test_another_size_of_the_panes_keeps_the_middle(view: Viewport, pane):
    view = replace(view, fitted="")
    resized = view.for_pane(pane)
    for axis in (0, 1):
        if resized.picture[axis] * resized.scale > resized.pane[axis] + view.pane[axis]:
            low = resized.pane[axis] / 2 / resized.scale
            assert resized.centre[axis] == pytest.approx(
                min(max(view.centre[axis], low), view.picture[axis] - low), rel=1e-9
            )


def test_a_fitted_picture_stays_fitted_when_the_window_grows():
    view = Viewport().for_pane((100, 100)).for_picture((400, 400))
    assert view.for_pane((200, 200)).scale == 0.5
    assert view.zoomed_to(3.0).for_pane((200, 200)).scale == 3.0


def test_the_next_picture_keeps_zoom_and_place_if_asked_to():
    view = Viewport().for_pane((100, 100)).for_picture((1000, 1000)).zoomed_to(2.0).panned(-500, 0)
    kept = view.for_picture((2000, 500), keep=True)
    assert kept.scale == 2.0
    assert kept.centre[0] / 2000 == view.centre[0] / 1000
    assert view.for_picture((2000, 500)).fitted == "shrink"


@given(viewports())
def test_what_is_visible_covers_the_pane_and_no_pixel_more(view: Viewport):
    part = view.visible()
    left, top = view.to_picture((0, 0))
    right, bottom = view.to_picture(view.pane)
    assert part.x <= max(0, left) < part.x + 1
    assert part.y <= max(0, top) < part.y + 1
    assert part.right - 1 < min(right, view.picture[0]) <= part.right
    assert part.bottom - 1 < min(bottom, view.picture[1]) <= part.bottom


def test_a_part_of_the_pane_shows_a_part_of_the_picture():
    view = Viewport().for_pane((100, 100)).for_picture((100, 100)).zoomed_to(10.0)
    assert view.visible(Rect(20, 35, 10, 10)) == Rect(47, 48, 1, 2)


def test_beside_the_picture_there_is_no_pixel():
    view = Viewport().for_pane((100, 100)).for_picture((50, 100))
    assert view.pixel_at((24.9, 50)) is None
    assert view.pixel_at((25, 50)) == (0, 50)
    assert view.pixel_at((74.9, 99.9)) == (49, 99)
    assert view.pixel_at((75, 50)) is None


def test_overflowing_is_told_by_axis():
    view = Viewport().for_pane((100, 100)).for_picture((300, 100))
    assert view.overflows == (False, False)
    assert view.zoomed_to(1.0).overflows == (True, False)


@given(st.integers(1, 4), PANES)
def test_panes_beside_each_other_are_equal_and_apart(count: int, size):
    rects = pane_rects("side", count, size)
    assert len({(r.width, r.height) for r in rects}) == 1
    for i, a in enumerate(rects):
        assert a.right <= size[0]
        assert a.bottom <= size[1]
        for b in rects[i + 1 :]:
            assert a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y


def test_four_panes_are_two_by_two_and_a_tall_window_stacks_them():
    assert [(r.x, r.y) for r in pane_rects("side", 4, (802, 602))] == [(0, 0), (402, 0), (0, 302), (402, 302)]
    assert [(r.x, r.y) for r in pane_rects("side", 2, (400, 802))] == [(0, 0), (0, 402)]


@given(st.floats(-1, 2), st.booleans(), PANES)
def test_a_split_shares_the_window_without_a_gap(position: float, vertical: bool, size):
    first, second = split_rects(position, vertical, size)
    assert first.width * first.height + second.width * second.height == size[0] * size[1]
    assert (second.x, second.y) == ((first.right, 0) if vertical else (0, first.bottom))
