"""Colours under full transparency are filled from the visible ones, by our codec and its rivals alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sdviewer.codec import pipeline
from sdviewer.codec.container import sections
from sdviewer.codec.pictures.hidden import filled, without_hidden_colours
from sdviewer.codec.rivals.at_size import encode_at_size
from sdviewer.codec.types import EncodeOptions, Picture


def disc(side: int, outer: float, inner: float = 0.0) -> np.ndarray:
    """Alpha of a ring with an edge of three pixels."""
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    radius = np.hypot(x, y)
    return (np.clip((outer - radius) / 3, 0, 1) * np.clip((radius - inner) / 3 + 1, 0, 1) * 255).astype(np.uint8)


def ring() -> Picture:
    """White, over hidden black."""
    alpha = disc(192, 90, 60)
    return Picture(np.where(alpha[..., None] > 0, 255, 0).astype(np.uint8).repeat(3, 2), alpha)


def test_a_white_ring_over_hidden_black_stays_white() -> None:
    picture = ring()
    seen = picture.alpha > 0
    decoded = pipeline.encode(picture, EncodeOptions(quality=60)).picture
    assert np.array_equal(decoded.alpha, picture.alpha)
    assert decoded.pixels[seen].min() >= 252


@pytest.mark.parametrize("codec", ["webp", "avif"])  # libjxl puts its own colours there
def test_so_does_it_by_a_rival(codec: str) -> None:
    picture = ring()
    decoded = encode_at_size(codec, picture, 3000).picture
    on_black, wanted = (p.pixels * (p.alpha[..., None] / 255) for p in (decoded, picture))
    assert np.abs(on_black - wanted).max() <= 6


def test_colours_cost_no_more_than_on_a_plain_ground() -> None:
    y, x = np.mgrid[:192, :192]
    waves = np.stack([128 + 60 * np.sin(x / 9), 128 + 60 * np.sin(y / 7), 100 + 50 * np.sin((x + y) / 11)], -1)
    alpha = disc(192, 80)
    hidden = np.random.default_rng(1).integers(0, 255, waves.shape)
    photo = np.where(alpha[..., None] > 0, waves, hidden).astype(np.uint8)
    plain = np.where(alpha[..., None] > 0, waves, 128).astype(np.uint8)

    def coded(picture: Picture, size: int | None = None) -> tuple[int, int, float]:
        encoded = pipeline.encode(picture, EncodeOptions(quality=50, size=size))
        errors = (encoded.picture.pixels.astype(float) - waves)[alpha > 0]
        colours = len(sections.read(encoded.data).sections["D"])
        return colours, len(encoded.data) - colours, float((errors**2).mean())

    ours, on_plain, opaque = (
        coded(p) for p in (Picture(photo, alpha), Picture(plain), Picture(waves.astype(np.uint8)))
    )
    assert ours[0] <= on_plain[0] and ours[2] <= on_plain[2] * 1.02
    assert coded(Picture(photo, alpha), opaque[0] + ours[1])[2] <= opaque[2]


@settings(deadline=None, max_examples=40)
@given(
    st.integers(1, 17).flatmap(
        lambda h: st.integers(1, 17).flatmap(lambda w: st.tuples(arrays(np.uint8, (h, w, 3)), arrays(np.bool_, (h, w))))
    )
)
def test_what_is_seen_stays_and_the_rest_lies_between(case: tuple[np.ndarray, np.ndarray]) -> None:
    pixels, visible = case
    visible[0, 0] = True
    result = filled(pixels, visible)
    assert np.array_equal(result[visible], pixels[visible])
    assert (result.min((0, 1)) >= pixels[visible].min(0)).all()
    assert (result.max((0, 1)) <= pixels[visible].max(0)).all()


def test_nothing_changes_where_nothing_is_hidden() -> None:
    picture = ring()
    opaque = replace(picture, alpha=np.maximum(picture.alpha, 1))
    assert without_hidden_colours(opaque) is opaque
    assert without_hidden_colours(Picture(picture.pixels)).pixels is picture.pixels
    empty = without_hidden_colours(replace(picture, alpha=np.zeros_like(picture.alpha)))
    assert len(np.unique(empty.pixels)) == 1
