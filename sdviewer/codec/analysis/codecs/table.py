"""Every codec in at most the same number of bytes, and what each makes of a picture."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import numpy as np

from ... import pipeline, rival_pipeline
from ...errors import BudgetError, InputError
from ...measure import perceptual
from ...measure.metrics import scores
from ...pictures.images import seen
from ...rivals.at_size import RIVALS
from ...types import Encoded, EncodeOptions, Picture, ReportProgress, RivalResult, Scores, StopToken, no_progress
from .row import Row

CODECS = ("sdc", *RIVALS)
"""Those of a table that isn't told which."""
DISTANCES = {"lpips_alex": "LPIPS Alex", "lpips_vgg": "LPIPS VGG", "dists": "DISTS"}
"""Of `Scores`, where their weights are on this machine: their names for people."""
_SEED_BPP = 8 * 5000 / 512**2
_WARM_UP_SIDE = 64


def usual_size(picture: Picture) -> int:
    """Bytes where none are given: as 5 kB is for 512x512."""
    return max(1, round(_SEED_BPP * picture.width * picture.height / 8))


def check_rivals(names: Iterable[str]) -> list[str]:
    """Each once. Raises InputError for a name that no rival has."""
    known = (*RIVALS, *rival_pipeline.OTHERS)
    found = [name.strip().lower() for name in names if name.strip()]
    for name in found:
        if name not in known:
            raise InputError(f"There is no rival '{name}': use some of {', '.join(known)}.")
    return list(dict.fromkeys(found))


def row(
    codec: str,
    picture: Picture,
    size: int,
    model: str = EncodeOptions().model,
    report: ReportProgress = no_progress,
    stop: StopToken | None = None,
) -> Row:
    """One codec: 'sdc', or a rival. Raises InputError where a rival can't hold the picture at all, CancelledError."""
    if codec == "sdc":
        return _ours(picture, size, model, report, stop)
    return row_of_rival(picture, rival_pipeline.encode_at_size(codec, picture, size, stop, model=model))


def row_of_rival(picture: Picture, result: RivalResult) -> Row:
    """With the metrics of what it decodes to."""
    return Row(
        codec=result.codec,
        nbytes=len(result.data),
        reached=result.reached,
        quality=result.quality,
        settings=result.settings,
        seconds_encode=result.seconds_encode,
        seconds_decode=result.seconds_decode,
        picture=result.picture,
        scores=measured(picture, result.picture),
        data=result.data,
    )


def row_of_ours(
    picture: Picture, encoded: Encoded, model: str, reached: bool = True, natural: Picture | None = None
) -> Row:
    """The same of a `.sdc`. model: the name of what coded it. natural: the row is of this look of the same file."""
    return Row(
        codec="sdc" if natural is None else "natural",
        nbytes=len(encoded.data),
        reached=reached,
        quality=encoded.quality,
        settings=f"model {model}, quality {encoded.quality:.1f}",
        seconds_encode=encoded.seconds_encode,
        seconds_decode=encoded.seconds_decode,
        picture=natural or encoded.picture,
        scores=measured(picture, natural or encoded.picture),
        data=encoded.data,
    )


def measured(original: Picture, picture: Picture) -> Scores:
    """All metrics, LPIPS and DISTS as far as their weights are on this machine."""
    metrics = perceptual.installed(perceptual.default_folder())
    return scores(seen(original), seen(picture), metrics)


def as_csv(rows: Iterable[Row]) -> str:
    """A line for each codec, with a head (RFC 4180). Metrics that weren't measured are empty."""
    text = io.StringIO()
    table = csv.writer(text)
    metrics = ("psnr", "ms_ssim", "ssimulacra2", *DISTANCES)
    head = ["codec", "bytes", "bpp", "reached", "quality", *metrics, "seconds_encode", "seconds_decode", "settings"]
    table.writerow(head)
    for one in rows:
        pixels = one.picture.width * one.picture.height
        values = (getattr(one.scores, metric) for metric in metrics)
        measured = ["" if value is None else f"{value:.6g}" for value in values]
        rate = [one.nbytes, f"{8 * one.nbytes / pixels:.5f}", "yes" if one.reached else "no", f"{one.quality:g}"]
        seconds = [f"{one.seconds_encode:.4f}", f"{one.seconds_decode:.4f}"]
        table.writerow([one.codec, *rate, *measured, *seconds, one.settings])
    return text.getvalue()


def _ours(picture: Picture, size: int, model: str, report: ReportProgress, stop: StopToken | None) -> Row:
    corner = Picture(np.ascontiguousarray(picture.pixels[:_WARM_UP_SIDE, :_WARM_UP_SIDE]))
    pipeline.encode(corner, EncodeOptions(model, metadata="strip"))  # so that loading the model isn't taken for coding
    analysed = pipeline.analyse(picture, model, report, stop)
    try:  # without metadata, as the rivals, so that all bytes are picture
        options = EncodeOptions(size=size, metadata="strip")
        return row_of_ours(picture, pipeline.encode_analysed(analysed, options, report, stop), analysed.model.name)
    except BudgetError:
        options = EncodeOptions(quality=0, metadata="strip")
        smallest = pipeline.encode_analysed(analysed, options, report, stop)
        return row_of_ours(picture, smallest, analysed.model.name, reached=False)
