"""How strongly the look natural draws: mixed with faithful, exaggerated, hinted at in the file."""

import numpy as np
import pytest

from sdviewer.codec import pipeline
from sdviewer.codec.container import sections
from sdviewer.codec.errors import InputError
from sdviewer.codec.own.invention import blend
from sdviewer.codec.types import EncodeOptions, Picture


@pytest.fixture(scope="module")
def photo() -> Picture:
    return Picture(np.random.default_rng(0).integers(0, 256, (80, 96, 3), np.uint8))


@pytest.fixture(scope="module")
def data(photo) -> bytes:
    return pipeline.encode(photo, EncodeOptions(quality=30.0)).data


def drawn(data: bytes, **how) -> np.ndarray:
    return pipeline.decode(data, look="natural", **how).pixels


def test_it_lies_between_both_looks_and_goes_beyond(data):
    faithful, natural = pipeline.decode(data).pixels, drawn(data)
    assert not np.array_equal(faithful, natural)
    assert np.array_equal(drawn(data, strength=0.0), faithful)
    assert np.array_equal(drawn(data, strength=1.0), natural)
    half, more = drawn(data, strength=0.5).astype(float), drawn(data, strength=1.5).astype(float)
    assert np.abs(half - (faithful.astype(float) + natural) / 2).max() <= 0.5
    inside = (more > 0) & (more < 255)
    assert np.abs(more - (1.5 * natural.astype(float) - 0.5 * faithful))[inside].max() <= 0.5


def test_the_hint_is_in_the_file_and_followed(photo, data):
    hinted = pipeline.encode(photo, EncodeOptions(quality=30.0, strength=0.4)).data
    assert len(hinted) == len(data) + 7
    assert pipeline.inspect(hinted).strength == 0.4 and pipeline.inspect(data).strength is None
    assert np.array_equal(drawn(hinted), drawn(data, strength=0.4))
    assert np.array_equal(drawn(hinted, strength=1.0), drawn(data))
    assert np.array_equal(pipeline.decode(hinted).pixels, pipeline.decode(data).pixels)


@pytest.mark.parametrize("block", [b"", bytes([151]), bytes([255, 1])])
def test_a_hint_that_says_nothing_is_none(block):
    assert sections.strength({"t": block}) is None


@pytest.mark.parametrize("strength", [-0.1, 1.6, float("nan")])
def test_other_strengths_are_refused(photo, data, strength):
    with pytest.raises(InputError, match=r"is outside 0 to 1\.5"):
        pipeline.decode(data, strength=strength)
    with pytest.raises(InputError, match=r"is outside 0 to 1\.5"):
        pipeline.encode(photo, EncodeOptions(strength=strength))


def test_large_pictures_are_mixed_row_by_row():
    random = np.random.default_rng(1)
    one, two = (random.integers(0, 256, (700, 5, 3), np.uint8) for _ in range(2))
    mixed = blend(one, two, 0.3)
    assert np.array_equal(mixed, np.round(one + np.float32(0.3) * (two.astype(np.float32) - one)).astype(np.uint8))
