"""Pixels -> `.sdc` -> pixels.

`encode` runs analysis once, refines the latent if the effort asks for it, searches the rate point if a size is given,
writes the container and decodes that container again, so that what is shown is what was written. `decode` checks every
checksum on its way. `preview` stops after the entropy decoder and draws the latent roughly.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from . import registry
from .container import sections as container
from .errors import FormatError, InputError, LimitsError
from .model import RATES, Latent, Model, Quantised
from .notices import collect
from .pictures import alpha
from .rate_control import budget
from .rate_control.budget import Coding
from .recent_latents import RecentLatents
from .types import (
    Encoded,
    EncodeOptions,
    Look,
    Metadata,
    Picture,
    Progress,
    ReportProgress,
    SdcInfo,
    StopToken,
    no_progress,
)

if TYPE_CHECKING:
    from .diffusion.payload import ForeignReader

FOREIGN = 1
"""Coder of the models that a file can be sketched without."""
SMALL = 512 * 512
"""Pixels up to which a picture is drawn nearly as fast as each of its pixels is sketched: 0.05 s more of CPU."""

_recent = RecentLatents()


@contextmanager
def _enough_memory() -> Iterator[None]:
    try:
        yield
    except MemoryError as error:
        raise LimitsError("There is not enough memory for this picture. Close other programs.") from error


@dataclass(frozen=True, slots=True)
class Analysed:
    """A picture that has been through the expensive half of encoding; code it at many rates with `encode_analysed`."""

    picture: Picture
    model: Model
    latent: Latent
    seconds: float
    notices: tuple[str, ...] = ()


def encode(
    picture: Picture,
    options: EncodeOptions | None = None,
    progress: ReportProgress = no_progress,
    stop: StopToken | None = None,
) -> Encoded:
    """Encode a picture. Raises InputError, BudgetError, ModelError or CancelledError."""
    options, stop = options or EncodeOptions(), stop or StopToken()
    return encode_analysed(analyse(picture, options.model, progress, stop), options, progress, stop)


@_enough_memory()
def analyse(
    picture: Picture, model: str, progress: ReportProgress = no_progress, stop: StopToken | None = None
) -> Analysed:
    """The half of encoding that does not depend on quality or size."""
    container.check_size(picture.width, picture.height)
    started = time.perf_counter()
    found = registry.load(model)
    _say_loading(found, progress, 0.0)
    with collect() as notices:
        latent = found.analyse(picture.pixels, stop or StopToken(), _part(progress, "analysing", 0.0, 0.3))
    return Analysed(picture, found, latent, time.perf_counter() - started, tuple(notices))


@_enough_memory()
def encode_analysed(
    analysed: Analysed,
    options: EncodeOptions,
    progress: ReportProgress = no_progress,
    stop: StopToken | None = None,
) -> Encoded:
    """The other half: choose the rate point, refine, code, and decode what was coded."""
    stop = stop or StopToken()
    if not 0 <= options.quality <= 100:
        raise InputError(f"Quality {options.quality:g} is outside 0 to 100.")
    started = time.perf_counter()
    picture, model = analysed.picture, analysed.model
    sections, notices = _side_sections(picture, options)

    def code(latent: Latent, rate: int, slack: float = 0.0) -> Coding:
        payload, quantised = model.payload(latent, rate, stop, slack)
        data = container.write(_container(analysed, quantised, payload, sections))
        progress(Progress(0.75, "coding", {"bytes": len(data)}))
        return Coding(data, latent, rate)

    def refine(latent: Latent, rate: int, before: int) -> Coding:
        start = 0.5 + 0.05 * before if before else 0.3
        report = _part(progress, "refining", start, start + 0.05 if before else 0.55)
        return code(model.refine(picture.pixels, latent, rate, options.effort, stop, report, before > 0), rate)

    latent, rate, size = analysed.latent, round(options.quality * RATES / 100), options.size
    if size is not None:
        coding = budget.search(code, latent, rate, size, stop)
        rate = coding.rate
    if options.effort != "fast":
        with collect() as said:
            refined = refine(latent, rate, 0)
            if size is None:
                coding = refined
            elif model.coder == FOREIGN:  # refined once only, and searched as any latent
                coding = budget.search(code, refined.latent, rate, size, stop)
            else:
                coding = budget.refine_to(code, refine, refined, size) or coding
        notices = (*notices, *said)
    elif size is None:
        coding = code(latent, rate)
    data = coding.data
    coded = time.perf_counter()
    decoded = decode(data, _part_of(progress, 0.8, 1.0), stop)
    return Encoded(
        data=data,
        picture=decoded,
        quality=coding.rate * 100 / RATES,
        seconds_encode=analysed.seconds + coded - started,
        seconds_decode=time.perf_counter() - coded,
        notices=tuple(dict.fromkeys((*picture.notices, *notices, *analysed.notices))),
    )


@_enough_memory()
def decode(
    data: bytes,
    progress: ReportProgress = no_progress,
    stop: StopToken | None = None,
    look: Look = "faithful",
) -> Picture:
    """Decode a whole `.sdc`. Raises FormatError (damaged, too new), LimitsError, ModelError or CancelledError.

    A look that the file's model doesn't have (see `looks`) gives the faithful one.
    """
    stop = stop or StopToken()
    box = container.read(data)
    head = box.header
    model = _model(box)
    latent = _latent(data, box, model, stop)
    _say_loading(model, progress, 0.3)
    report = _part(progress, "drawing", 0.3, 1.0)
    look = look if look in model.looks else "faithful"
    with collect() as notices:
        pixels = model.synthesise(latent, head.height, head.width, stop, report, look)
    plane = alpha.decode_alpha(box.sections["A"], (head.height, head.width)) if "A" in box.sections else None
    return Picture(pixels, plane, _metadata(box), "SDC", (*box.notices, *notices))


@_enough_memory()
def preview(data: bytes, stop: StopToken | None = None, reduction: int = 4) -> Picture:
    """A rough picture, reduced by a whole factor, without the synthesis network. Raises as `decode`.

    For a foreign model (coder 1) the model needn't be here, and the factor is the model's own.
    """
    box = container.read(data)
    model = _reader(box)
    latent = _latent(data, box, model, stop or StopToken())
    pixels = model.sketch(latent, box.header.height, box.header.width, reduction)
    return Picture(pixels, None, _metadata(box), "SDC", tuple(box.notices))


def thumbnail(data: bytes, side: int, stop: StopToken | None = None) -> Picture:
    """A picture to be scaled down until no side is longer than `side`: rough where that can't be seen. Raises as
    `decode`."""
    if container.read(data).header.coder == FOREIGN:  # whose model may be large, slow, or not here
        return preview(data, stop)
    info = container.inspect(data)
    longer = max(info.width, info.height)
    reduction = next((r for r in (16, 8, 4, 2) if longer >= 2 * r * side), 1)
    # A sketch of each pixel is the least like the picture, and saves little where there are few.
    large = reduction > 1 or info.width * info.height > SMALL
    if not info.has_alpha and longer >= 2 * side and large:
        rough = preview(data, stop, reduction)
        if max(rough.width, rough.height) >= side:
            return rough
    return decode(data, stop=stop)


def looks(data: bytes) -> tuple[Look, ...]:
    """The ways in which a file can be drawn here. Raises as `decode`."""
    return _model(container.read(data)).looks


def inspect(data: bytes) -> SdcInfo:
    """What a file says about itself; damage is reported in `problem`, not raised. FormatError if it is no `.sdc`."""
    info = container.inspect(data)
    known = [m.name for m in registry.available() if m.model_id == info.model_id]
    return replace(info, model_name=known[0]) if known and not info.model_name else info


def _model(box: container.Container) -> Model:
    head = box.header
    model = registry.load_by_id(head.model_id, box.sections.get("n", b""))
    if model.coder != head.coder:
        raise FormatError("The file is damaged: its model and its coder don't belong together.")
    return model


def _reader(box: container.Container) -> Model | ForeignReader:
    """What reads and sketches a file: of a foreign model that needn't be the model."""
    if box.header.coder == FOREIGN:
        from .diffusion.payload import ForeignReader

        return ForeignReader()
    return _model(box)


