"""What the jobs of `codec_service` do: read a file, preview and decode a `.sdc`, encode without analysing twice.

Runs on the service's threads, where the codec's modules are imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..codec.errors import SdcError, StorageError
from ..codec.types import (
    Encoded,
    EncodeOptions,
    Metadata,
    MetadataMode,
    Picture,
    Pixels,
    ReportProgress,
    RivalResult,
    Scores,
    SdcInfo,
    StopToken,
)
from .threads.left_behind import unless_stopped

if TYPE_CHECKING:
    from ..codec.pipeline import Analysed

EXPECT_SIDE, EXPECT_ACROSS = 128, 4
"""Pixels a side of the parts by which a size is judged, and how many there are in a row and in a column."""
SEAMS = 1.13
"""So many times as much the seams between parts cost at the lowest quality; at 60 they cost nothing that shows."""


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What tells whether a file is still the one that was read."""

    mtime_ns: int
    nbytes: int
    inode: int = 0
    ctime_ns: int = 0


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file's picture. `final` is False for a preview, which may be smaller than `width` x `height`.

    data: the file's bytes, for `.sdc` only. info: what the `.sdc` says about itself.
    """

    path: Path
    picture: Picture
    stamp: FileStamp
    final: bool = True
    width: int = 0
    height: int = 0
    data: bytes | None = None
    info: SdcInfo | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a photo's `.sdc` would take, in bytes, about: as the options have it, and at the lowest quality."""

    nbytes: int
    smallest: int


class LastAnalysed:
    """Remembers the last picture's analysis. Lives on the codec thread."""

    def __init__(self) -> None:
        self._analysed: Analysed | None = None

    def encode(self, picture: Picture, options: EncodeOptions, report: ReportProgress, stop: StopToken) -> Encoded:
        from ..codec import pipeline, registry

        known, model = self._analysed, registry.load(options.model)
        if known is None or known.picture is not picture or known.model is not model:
            self._analysed = None  # the old one's memory is free before the new one needs its own
            known = self._analysed = pipeline.analyse(picture, options.model, report, stop)
        return pipeline.encode_analysed(known, options, report, stop)


def read(path: Path, stop: StopToken | None = None) -> Loaded | tuple[bytes, FileStamp]:
    """The picture of a photo, or the bytes of a `.sdc`."""
    from . import files

    files.check_regular(path)
    before = stamp_or_none(path)  # so that what is written meanwhile shows as a change
    kind = files.sniff(path)
    if kind == "sdc" or (kind == "other" and path.suffix.lower() == files.SDC_SUFFIX):
        return files.read_sdc(path), before or stamp_of(path)
    from .cage.readers import shared

    picture = shared().read_picture(path, stop)
    return Loaded(path, picture, before or stamp_of(path), True, picture.width, picture.height)


def read_ahead(path: Path, stop: StopToken) -> None:
    """Leave a file's latent where preview and decode find it."""
    from ..codec import pipeline
    from . import files

    files.check_regular(path)
    pipeline.preview(files.read_sdc(path), stop)


def expect(picture: Picture, options: EncodeOptions, stop: StopToken) -> Expected | None:
    """What a photo's `.sdc` would take at a quality, judged by parts of it. None for a model of whose speed and bytes
    parts tell nothing."""
    from ..codec import pipeline, registry
    from ..codec.pictures.images import spread

    if registry.load(options.model).identity.latents:
        return None
    parts = spread(picture, EXPECT_SIDE, EXPECT_ACROSS)
    times = picture.width * picture.height / (parts.width * parts.height)
    analysed = pipeline.analyse(parts, options.model, stop=stop)

    def nbytes(quality: float, metadata: MetadataMode) -> int:
        one = EncodeOptions(options.model, quality, metadata=metadata)
        return len(pipeline.encode_analysed(analysed, one, stop=stop).data)

    lowest = nbytes(0, "strip")
    seams = 1.0 if parts is picture else SEAMS
    beside = nbytes(0, options.metadata) - lowest if parts.metadata != Metadata() else 0
    return Expected(beside + round(times * nbytes(options.quality, "strip")), beside + round(times * lowest / seams))


