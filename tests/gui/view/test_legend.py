"""The line above a map's scale."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontMetricsF

from sdviewer.gui.pictures.geometry import Rect
from sdviewer.gui.view.legend import MOST_LINES, Legend, places

BITS = "2221 bits in blocks of 8 × 8, 264 beside them: 99.9 % of the picture data"


@pytest.mark.parametrize("width", [240, 300, 420, 900])
@pytest.mark.parametrize("dpr", [1.0, 2.0])
def test_what_is_said_of_a_map_is_whole_also_in_a_narrow_pane(qapp, width, dpr):
    font = QFont()
    font.setPixelSize(round(12 * dpr))
    pane, metrics = Rect(0, 0, width * dpr, 500 * dpr), QFontMetricsF(font)
    where = places(Legend(("0", "11 bits and more"), caption=BITS), pane, font, dpr)
    lines = -(-metrics.horizontalAdvance(BITS) // where.caption.width())
    assert lines * metrics.height() <= where.caption.height() + 1 <= MOST_LINES * metrics.lineSpacing() + 1
    assert where.area.contains(where.caption) and where.caption.bottom() <= where.bar.top()
    assert where.area.left() >= 0 and where.area.right() <= pane.right
