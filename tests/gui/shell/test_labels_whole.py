"""Labels on panes are never cut, wherever bars, strip and panels leave room for the picture."""

from __future__ import annotations

import pytest
from hands import is_final
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel

from sdviewer.gui.compare.variants import JPEG, ORIGINAL, SDC, Source
from sdviewer.gui.view.compare_view import Layout


def cut(window) -> list[str]:
    """Labels of which not all is seen."""
    window.headers.place()
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    found = []
    for header in (h for h in window.headers._headers if h.isVisible()):
        if not window.view.rect().contains(header.geometry()):
            found.append(f"{header._title} lies over the edge")
        for part in (w for w in (header._name, *header.findChildren(QLabel)) if w.isVisible()):
            needed = part.heightForWidth(part.width()) if part.hasHeightForWidth() else part.sizeHint().height()
            whole = header.rect().contains(part.geometry()) and needed <= part.height() + 1
            wraps = isinstance(part, QLabel) and part.wordWrap()
            if not whole or (not wraps and part.sizeHint().width() > part.width() + 1):
                found.append(f"{header._title}: {part.text()!r} in {part.geometry()} of {header.rect()}")
    return found


@pytest.mark.parametrize("layout", [Layout.SPLIT, Layout.SIDE])
@pytest.mark.parametrize("vertical", [True, False])
def test_labels_are_whole_above_the_strip_and_beside_the_panels(opened, qtbot, until, layout, vertical):
    opened.resize(1024, 600)
    opened.comparing.toggle_compress()
    until(lambda: is_final(opened, SDC))
    if not opened.gallery.strip_shown():
        opened.gallery.toggle_strip()
    opened.session.comparison.set_sources([ORIGINAL, SDC, JPEG][: 3 if layout is Layout.SIDE else 2])
    until(lambda: is_final(opened, JPEG) or layout is Layout.SPLIT)
    opened.view.set_layout(layout, vertical)
    wrong = []
    for panel in ("", "inspector", "queue"):
        if panel:
            opened.panels.set_visible(panel, True)
        for width, height in ((1024, 600), (800, 560), (1280, 800), (700, 480)):
            opened.resize(width, height)
            qtbot.wait(20)
            for header in [None, *opened.headers._headers]:
                if header is not None:
                    header._is_open = True
                wrong += [(panel, width, height, one) for one in cut(opened)]
                if header is not None:
                    header._is_open = None
    assert wrong == []


@pytest.mark.parametrize("layout", [Layout.SPLIT, Layout.SIDE])
def test_a_long_name_ends_in_dots_and_is_never_cut(opened, folder, codec, photo, qtbot, until, layout):
    """Also where a click has opened its label."""
    other = Source("file", codec.add(folder / f"the {'very ' * 15}long name of a holiday.png", photo))
    opened.session.comparison.set_sources([ORIGINAL, other])
    until(lambda: is_final(opened, other))
    opened.gallery.toggle_strip()
    opened.view.set_layout(layout, True)
    wrong = []
    for width, height in ((700, 480), (1024, 600), (1024, 900), (1600, 1000)):
        opened.resize(width, height)
        qtbot.wait(20)
        for is_open in (None, True, False):
            opened.headers._headers[1]._is_open = is_open
            wrong += [(width, height, is_open, one) for one in cut(opened)]
    assert wrong == []
    assert opened.headers._headers[1]._name.text().endswith("…")
    assert other.name in opened.headers._headers[1].toolTip()
