"""A file's latent changed on purpose and drawn: what stays the same, and what doesn't."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import pipeline
from sdviewer.codec.analysis.redrawing import opened, other_draws, round_trip, unquantised
from sdviewer.codec.errors import CancelledError, InputError
from sdviewer.codec.measure.metrics import psnr
from sdviewer.codec.types import EncodeOptions, Picture, StopToken
from sdviewer.paths import resource

STOP = StopToken()


def quiet(_: float) -> None:
    pass


@pytest.fixture(scope="module")
def dog() -> np.ndarray:
    return np.ascontiguousarray(np.array(Image.open(resource("samples/dog.jpg")))[100:260, 100:308])


@pytest.fixture(params=["own", "small"])
def file(request, dog, monkeypatch) -> bytes:
    """Of one of ours, and of an autoencoder's latents."""
    if request.param == "small":
        monkeypatch.setenv("SDVIEWER_MODELS", str(request.getfixturevalue("small_models")))
    return pipeline.encode(Picture(dog), EncodeOptions(request.param, 50, metadata="strip")).data


def test_unchanged_it_is_the_file_s_picture(file):
    found = opened(file, STOP)
    assert np.array_equal(found.draw(found.steps, STOP, quiet), pipeline.decode(file).pixels)


def test_what_was_analysed_lies_near_what_was_coded(file, dog):
    found = opened(file, STOP)
    exact = unquantised(found, dog, STOP, quiet)
    assert exact.shape == found.steps.shape
    off = np.abs(exact - found.steps)
    assert np.median(off) < 0.5 and off.mean() < 0.6  # rounded, and thriftily so
    assert off.max() > 0.1


def test_without_quantisation_the_picture_is_nearer_to_the_source(file, dog):
    alone, coded = round_trip(file, dog, STOP, quiet), pipeline.decode(file).pixels
    assert alone.shape == dog.shape
    assert psnr(dog, alone) > psnr(dog, coded) + 0.5
    assert not np.array_equal(alone, dog)


def test_other_draws_differ_from_the_picture_and_from_each_other(file):
    first, second = other_draws(file, "faithful", STOP, quiet)
    shown = pipeline.decode(file).pixels
    assert 20 < psnr(shown, first) < 60 and 20 < psnr(shown, second) < 60
    assert psnr(first, second) < min(psnr(shown, first), psnr(shown, second)) + 1
    again, _ = other_draws(file, "faithful", STOP, quiet)
    assert np.array_equal(first, again)  # the same every time


def test_with_texture_the_noise_is_another_too(dog):
    data = pipeline.encode(Picture(dog), EncodeOptions(quality=20)).data
    natural = pipeline.decode(data, look="natural").pixels
    draws = other_draws(data, "natural", STOP, quiet)
    assert all(psnr(natural, draw) < 45 for draw in draws)
    faithful = other_draws(data, "faithful", STOP, quiet)
    weak = other_draws(data, "natural", STOP, quiet, strength=0.0)
    assert psnr(weak[0], draws[0]) < 45
    assert all(np.array_equal(*pair) for pair in zip(weak, faithful, strict=True))


def test_it_reports_rising_shares_can_be_stopped_and_refuses_another_size(file, dog):
    shares: list[float] = []
    round_trip(file, dog, STOP, shares.append)
    assert shares == sorted(shares) and shares[-1] == pytest.approx(1)
    with pytest.raises(InputError, match="smaller"):
        round_trip(file, dog[:100], STOP, quiet)
    stop = StopToken()
    stop.stop()
    with pytest.raises(CancelledError):
        round_trip(file, dog, stop, quiet)
