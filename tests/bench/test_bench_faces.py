"""The list of faces, and the photos that training leaves to it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.bench import faces
from sdviewer.bench.faces import FACES, KEPT_OUT, is_kept_out

pytest.importorskip("torch")

from sdviewer.training.photos import read_photos

DATA = Path(__file__).parents[3] / "shared" / "data"


def test_every_face_of_a_training_photo_is_kept_out() -> None:
    trained = {Path(name).name for name in FACES if name.startswith("train/")}
    assert trained and trained <= KEPT_OUT.keys()


def test_training_leaves_them_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, level in (("0057.jpg", 50), ("0058.jpg", 90), ("0301.jpg", 130)):
        Image.fromarray(np.full((128, 128, 3), level, np.uint8)).save(tmp_path / name)
    monkeypatch.setitem(faces.KEPT_OUT, "0057.jpg", (tmp_path / "0057.jpg").stat().st_size)
    levels = [int(photo[0, 0, 0]) for photo in read_photos(tmp_path)]
    assert levels == [90, 130]  # 0301.jpg has another size, so it is another picture


@pytest.mark.skipif(not DATA.is_dir(), reason="the photos aren't here")
def test_the_list_fits_the_photos() -> None:
    for name, boxes in FACES.items():
        with Image.open(DATA / name) as image:
            width, height = image.size
        assert all(0 <= left < right <= width and 0 <= top < bottom <= height for left, top, right, bottom in boxes)
    assert all(is_kept_out(DATA / "train" / name) for name in KEPT_OUT)
