"""The alpha plane comes back exactly, small, and damage never raises anything but FormatError."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from sdviewer.codec.errors import FormatError
from sdviewer.codec.pictures import alpha
from sdviewer.codec.pictures.alpha import decode_alpha, encode_alpha


def disc(side: int, softness: float) -> np.ndarray:
    y, x = np.mgrid[:side, :side] - side / 2
    return np.clip((0.4 * side - np.hypot(x, y)) * 255 / softness, 0, 255).astype(np.uint8)


@settings(deadline=None)
@given(arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=40)))
def test_any_plane_comes_back(plane):
    assert np.array_equal(decode_alpha(encode_alpha(plane), plane.shape), plane)


@pytest.mark.parametrize("axes", [(), (1,), (0,), (0, 1)])
def test_every_prediction_comes_back(axes, monkeypatch):
    kind = {v: k for k, v in alpha._AXES.items()}[axes]
    monkeypatch.setattr(alpha, "_AXES", {kind: axes})
    plane = np.random.default_rng(3).integers(0, 256, (37, 21), dtype=np.uint8)
    data = alpha._predicted(plane)
    assert data[0] == kind
    assert np.array_equal(decode_alpha(data, plane.shape), plane)


def test_planes_are_small():
    assert len(encode_alpha(np.full((512, 512), 128, np.uint8))) < 100
    assert len(encode_alpha(disc(512, 1.5))) < 4000
    assert len(encode_alpha(np.zeros((1, 1), np.uint8))) < 15


@pytest.mark.parametrize("plane", [np.full((1, 1), 7, np.uint8), disc(64, 1)])
def test_a_cut_off_plane_is_noticed(plane):
    for data in (alpha._webp(plane), alpha._predicted(plane)):
        for length in (0, 1, len(data) // 2, len(data) - 1):
            with pytest.raises(FormatError, match="alpha plane"):
                decode_alpha(data[:length], plane.shape)


def test_sides_that_webp_cannot_hold():
    plane = np.zeros((2, 20000), np.uint8)
    plane[:, 5000:] = 255
    data = encode_alpha(plane)
    assert len(data) < 120
    assert np.array_equal(decode_alpha(data, plane.shape), plane)


@pytest.mark.parametrize("plane", [disc(64, 20), np.full((64, 64), 9, np.uint8), disc(64, 1)])
def test_another_shape_is_refused(plane):
    for encoded in (alpha._webp(plane), alpha._predicted(plane)):
        for shape in ((64, 65), (63, 64), (1, 1), (10_000, 10_000)):
            with pytest.raises(FormatError, match="alpha plane"):
                decode_alpha(encoded, shape)


@settings(deadline=None)
@given(st.binary(max_size=60), st.integers(-1, 5), st.integers(0, 400))
def test_damage_raises_only_format_errors(junk, kind, at):
    plane = disc(40, 12)
    for whole in (alpha._webp(plane), alpha._predicted(plane)):
        damaged = whole[:at] + junk + whole[at + len(junk) :]
        for data in (junk, bytes([kind & 0xFF]) + junk, whole[:at], damaged):
            try:
                assert decode_alpha(data, plane.shape).shape == plane.shape
            except FormatError as error:
                assert "alpha plane" in str(error)
