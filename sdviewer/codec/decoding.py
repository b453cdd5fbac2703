"""`.sdc` -> pixels: whole or a region, rough or as it is, and as far as a damaged file goes.

`decode` checks every checksum on its way. `preview` stops after the entropy decoder and draws the latent roughly.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from . import registry
from .container import header as headers
from .container import sections as container
from .errors import InputError, ModelError
from .latents.lost import mark_lost
from .memory import enough_memory
from .model import ALL, Model, Quantised, Report, Wanted
from .notices import collect, notice
from .own.invention import blend, check_strength
from .own.sketching import drawn_in_runs
from .pictures import alpha
from .recent_latents import RecentLatents
from .tiles import Window
from .types import (
    Look,
    Metadata,
    Picture,
    Pixels,
    Progress,
    Region,
    ReportProgress,
    SdcInfo,
    StopToken,
    no_progress,
)

if TYPE_CHECKING:
    from .diffusion.payload import ForeignReader

SMALL = 512 * 512
"""Pixels up to which a picture is drawn nearly as fast as each of its pixels is sketched: 0.05 s more of CPU."""
LARGE = 24_000_000  # pixels from which on sketches are made of a few tiles at a time, previews as coarse as can be
COARSEST = 16
"""A sketch that is reduced so many times takes only what draws coarsely of a file."""

_recent = RecentLatents()
keep_latents = _recent.resize


@enough_memory()
def decode(
    data: bytes,
    progress: ReportProgress = no_progress,
    stop: StopToken | None = None,
    look: Look = "faithful",
    region: Region | None = None,
    partial: bool = False,
    drawer: str = "",
    strength: float | None = None,
) -> Picture:
    """Decode a `.sdc`. Raises FormatError (damaged, too new), LimitsError, ModelError or CancelledError.

    look: one that the file's model doesn't have (see `looks`) gives the faithful one. region: gives these pixels alone,
    and InputError where the picture has none there. partial: what is damaged or cut off is drawn coarsely, or hatched
    where nothing of it is there, and notices say so. drawer: name of an autoencoder of the file's latent space that is
    to draw it, see `drawers`. strength: of the look natural, 0..MAX_STRENGTH; None: as the file hints, or 1.
    """
    stop = stop or StopToken()
    if strength is not None:
        check_strength(strength)
    box = container.read(data, partial)
    head = box.header
    with collect() as notices:
        info = registry.for_file(head.identity, box.sections.get("n", b""), drawer)
        model = registry.load_info(info)
        _say_who_drew(box, info)
        inside = _checked(region, head)
        reader = _reader(box) if head.identity.latents else model
        latent = _latent(data, box, reader, stop, _wanted(inside, box, model, partial))
        if head.identity.latents:
            progress(Progress(0.3, "loading"))
        hint = container.strength(box.sections) if strength is None else strength
        pixels = _looking(latent, model, head, inside, stop, progress, look, 1.0 if hint is None else hint)
        plane = _alpha(box, inside, partial)
    said = tuple(dict.fromkeys((*box.notices, *notices)))
    whole = not box.damaged and latent.lost is None
    return Picture(pixels, plane, _metadata(box), "SDC", said, head.space, whole)


@enough_memory()
def preview(data: bytes, stop: StopToken | None = None, reduction: int = 0, partial: bool = False) -> Picture:
    """A rough picture, reduced by a whole factor (0: as its size allows), without the synthesis network. Raises as
    `decode`.

    For latents of an autoencoder that needn't be here, and the factor is its own. Where a model is needed and isn't
    here, the preview that the file carries, whatever its size.
    """
    box = container.read(data, partial)
    try:
        reader = _reader(box)
    except ModelError:
        if (stored := _stored(box)) is None:
            raise
        return stored
    stop, head = stop or StopToken(), box.header
    large = head.width * head.height > LARGE
    reduction = reduction or (COARSEST if large else 4)
    wanted = Wanted(partial=partial, lacking=box.lacking, layers=1 if reduction >= COARSEST else 2)
    if large and not head.identity.latents:
        pixels, complete = drawn_in_runs(cast("Model", reader), box.sections["D"], head, stop, wanted, reduction)
    else:
        latent = _latent(data, box, reader, stop, wanted)
        pixels, complete = reader.sketch(latent, head.height, head.width, reduction), latent.lost is None
    whole = not box.damaged and complete
    return Picture(pixels, None, _metadata(box), "SDC", tuple(box.notices), box.header.space, whole)


def thumbnail(data: bytes, side: int, stop: StopToken | None = None) -> Picture:
    """A picture to be scaled down until no side is longer than `side`: rough where that can't be seen. Raises as
    `decode`."""
    box = container.read(data)
    head = box.header
    stored = _stored(box)
    if stored is not None and max(stored.width, stored.height) >= min(side, max(head.width, head.height)):
        return stored
    if head.identity.latents:  # whose autoencoder may be large, slow, or not here
        return preview(data, stop)
    longer = max(head.width, head.height)
    reduction = next((r for r in (16, 8, 4, 2) if longer >= 2 * r * side), 1)
    # A sketch of each pixel is the least like the picture, and saves little where there are few.
    large = reduction > 1 or head.width * head.height > SMALL
    if longer >= 2 * side and large:
        rough = preview(data, stop, reduction)
        if max(rough.width, rough.height) >= side:
            small = "A" in box.sections and head.width * head.height <= LARGE  # more is worth no thumbnail
            shape = head.height, head.width
            plane = alpha.small_plane(box.sections["A"], shape, (rough.width, rough.height)) if small else None
            return replace(rough, alpha=plane)
    return decode(data, stop=stop)


def read_latent(data: bytes, stop: StopToken | None = None) -> tuple[headers.Header, Model, Quantised]:
    """Of a whole file: what it says, the model that draws it, and its latent. Raises as `decode`."""
    box = container.read(data)
    model = registry.load_info(registry.for_file(box.header.identity, box.sections.get("n", b"")))
    reader = _reader(box) if box.header.identity.latents else model
    return box.header, model, _latent(data, box, reader, stop or StopToken())


def looks(data: bytes) -> tuple[Look, ...]:
    """The ways in which a file can be drawn here. Raises as `decode`."""
    box = container.read(data, partial=True)
    return registry.load_info(registry.for_file(box.header.identity, box.sections.get("n", b""))).looks


def drawers(data: bytes) -> tuple[str, ...]:
    """Names of the models here that can draw a file, that one first which does so if nobody chooses. Raises as
    `decode`."""
    box = container.read(data, partial=True)
    usual = registry.for_file(box.header.identity, box.sections.get("n", b""))
    others = (info.name for info in registry.fitting_models(box.header.identity) if info.name != usual.name)
    return (usual.name, *others)


def inspect(data: bytes) -> SdcInfo:
    """What a file says about itself; damage is reported in `problem`, not raised. FormatError if it is no `.sdc`."""
    info = container.inspect(data)
    known = [m for m in registry.available() if m.identity.text == info.model_id]
    if not known or info.model_name:
        return info
    numbered = known[0].family == registry.OWN and known[0].identity.number
    return replace(info, model_name=info.model_id if numbered else known[0].name)


def _stored(box: container.Container) -> Picture | None:
    """The preview that a file carries, if it has one that can be read."""
    if "p" not in box.sections:
        return None
    from .pictures import stored_preview  # few files have one, and the others are shown sooner without Pillow

    small = stored_preview.read(box.sections["p"], box.header.space)
    return None if small is None else replace(small, metadata=_metadata(box), notices=box.notices)


def _reader(box: container.Container) -> Model | ForeignReader:
    """What reads and sketches a file: of an autoencoder's latents that needn't be the autoencoder."""
    if box.header.identity.latents:
        from .diffusion.payload import reader

        return reader(box.header.identity)
    return registry.load_info(registry.for_file(box.header.identity))


def _latent(
    data: bytes, box: container.Container, reader: Model | ForeignReader, stop: StopToken, wanted: Wanted = ALL
) -> Quantised:
    """Of a file that was read as `box`: from memory where it was read lately."""
    if (known := _recent.get(data)) is not None:
        return known
    head = box.header
    latent = reader.read_payload(box.sections["D"], head.height, head.width, head.rate, stop, wanted)
    if latent.lost is None and wanted.window is None and wanted.layers == ALL.layers:
        _recent.keep(data, latent)
    return latent


def _checked(region: Region | None, head: headers.Header) -> Region:
    """Where to draw: all of the picture, unless it is said."""
    if region is None:
        return Region(0, 0, head.width, head.height)
    left, top, width, height = region
    inside = 0 <= left <= left + width <= head.width and 0 <= top <= top + height <= head.height
    if not inside or width < 1 or height < 1:
        raise InputError(
            f"The picture of {head.width}x{head.height} pixels has no region {left},{top},{width},{height}."
        )
    return region


def _wanted(region: Region, box: container.Container, model: Model, partial: bool) -> Wanted:
    """What has to be read of a latent to draw a region."""
    head = box.header
    whole = (region.width, region.height) == (head.width, head.height)
    if whole or model.halo is None:
        return Wanted(partial=partial, lacking=box.lacking)
    place = model.place
    rows, columns = -(-head.height // place), -(-head.width // place)
    bottom, right = -(-(region.top + region.height) // place), -(-(region.left + region.width) // place)
    window = Window(region.top // place, bottom, region.left // place, right)
    return Wanted(window.grown(model.halo, rows, columns), partial, box.lacking)


def _looking(
    latent: Quantised,
    model: Model,
    head: headers.Header,
    region: Region,
    stop: StopToken,
    progress: ReportProgress,
    look: Look,
    strength: float,
) -> Pixels:
    """The pixels of a region in a look, where the model has it."""
    if look == "faithful" or look not in model.looks or strength == 0:
        return _drawn(latent, model, head, region, stop, _part(progress, "drawing", 0.3, 1.0), "faithful")
    if strength == 1:
        return _drawn(latent, model, head, region, stop, _part(progress, "drawing", 0.3, 1.0), look)
    faithful = _drawn(latent, model, head, region, stop, _part(progress, "drawing", 0.3, 0.6), "faithful")
    drawn = _drawn(latent, model, head, region, stop, _part(progress, "drawing", 0.6, 1.0), look)
    return blend(faithful, drawn, strength)


def _drawn(
    latent: Quantised, model: Model, head: headers.Header, region: Region, stop: StopToken, report: Report, look: Look
) -> Pixels:
    """The pixels of a region, of a latent of which at least what they need is there."""
    place = latent.place or model.place
    rows, columns, _ = latent.values.shape
    top, left = latent.origin[0] * place, latent.origin[1] * place
    height, width = min(head.height - top, rows * place), min(head.width - left, columns * place)
    pixels = model.synthesise(latent, height, width, stop, report, look)
    if latent.lost is not None:
        mark_lost(pixels, latent.lost, place)
    if (height, width) == (region.height, region.width):
        return pixels
    cut = pixels[region.top - top :, region.left - left :][: region.height, : region.width]
    return np.ascontiguousarray(cut)


def _alpha(box: container.Container, region: Region, partial: bool) -> NDArray[np.uint8] | None:
    head = box.header
    if "A" not in box.sections:
        return None
    plane = alpha.decode_what_is_there(box.sections["A"], (head.height, head.width), partial)
    if plane is None:
        return None
    left, top, width, height = region
    return np.ascontiguousarray(plane[top : top + height, left : left + width])


def _say_who_drew(box: container.Container, info: registry.ModelInfo) -> None:
    """Where another autoencoder of a latent space draws than the one that wrote."""
    writer = registry.read_label(box.sections.get("n", b""))
    space = box.header.identity.space
    if space and writer.model_id not in ("", info.model_id):
        notice(f"Drawn with '{info.name}'; it was written with '{writer.name}', another autoencoder of {space}.")
    elif space and not writer.model_id and info.source:  # a shipped one wrote, which says nothing of itself
        notice(f"Drawn with '{info.name}'; it was written with '{space}', another autoencoder of {space}.")


def _metadata(box: container.Container) -> Metadata:
    get = box.sections.get
    return Metadata(get("e"), get("i"), get("x"), box.header.orientation)


def _part(progress: ReportProgress, stage: str, start: float, end: float) -> Report:
    return lambda share: progress(Progress(start + (end - start) * share, stage))
