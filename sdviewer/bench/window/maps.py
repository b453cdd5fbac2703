"""How long the lab's maps take: `python -m sdviewer.bench maps [--size 4000x3000] [--spread]`.

The sample photo, enlarged and with the noise of a camera, is compressed at the usual quality; then each map is made as
the window makes it, twice, and the shorter time counts. Processor time is what a busy machine can tell.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
from PIL import Image

from ...codec import pipeline
from ...codec.analysis.efficiency import worst_blocks
from ...codec.types import EncodeOptions, Picture, Progress, StopToken
from ...gui.lab import known_rates
from ...gui.lab.maps import detail, rates
from ...gui.pictures.images import from_pixels
from ...gui.view.map_kinds import MapKind, Subject
from ...paths import resource
from ..worker import peak_megabytes

_NOISE = 4
"""Standard deviation, in levels."""


def main(argv: list[str]) -> int:
    """Print one row for each map."""
    parser = argparse.ArgumentParser(prog="python -m sdviewer.bench maps", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--size", default="4000x3000", help="of the picture, WIDTHxHEIGHT")
    parser.add_argument("--spread", action="store_true", help="also the map that draws the file twice more")
    options = parser.parse_args(argv)
    width, height = (int(side) for side in options.size.split("x"))
    source = _photo(width, height)
    data = pipeline.encode(source, EncodeOptions()).data
    picture = pipeline.decode(data)
    subject = Subject("sdc", picture, source, True, data)
    print(f"{width} x {height} pixels, {len(data):,} bytes")
    _time("lost and invented detail", lambda: _shown(detail.detail_map(), subject))
    _time("bits a block, the stream decoded", lambda: _anew(subject))
    _time("bits a block, known", lambda: _shown(rates.rate_map(), subject))
    _time("bits against error", lambda: _shown(rates.efficiency_map(), subject))
    known = known_rates.known_rates(data, StopToken())
    _time("worst blocks", lambda: worst_blocks(source.pixels, picture.pixels, known.blocks, known.place))
    if options.spread:
        _time("unsteady detail", lambda: _shown(detail.spread_map(), subject))
    return 0


def _photo(width: int, height: int) -> Picture:
    image = Image.open(resource("samples/dog.jpg")).convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    noise = np.random.default_rng(0).normal(0, _NOISE, (height, width, 3))
    return Picture(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def _shown(kind: MapKind, subject: Subject) -> None:
    """With its image for the screen."""
    from_pixels(kind.make(subject, StopToken(), _quiet).pixels)


def _anew(subject: Subject) -> None:
    known_rates.forget()
    _shown(rates.rate_map(), subject)


def _quiet(_: Progress) -> None:
    pass


def _time(name: str, work: Callable[[], object]) -> None:
    wall, busy = [], []
    for _ in range(2):
        started, worked = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - started)
        busy.append(time.process_time() - worked)
    print(f"{name:<34} {min(wall):6.2f} s, {min(busy):6.2f} s of processor, peak {peak_megabytes() or 0:,.0f} MB")
