"""A map of pictures of unequal size: either there is one, or it is said why not."""

from __future__ import annotations

import numpy as np
import pytest
from hands import is_final

from sdviewer.codec.types import Picture
from sdviewer.gui.compare.variants import ORIGINAL, Source


@pytest.mark.parametrize("name", ["absolute", "signed", "amplified", "heat", "detail"])
def test_a_map_that_can_t_be_is_explained_where_it_would_be(window, codec, tmp_path, photo, until, name):
    narrow = Picture(np.ascontiguousarray(photo.pixels[:, :-6]), metadata=photo.metadata)
    files = codec.add(tmp_path / "a.png", photo), codec.add(tmp_path / "b.png", narrow)
    window.opening.compare(files)
    partner = Source("file", files[1])
    until(lambda: is_final(window, ORIGINAL) and is_final(window, partner))
    comparison = window.session.comparison
    comparison.set_map(name)
    until(lambda: window.view.panes[1].message)
    assert f"{photo.width} × {photo.height} and {narrow.width} × {narrow.height}" in window.view.panes[1].message
    assert window.view.panes[1].image is comparison.variant(partner).image, "the picture itself is still seen"
    comparison.set_map("")
    until(lambda: not window.view.panes[1].message)
