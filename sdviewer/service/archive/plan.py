"""From what was named to tasks: folders are walked, outputs mirrored, what is current is left out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ...codec.errors import InputError, SdcError
from ...codec.types import EncodeOptions
from ..files import SDC_SUFFIX
from . import places
from .places import is_url
from .results import Item, Refused, Skipped
from .task import Task


@dataclass(frozen=True, slots=True)
class Plan:
    """How photos are to be compressed. output: the file of the only one. folder: where all go, those of a folder by
    their path in it; None for beside each photo. recursive: folders are walked. overwrite: what is there is replaced;
    update: only where it is older than the photo, otherwise the photo is left out. keep_date, take_parts: see `Task`.
    elsewhere: others than this process do it, and may have begun before."""

    options: EncodeOptions
    output: str | None = None
    folder: str | None = None
    recursive: bool = False
    overwrite: bool = False
    update: bool = False
    keep_date: bool = True
    take_parts: bool = False
    elsewhere: bool = False


def items(named: Iterable[str], plan: Plan) -> Iterator[Item]:
    """A task for each photo, or why it isn't begun with. Two never go to one place, whatever may be replaced."""
    taken: dict[str, str] = {}
    for source, inside in _photos(named, plan.recursive):
        try:
            yield _item(source, inside, plan, taken)
        except SdcError as error:
            yield Refused(source, error)


def _photos(named: Iterable[str], recursive: bool) -> Iterator[tuple[str, str]]:
    """Each with the path that it has in a folder for all."""
    for name in named:
        if recursive and places.is_folder(name):
            yield from places.photos(name)
        else:
            yield name, PurePosixPath(name).name if is_url(name) else Path(name).name


def _item(source: str, inside: str, plan: Plan, taken: dict[str, str]) -> Item:
    if not is_url(source) and os.path.isdir(source):  # noqa: PTH112 (Path's raises)
        hint = "" if plan.recursive else " Add -r for the photos in it."
        raise InputError(f"{source} is a folder, not a picture.{hint}")
    if not is_url(source):
        places.check_photo(Path(source))
    output = _output(source, inside, plan)
    other = taken.setdefault(output if is_url(output) else os.path.realpath(output), source)
    if other != source:
        raise InputError(f"{source} would be written to {output}, like {other}. Compress it by itself, with -o.")
    if plan.folder is None and not is_url(output):
        places.check_folder(Path(output))
    there = places.exists(output)
    if there and _is_same(source, output):
        raise InputError(f"{output} is the source itself and is not overwritten. Choose another name with -o.")
    if there and plan.update and places.stamp(output)[0] >= places.stamp(source)[0]:
        return Skipped(source, output)
    if there and not (plan.overwrite or plan.update):
        raise InputError(f"{output} exists already. Add --overwrite, or choose another name with -o.")
    return Task(
        source,
        output,
        plan.options,
        replace=there,
        keep_date=plan.keep_date,
        take_parts=plan.take_parts,
        again=plan.elsewhere,
    )


def _output(source: str, inside: str, plan: Plan) -> str:
    if plan.output is not None:
        return plan.output
    if plan.folder is None:
        return _with_suffix(source)
    if is_url(plan.folder):
        return f"{plan.folder.rstrip('/')}/{Path(_with_suffix(inside)).as_posix()}"
    return str(Path(plan.folder) / _with_suffix(inside))


def _with_suffix(name: str) -> str:
    """'a/b.jpg' -> 'a/b.sdc'; a URL stays one."""
    if is_url(name):
        folder, _, last = name.rpartition("/")
        return f"{folder}/{Path(last).stem}{SDC_SUFFIX}"
    return str(Path(name).with_name(Path(name).stem + SDC_SUFFIX))


def _is_same(source: str, output: str) -> bool:
    if is_url(source) or is_url(output):
        return source == output
    return os.path.exists(source) and os.path.samefile(source, output)  # noqa: PTH110, PTH121
