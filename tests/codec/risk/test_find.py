"""Faces and text that are found: on drawn pictures, across windows, and on photos that were labelled by eye."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from sdviewer.bench import risk as bench
from sdviewer.codec import pipeline
from sdviewer.codec.errors import CancelledError
from sdviewer.codec.risk import faces, reading, views
from sdviewer.codec.risk.find import find
from sdviewer.codec.types import EncodeOptions, Picture, Region, StopToken

LABELS = json.loads((Path(__file__).parents[2] / "data" / "risk" / "labels.json").read_text())
DATA = Path(__file__).parents[4] / "shared" / "data"
with_data = pytest.mark.skipif(not (DATA / "train").exists(), reason="needs ../shared/data")


def written(text: str, at: tuple[int, int], size: int, picture: tuple[int, int]) -> Picture:
    image = Image.new("RGB", picture, (196, 190, 180))
    ImageDraw.Draw(image).text(at, text, (40, 40, 60), ImageFont.load_default(size))
    return Picture(np.asarray(image))


def test_text_is_found_where_it_is_written():
    picture = written("Harbour Street 27", (60, 150), 22, (420, 300))
    found = find(picture, ["text"])
    assert found and {risk.kind for risk in found} == {"text"}
    left, top, width, height = found[0].region
    assert left < 80 and left + width > 200 and top < 165 < top + height < 190
    assert 0.5 < found[0].score <= 1


def crossing() -> Picture:
    """Stripes on a road: strokes of one height, side by side, as letters are."""
    image = Image.new("RGB", (512, 384), (38, 46, 54))
    for stripe in range(9):
        ImageDraw.Draw(image).polygon(
            [(120 + 30 * stripe, 180), (134 + 30 * stripe, 180), (122 + 30 * stripe, 214), (108 + 30 * stripe, 214)],
            (236, 150, 40),
        )
    return Picture(np.asarray(image))


def test_stripes_that_stand_like_letters_are_no_text(monkeypatch):
    assert find(crossing(), ["text"]) == ()
    monkeypatch.setattr(reading, "LEGIBLE", -1)
    assert find(Picture(crossing().pixels.copy()), ["text"]), "the detector alone takes them for text"


@pytest.mark.parametrize("angle", [0, 35, 90, 180, 250])
def test_text_is_read_in_any_direction(angle):
    image = Image.fromarray(written("Harbour Street 27", (60, 150), 30, (420, 420)).pixels)
    turned = image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=(196, 190, 180))
    assert find(Picture(np.asarray(turned)), ["text"])


@with_data
@pytest.mark.parametrize("name", ["cid22_1044329", "cid22_1279330", "gb82_rain", "gb82_city", "cid22_6292444"])
def test_crossings_forks_lamps_and_windows_are_no_text(name):
    pixels = np.asarray(Image.open(DATA / "valid" / f"{name}.png").convert("RGB"))
    assert find(Picture(pixels), ["text"]) == ()


def test_no_outline_of_a_page_full_of_text_lies_beyond_its_edges():
    image, font = Image.new("RGB", (360, 260), "white"), ImageFont.load_default(11)
    for line in range(18):
        ImageDraw.Draw(image).text((3, 14 * line), "Invoice 2026-118 due 14 days net " * 2, "black", font)
    found = find(Picture(np.asarray(image)), ["text"])
    assert found
    for left, top, width, height in (risk.region for risk in found):
        assert 0 <= left < left + width <= 360 and 0 <= top < top + height <= 260


def test_an_empty_picture_has_no_risk():
    assert find(Picture(np.full((200, 300, 3), 127, np.uint8)), ["faces", "text"]) == ()


@pytest.mark.parametrize("size", [(1, 1), (3, 40), (64, 7)])
def test_any_size_is_looked_at(size):
    find(Picture(np.zeros((*size, 3), np.uint8)), ["faces", "text"])


def test_a_stop_ends_it():
    stop = StopToken()
    stop.stop()
    for kind in ("faces", "text"):
        with pytest.raises(CancelledError):
            find(Picture(np.zeros((40, 40, 3), np.uint8)), [kind], stop)


@pytest.mark.parametrize("length", [1, 1023, 1024, 1025, 2000, 5000])
def test_windows_cover_a_picture_once_and_aren_t_too_large(length):
    seen = np.zeros((length, 40), int)
    for inner, window in views.windows(length, 40):
        seen[inner.index] += 1
        assert max(window.shape) <= views.SIDE
    assert (seen == 1).all()


@with_data
def test_a_face_on_the_border_of_windows_is_found_once():
    pixels = np.asarray(Image.open(DATA / "kodak" / "kodim04.png").convert("RGB"))
    small = np.asarray(Image.fromarray(pixels).resize((128, 192)))
    wide = np.full((600, 1800, 3), 90, np.uint8)
    wide[200:392, 840:968] = small
    found = find(Picture(wide), ["faces"])
    assert len(found) == 1
    assert faces._in_common(found[0].region, Region(840 + 30, 200 + 53, 71, 87)) > 0.5


@with_data
def test_nine_of_ten_faces_are_found_at_less_than_one_false_outline_a_photo():
    there = missed = beside = 0
    for name, seen in LABELS.items():
        mine, lost, false = errors("faces", name, seen)
        there, missed, beside = there + mine, missed + lost, beside + false
    assert len(LABELS) == 60 and there >= 30
    assert missed <= 0.1 * there
    assert beside <= len(LABELS)


@with_data
def test_most_signs_are_found():
    """The whole set takes minutes (`bench risk`); these are its photos of signs and labels."""
    names = ["train/0404.jpg", "train/0288.jpg", "train/0198.jpg", "train/1002.jpg", "kodak/kodim14.png"]
    found = [errors("text", name, LABELS[name]) for name in names]
    there, missed = sum(one[0] for one in found), sum(one[1] for one in found)
    assert there == 13 and missed <= 2


def errors(kind, name, seen) -> tuple[int, int, int]:
    picture = Picture(np.asarray(Image.open(DATA / name).convert("RGB")))
    outlines = [tuple(risk.region) for risk in find(picture, [kind])]
    missed, beside = bench.wrong(kind, seen, outlines, picture.pixels.shape[:2])
    return len(seen.get(kind, [])), len(missed), len(beside)


def test_what_is_found_is_kept_more_faithful():
    picture = written("Harbour Street 27", (60, 150), 22, (420, 300))
    plain = pipeline.encode(picture, EncodeOptions(quality=20))
    kept = pipeline.encode(picture, EncodeOptions(quality=20, protect=("text",)))
    assert kept.regions == tuple(risk.region for risk in find(picture, ["text"]))
    rows, columns = slice(150, 175), slice(60, 240)
    error = [
        np.mean((one.picture.pixels[rows, columns].astype(float) - picture.pixels[rows, columns]) ** 2)
        for one in (plain, kept)
    ]
    assert error[1] < 0.8 * error[0]
    assert len(kept.data) > len(plain.data)
    nothing = pipeline.encode(picture, EncodeOptions(quality=20, protect=("faces",)))
    assert nothing.data == plain.data
