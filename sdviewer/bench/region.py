"""Seconds and memory for a region of 1000 x 1000 pixels out of 94 megapixels: `python -m sdviewer.bench region PHOTO`.

The large file is made of two tiles of the photo that are coded once and laid side by side, as tiles don't refer to each
other. Regions lie within a tile, over four, and over nine with the places that drawing needs around them.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..codec import pipeline
from ..codec.container import parts
from ..codec.container import sections as container
from ..codec.own.patches import PATCH
from ..codec.own.streams import TILE, least
from ..codec.pictures.images import seen
from ..codec.pictures.reader import read_picture
from ..codec.tiles import tiles
from ..codec.types import EncodeOptions, Picture, Region

SIDE = 1000
TILES = 9, 10
"""Down and across."""
PLACES = {"over 4 tiles": (4000, 4000), "over 9 tiles": (4100, 4100)}


def main(argv: list[str]) -> int:
    """Print a line for each place: seconds, seconds of all cores, and the most memory so far."""
    parser = argparse.ArgumentParser(prog="python -m sdviewer.bench region", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("photo", type=Path)
    parser.add_argument("--quality", type=float, default=40.0)
    options = parser.parse_args(argv)
    data = large_file(Picture(seen(read_picture(options.photo))), options.quality)
    info = pipeline.inspect(data)
    print(f"{info.width} x {info.height} pixels, {len(data):,} bytes")
    for name, (left, top) in PLACES.items():
        started, used = time.perf_counter(), time.process_time()
        pipeline.decode(data, region=Region(left, top, SIDE, SIDE))
        seconds, cores = time.perf_counter() - started, time.process_time() - used
        print(f"{name}: {seconds:.2f} s, {cores:.2f} s of all cores, at most {_megabytes()} MB so far")
    return 0


def large_file(photo: Picture, quality: float) -> bytes:
    """A file of TILES whole tiles, made of two."""
    side = TILE * PATCH
    times = -(-side // photo.height), -(-2 * side // photo.width)
    pair = np.ascontiguousarray(np.tile(photo.pixels, (*times, 1))[:side, : 2 * side])
    box = container.read(pipeline.encode(Picture(pair), EncodeOptions(quality=quality)).data)
    coded = parts.read_parts(box.sections["D"], 0, [least(tile) for tile in tiles(TILE, 2 * TILE, TILE)] * 2)
    rows, columns = TILES
    windows = tiles(rows * TILE, columns * TILE, TILE)
    streams = [coded[2 * layer + k % 2] for layer in range(2) for k in range(len(windows))]
    payload = parts.write_parts(
        b"", [(part.checksum, part.data) for part in streams], [least(tile) for tile in windows] * 2
    )
    header = replace(box.header, width=columns * side, height=rows * side)
    return container.write(container.Container(header, {"D": payload}))


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
