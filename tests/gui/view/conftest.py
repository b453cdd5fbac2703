"""The picture area with two panes."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette
from view_hands import GREEN, RED, SIZE, SURROUND, flat

from sdviewer.gui.view.compare_view import CompareView, Pane


@pytest.fixture
def view(qtbot) -> CompareView:
    """Red as the original, green beside it, both larger than the view."""
    view = CompareView()
    qtbot.addWidget(view)
    palette = view.palette()
    palette.setColor(QPalette.ColorRole.Base, QColor(*SURROUND))
    view.setPalette(palette)
    view.resize(*SIZE)
    view.set_picture((1000, 750), keep=False)
    red = flat(RED)
    view.set_panes([Pane(red, is_original=True), Pane(flat(GREEN))], red)
    with qtbot.waitExposed(view):
        view.show()
    return view
