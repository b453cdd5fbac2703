"""What stands on a pane is true, also where there is little room for it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hands import is_final, press
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from sdviewer.codec.types import Picture
from sdviewer.gui.compare.pane_header import PaneHeader
from sdviewer.gui.compare.variants import JPEG, NATURAL, SDC, Source, State, Variant, state_text
from sdviewer.gui.view.pane import Layout


def test_a_damaged_file_is_never_called_final(session, codec, tmp_path, photo, until):
    path = codec.add(tmp_path / "a.sdc", photo, sdc=True)
    loaded = codec.files[path]
    codec.files[path] = replace(loaded, picture=replace(loaded.picture, whole=False))
    session.open([path])
    until(lambda: (shown := session.comparison.variant(SDC)) is not None and shown.state is State.FINAL)
    assert state_text(session.comparison.variant(SDC)) == "damaged: a part is missing"


def test_nor_does_its_natural_look_only_say_that_detail_is_made_up():
    half = Picture(np.zeros((8, 8, 3), np.uint8), whole=False)
    text = state_text(Variant(NATURAL, State.FINAL, half, invented=0.06))
    assert "damaged" in text and "generative: invents 6.0 % of its detail" in text


@pytest.fixture
def header(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(900, 600)
    header = PaneHeader(1, parent, lambda *_: None)
    parent.show()
    header.show()
    yield header


def words(header) -> list[QLabel]:
    return [label for label in header.findChildren(QLabel) if label.isVisible() and label.text()]


@pytest.mark.parametrize("width", range(80, 640, 28))
def test_no_warning_is_cut_so_that_it_says_something_else(header, width):
    size = {"width": 512, "height": 768, "nbytes": 5100}
    unreached = Variant(Source("jpeg"), State.FINAL, budget=1600, reached=False, settings="quality 1", **size)
    header.show_variant(unreached.source, unreached, lettered=True)
    header.fit(width, 300)
    for label in words(header):
        assert label.wordWrap() or label.width() >= label.fontMetrics().horizontalAdvance(label.text())
    said = [label.text() for label in words(header)] + [header.toolTip()]
    assert any("can't reach this size" in text for text in said)


def test_in_the_narrowest_pane_its_letter_stays(header):
    header.show_variant(SDC, Variant(SDC, State.FINAL, width=512, height=768, nbytes=1600), lettered=True)
    header.fit(70, 70)
    assert header._name.text().startswith("B")


@pytest.mark.parametrize("width", range(190, 420, 20))
def test_a_picture_that_is_made_up_says_so_in_a_narrow_pane_too(header, width):
    made_up = Variant(NATURAL, State.FINAL, width=768, height=512, nbytes=7400, invented=0.051)
    header.show_variant(NATURAL, made_up, lettered=True)
    header.fit(width, 400)
    assert any("generative" in label.text() for label in words(header)), header._name.text()
    assert header.width() <= width - 20 and header._name.text().startswith("B")
    assert "invents 5.1 %" in " ".join([header.toolTip(), *(label.text() for label in words(header))])


def test_what_is_damaged_and_made_up_says_both():
    half = Picture(np.zeros((8, 8, 3), np.uint8), whole=False)
    assert state_text(Variant(NATURAL, State.FINAL, half, invented=0.06), brief=True) == (
        "damaged: a part is missing · generative"
    )


@pytest.mark.parametrize("vertical", [True, False])
def test_a_label_never_reaches_over_the_divider(opened, qtbot, until, vertical):
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC) and is_final(opened, JPEG))
    opened.panels.set_visible("compress", False)
    view, headers = opened.view, opened.headers._headers
    view.set_layout(Layout.SPLIT, vertical)
    view.fill()  # so that the divider can go to the edges
    for share in (0.0, 0.03, 0.1, 0.25, 0.5, 0.8, 0.96, 1.0):
        view.set_split(share)
        at = share * (view.width() if vertical else view.height())
        first, second = (header.geometry() for header in headers)
        assert not headers[0].isVisible() or (first.right() if vertical else first.bottom()) <= at
        assert not headers[1].isVisible() or (second.left() if vertical else second.top()) >= at
        if 0.25 <= share <= 0.8:
            assert headers[0].isVisible() and headers[1].isVisible()
