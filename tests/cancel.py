"""`python -m tests.cancel [--megapixels N] [--models DIR] [NAME...]`: how long work goes on after it was stopped.

Each job of the window is stopped at random moments; the longest time until it has ended is printed, in seconds of
processor time, which other programs don't lengthen. Run it with OMP_NUM_THREADS=1 SDVIEWER_THREADS=1: then these are
upper limits of seconds. --models: folder of autoencoders, --model: names of those that are to be tried as well.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from sdviewer.codec.errors import CancelledError
from sdviewer.codec.types import EncodeOptions, Picture, StopToken

MOST = 0.2
"""Seconds that a stop may take."""
ROOT = Path(__file__).parents[1]


class Watched(StopToken):
    """Notes when work ended, and the longest time between two looks."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self.where = 0.0, ("", "")
        self._place = "the beginning"
        self.began = self._last = time.process_time()
        self._lock = threading.Lock()

    def check(self) -> None:
        super().check()
        self.note(next(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(traceback.extract_stack(limit=2)[:-1])))

    def note(self, place: str) -> None:
        with self._lock:
            now = time.process_time()
            if now - self._last > self.longest:
                self.longest, self.where = now - self._last, (self._place, place)
            self._last, self._place = now, place


def stopped(job: Callable[[StopToken], Any], after: float) -> float | None:
    """Seconds for which a job went on when it was stopped after so many; None where it had ended."""
    stop, ended, asked = StopToken(), threading.Event(), []
    began = time.process_time()

    def ask() -> None:
        while time.process_time() < began + after and not ended.is_set():
            time.sleep(0.001)
        asked.append(time.process_time())
        stop.stop()

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        job(stop)
    except CancelledError:
        return time.process_time() - asked[0]
    finally:
        ended.set()
        thread.join()
    return None


def jobs(picture: Picture, models: list[str]) -> dict[str, Callable[[StopToken], Any]]:
    """By name."""
    from sdviewer.codec import pipeline, rival_pipeline
    from sdviewer.codec.analysis import efficiency, hallucination, rate_map
    from sdviewer.codec.analysis.codecs import curve
    from sdviewer.codec.measure import perceptual
    from sdviewer.gui.lab.maps import detail  # noqa: F401  (what it imports is imported)
    from sdviewer.service import loading

    def encode(**options: Any) -> Callable[[StopToken], Any]:
        return lambda stop: pipeline.encode(picture, EncodeOptions(**options), stop=stop)

    own = pipeline.encode(picture)
    quality = {"own": own.data}
    found: dict[str, Callable[[StopToken], Any]] = {
        "decode own": lambda stop: pipeline.decode(fresh(own.data), stop=stop),
        "decode own natural": lambda stop: pipeline.decode(fresh(own.data), stop=stop, look="natural"),
        "preview own": lambda stop: pipeline.preview(fresh(own.data), stop),
        "thumbnail own": lambda stop: pipeline.thumbnail(fresh(own.data), 256, stop),
        "encode own fast": encode(),
        "encode own balanced": encode(effort="balanced"),
        "encode own best": encode(effort="best"),
        "encode own at a size": encode(size=len(own.data) // 3),
        "encode own for a score": encode(score=70.0),
        "encode own like a JPEG": encode(like_jpeg=50),
        "encode own, faces and text": encode(protect=("faces", "text")),
        "expect": lambda stop: loading.expect(picture, EncodeOptions(), stop),
        "map of rates": lambda stop: rate_map.rates(own.data, stop),
        "map of detail": lambda stop: hallucination.compare_detail(picture.pixels, own.picture.pixels, stop),
        "worst blocks": lambda stop: efficiency.block_errors(picture.pixels, own.picture.pixels, 64, stop),
        "point of a chart": lambda stop: curve.rival_point(curve.plan(("jpeg",))[0], picture, stop),
        "metrics": lambda stop: curve.measured(picture, own.picture, stop),
    }
    for codec in ("jpeg", "webp", "avif"):
        found[f"rival {codec}"] = lambda stop, codec=codec: rival_pipeline.encode_at_size(
            codec, picture, len(own.data), stop
        )
    for model in models:
        data = quality[model] = pipeline.encode(picture, EncodeOptions(model)).data
        found[f"encode {model}"] = encode(model=model)
        found[f"decode {model}"] = lambda stop, data=data: pipeline.decode(fresh(data), stop=stop)
    metrics = perceptual.installed(perceptual.default_folder())
    if metrics.names:
        found["LPIPS and DISTS"] = lambda stop: metrics.distances(picture.pixels, own.picture.pixels, stop)
    return found


def fresh(data: bytes) -> bytes:
    """As nothing remembers it."""
    from sdviewer.codec import decoding

    decoding._recent.__init__()  # type: ignore[misc]
    return data


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.cancel", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", help="parts of the names of jobs; all if none is given")
    parser.add_argument("--megapixels", type=float, default=4.0)
    parser.add_argument("--times", type=int, default=8, help="stops a job")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--models", help="SDVIEWER_MODELS")
    parser.add_argument("--model", action="append", default=["sd1"], help="names of models to be tried as well")
    options = parser.parse_args(argv)
    if options.models:
        os.environ["SDVIEWER_MODELS"] = options.models
    with Image.open(ROOT / "resources" / "samples" / "dog.jpg") as image:
        scale = (options.megapixels * 1e6 / (image.width * image.height)) ** 0.5
        sides = round(image.width * scale), round(image.height * scale)
        picture = Picture(np.asarray(image.convert("RGB").resize(sides, Image.Resampling.BICUBIC)))
    dice, slow = random.Random(options.seed), []
    for name, job in jobs(picture, options.model).items():
        if options.names and not any(part in name for part in options.names):
            continue
        job(StopToken())  # loads and imports
        watched = Watched()
        job(watched)
        watched.note("the end")
        total = time.process_time() - watched.began
        found = [stopped(job, dice.uniform(0, total)) for _ in range(options.times)]
        most = max((seconds for seconds in found if seconds is not None), default=0.0)
        if most > MOST:
            slow.append(name)
        print(
            f"{name:28} {most:6.3f} s at most of {total:6.2f} s, {found.count(None)} had ended; "
            f"longest without a look {watched.longest:.3f} s, from {' to '.join(watched.where)}",
            flush=True,
        )
    print(f"longer than {MOST} s: {', '.join(slow) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
