"""`sdviewer compress -`: a photo from standard input, and a `.sdc` to standard output."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from ..codec.errors import InputError, LimitsError
from ..codec.types import EncodeOptions, Picture
from ..service.files import write_sdc
from .inputs import check_output, check_photo, check_whole, read_photo
from .terminal import naming, note, print_json, progress_bar

MOST = 1 << 30
"""Bytes that are read."""


def run(options: argparse.Namespace, encode: EncodeOptions) -> int:
    """Returns the exit status."""
    from ..codec import pipeline

    if len(options.images) > 1:
        raise InputError("Standard input is one photo: name '-' alone.")
    started = time.perf_counter()
    source, output = options.images[0], options.output or "-"
    if options.folder or options.recursive or options.update or options.cluster or options.report:
        raise InputError("With '-' there is one photo and one output: take -o, not -d, -r, --update or the like.")
    if output == "-" and options.json:
        raise InputError("The .sdc goes to standard output, so that --json has no place there: name a file with -o.")
    if output == "-" and sys.stdout.isatty():
        raise InputError("A .sdc isn't written to a terminal: send it to a file or a program, or name one with -o.")
    if output != "-":
        check_output(Path(output), Path(source), options.overwrite)
    name = Path("standard input" if source == "-" else source)
    with naming(name):
        picture = _read(source, name)
        if not options.damaged:
            check_whole(name, picture)
        with progress_bar(name.name) as report:
            encoded = pipeline.encode(picture, encode, report)
    for notice in encoded.notices:
        note(name, notice)
    if output == "-":
        sys.stdout.buffer.write(encoded.data)
        sys.stdout.buffer.flush()
        return 0
    dated_as = Path(source) if source != "-" and options.date == "keep" else None
    write_sdc(Path(output), encoded.data, options.overwrite, dated_as=dated_as)
    seconds = time.perf_counter() - started
    if options.json:
        info = pipeline.inspect(encoded.data)
        print_json(
            {
                "input": source,
                "output": output,
                "bytes": len(encoded.data),
                "width": picture.width,
                "height": picture.height,
                "bpp": encoded.bpp,
                "model": info.model_name or info.model_id,
                "quality": encoded.quality,
                "seconds": seconds,
            }
        )
    else:
        print(f"{output}: {len(encoded.data):,} bytes, {encoded.bpp:.3f} bpp, {seconds:.1f} s")
    return 0


def _read(source: str, name: Path) -> Picture:
    from ..codec.pictures import reader
    from ..codec.pictures.complaints import silenced

    if source != "-":
        check_photo(name)
        return read_photo(name)
    if sys.stdin is None or sys.stdin.isatty():
        raise InputError("Standard input is a terminal: send a photo into it, or name a file.")
    data = sys.stdin.buffer.read(MOST + 1)
    if len(data) > MOST:
        raise LimitsError(f"Standard input has more than {MOST:,} bytes, the most that is read.")
    with silenced():
        return reader.picture_from_bytes(data, "standard input")
