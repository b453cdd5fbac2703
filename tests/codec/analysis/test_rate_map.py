"""Bits by place and by channel: they are those of the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import pipeline
from sdviewer.codec.analysis.rate_map import rates
from sdviewer.codec.errors import CancelledError, FormatError
from sdviewer.codec.types import EncodeOptions, Picture, StopToken
from sdviewer.paths import resource

DATA = Path(__file__).parents[2] / "data"


def dog(height: int = 576, width: int = 576) -> Picture:
    return Picture(np.ascontiguousarray(np.array(Image.open(resource("samples/dog.jpg")))[:height, :width]))


def encoded(picture: Picture, quality: float = 60, model: str = "own") -> bytes:
    return pipeline.encode(picture, EncodeOptions(model, quality, metadata="strip")).data


def in_all(found) -> float:
    return found.total + found.beside


@pytest.mark.parametrize("quality", [0, 60, 100])
def test_the_bits_of_all_blocks_are_those_of_the_file(quality):
    data = encoded(dog(), quality)
    found = rates(data)
    assert found.place == 16 and found.blocks.shape == (36, 36)
    assert in_all(found) == pytest.approx(found.payload, rel=0.01)
    assert found.channels.sum() + found.shared == pytest.approx(found.total, rel=1e-5)
    assert found.payload <= 8 * len(data) <= found.payload + 8 * 40  # the rest is the header


def test_several_tiles_of_two_streams_each():
    photo = dog(200, 300).pixels
    large = Picture(np.ascontiguousarray(np.tile(np.concatenate([photo, photo[::-1]]), (3, 4, 1))))
    found = rates(encoded(large, 40))
    assert found.blocks.shape == (75, 75)
    assert in_all(found) == pytest.approx(found.payload, rel=0.01)
    assert (found.blocks >= 0).all()


def test_bits_lie_where_the_picture_is_hard():
    flat = np.full((256, 256, 3), 120, np.uint8)
    flat[64:128, 64:128] = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    blocks = rates(encoded(Picture(flat))).blocks
    assert blocks[4:8, 4:8].sum() > 0.8 * blocks.sum()
    assert np.unravel_index(blocks.argmax(), blocks.shape)[0] in range(3, 9)


def test_odd_sides_have_blocks_to_their_edges():
    assert rates(encoded(dog(101, 130))).blocks.shape == (7, 9)


@pytest.mark.parametrize("size", [(192, 256), (256, 160)])
def test_latents_of_an_autoencoder_are_counted_by_their_own_coder(small_models, monkeypatch, size):
    monkeypatch.setenv("SDVIEWER_MODELS", str(small_models))
    found = rates(encoded(dog(*size), 70, "small"))
    assert found.blocks.shape == (size[0] // found.place, size[1] // found.place)
    assert in_all(found) == pytest.approx(found.payload, rel=0.01)
    assert found.channels.sum() == pytest.approx(found.total, rel=1e-5)


def test_a_damaged_file_is_refused_and_it_can_be_stopped():
    data = encoded(dog())
    with pytest.raises(FormatError):
        rates(data[: len(data) // 2])
    stop = StopToken()
    stop.stop()
    with pytest.raises(CancelledError):
        rates(data, stop)
