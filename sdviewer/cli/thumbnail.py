"""A PNG (or whatever the suffix says) of a .sdc that is at most so many pixels wide and high, as file managers ask."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..service.files import read_sdc, write_atomic
from .inputs import check_output
from .terminal import naming, number


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.sdc", type=Path)
    parser.add_argument("output", metavar="OUT.png", type=Path)
    parser.add_argument("--size", type=number(1, 4096), default=256, help="of the longer side, default: 256")
    parser.add_argument("--overwrite", action="store_true", help="replace an existing file")


def run(options: argparse.Namespace) -> int:
    from ..codec import pipeline
    from ..codec.pictures.images import reduced
    from ..codec.pictures.writer import SUFFIX_FORMATS, picture_to_bytes
    from ..service import loading

    loading.cage_parts(forking=True)
    try:
        with naming(options.file):
            data = read_sdc(options.file)
            check_output(options.output, options.file, options.overwrite)
            thumbnail = reduced(pipeline.thumbnail(data, int(options.size)), int(options.size))
    finally:
        loading.close_readers()
    format = SUFFIX_FORMATS.get(options.output.suffix.lower(), "PNG")
    write_atomic(options.output, picture_to_bytes(thumbnail, format), options.overwrite)
    return 0
