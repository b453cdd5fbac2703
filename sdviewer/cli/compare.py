"""Code a photo by every codec in at most the same number of bytes, and measure what each makes of it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..codec.analysis.codecs.row import Row
from ..codec.errors import InputError
from ..codec.types import EncodeOptions, Picture, Progress, ReportProgress
from ..service.files import parse_size, write_atomic
from .inputs import check_output, check_photo, read_photo
from .terminal import finite, naming, note, print_json, progress_bar, table

DISTANCES = {"lpips_alex": "LPIPS ALEX", "lpips_vgg": "LPIPS VGG", "dists": "DISTS"}
"""Of `Scores`, where their weights are on this machine: see `models get perceptual`."""

PAGE = ".html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", metavar="IMAGE", type=Path)
    parser.add_argument("--size", type=parse_size, help="for every codec, default: as 5kB is for 512x512 pixels")
    parser.add_argument(
        "--rivals",
        default="jpeg,webp,avif,jxl",
        metavar="LIST",
        help="of jpeg, webp, avif, jxl, avif-psnr, jpeg-downscaled, buehlmann2022 and buehlmann2022-unet (with a model "
        "of Stable Diffusion)",
    )
    parser.add_argument("--model", default=EncodeOptions().model, metavar="NAME", help="of our file, default: own")
    parser.add_argument(
        "-o",
        dest="output",
        metavar="SHEET.png",
        type=Path,
        help="all pictures on one sheet, or a page to move a divider on: PAGE.html",
    )
    parser.add_argument("--overwrite", action="store_true", help="replace an existing sheet")
    parser.add_argument("--json", action="store_true", help="print an object")


def run(options: argparse.Namespace) -> int:
    from ..codec.analysis.codecs import table as codecs
    from ..codec.pictures.writer import SUFFIX_FORMATS, picture_to_bytes

    image, output = options.image, options.output
    rivals = codecs.check_rivals(options.rivals.split(","))
    check_photo(image)
    if output:
        check_output(output, image, options.overwrite)
        if output.suffix.lower() not in (PAGE, *SUFFIX_FORMATS):
            raise InputError(f"{output} can't be written: its suffix must be {', '.join((PAGE, *SUFFIX_FORMATS))}.")
    with naming(image):
        picture = read_photo(image)
        size = options.size or codecs.usual_size(picture)
        with progress_bar(image.name) as report:
            rows = list(_rows(image, picture, size, rivals, options.model, report))
    if output and output.suffix.lower() == PAGE:
        from ..codec.analysis.codecs.page import evidence_page

        page = evidence_page(image.name, picture, rows, source=image.read_bytes())
        write_atomic(output, page.encode(), options.overwrite)
    elif output:
        from ..codec.analysis.codecs.sheet import draw_sheet

        sheet = Picture(draw_sheet(image.name, picture, size, rows))
        data = picture_to_bytes(sheet, SUFFIX_FORMATS[output.suffix.lower()])
        write_atomic(output, data, options.overwrite)
    if options.json:
        print_json(_as_json(image, picture, size, rows, output))
    else:
        print(_as_text(picture, size, rows))
    return 0


def _rows(
    image: Path, picture: Picture, size: int, rivals: list[str], model: str, report: ReportProgress
) -> Iterator[Row]:
    """Our file first. A rival that can't hold the picture at all is left out, with a note."""
    from ..codec.analysis.codecs import table as codecs

    count = 1 + len(rivals)
    yield codecs.row("sdc", picture, size, model, lambda p: report(Progress(p.fraction / count, f"sdc, {p.stage}")))
    for done, codec in enumerate(rivals, start=1):
        report(Progress(done / count, codec))
        try:
            yield codecs.row(codec, picture, size, model)
        except InputError as error:
            note(image, str(error))


def _as_json(image: Path, picture: Picture, size: int, rows: list[Row], output: Path | None) -> dict[str, Any]:
    return {
        "input": str(image),
        "output": str(output) if output else None,
        "width": picture.width,
        "height": picture.height,
        "size": size,
        "results": [
            {
                "codec": row.codec,
                "bytes": row.nbytes,
                "bpp": 8 * row.nbytes / (picture.width * picture.height),
                "reached": row.reached,
                "quality": row.quality,
                "settings": row.settings,
                "psnr": finite(row.scores.psnr),
                "ms_ssim": row.scores.ms_ssim,
                "ssimulacra2": row.scores.ssimulacra2,
                **{name: value for name in DISTANCES if (value := getattr(row.scores, name)) is not None},
                "seconds_encode": row.seconds_encode,
                "seconds_decode": row.seconds_decode,
            }
            for row in rows
        ],
    }


def _as_text(picture: Picture, size: int, rows: list[Row]) -> str:
    measured = [name for name in DISTANCES if all(getattr(row.scores, name) is not None for row in rows)]
    distances = [DISTANCES[name] for name in measured]
    head = ["CODEC", "BYTES", "BPP", "PSNR", "MS-SSIM", "SSIMULACRA2", *distances, "ENCODE", "DECODE", "SETTINGS"]
    lines = [
        [
            row.codec,
            f"{row.nbytes:,}",
            f"{8 * row.nbytes / (picture.width * picture.height):.4f}",
            f"{row.scores.psnr:.2f} dB",
            f"{row.scores.ms_ssim:.4f}",
            f"{row.scores.ssimulacra2:.1f}",
            *(f"{getattr(row.scores, name):.3f}" for name in measured),
            f"{row.seconds_encode:.2f} s",
            f"{row.seconds_decode:.2f} s",
            row.settings if row.reached else f"{size:,} bytes can't be reached, this is the smallest; {row.settings}",
        ]
        for row in rows
    ]
    title = f"{picture.width} x {picture.height} pixels, at most {size:,} bytes"
    return f"{title}\n{table([head, *lines], right=frozenset(range(1, len(head) - 1)))}"