def _latent(data: bytes, box: container.Container, model: Model | ForeignReader, stop: StopToken) -> Quantised:
    """Of a file that was read as `box`: from memory where it was read lately."""
    if (known := _recent.get(data)) is not None:
        return known
    head = box.header
    latent = model.read_payload(box.sections["D"], head.height, head.width, head.rate, stop)
    if latent.checksum != head.symbols_crc:
        raise FormatError("The picture data decodes to other numbers than were written: the file is damaged.")
    _recent.keep(data, latent)
    return latent


def _container(
    analysed: Analysed, latent: Quantised, payload: bytes, sections: dict[str, bytes]
) -> container.Container:
    picture, model = analysed.picture, analysed.model
    header = container.Header(
        model_id=model.model_id,
        width=picture.width,
        height=picture.height,
        orientation=picture.metadata.orientation,
        coder=model.coder,
        rate=latent.rate,
        symbols_crc=latent.checksum,
    )
    if label := registry.label(model.model_id):
        sections = {**sections, "n": label}
    return container.Container(header, {"D": payload, **sections})


def _side_sections(picture: Picture, options: EncodeOptions) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Alpha and metadata as sections, and notices for the user."""
    sections: dict[str, bytes] = {}
    if picture.alpha is not None and int(np.min(picture.alpha)) < 255:
        sections["A"] = alpha.encode_alpha(picture.alpha)
    if options.metadata == "keep":
        blocks = {"e": picture.metadata.exif, "i": picture.metadata.icc, "x": picture.metadata.xmp}
        sections |= {tag: block for tag, block in blocks.items() if block}
    nbytes = sum(len(s) for t, s in sections.items() if t != "A")
    if options.size and nbytes > options.size / 4:
        note = f"Metadata takes {nbytes:,} bytes before compression; leave it out ('strip') to give the picture more."
        return sections, (note,)
    return sections, ()


def _metadata(box: container.Container) -> Metadata:
    get = box.sections.get
    return Metadata(get("e"), get("i"), get("x"), box.header.orientation)


def _say_loading(model: Model, progress: ReportProgress, at: float) -> None:
    """A foreign network takes seconds to load; it reports as soon as it works, so this is on screen until then."""
    if model.coder == FOREIGN:
        progress(Progress(at, "loading"))


def _part(progress: ReportProgress, stage: str, start: float, end: float) -> Callable[[float], None]:
    return lambda share: progress(Progress(start + (end - start) * share, stage))


def _part_of(progress: ReportProgress, start: float, end: float) -> ReportProgress:
    return lambda p: progress(replace(p, fraction=start + (end - start) * p.fraction))
