"""Run what is missing of the experiment, and print its table."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
from PIL import Image

from ...codec.errors import SdcError
from ...codec.measure.metrics import scores
from ...codec.measure.perceptual import Perceptual
from ...codec.pictures.images import seen
from ...codec.pictures.reader import read_picture
from ...codec.types import EFFORTS, Picture, Pixels
from ..codecs import pictures_in
from ..results import Row
from .sheet import draw_sheet
from .ways import Way, add_models, ways

SIDE, SIZE = 512, 4980
"""Of each crop, in pixels, and of each file, in bytes: those of 2022."""
ORIGINAL = "original"
_COLUMNS = (
    ("bytes", "nbytes", 0),
    ("PSNR", "psnr", 2),
    ("MS-SSIM", "ms_ssim", 4),
    ("SSIMULACRA2", "ssimulacra2", 1),
    ("LPIPS Alex", "lpips_alex", 3),
    ("LPIPS VGG", "lpips_vgg", 3),
    ("DISTS", "dists", 3),
    ("encode, s", "seconds_encode", 2),
    ("decode, s", "seconds_decode", 2),
)


def main(argv: list[str]) -> int:
    """Exit status: 0, or that of the error."""
    parser = argparse.ArgumentParser(prog="python -m sdviewer.bench seed", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of photos, such as Kodak's")
    parser.add_argument(
        "--out", type=Path, required=True, help="file of results, one a line; goes on with what is there"
    )
    parser.add_argument("--autoencoders", type=Path, help="folder with taesd, taesdxl, taesd3, taef1, taef2_*")
    parser.add_argument("--perceptual", type=Path, metavar="DIR", help="weights of LPIPS and DISTS")
    parser.add_argument("--codecs", help="only these, separated by commas; see --list")
    parser.add_argument("--list", action="store_true", help="say which codecs there are, and end")
    parser.add_argument("--effort", choices=EFFORTS, default="fast", help="of .sdc")
    parser.add_argument("--size", type=int, default=SIZE, help="bytes of each file")
    parser.add_argument("--limit", type=int, help="only the first N photos")
    parser.add_argument("--sheet", type=Path, help="a .png of what the codecs made of --pictures")
    parser.add_argument("--pictures", default="kodim19,kodim04,kodim20,kodim08", help="of the sheet, by file name")
    options = parser.parse_args(argv)
    try:
        found = ways(add_models(options.autoencoders, _beside(options.out, ".models")), options.effort)
        if options.list:
            print("\n".join(found))
            return 0
        chosen = {name: found[name] for name in (options.codecs.split(",") if options.codecs else found)}
        paths = pictures_in(options.data, options.limit)
        _measure(options, chosen, paths)
    except KeyError as error:
        parser.error(f"unknown codec {error}; there is: {', '.join(found)}")
    except SdcError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    images = {path.name for path in paths}
    print(as_markdown([r for r in read_rows(options.out) if r.codec in chosen and r.image in images]))
    if options.sheet:
        names = options.pictures.split(",")
        Image.fromarray(draw_sheet(_pictures(options.out), [ORIGINAL, *chosen], names)).save(options.sheet)
    return 0


def middle(picture: Picture) -> Picture:
    """The middle, SIDE x SIDE pixels, on white where it was transparent."""
    pixels = seen(picture)
    top, left = (max(0, (side - SIDE) // 2) for side in pixels.shape[:2])
    return Picture(np.ascontiguousarray(pixels[top : top + SIDE, left : left + SIDE]))


def read_rows(path: Path) -> list[Row]:
    """The results of earlier runs; a line that was cut off when one was killed is left out."""
    rows = []
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        try:
            rows.append(Row(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return rows


def as_markdown(rows: list[Row]) -> str:
    """Means over the photos, a line for each codec, in the order of the first photo."""
    titles = ["", *(title for title, _, _ in _COLUMNS)]
    lines = [f"| {' | '.join(titles)} |", f"|{'---|' * len(titles)}"]
    for codec in dict.fromkeys(row.codec for row in rows):
        group = [row for row in rows if row.codec == codec]
        cells = [f"{codec} ({len(group)})"]
        for _, field, digits in _COLUMNS:
            values = [value for row in group if (value := getattr(row, field)) is not None]
            cells.append(f"{np.mean(values):,.{digits}f}" if values else "-")
        if late := sum(not row.reached for row in group):
            cells[0] += f", {late} larger than wanted"
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _measure(options: argparse.Namespace, chosen: dict[str, Way], paths: list[Path]) -> None:
    """Photo by photo, so that a run that is cut short has all codecs of some photos."""
    perceptual = Perceptual(options.perceptual) if options.perceptual else None
    done = {(row.codec, row.image) for row in read_rows(options.out)}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    if options.out.exists() and not options.out.read_bytes().endswith(b"\n"):
        with options.out.open("a") as file:
            file.write("\n")  # after a line that was cut off
    warm = set()
    for path in paths:
        crop = middle(read_picture(path))
        _keep(options.out, ORIGINAL, path, crop.pixels)
        for name, way in chosen.items():
            if (name, path.name) in done:
                continue
            if name not in warm:
                way(Picture(crop.pixels[:64, :64]), options.size)  # seconds are without loading
                warm.add(name)
            answer, decoded = way(crop, options.size)
            pixels = seen(decoded)
            _keep(options.out, name, path, pixels)
            quality = asdict(scores(crop.pixels, pixels, perceptual))
            count = crop.width * crop.height
            row = Row(name, path.name, 8 * options.size / count, count, **quality, **asdict(answer))
            with options.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(row)) + "\n")


def _keep(out: Path, name: str, path: Path, pixels: Pixels) -> None:
    place = _beside(out, ".pictures") / name / f"{path.stem}.png"
    if not place.exists() or name != ORIGINAL:
        place.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(place)


def _pictures(out: Path) -> Iterator[tuple[str, str, Path]]:
    """(codec, photo, file) of all that were kept."""
    for file in sorted(_beside(out, ".pictures").glob("*/*.png")):
        yield file.parent.name, file.stem, file


def _beside(out: Path, suffix: str) -> Path:
    return out.with_name(out.stem + suffix)
