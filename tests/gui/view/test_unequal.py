"""Pictures of unequal sizes: at the same scale, centre on centre or corner on corner, never stretched."""

from __future__ import annotations

import numpy as np
import pytest

from sdviewer.codec.types import Picture
from sdviewer.gui.compare.variants import State, unequal_text
from sdviewer.gui.pictures.images import from_pixels
from sdviewer.gui.shell.snapshot import Snapshot
from sdviewer.gui.view.compare_view import CompareView, Layout, Pane
from sdviewer.gui.view.viewport import Viewport


def test_the_other_picture_has_the_same_scale_and_lies_over_the_middle():
    viewport = Viewport().for_picture((600, 400)).for_pane((600, 400))
    other = viewport.of_other((500, 400))
    assert other.scale == viewport.scale == 1
    assert other.origin == (50, 0)
    assert viewport.of_other((500, 400), at_corner=True).origin == (0, 0)
    zoomed = viewport.zoomed_to(4.0, (300, 200))
    assert zoomed.of_other((500, 400)).origin[0] - zoomed.origin[0] == 4 * 50


@pytest.mark.parametrize("at_corner", [False, True])
def test_a_larger_partner_can_be_moved_until_each_of_its_edges_is_seen(at_corner):
    viewport = Viewport().for_picture((600, 400)).for_pane((300, 200)).covering([(1000, 900)], at_corner).zoomed_to(1.0)
    assert viewport.overflows == (True, True)
    for dx, dy in ((9000, 9000), (-9000, -9000)):
        other = viewport.panned(dx, dy).of_other((1000, 900), at_corner)
        x, y = other.origin
        assert (x, y) == ((0, 0) if dx > 0 else (300 - 1000, 200 - 900))


def test_all_of_unequal_pictures_fits_into_the_window():
    viewport = Viewport().for_picture((100, 100)).for_pane((400, 400)).covering([(800, 400)])
    assert viewport.scale == 0.5 and viewport.of_other((800, 400)).origin == (0, 100)
    assert viewport.covering([]).scale == 1, "the larger one is gone"


def test_pictures_of_one_size_are_as_without_the_other():
    viewport = Viewport().for_picture((600, 400)).for_pane((300, 200))
    assert viewport.covering([(600, 400)]) is viewport and viewport.covering([(500, 400)]) is viewport


@pytest.mark.parametrize("at_corner", [False, True])
def test_a_narrower_picture_is_painted_as_wide_as_it_is(qtbot, at_corner):
    view = CompareView()
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.at_corner = at_corner
    white = from_pixels(np.full((200, 300, 3), 255, np.uint8))
    red = from_pixels(np.full((200, 250, 3), (255, 0, 0), np.uint8))
    view.set_panes([Pane(white, size=(300, 200)), Pane(red, size=(250, 200))])
    view.set_picture((300, 200), False)
    view.set_layout(Layout.SINGLE)
    view.show_pane(1)
    shown = view.grab().toImage()
    row = [shown.pixelColor(x, 100).getRgb()[:3] == (255, 0, 0) for x in range(300)]
    start = 0 if at_corner else 25
    assert row.index(True) == start and sum(row) == 250


def test_the_difference_is_said(session, codec, tmp_path, photo, until):
    codec.add(tmp_path / "a.png", photo)
    codec.add(tmp_path / "b.png", Picture(np.ascontiguousarray(photo.pixels[:, :-10])))
    session.compare_files(tmp_path / "a.png", tmp_path / "b.png")
    comparison = session.comparison

    def both():
        found = [comparison.variant(source) for source in comparison.sources]
        return all(variant is not None and variant.state is State.FINAL for variant in found)

    until(both)
    first, second = (comparison.variant(source) for source in comparison.sources)
    width, height = photo.width, photo.height
    assert unequal_text(first, comparison.document_size) == ""
    assert unequal_text(second, comparison.document_size) == f"{width} × {height} and {width - 10} × {height}"


def test_slow_rivals_are_searched_anew(session, codec, tmp_path, photo, until):
    from sdviewer.gui.compare.variants import ORIGINAL, Source

    jpeg = Source("jpeg")
    codec.add(tmp_path / "a.png", photo)
    session.open([tmp_path / "a.png"])
    session.comparison.set_sources([ORIGINAL, jpeg])

    def there():
        return (v := session.comparison.variant(jpeg)) is not None and v.state is State.FINAL

    until(there)
    assert "slow" not in codec.asked_for("rival")[-1]
    session.settings.set("compare/slow_rivals", True)
    until(lambda: there() and "slow" in codec.asked_for("rival")[-1])


def compared(session, codec, tmp_path, photo, until):
    """A photo, and one that lacks its last ten columns."""
    codec.add(tmp_path / "a.png", photo)
    codec.add(tmp_path / "b.png", Picture(np.ascontiguousarray(photo.pixels[:, :-10])))
    session.compare_files(tmp_path / "a.png", tmp_path / "b.png")
    comparison = session.comparison

    def second():
        return comparison.variant(comparison.sources[-1])

    until(lambda: len(comparison.sources) == 2 and second() is not None and second().state is State.FINAL)
    until(lambda: comparison.original is not None and comparison.original.state is State.FINAL)
    return second


def test_unequal_pictures_are_measured_only_if_asked_and_where_they_overlap(session, codec, tmp_path, photo, until):
    second, comparison = compared(session, codec, tmp_path, photo, until), session.comparison
    assert second().scores is None and not comparison.awaits_scores(second().source)
    assert codec.asked_for("scores") == []
    session.settings.set("compare/overlap", True)
    assert comparison.awaits_scores(second().source)
    until(lambda: second().scores is not None)
    original, other = codec.asked_for("scores")[-1]
    assert np.array_equal(original.pixels, photo.pixels[:, 5:-5]) and other.width == photo.width - 10
    assert unequal_text(second(), comparison.document_size).endswith(", measured where they overlap")
    session.settings.set("view/align", "corner")
    assert second().scores is None
    until(lambda: second().scores is not None)
    assert np.array_equal(codec.asked_for("scores")[-1][0].pixels, photo.pixels[:, :-10])
    session.settings.set("compare/overlap", False)
    assert second().scores is None and not comparison.awaits_scores(second().source)


def test_a_snapshot_of_unequal_pictures_ends(session, codec, tmp_path, photo, until, qtbot):
    view = CompareView()
    qtbot.addWidget(view)
    done = []
    Snapshot(view, session.comparison, tmp_path / "window.png", lambda: done.append(True))
    compared(session, codec, tmp_path, photo, until)
    until(lambda: done)
    assert (tmp_path / "window.png").exists()
