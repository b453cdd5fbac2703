"""Pictures of unequal sizes: at the same scale, centre on centre or corner on corner, never stretched."""

from __future__ import annotations

import numpy as np
import pytest

from sdviewer.codec.types import Picture
from sdviewer.gui.compare.variants import State, unequal_text
from sdviewer.gui.pictures.images import from_pixels
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
    assert unequal_text(second, comparison.document_size) == f"{width} x {height} and {width - 10} x {height}"


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
