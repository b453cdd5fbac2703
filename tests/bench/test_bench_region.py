"""The large file of the benchmark is one that a decoder takes as its two tiles, again and again."""

import numpy as np

from sdviewer.bench import region
from sdviewer.codec import pipeline
from sdviewer.codec.types import Picture, Region


def test_regions_of_the_large_file_are_those_of_its_tiles(monkeypatch):
    monkeypatch.setattr(region, "TILES", (2, 3))
    photo = Picture(np.random.default_rng(1).integers(0, 256, (64, 96, 3), np.uint8).repeat(4, 0).repeat(4, 1))
    data = region.large_file(photo, 10)
    info = pipeline.inspect(data)
    assert (info.width, info.height, info.problem) == (3072, 2048, "")
    inside = [pipeline.decode(data, region=Region(left + 200, 200, 64, 64)).pixels for left in (0, 1024, 2048)]
    assert np.array_equal(inside[0], inside[2]) and not np.array_equal(inside[0], inside[1])
