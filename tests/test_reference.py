"""The text of the format is enough: a decoder that was written from it reads the suite and what is encoded now."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import pipeline
from sdviewer.codec.types import EncodeOptions, Picture
from sdviewer.paths import resource
from tests.reference import decoder

ROOT = Path(__file__).parents[1]
SUITE = resource("conformance")
ENTRIES = json.loads((SUITE / "suite.json").read_text())
KINDS = {decoder.Damaged: "format", decoder.Newer: "newer", decoder.Limits: "limits", decoder.NoModel: "model"}
PHOTOS = sorted((ROOT / "tests" / "data" / "pictures").glob("*.png"))


@pytest.mark.parametrize("name", ENTRIES)
def test_the_suite(name):
    entry, data = ENTRIES[name], (SUITE / f"{name}.sdc").read_bytes()
    if "error" in entry:
        with pytest.raises(tuple(KINDS)) as caught:
            decoder.decode(data)
        assert KINDS[caught.type] == entry["error"]
        return
    found = decoder.decode(data)
    assert (found.width, found.height, found.colour) == (entry["width"], entry["height"], entry["space"])
    pixels = found.pixels if found.pixels is not None else found.sketch
    wanted = np.asarray(Image.open(SUITE / entry.get("pixels", entry.get("sketch"))).convert("RGB"))
    assert np.abs(pixels.astype(int) - wanted).max() <= 1


@pytest.mark.parametrize("seed", range(8))
def test_what_is_encoded_now(seed):
    """Of a photo, any size and quality, now and then with alpha; `python -m tests.test_reference N` does N of them."""
    check(seed)


def check(seed: int) -> None:
    dice = np.random.default_rng(seed)
    photo = np.asarray(Image.open(PHOTOS[seed % len(PHOTOS)]).convert("RGB"))
    height, width = (int(dice.integers(1, 150)) for _ in range(2))
    top, left = (int(dice.integers(0, side - 150)) for side in photo.shape[:2])
    pixels = np.ascontiguousarray(photo[top : top + height, left : left + width])
    alpha = dice.integers(0, 256, pixels.shape[:2], np.uint8) if seed % 4 == 0 else None
    options = EncodeOptions(quality=float(dice.uniform(0, 100)), metadata="strip")
    data = pipeline.encode(Picture(pixels, alpha), options).data
    ours, other = pipeline.decode(data), decoder.decode(data)
    assert np.abs(ours.pixels.astype(int) - other.pixels).max() <= 1
    assert (ours.alpha is None) == (other.alpha is None)
    assert ours.alpha is None or np.array_equal(ours.alpha, other.alpha)


def test_it_takes_nothing_from_the_program():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import tests.reference.decoder\n"
        "print([name for name in sys.modules if name.startswith('sdviewer')])"
    )
    command = [sys.executable, "-c", code, str(ROOT)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"


if __name__ == "__main__":
    for seed in range(int(sys.argv[1])):
        check(seed)
    print(f"{sys.argv[1]} of {sys.argv[1]} alike")
