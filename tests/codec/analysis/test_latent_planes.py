"""Channels as pictures, and what is gone without them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import pipeline
from sdviewer.codec.analysis.latent_planes import planes, without
from sdviewer.codec.analysis.rate_map import rates
from sdviewer.codec.analysis.redrawing import opened, unquantised
from sdviewer.codec.measure.metrics import psnr
from sdviewer.codec.types import EncodeOptions, Picture, StopToken
from sdviewer.paths import resource

STOP = StopToken()


def quiet(_: float) -> None:
    pass


@pytest.fixture(scope="module")
def dog() -> np.ndarray:
    return np.ascontiguousarray(np.array(Image.open(resource("samples/dog.jpg")))[100:260, 100:308])


@pytest.fixture(scope="module")
def data(dog) -> bytes:
    return pipeline.encode(Picture(dog), EncodeOptions(quality=60)).data


def test_a_plane_is_grey_at_the_mean_and_lighter_where_the_value_is_larger():
    latent = np.zeros((4, 6, 2), np.float32)
    latent[0, 0, 1], latent[3, 5, 1] = 3, -3
    first, second = planes(latent)
    assert (first.coded == 128).all() and first.reach == 0.5
    assert second.coded[0, 0] > 128 > second.coded[3, 5]
    assert second.coded[1, 1] == 128 and second.exact is None
    assert second.middle + (int(second.coded[0, 0]) - 128) * second.reach / 127 == pytest.approx(second.reach, abs=0.1)


def test_before_quantisation_there_are_values_between_the_steps(data, dog):
    file = opened(data, STOP)
    exact = unquantised(file, dog, STOP, quiet)
    found = planes(file.steps, exact)
    spent = rates(data).channels
    best = found[int(spent.argmax())]
    assert best.coded.shape == best.exact.shape == (10, 13)
    assert np.abs(best.coded.astype(int) - best.exact).mean() < 127 / best.reach
    assert not np.array_equal(best.coded, best.exact)


def test_what_costs_most_carries_most_and_what_costs_nothing_carries_nothing(data):
    file, spent = opened(data, STOP), rates(data).channels
    shown = pipeline.decode(data).pixels

    def left(channels) -> float:
        return psnr(shown, file.draw(without(file.steps, channels), STOP, quiet))

    dear, cheap = int(spent.argmax()), int(spent.argmin())
    assert left([dear]) < 40
    assert left([cheap]) > left([dear]) + 6
    everything = file.draw(without(file.steps, range(len(spent))), STOP, quiet).astype(float)
    assert everything[16:-16, 16:-16].std(axis=(0, 1)).max() < 3  # without any, nothing but one colour is left
    assert without(file.steps, []) is not file.steps and np.array_equal(without(file.steps, []), file.steps)
