"""One photo of many: where its `.sdc` goes, what happens if something is there already, and the way from file to file.

Everything here runs on the caller's thread and touches the disk.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..codec.errors import InputError, PartialPictureError, SdcError
from ..codec.types import EncodeOptions, Progress, ReportProgress, StopToken
from .files import SDC_SUFFIX, check_regular, is_folder, list_folder, make_folder, sniff, unique_name, write_atomic

Exists = Literal["ask", "number", "skip", "replace"]
"""What to do where the output exists: leave the photo until somebody has answered, write beside it under a name with a
number, leave the photo out, or replace it."""


@dataclass(frozen=True, slots=True)
class Order:
    """How photos are to be compressed. folder: where the `.sdc` files go, None for beside each photo. keep_date: the
    `.sdc` gets the date of its photo. take_parts: also photos of which only a part is there."""

    options: EncodeOptions
    folder: Path | None = None
    exists: Exists = "ask"
    keep_date: bool = True
    take_parts: bool = False

    def output(self, source: Path) -> Path:
        """Where the `.sdc` of a photo goes, if nothing is there."""
        return (self.folder or source.parent) / (source.stem + SDC_SUFFIX)


@dataclass(frozen=True, slots=True)
class Written:
    """A `.sdc` on the disk. nbytes: its size. source_bytes: the photo's. seconds: what it took, without waiting."""

    path: Path
    nbytes: int
    source_bytes: int
    seconds: float
    quality: float
    notices: tuple[str, ...] = ()


class OutputExistsError(InputError):
    """There is something at `path`, and the order doesn't allow to go on."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists already.")
        self.path = path


class PatientToken(StopToken):
    """A stop token whose `check` also waits: while `paused`, and while something is more `urgent`.

    Both are asked often, on the job's thread. Inside `impatient` only the stop counts. `waited`: seconds spent so.
    """

    _INTERVAL = 0.02

    def __init__(self, paused: Callable[[], bool], urgent: Callable[[], bool]) -> None:
        super().__init__()
        self.waited = 0.0
        self._paused, self._urgent = paused, urgent
        self._patient = True

    def check(self) -> None:
        started = time.perf_counter()
        while self._patient and (self._paused() or self._urgent()) and not self._event.wait(self._INTERVAL):
            pass
        self.waited += time.perf_counter() - started
        super().check()

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """For work that holds a lock which the urgent may need."""
        self._patient = False
        try:
            yield
        finally:
            self._patient = True


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


def compress_file(source: Path, order: Order, report: ReportProgress, stop: PatientToken) -> Written:
    """Compress a photo. What is written was decoded, is read again and compared before it is moved into place.

    Raises OutputExistsError where the order says 'ask' or 'skip', PartialPictureError, and any other SdcError.
    """
    from ..codec import pipeline, registry
    from ..codec.pictures.reader import read_picture

    stop.check()
    started, waited = time.perf_counter(), stop.waited
    _check_photo(source)
    output = _free_output(source, order)
    report(Progress(0.0, "reading"))
    picture = read_picture(source)
    if not picture.whole and not order.take_parts:
        raise PartialPictureError(f"{source}: {picture.notices[0]} It was not compressed.")
    source_bytes = _size(source)
    shared = registry.load(order.options.model).coder == 0  # networks of other families serve one caller at a time
    with nullcontext() if shared else stop.impatient():
        encoded = pipeline.encode(picture, order.options, report, stop)
    path = _write(encoded.data, source, output, order, stop)
    seconds = time.perf_counter() - started - (stop.waited - waited)
    return Written(path, len(encoded.data), source_bytes, seconds, encoded.quality, encoded.notices)


def write_sdc(
    path: Path, data: bytes, overwrite: bool, stop: StopToken | None = None, dated_as: Path | None = None
) -> None:
    """Write a `.sdc` atomically; it is read again, compared and checked before it is moved into place. SdcError."""
    from ..codec.container import sections as container
    from ..codec.errors import StorageError

    def check(written: Path) -> None:
        if written.read_bytes() != data:
            raise StorageError(f"{path} came back from the disk changed, so it was not kept. Choose another disk.")
        container.read(data)
        if stop is not None:
            stop.check()

    write_atomic(path, data, overwrite, check, dated_as)


def _check_photo(source: Path) -> None:
    if is_folder(source):
        raise InputError(f"{source} is a folder that can't be read.")
    check_regular(source)
    if sniff(source) == "sdc":
        raise InputError(f"{source} is a .sdc already.")


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


def _write(data: bytes, source: Path, output: Path, order: Order, stop: StopToken) -> Path:
    """Write, under another name if somebody was faster and the order allows it."""
    while True:
        overwrite = order.exists == "replace" and output == order.output(source)
        try:
            write_sdc(output, data, overwrite, stop, source if order.keep_date else None)
            return output
        except InputError:
            if overwrite or not os.path.lexists(output):
                raise
            output = _free_output(source, order)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0
