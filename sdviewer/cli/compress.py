"""Compress photos to .sdc. Several go on past a bad one; the exit status is that of the first that failed."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import Any

from ..codec.errors import InputError
from ..codec.types import EFFORTS, EncodeOptions
from ..service.files import SDC_SUFFIX, make_folder, parse_size, write_atomic
from .inputs import check_output, check_photo, check_whole, read_photo
from .terminal import complain, explain, naming, note, number, print_json, progress_bar


def add_arguments(parser: argparse.ArgumentParser) -> None:
    defaults = EncodeOptions()
    parser.add_argument("images", metavar="IMAGE", nargs="+", type=Path, help="photos in any common format")
    place = parser.add_mutually_exclusive_group()
    place.add_argument("-o", dest="output", metavar="FILE", type=Path, help="the .sdc; beside the photo if not given")
    place.add_argument("-d", dest="folder", metavar="DIR", type=Path, help="folder for the .sdc files, made if missing")
    parser.add_argument("--model", default=defaults.model, metavar="NAME", help=f"default: {defaults.model}")
    rate = parser.add_mutually_exclusive_group()
    rate.add_argument(
        "--quality", type=number(0, 100), default=defaults.quality, help=f"0 to 100, default: {defaults.quality:g}"
    )
    rate.add_argument("--size", type=parse_size, help="the best file that is not larger: 5000, 5kB or 5KiB")
    parser.add_argument("--effort", choices=EFFORTS, default=defaults.effort, help=f"default: {defaults.effort}")
    parser.add_argument(
        "--metadata", choices=("keep", "strip"), default=defaults.metadata, help="EXIF, ICC and XMP; default: keep"
    )
    parser.add_argument(
        "--date",
        choices=("keep", "now"),
        default="keep",
        help="keep: the file gets the date of its source; default: keep",
    )
    parser.add_argument(
        "--damaged", action="store_true", help="also what is there of pictures whose files end early or are damaged"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace existing files")
    parser.add_argument("--json", action="store_true", help="print an object, or a list for several images")


def run(options: argparse.Namespace) -> int:
    images: list[Path] = options.images
    if options.output and len(images) > 1:
        raise InputError("-o takes one image; use -d for the folder of several.")
    from ..codec import registry

    registry.load(options.model)  # if it isn't here, that is said once
    if options.folder:
        make_folder(options.folder)
    rows: list[dict[str, Any]] = []
    written: dict[str, Path] = {}
    status = 0
    for index, image in enumerate(images):
        try:
            with naming(image):
                output = _output(image, options, written)
                row = _compress(image, output, options, f"{index + 1}/{len(images)} " if len(images) > 1 else "")
        except Exception as error:
            if len(images) == 1:
                raise
            sentence, this_status = explain(error)
            complain(sentence)
            status = status or this_status
            rows.append({"input": str(image), "error": sentence, "status": this_status})
        else:
            rows.append(row)
            if not options.json:
                print(
                    f"{row['output']}: {row['bytes']:,} bytes, {row['bpp']:.3f} bpp, quality {row['quality']:.1f}, "
                    f"{row['seconds']:.1f} s",
                    flush=True,
                )
    if options.json:
        print_json(rows if len(images) > 1 else rows[0])
    return status


def _compress(image: Path, output: Path, options: argparse.Namespace, count: str) -> dict[str, Any]:
    from ..codec import pipeline

    started = time.perf_counter()
    picture = read_photo(image)
    if not options.damaged:
        check_whole(image, picture)
    wanted = EncodeOptions(
        model=options.model,
        quality=options.quality,
        size=options.size,
        effort=options.effort,
        metadata=options.metadata,
    )
    with progress_bar(count + image.name) as report:
        encoded = pipeline.encode(picture, wanted, report)
    write_atomic(output, encoded.data, options.overwrite, dated_as=image if options.date == "keep" else None)
    for notice in encoded.notices:
        if notice not in picture.notices:
            note(image, notice)
    info = pipeline.inspect(encoded.data)
    return {
        "input": str(image),
        "output": str(output),
        "bytes": len(encoded.data),
        "width": picture.width,
        "height": picture.height,
        "bpp": encoded.bpp,
        "model": info.model_name or info.model_id,
        "quality": encoded.quality,
        "seconds": time.perf_counter() - started,
    }


def _output(image: Path, options: argparse.Namespace, written: dict[str, Path]) -> Path:
    """Where the file goes; two images of one run never go to the same place, `--overwrite` or not."""
    check_photo(image)
    output: Path = options.output or (options.folder or image.parent) / (image.stem + SDC_SUFFIX)
    other = written.setdefault(os.path.realpath(output), image)
    if other is not image:
        raise InputError(f"{image} would be written to {output}, like {other}. Compress it by itself, with -o.")
    check_output(output, image, options.overwrite)
    return output
