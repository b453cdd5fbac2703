"""Pixels -> `.sdc` -> pixels.

`encode` runs analysis once, refines the latent if the effort asks for it, searches the rate point if a size is given,
writes the container and decodes that container again, so that what is shown is what was written. The way back is in
`decoding`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from . import registry
from .container import sections as container
from .container.header import Header, check_size
from .decoding import decode, drawers, inspect, looks, preview, thumbnail
from .errors import BudgetError, InputError
from .memory import enough_memory
from .model import RATES, Importance, Latent, Model
from .notices import collect
from .own.effort import Countdown, expected_seconds, note_seconds
from .own.invention import check_strength
from .pictures import alpha, stored_preview
from .pictures.hidden import without_hidden_colours
from .rate_control import budget
from .rate_control import score as by_score
from .rate_control.budget import Coding
from .risk import places
from .types import (
    Effort,
    Encoded,
    EncodeOptions,
    Picture,
    Progress,
    Region,
    ReportProgress,
    StopToken,
    no_progress,
)

__all__ = [
    "Analysed",
    "analyse",
    "decode",
    "drawers",
    "encode",
    "encode_analysed",
    "inspect",
    "looks",
    "preview",
    "thumbnail",
]


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


@enough_memory()
def analyse(
    picture: Picture, model: str, progress: ReportProgress = no_progress, stop: StopToken | None = None
) -> Analysed:
    """The half of encoding that does not depend on quality or size."""
    check_size(picture.width, picture.height)
    started = time.perf_counter()
    picture = without_hidden_colours(picture)
    found = registry.load(model)
    _say_loading(found, progress, 0.0)
    with collect() as notices:
        latent = found.analyse(picture.pixels, stop or StopToken(), _part(progress, "analysing", 0.0, 0.3))
    return Analysed(picture, found, latent, time.perf_counter() - started, tuple(notices))


@enough_memory()
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
    if options.strength is not None:
        check_strength(options.strength)
    started = time.perf_counter()
    picture, model = analysed.picture, analysed.model
    sections, said = _side_sections(picture, options)
    notices = [*picture.notices, *said]
    regions = _regions(picture, options, stop)
    importance, raised = _importance(analysed, regions, options)
    effort: Effort = options.effort if model.is_refinable else "fast"
    if effort != options.effort:
        notices.append(f"The model '{model.name}' gets no better by effort: written at effort fast.")
    at = 0.75 if effort == "fast" else 0.3

    def code(latent: Latent, rate: int, slack: float = 0.0) -> Coding:
        payload, quantised = model.payload(latent, rate, stop, slack, importance)
        data = container.write(_container(analysed, quantised.rate, quantised.coder, payload, sections))
        progress(Progress(at, "coding", {"bytes": len(data)}))
        return Coding(data, latent, rate)

    pixels, sized = picture.width * picture.height, options.size is not None
    scored = options.score is not None or options.like_jpeg is not None
    countdown = Countdown(expected_seconds(pixels, effort, sized, scored), sized)

    def refine(latent: Latent, rate: int, before: int) -> Coding:
        def report(share: float) -> None:
            nonlocal at
            at = max(at, 0.3 + 0.45 * countdown.done(before, share))
            progress(Progress(at, "refining", {"seconds": countdown.left(before, share)}))

        if not before:
            report(0.0)
        again = before > 0
        refined = model.refine(picture.pixels, latent, rate, effort, stop, report, again, importance)
        return code(refined, rate)

    latent, rate, size = analysed.latent, round(options.quality * RATES / 100) + raised, options.size
    wanted = _wanted_score(picture, options, stop)
    if size is not None:
        try:
            coding = budget.search(code, latent, rate, size, stop)
        except BudgetError as error:
            error.beside = len(container.write(_container(analysed, 0, 0, b"", sections)))
            raise
        rate = coding.rate
    elif wanted is not None:
        coding = by_score.search(partial(code, latent), partial(_score, picture, stop), wanted, rate)
    if effort != "fast":
        with collect() as found:
            if size is None and wanted is not None:
                coding = by_score.refine(refine, partial(_score, picture, stop), wanted, coding)
            elif size is None:
                coding = refine(latent, rate, 0)
            else:
                coding = budget.refine_to(code, refine, refine(latent, rate, 0), size) or coding
        notices += found
    elif size is None and wanted is None:
        coding = code(latent, rate)
    data = coding.data
    coded = time.perf_counter()
    decoded = decode(data, _part_of(progress, 0.8, 1.0), stop)
    ended = time.perf_counter()
    if model.is_refinable:
        note_seconds(pixels, effort, sized, scored, analysed.seconds + ended - started)
    return Encoded(
        data=data,
        picture=decoded,
        quality=coding.rate * 100 / RATES,
        seconds_encode=analysed.seconds + coded - started,
        seconds_decode=ended - coded,
        notices=tuple(dict.fromkeys((*notices, *analysed.notices))),
        regions=regions,
        latents=model.identity.latents,
    )


def _regions(picture: Picture, options: EncodeOptions, stop: StopToken) -> tuple[Region, ...]:
    """What is to stay faithful, as it is asked for and as it is found."""
    if not options.protect:
        return options.regions
    from .risk.find import find

    return (*options.regions, *(risk.region for risk in find(picture, options.protect, stop)))


def _importance(
    analysed: Analysed, regions: tuple[Region, ...], options: EncodeOptions
) -> tuple[Importance | None, int]:
    """What an error counts at each place of the latent, and by how many rate points the file is to be raised, so that
    outside of the regions it stays as it was; None and 0 where nothing is protected."""
    picture, model = analysed.picture, analysed.model
    rows, columns = analysed.latent.shape[:2]
    inside = places.protected_places(regions, picture.width, picture.height, model.place, (rows, columns))
    if inside is None:
        return None, 0
    low = 0 if options.size is not None else round(options.quality * RATES / 100)
    raised = min(RATES - low, places.RAISE)
    return places.importance(inside, model.worth(low) / model.worth(low + raised)), raised


def _wanted_score(picture: Picture, options: EncodeOptions, stop: StopToken) -> float | None:
    """The SSIMULACRA2 that is asked for, itself or by a JPEG."""
    if options.size is not None or options.score is not None or options.like_jpeg is None:
        return options.score if options.size is None else None
    from PIL import Image  # these are needed by few

    from .measure.metrics import ssimulacra2
    from .pictures.images import seen
    from .pictures.reader import picture_from_bytes
    from .rivals.codecs import jpeg

    original = seen(picture)
    as_jpeg = jpeg("4:2:0").save(Image.fromarray(original), options.like_jpeg)
    return ssimulacra2(original, picture_from_bytes(as_jpeg, "The JPEG").pixels, stop)


def _score(picture: Picture, stop: StopToken, coding: Coding) -> float:
    from .measure.metrics import ssimulacra2
    from .pictures.images import seen

    stop.check()
    return ssimulacra2(seen(picture), seen(decode(coding.data, stop=stop)), stop)


def _container(
    analysed: Analysed, rate: int, coder: int, payload: bytes, sections: dict[str, bytes]
) -> container.Container:
    picture, model = analysed.picture, analysed.model
    header = Header(
        identity=replace(model.identity, coder=coder),
        width=picture.width,
        height=picture.height,
        orientation=picture.metadata.orientation,
        rate=rate,
        has_alpha="A" in sections,
        space=picture.space,
    )
    if label := registry.label(model.model_id):
        sections = {**sections, "n": label}
    return container.Container(header, {"D": payload, **sections})


def _side_sections(picture: Picture, options: EncodeOptions) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Alpha, metadata and preview as sections, and notices for the user."""
    sections: dict[str, bytes] = {}
    if picture.alpha is not None and int(np.min(picture.alpha)) < 255:
        sections["A"] = alpha.encode_alpha(picture.alpha)
    if options.metadata == "keep":
        blocks = {"e": picture.metadata.exif, "i": picture.metadata.icc, "x": picture.metadata.xmp}
        sections |= {tag: block for tag, block in blocks.items() if block}
    if options.strength is not None:
        sections["t"] = container.strength_section(options.strength)
    if options.preview and (small := stored_preview.made(picture, options.size)):
        sections["p"] = small
    nbytes = sum(len(s) for t, s in sections.items() if t not in "Ap")
    if options.size and nbytes > options.size / 4:
        note = f"Metadata takes {nbytes:,} bytes before compression; without it the picture gets more."
        return sections, (note,)
    return sections, ()


def _say_loading(model: Model, progress: ReportProgress, at: float) -> None:
    """A foreign network takes seconds to load; it reports as soon as it works, so this is on screen until then."""
    if model.identity.latents:
        progress(Progress(at, "loading"))


def _part(progress: ReportProgress, stage: str, start: float, end: float) -> Callable[[float], None]:
    return lambda share: progress(Progress(start + (end - start) * share, stage))


def _part_of(progress: ReportProgress, start: float, end: float) -> ReportProgress:
    return lambda p: progress(replace(p, fraction=start + (end - start) * p.fraction))
