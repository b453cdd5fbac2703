"""Decode a .sdc and write it as PNG, JPEG, lossless WebP or TIFF, by the suffix of the output."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from ..codec.errors import FormatError, InputError
from ..codec.types import LOOKS, MAX_STRENGTH
from ..service.files import read_sdc, write_atomic
from .inputs import check_output
from .terminal import naming, note, print_json, progress_bar


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.sdc", type=Path)
    parser.add_argument("-o", dest="output", metavar="OUT", type=Path, help="default: FILE.png beside the .sdc")
    parser.add_argument(
        "--look",
        choices=LOOKS,
        default="faithful",
        help="faithful: near to the photo's pixels, soft where they are lost; natural: with invented texture there",
    )
    parser.add_argument(
        "--strength",
        type=float,
        help=f"of the look natural: 0 (faithful) to 1 (as drawn), up to {MAX_STRENGTH:g}; default: as the file hints",
    )
    parser.add_argument(
        "--draw-with",
        metavar="MODEL",
        default="",
        help="of a file with an autoencoder's latents: any model of 'sdviewer models list' of the same latent space",
    )
    parser.add_argument(
        "--partial",
        action="store_true",
        help="of a damaged file, or one that is still arriving, write what there is, the rest hatched; exit status 3",
    )
    parser.add_argument(
        "--date",
        choices=("keep", "now"),
        default="keep",
        help="keep: the file gets the date of its source; default: keep",
    )
    parser.add_argument("--overwrite", action="store_true", help="replace an existing file")
    parser.add_argument("--json", action="store_true", help="print an object")


def run(options: argparse.Namespace) -> int:
    from ..codec import pipeline
    from ..codec.pictures.writer import SUFFIX_FORMATS, picture_to_bytes

    started = time.perf_counter()
    source: Path = options.file
    output: Path = options.output or source.parent / f"{source.stem or 'picture'}.png"
    format = SUFFIX_FORMATS.get(output.suffix.lower())
    if format is None:
        known = ", ".join(SUFFIX_FORMATS)
        raise InputError(f"{output} can't be written: its suffix must be one of {known}.")
    with naming(source):
        data = read_sdc(source)
        check_output(output, source, options.overwrite)
        if options.look not in pipeline.looks(data):
            raise InputError(f"The model of {source} can't draw it '{options.look}'; use --look faithful.")
        with progress_bar(source.name) as report:
            picture = pipeline.decode(
                data,
                report,
                look=options.look,
                partial=options.partial,
                drawer=options.draw_with,
                strength=options.strength,
            )
    for notice in picture.notices:
        note(source, notice)
    written = picture_to_bytes(picture, format)
    write_atomic(output, written, options.overwrite, dated_as=source if options.date == "keep" else None)
    seconds = time.perf_counter() - started
    info = pipeline.inspect(data)
    if options.json:
        print_json(
            {
                "input": str(source),
                "output": str(output),
                "bytes": len(written),
                "width": picture.width,
                "height": picture.height,
                "model": info.model_name or info.model_id,
                "look": options.look,
                "whole": picture.whole,
                "seconds": seconds,
            }
        )
    else:
        print(f"{output}: {picture.width} x {picture.height} pixels, {len(written):,} bytes, {seconds:.1f} s")
    return 0 if picture.whole else FormatError.exit_status