def rival(codec: str, picture: Picture, size: int, model: str, slow: bool, stop: StopToken) -> RivalResult:
    """The best that a rival does in so many bytes. Its encodes may take long: a stop leaves one behind."""
    from ..codec import rival_pipeline

    def search() -> RivalResult:
        return rival_pipeline.encode_at_size(codec, picture, size, stop, "best" if slow else "live", model)

    return search() if codec in rival_pipeline.SEED else unless_stopped(search, stop)


def scores(original: Picture, picture: Picture) -> Scores:
    from ..codec.measure import metrics
    from ..codec.pictures.images import seen

    return metrics.scores(seen(original), seen(picture))


def warm(encoding: bool = False) -> None:
    from ..codec import (
        pipeline,  # noqa: F401
        registry,
    )

    registry.load().warm(encoding)


def prepare_readers() -> None:
    from .cage.readers import shared

    shared().prepare()


def cage_parts(forking: bool = False) -> None:
    """From now on what a `.sdc` holds of another format, its alpha and its preview, is decoded in a child too.

    forking: this process ends soon, and has no threads that hold a lock, so that its own fork is that child.
    """
    from ..codec.pictures import alpha, stored_preview

    if forking:
        from .cage.readers import fork_this

        fork_this()
    alpha.decode_elsewhere, stored_preview.decode_elsewhere = _pixels_in, _small_in


def _pixels_in(data: bytes) -> Pixels:
    from .cage.readers import shared

    return shared().pixels_in(data)


def _small_in(data: bytes, side: int) -> tuple[Picture, tuple[int, int]]:
    from .cage.readers import shared

    return shared().small_in(data, side)


def close_readers() -> None:
    """End the processes that photos are decoded in, if there are any."""
    import sys

    if (readers := sys.modules.get(f"{__package__}.cage.readers")) is not None:
        readers.shared().close()


def preview(path: Path, data: bytes, stamp: FileStamp, stop: StopToken) -> Loaded:
    from ..codec import pipeline

    cage_parts()
    info = pipeline.inspect(data)
    picture = pipeline.preview(data, stop, partial=True)
    return Loaded(path, picture, stamp, False, info.width, info.height, data, info)


def decode(path: Path, data: bytes, stamp: FileStamp, report: ReportProgress, stop: StopToken) -> Loaded:
    from ..codec import pipeline

    cage_parts()
    picture = pipeline.decode(data, report, stop, partial=True)
    return Loaded(path, picture, stamp, True, picture.width, picture.height, data, pipeline.inspect(data))


def natural(data: bytes, report: ReportProgress, stop: StopToken) -> Picture:
    """A `.sdc` drawn with all its texture. InputError if its model can't."""
    from ..codec import pipeline
    from ..codec.errors import InputError

    if "natural" not in pipeline.looks(data):
        raise InputError("The model of this file has no second decoder that draws texture.")
    return pipeline.decode(data, report, stop, "natural", partial=True, strength=1.0)


def stamp_of(path: Path) -> FileStamp:
    try:
        status = path.stat()
    except OSError as error:
        raise StorageError(f"{path} was taken away while it was read.") from error
    return FileStamp(status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns)


def stamp_or_none(path: Path) -> FileStamp | None:
    try:
        return stamp_of(path)
    except SdcError:
        return None


def write_picture(picture: Picture, path: Path, overwrite: bool) -> None:
    """PNG, JPEG, WebP or TIFF, by suffix, atomically. Raises SdcError."""
    from ..codec.errors import InputError
    from ..codec.pictures.writer import SUFFIX_FORMATS, picture_to_bytes
    from . import files

    format = SUFFIX_FORMATS.get(path.suffix.lower())
    if format is None:
        known = ", ".join(SUFFIX_FORMATS)
        raise InputError(f"{path} can't be written: its suffix must be one of {known}.")
    files.write_atomic(path, picture_to_bytes(picture, format), overwrite)
