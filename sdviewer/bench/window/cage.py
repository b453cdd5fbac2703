"""What it costs that photos are decoded in another process: `python -m sdviewer.bench cage [PHOTO] [--times N]`.

A photo is read in this process and in a child by turns, so that what else the machine does counts for both; the medians
and their difference are printed, in milliseconds. The first child takes longer: that is said by itself.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ...codec.pictures import reader
from ...paths import resource
from ...service.cage.readers import Readers

MEGAPIXELS = 12


def main(argv: list[str]) -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m sdviewer.bench cage", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "photo", nargs="?", type=Path, help=f"default: the sample, as a JPEG of {MEGAPIXELS} megapixels"
    )
    parser.add_argument("--times", type=int, default=15)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        compare(options.photo or sample(Path(folder)), options.times)
    return 0


def sample(folder: Path) -> Path:
    """The program's sample photo, enlarged."""
    from PIL import Image

    with Image.open(resource("samples/dog.jpg")) as image:
        scale = (MEGAPIXELS * 1e6 / (image.width * image.height)) ** 0.5
        large = image.convert("RGB").resize((round(scale * image.width), round(scale * image.height)))
    large.save(folder / "large.jpg", quality=90)
    return folder / "large.jpg"


def compare(photo: Path, times: int) -> None:
    """Print what both take."""
    readers = Readers()
    try:
        first = milliseconds(lambda: readers.read_picture(photo))
        second = milliseconds(lambda: readers.read_picture(photo))
        reader.read_picture(photo)
        pairs = [
            (milliseconds(lambda: reader.read_picture(photo)), milliseconds(lambda: readers.read_picture(photo)))
            for _ in range(times)
        ]
    finally:
        readers.close()
    here, there = (statistics.median(column) for column in zip(*pairs, strict=True))
    more = statistics.median(child - own for own, child in pairs)
    print(f"in this process {here:.1f} ms, in a child {there:.1f} ms: {more:+.1f} ms, medians of {times}")
    print(f"with the start of the first child {first:.0f} ms, the next picture {second:.0f} ms")


def milliseconds(act: Callable[[], object]) -> float:
    """What something takes."""
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)
