"""One photo of the window's queue: where its `.sdc` goes, and what happens if something is there already.

Everything here runs on the caller's thread and touches the disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..codec.errors import SdcError
from ..codec.types import EncodeOptions
from .archive import places
from .archive.task import OutputExistsError, Task
from .files import SDC_SUFFIX, is_folder, list_folder, make_folder, unique_name

Exists = Literal["ask", "number", "skip", "replace"]
"""What to do where the output exists: leave the photo until somebody has answered, write beside it under a name with a
number, leave the photo out, or replace it."""


@dataclass(frozen=True, slots=True)
class Order:
    """How photos are to be compressed. folder: where the `.sdc` files go, None for beside each photo. keep_date: the
    `.sdc` gets the date of its photo. take_parts: also photos of which only a part is there. orientation: how they are
    turned before, as EXIF counts it, 1..8. only_smaller: a photo whose `.sdc` would take no less than itself is left as
    it is."""

    options: EncodeOptions
    folder: Path | None = None
    exists: Exists = "ask"
    keep_date: bool = True
    take_parts: bool = False
    orientation: int = 1
    only_smaller: bool = False

    def output(self, source: Path) -> Path:
        """Where the `.sdc` of a photo goes, if nothing is there."""
        return (self.folder or source.parent) / (source.stem + SDC_SUFFIX)


def find_photos(paths: Iterable[Path]) -> list[tuple[Path, int]]:
    """Files, and the photos of folders (no `.sdc`) in natural order, with their sizes in bytes, 0 if that is unknown.

    A path that can't be used is listed nevertheless: what is wrong with it is said when its turn comes.
    """
    found: list[tuple[Path, int]] = []
    for path in paths:
        try:
            files = [p for p in list_folder(path) if p.suffix.lower() != SDC_SUFFIX] if is_folder(path) else [path]
        except SdcError:
            files = [path]
        found += ((file, _size(file)) for file in files)
    return found


def task(source: Path, order: Order) -> Task:
    """What is to be done with a photo. Raises OutputExistsError where the order says 'ask' or 'skip'."""
    places.check_photo(source)
    output = _free_output(source, order)
    replace = order.exists == "replace" and output == order.output(source)
    return Task(
        str(source),
        str(output),
        order.options,
        replace=replace,
        number=order.exists in ("number", "replace"),
        keep_date=order.keep_date,
        take_parts=order.take_parts,
        orientation=order.orientation,
        only_smaller=order.only_smaller,
    )


def _free_output(source: Path, order: Order) -> Path:
    """The path to write to, which exists only where it may be replaced; a photo itself never may."""
    output = order.output(source)
    if order.folder is not None:
        make_folder(order.folder)
    if not os.path.lexists(output):
        return output
    if order.exists == "number" or (output.exists() and output.samefile(source)):
        return unique_name(output)
    if order.exists == "replace":
        return output
    raise OutputExistsError(output)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0
