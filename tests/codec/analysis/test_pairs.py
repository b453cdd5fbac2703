"""Two pictures of one name, and the table of many."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pytest

from sdviewer.codec.analysis.pairs import as_csv, measured
from sdviewer.codec.errors import InputError
from sdviewer.codec.types import Picture, Region

PHOTO = Picture(np.random.default_rng(3).integers(0, 256, (150, 200, 3), np.uint8))


def test_the_worst_square_is_found():
    pixels = PHOTO.pixels.copy()
    pixels[64:128, 128:192] = 255 - pixels[64:128, 128:192]
    pair = measured("a.png", "coded", (PHOTO, 9000), (Picture(pixels), 500))
    assert pair.worst == Region(128, 64, 64, 64)
    error = np.mean((pixels[64:128, 128:192].astype(float) - PHOTO.pixels[64:128, 128:192]) ** 2)
    assert pair.worst_psnr == pytest.approx(10 * math.log10(255**2 / error))
    assert pair.worst_psnr < pair.scores.psnr


def test_equal_pictures_have_no_worst():
    assert measured("a", "b", (PHOTO, 1), (PHOTO, 1)).worst_psnr == math.inf


def test_unequal_sizes_are_said():
    with pytest.raises(InputError, match="200x150 and 200x100"):
        measured("a", "b", (PHOTO, 1), (Picture(PHOTO.pixels[:100].copy()), 1))


def test_the_table_is_read_again():
    pair = measured("a, b.png", "coded", (PHOTO, 9000), (PHOTO, 500))
    row = next(csv.DictReader(io.StringIO(as_csv([pair]))))
    assert (row["file"], row["folder"], row["first_bytes"], row["second_bytes"]) == ("a, b.png", "coded", "9000", "500")
    assert (row["psnr"], row["worst_block_psnr"], row["ms_ssim"]) == ("inf", "inf", "1")
