"""One photo to be compressed: what has to be known to do it anywhere, and how it is done."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import token_hex

from ...codec.errors import InputError, PartialPictureError, without_secrets
from ...codec.types import EncodeOptions, Picture, Progress, ReportProgress, StopToken, no_progress
from . import places
from .patience import PatientToken


@dataclass(frozen=True, slots=True)
class Task:
    """source, output: paths, or URLs. replace: what is at the output may be overwritten. number: if something is, the
    file is written beside it under a name with a number. keep_date: the `.sdc` gets the date of its photo. take_parts:
    also a photo of which only a part is there. orientation: how the photo is turned before, as EXIF counts it, 1..8.
    only_smaller: nothing is written where that would take no less than the photo.

    again: a process died at it, or may have, so that an output that is there may be this task's own. token: names
    what is half written.
    """

    source: str
    output: str
    options: EncodeOptions
    replace: bool = False
    number: bool = False
    keep_date: bool = True
    take_parts: bool = False
    orientation: int = 1
    only_smaller: bool = False
    again: bool = False
    token: str = field(default_factory=lambda: token_hex(8))

    def __repr__(self) -> str:
        """Workers of a cluster write it into their logs."""
        return f"Task({without_secrets(self.source)!r}, {without_secrets(self.output)!r}, {self.options})"


@dataclass(frozen=True, slots=True)
class Written:
    """A `.sdc` that was written. nbytes: its size. source_bytes: the photo's, 0 if unknown. width, height: in pixels.
    model: its name. seconds: what it took, without waiting. notices: the codec's, after `kept` of the photo's own."""

    output: str
    nbytes: int
    source_bytes: int
    seconds: float
    quality: float
    notices: tuple[str, ...] = ()
    width: int = 0
    height: int = 0
    model: str = ""

    @property
    def path(self) -> Path:
        return Path(self.output)


class OutputExistsError(InputError):
    """There is something at `path`, and the task doesn't allow to go on."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists already.")
        self.path = path


class NotSmallerError(InputError):
    """A photo takes no more than its `.sdc` would."""


def perform(task: Task, report: ReportProgress = no_progress, stop: StopToken | None = None) -> Written:
    """Compress a photo. What is written was decoded, is read again and compared before it is moved into place.

    Raises OutputExistsError, PartialPictureError, NotSmallerError, and any other SdcError.
    """
    from ...codec import pipeline, registry

    stop = stop or StopToken()
    stop.check()
    started, waited = time.perf_counter(), _waited(stop)
    if task.again:
        places.remove_half(task.output, task.token)
        if not task.replace and (done := _done_before(task, started)) is not None:
            return done
    report(Progress(0.0, "reading"))
    picture, source_bytes = places.read_picture(task.source)
    if not picture.whole and not task.take_parts:
        raise PartialPictureError(f"{task.source}: {picture.notices[0]} It was not compressed.")
    picture = _turned(picture, task.orientation)
    foreign = registry.load(task.options.model).identity.latents  # whose networks serve one caller at a time
    with stop.impatient() if isinstance(stop, PatientToken) and foreign else nullcontext():
        encoded = pipeline.encode(picture, task.options, report, stop)
    if task.only_smaller and 0 < source_bytes <= len(encoded.data):
        before, after = f"{source_bytes:,}", f"{len(encoded.data):,}"
        raise NotSmallerError(f"{task.source} was left as it is: it takes {before} bytes, and as .sdc {after} bytes.")
    output = _write(encoded.data, task, stop)
    return Written(
        output,
        len(encoded.data),
        source_bytes,
        time.perf_counter() - started - (_waited(stop) - waited),
        encoded.quality,
        encoded.notices,
        picture.width,
        picture.height,
        _model_name(encoded.data),
    )


def _turned(picture: Picture, orientation: int) -> Picture:
    if orientation == 1:
        return picture
    from ...codec.pictures.images import turned

    alpha = None if picture.alpha is None else turned(picture.alpha, orientation)
    return replace(picture, pixels=turned(picture.pixels, orientation), alpha=alpha)


def _waited(stop: StopToken) -> float:
    return stop.waited if isinstance(stop, PatientToken) else 0.0


def _model_name(data: bytes) -> str:
    from ...codec import pipeline

    info = pipeline.inspect(data)
    return info.model_name or info.model_id


def _write(data: bytes, task: Task, stop: StopToken) -> str:
    """Write, under another name if somebody was faster and the task allows it; returns where."""
    output = task.output
    while True:
        try:
            places.write_sdc(output, data, task.replace, stop, task.source if task.keep_date else None, task.token)
            return output
        except InputError as error:
            if task.replace or not places.exists(output):
                raise
            if not task.number:
                raise OutputExistsError(Path(output)) from error
            output = places.free_name(output)


def _done_before(task: Task, started: float) -> Written | None:
    """What an earlier try wrote before its process died; None where there is nothing, or nothing whole."""
    from ...codec import pipeline
    from ...codec.errors import SdcError

    if not places.exists(task.output):
        return None
    try:
        data = places.read(task.output)
        info = pipeline.inspect(data)
    except SdcError:
        info = None
    if info is None or info.problem:
        raise OutputExistsError(Path(task.output))
    return Written(
        task.output,
        len(data),
        places.size(task.source),
        time.perf_counter() - started,
        info.quality,
        width=info.width,
        height=info.height,
        model=info.model_name or info.model_id,
    )


def once_more(task: Task) -> Task:
    """The same after a process died at it."""
    return replace(task, again=True)
