"""What stands on a pane is true, also where there is little room for it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QWidget

from sdviewer.codec.types import Picture
from sdviewer.gui.compare.pane_header import PaneHeader
from sdviewer.gui.compare.variants import NATURAL, SDC, Source, State, Variant, state_text


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
