"""What a photo's `.sdc` would take, told by parts of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import pipeline
from sdviewer.codec.types import EncodeOptions, Metadata, Picture, StopToken
from sdviewer.service import loading

GOLDEN = Path(__file__).parents[1] / "data" / "golden"


@pytest.fixture(scope="module")
def photo() -> Picture:
    """So large that only parts are looked at."""
    image = Image.open(GOLDEN / "photo.png").convert("RGB")
    tiles = np.tile(np.asarray(image), (5, 4, 1))[:900, :1000]
    return Picture(np.ascontiguousarray(tiles), metadata=Metadata(xmp=b"<x/>" * 300))


@pytest.mark.parametrize("quality", [20, 60, 90])
def test_it_is_about_right(photo, quality):
    options = EncodeOptions(quality=quality)
    expected = loading.expect(photo, options, StopToken())
    assert expected is not None
    assert expected.nbytes == pytest.approx(len(pipeline.encode(photo, options).data), rel=0.25)
    assert expected.smallest == pytest.approx(len(pipeline.encode(photo, EncodeOptions(quality=0)).data), rel=0.35)


def test_of_a_small_photo_it_is_exact():
    photo = Picture(np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB")))
    expected = loading.expect(photo, EncodeOptions(), StopToken())
    assert expected is not None and expected.nbytes == len(pipeline.encode(photo).data)
