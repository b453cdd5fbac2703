"""Compress photos to .sdc, over all cores or many machines. Several go on past a bad one; the exit status is that of
the first that failed. '-' is standard input, and standard output where no other place is named."""

from __future__ import annotations

import argparse

from ..codec.errors import InputError
from ..codec.packages import TORCH, require
from ..codec.types import EFFORTS, MAX_STRENGTH, EncodeOptions, RiskKind
from ..service.files import parse_size
from .terminal import number

PROTECT: dict[str, tuple[RiskKind, ...]] = {"faces": ("faces",), "text": ("text",), "both": ("faces", "text")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    defaults = EncodeOptions()
    parser.add_argument(
        "images", metavar="IMAGE", nargs="+", help="photos in any common format, URLs such as s3://, folders with -r, -"
    )
    place = parser.add_mutually_exclusive_group()
    place.add_argument("-o", dest="output", metavar="FILE", help="the .sdc, or -; beside the photo if not given")
    place.add_argument("-d", dest="folder", metavar="DIR", help="folder for the .sdc files, made if missing")
    parser.add_argument("-r", dest="recursive", action="store_true", help="the photos in folders; -d mirrors these")
    parser.add_argument("--model", default=defaults.model, metavar="NAME", help=f"default: {defaults.model}")
    rate = parser.add_mutually_exclusive_group()
    rate.add_argument(
        "--quality", type=number(0, 100), default=defaults.quality, help=f"0 to 100, default: {defaults.quality:g}"
    )
    rate.add_argument("--size", type=parse_size, help="the best file that is not larger: 5000, 5kB or 5KiB")
    parser.add_argument(
        "--effort",
        choices=EFFORTS,
        default=defaults.effort,
        help=f"of our own models, others gain nothing by it; default: {defaults.effort}",
    )
    parser.add_argument(
        "--strength",
        type=float,
        help=f"a hint in the file: how strongly the look natural is best drawn, 0 to {MAX_STRENGTH:g}; default: none",
    )
    parser.add_argument(
        "--metadata", choices=("keep", "strip"), default=defaults.metadata, help="EXIF, ICC and XMP; default: keep"
    )
    parser.add_argument(
        "--protect",
        choices=PROTECT,
        help="keep these more faithful than the rest, as far as they are found: a --size is met at the rest's expense, "
        "else the file grows",
    )
    parser.add_argument(
        "--preview", action="store_true", help="put a small preview into files of more than a megapixel: needs no model"
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
    parser.add_argument("--update", action="store_true", help="replace files older than their photos, leave out others")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes, default: what cores and memory allow")
    parser.add_argument("--cluster", metavar="ADDRESS", help="of a Dask scheduler whose workers do it: tcp://host:8786")
    parser.add_argument("--json", action="store_true", help="print an object, or a list for several images")
    parser.add_argument("--report", metavar="FILE", help="a line of JSON for each photo as it is done, then the totals")


def run(options: argparse.Namespace) -> int:
    if options.output and len(options.images) > 1:
        raise InputError("-o takes one image; use -d for the folder of several.")
    if options.jobs is not None and options.jobs < 1:
        raise InputError("--jobs takes a number of processes, from 1.")
    from ..codec import registry

    model = registry.load(options.model)  # if it isn't here, that is said once; and so is what it needs
    if options.effort != "fast" and model.is_refinable:
        require(f"Effort '{options.effort}'", TORCH)
    if "-" in (options.output, *options.images):
        from . import compress_pipe

        return compress_pipe.run(options, _encode_options(options))
    from . import compress_files

    return compress_files.run(options, _encode_options(options))


def _encode_options(options: argparse.Namespace) -> EncodeOptions:
    return EncodeOptions(
        model=options.model,
        quality=options.quality,
        size=options.size,
        effort=options.effort,
        metadata=options.metadata,
        strength=options.strength,
        preview=options.preview,
        protect=PROTECT[options.protect] if options.protect else (),
    )
