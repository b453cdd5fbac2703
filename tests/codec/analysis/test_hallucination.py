"""Lost and invented detail on pictures where it is known which is where."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from sdviewer.codec.analysis.hallucination import CELL, Detail, compare_detail
from sdviewer.codec.errors import CancelledError, InputError
from sdviewer.codec.types import StopToken

FACE = Path(__file__).parents[2] / "data" / "pictures" / "girl.png"


def texture(seed: int, height: int = 256, width: int = 320) -> np.ndarray:
    """Grey noise of several scales, of the contrast of grass."""
    random = np.random.default_rng(seed)
    fine = random.normal(0, 18, (height, width))
    coarse = np.kron(random.normal(0, 14, (height // 4, width // 4)), np.ones((4, 4)))
    return np.repeat(np.clip(128 + fine + coarse, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def blurred(pixels: np.ndarray, radius: float = 3) -> np.ndarray:
    return np.array(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(radius)))


def within(values: np.ndarray, top: int, bottom: int, left: int, right: int) -> float:
    """Share of what is in a map that lies in these pixels, grown by the reach of the windows."""
    cells = [slice(max(0, a // CELL - 2), b // CELL + 2) for a, b in ((top, bottom), (left, right))]
    return float(values[cells[0], cells[1]].sum() / values.sum())


def words(text: str, size: int = 14) -> np.ndarray:
    image = Image.new("RGB", (320, 256), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size)
    for line in range(10):
        draw.text((8, 10 + 24 * line), text, "black", font=font)
    return np.array(image)


def test_nothing_is_lost_or_invented_between_equal_pictures():
    detail = compare_detail(texture(0), texture(0))
    assert detail.lost_share == 0
    assert detail.invented_share < 1e-4
    assert detail.lost.shape == detail.invented.shape == (32, 40)


def test_a_blurred_place_has_lost_and_invented_nothing():
    source = texture(0)
    picture = source.copy()
    picture[64:192, 64:192] = blurred(source)[64:192, 64:192]
    detail = compare_detail(source, picture)
    assert within(detail.lost, 64, 192, 64, 192) > 0.99
    assert detail.lost_share == pytest.approx(128 * 128 / (256 * 320), abs=0.04)
    assert detail.invented_share < 0.03


def test_a_wrong_texture_is_invented_and_nothing_is_lost():
    source = texture(0)
    picture = source.copy()
    picture[64:192, 64:192] = texture(1)[64:192, 64:192]
    detail = compare_detail(source, picture)
    assert within(detail.invented, 64, 192, 64, 192) > 0.99
    assert detail.invented_share == pytest.approx(128 * 128 / (256 * 320), abs=0.04)
    assert detail.lost_share < 0.03


def test_both_at_once_are_told_apart():
    source = texture(0)
    picture = source.copy()
    picture[:, :96] = blurred(source)[:, :96]
    picture[:, 224:] = texture(1)[:, 224:]
    detail = compare_detail(source, picture)
    assert within(detail.lost, 0, 256, 0, 96) > 0.9
    assert within(detail.invented, 0, 256, 224, 320) > 0.9


def test_texture_on_a_flat_place_is_invented():
    source = np.full((128, 128, 3), 120, np.uint8)
    picture = source.copy()
    picture[32:96, 32:96] = texture(3)[:64, :64]
    detail = compare_detail(source, picture)
    assert detail.invented_share > 0.95
    assert detail.lost_share == 0


def test_a_little_blur_of_a_face_loses_and_does_not_invent():
    face = np.array(Image.open(FACE).convert("RGB"))
    detail = compare_detail(face, blurred(face, 1.2))
    assert detail.lost_share > 0.4
    assert detail.invented_share < 0.08


def test_creases_drawn_on_a_face_are_found_where_they_are():
    image = Image.open(FACE).convert("RGB")
    source = np.array(image)
    height, width = source.shape[:2]
    box = (height // 3, height // 2, width // 3, width // 2)
    draw = ImageDraw.Draw(image)
    for step in range(0, box[1] - box[0], 6):
        draw.line((box[2], box[0] + step, box[3], box[0] + step + 4), fill=(90, 60, 50), width=2)
    detail = compare_detail(source, np.array(image))
    assert within(detail.invented, *box) > 0.95
    assert detail.invented_share > 0.02
    assert detail.lost_share < 0.05


def test_other_letters_are_invented_and_blurred_ones_are_lost():
    source = words("Minimum wage law, section 12 (b)")
    other, soft = words("Nlimirnun vvaqe lcw, seotlon 71 (h)"), blurred(source, 2)
    wrong, faint = compare_detail(source, other), compare_detail(source, soft)
    assert wrong.invented_share > 0.4
    assert faint.invented_share < 0.1
    assert faint.lost_share > 0.6 > 0.3 > wrong.lost_share


@pytest.mark.parametrize("size", [(1, 1), (7, 300), (130, 5), (129, 257), (256, 128)])
def test_every_size_has_its_cells(size):
    source, picture = (np.random.default_rng(i).integers(0, 256, (*size, 3), np.uint8) for i in (0, 1))
    detail = compare_detail(source, picture)
    assert detail.lost.shape == (-(-size[0] // CELL), -(-size[1] // CELL))
    assert np.isfinite(detail.lost).all() and np.isfinite(detail.invented).all()


def test_it_does_not_depend_on_where_the_stripes_are_cut():
    source, picture = texture(0), texture(1)
    source, picture = (np.concatenate([p, p[::-1]]) for p in (source, picture))
    whole, below = compare_detail(source, picture), compare_detail(source[64:], picture[64:])
    for name in Detail.__slots__:
        assert np.allclose(getattr(whole, name)[12:], getattr(below, name)[4:], rtol=1e-5)


def test_it_can_be_stopped_and_refuses_pictures_of_two_sizes():
    stop = StopToken()
    stop.stop()
    with pytest.raises(CancelledError):
        compare_detail(texture(0), texture(1), stop)
    with pytest.raises(InputError):
        compare_detail(texture(0), texture(0, 128))


def test_it_takes_a_few_bytes_a_pixel():
    pixels = np.random.default_rng(0).integers(0, 256, (1200, 1600, 3), np.uint8)
    other = pixels[::-1].copy()
    compare_detail(pixels[:64], other[:64])
    tracemalloc.start()
    try:
        compare_detail(pixels, other)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 5 * 1200 * 1600
