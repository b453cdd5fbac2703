"""A picture that is hardly more than a line."""

from __future__ import annotations

import pytest
from view_hands import RED, colours, flat

from sdviewer.gui.view.compare_view import Layout, Pane


@pytest.mark.parametrize("layout", [Layout.SINGLE, Layout.SPLIT, Layout.SIDE])
@pytest.mark.parametrize("size", [(3000, 2), (2, 3000)])
def test_a_line_of_pixels_is_seen_when_all_of_it_is_in_the_window(view, layout, size):
    line = flat(RED, *size)
    view.resize(300, 200)
    view.set_panes([Pane(line, size=size)] * (1 if layout is Layout.SINGLE else 2))
    view.set_picture(size, False)
    view.set_layout(layout)
    view.set_split(0.3)  # not over the line
    assert view.viewport.scale < 0.11
    at = [(40, y) for y in range(200)] if size[0] > size[1] else [(x, 40) for x in range(300)]
    assert RED in colours(view, at)
