"""All codecs on the same pictures at the same budgets: whole-file bits per pixel, quality, speed, memory."""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from ..codec.errors import InputError, SdcError
from ..codec.measure import flat, ssimulacra2
from ..codec.measure.metrics import scores
from ..codec.measure.perceptual import WEIGHTS, Perceptual
from ..codec.pictures.images import seen
from ..codec.pictures.reader import read_picture
from ..codec.rate_control import ladder as rate_search
from ..codec.rivals import at_size as rivals
from ..codec.rivals import codecs as rival_codecs
from ..codec.types import EFFORTS, Pixels
from . import report
from .faces import FACES, Box
from .results import Row

CODECS = ("own", *rivals.RIVALS)
OTHERS = ("natural", rivals.DOWNSCALED, rivals.AVIF_PSNR)
"""Those that are measured only when they are asked for; 'natural' is the own model's file drawn with texture."""
_SUFFIXES = frozenset((".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".ppm", ".avif", ".heic", ".jxl"))


class CodecError(Exception):
    """A codec can't take part; str() is the sentence to show."""


def main(argv: list[str]) -> int:
    """Exit status: 0, or 2 where the options or the folder are wrong."""
    options = _options(argv)
    try:
        paths = _with_faces(options) if options.faces else pictures_in(options.data, options.limit)
        rows = _measure(options, paths)
    except SdcError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    if options.json:
        print(json.dumps(report.as_json(rows), indent=1))
    else:
        print(report.as_text(rows))
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sdviewer.bench", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of pictures")
    parser.add_argument("--bpp", type=float, nargs="+", default=[0.1526], help="budgets, whole-file bits per pixel")
    parser.add_argument("--codecs", default=",".join(CODECS), help=f"of {', '.join((*CODECS, *OTHERS))}")
    parser.add_argument("--effort", choices=EFFORTS, default="fast", help="of our own codec")
    parser.add_argument("--limit", type=int, help="only the first N pictures")
    parser.add_argument("--perceptual", type=Path, metavar="DIR", help="weights of LPIPS and DISTS, for their columns")
    parser.add_argument("--faces", action="store_true", help="only squares of faces; --data holds valid and train")
    parser.add_argument("--cache", type=Path, help="folder that keeps the rivals' results")
    parser.add_argument("--json", action="store_true", help="every number, as JSON")
    options = parser.parse_args(argv)
    options.codecs = options.codecs.split(",")
    if unknown := set(options.codecs) - {*CODECS, *OTHERS}:
        parser.error(f"unknown codecs: {', '.join(sorted(unknown))}")
    if min(options.bpp) <= 0:
        parser.error("--bpp must be above 0")
    options.metrics = Perceptual(options.perceptual) if options.perceptual else None
    if options.metrics and not options.metrics.names:
        parser.error(f"{options.perceptual} has none of {', '.join(WEIGHTS)}")
    return options


def pictures_in(folder: Path, limit: int | None) -> list[Path]:
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder.")
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)[:limit]
    if not paths:
        raise InputError(f"{folder} holds no pictures.")
    return paths


def _with_faces(options: argparse.Namespace) -> list[Path]:
    paths = [path for name in FACES if (path := options.data / name).is_file()]
    if not paths:
        raise InputError(f"{options.data} holds none of the photos with faces, such as {next(iter(FACES))}.")
    return paths[: options.limit]


def _measure(options: argparse.Namespace, paths: list[Path]) -> list[Row]:
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as scratch:
        for codec in options.codecs:
            try:
                for row in _rows_of(codec, options, paths, Path(scratch)):
                    rows.append(row)
                    _say(f"{codec} {row.budget_bpp:g} {row.image}: {row.nbytes} bytes")
            except CodecError as error:
                _say(f"{codec} is left out: {error}", always=True)
                rows = [row for row in rows if row.codec != codec]
    return rows


def _rows_of(codec: str, options: argparse.Namespace, paths: list[Path], scratch: Path) -> Iterator[Row]:
    cache = options.cache if codec not in ("own", "natural") else None
    with _Worker(codec, options.effort, scratch / "decoded.npy") as worker:
        for path in paths:
            original = seen(read_picture(path))
            boxes = FACES[f"{path.parent.name}/{path.name}"] if options.faces else ()
            for bpp in options.bpp:
                place = cache / f"{_key(codec, original, bpp, options.metrics, boxes)}.json" if cache else None
                if place and place.exists():
                    yield Row(**json.loads(place.read_text()) | {"image": path.name, "cached": True})
                    continue
                row = _row(worker, path, original, bpp, options.metrics, boxes)
                if place:
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_text(json.dumps(asdict(row)))
                yield row


def _row(
    worker: _Worker, path: Path, original: Pixels, bpp: float, metrics: Perceptual | None, boxes: tuple[Box, ...]
) -> Row:
    count = original.shape[0] * original.shape[1]
    answer, decoded = worker.ask(path, math.floor(bpp * count / 8))
    quality = _quality_in(boxes, original, decoded, metrics) if boxes else asdict(scores(original, decoded, metrics))
    deviation = None if boxes else flat.flat_deviation(original, decoded)
    return Row(worker.codec, path.name, bpp, count, **quality, flat_deviation=deviation, **answer)


def _quality_in(
    boxes: tuple[Box, ...], original: Pixels, decoded: Pixels, metrics: Perceptual | None
) -> dict[str, float | None]:
    """Means over the boxes."""
    parts = [(slice(top, bottom), slice(left, right)) for left, top, right, bottom in boxes]
    found = [asdict(scores(original[part], decoded[part], metrics)) for part in parts]
    return {
        name: None if value is None else sum(one[name] for one in found) / len(found)
        for name, value in found[0].items()
    }


def _key(codec: str, original: Pixels, bpp: float, metrics: Perceptual | None, boxes: tuple[Box, ...]) -> str:
    """Changes with the picture, the budget, the encoders and everything that chooses their settings."""
    digest = hashlib.sha256(original.tobytes())
    names = metrics.names if metrics else ()
    versions = version("Pillow"), version("pillow-jxl-plugin")
    digest.update(repr((codec, original.shape, bpp, names, boxes, versions)).encode())
    for module in (rivals, rival_codecs, rate_search, ssimulacra2, flat):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()[:32]


def _say(sentence: str, always: bool = False) -> None:
    if always or sys.stderr.isatty():
        print(sentence, file=sys.stderr)


class _Worker:
    """The process of one codec, started with the first question."""

    def __init__(self, codec: str, effort: str, decoded: Path) -> None:
        self.codec, self._effort, self._decoded = codec, effort, decoded
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.communicate()

    def ask(self, path: Path, size: int) -> tuple[dict[str, Any], Pixels]:
        """The worker's `Answer` as a dictionary, and the decoded pixels. Raises CodecError."""
        if self._process is None:
            command = [sys.executable, "-m", "sdviewer.bench.worker", self.codec, self._effort]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"path": str(path), "size": size, "out": str(self._decoded)}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise CodecError(f"its process ended without an answer on {path.name}.")
        answer = json.loads(line)
        if "error" in answer:
            raise CodecError(answer["error"])
        return answer, np.load(self._decoded)
