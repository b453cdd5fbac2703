"""Names below the thumbnails: in the middle of their cells, and within them."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from sdviewer.gui.browse.thumbnail_model import ThumbnailModel
from sdviewer.gui.browse.thumbnail_views import ThumbnailList
from sdviewer.gui.pictures.images import to_pixels


class NoThumbnails(QObject):
    arrived = Signal(Path)

    def cell(self, path: Path) -> None:
        return None

    def want(self, paths: list[Path], side: int) -> None:
        pass


@pytest.mark.parametrize("name", ["x.jpg", "IMG_0001.jpg", "a name that is much longer than its cell is wide.jpg"])
def test_a_name_stands_in_the_middle_of_its_cell(qtbot, name):
    model = ThumbnailModel(NoThumbnails())
    model.set_paths([Path("/x") / name, Path("/x/other.png")])
    view = ThumbnailList(model)
    qtbot.addWidget(view)
    view.set_side(128)
    view.resize(600, 300)
    with qtbot.waitExposed(view):
        view.show()
    cell = view.visualRect(model.index(0))
    line = cell.adjusted(4, 128 + 12, -4, -4)
    pixels = to_pixels(view.viewport().grab(line).toImage()).pixels.astype(int)
    ink = np.flatnonzero((abs(pixels - pixels[0, 0]).max(2) > 60).any(0))
    assert len(ink) and ink[0] >= 2 and ink[-1] < line.width() - 2
    assert abs(ink[0] - (line.width() - 1 - ink[-1])) <= 4
