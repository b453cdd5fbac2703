"""Rate against distortion of one picture: a point is a file, and a curve is one codec at many rates.

A point is made in two steps, so that each can run where it belongs: a `.sdc` on the codec's thread (`point_of_ours`), a
rival on any other (`rival_point`). Points keep the files and no pictures: a chart of a large photo stays small.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

import numpy as np
from numpy.typing import NDArray

from ...measure import perceptual
from ...measure.metrics import ms_ssim, psnr, ssimulacra2
from ...pictures.images import seen
from ...rivals.at_size import RIVALS
from ...rivals.rungs import encode_rung, usual_variant
from ...types import Encoded, Picture, Scores, StopToken

METRICS = {"psnr": True, "ms_ssim": True, "ssimulacra2": True, "lpips_alex": False, "lpips_vgg": False, "dists": False}
"""Of `Scores`; whether more is better."""
RUNGS = {
    "jpeg": (4, 9, 19, 34, 49, 69, 84, 94),
    "webp": (0, 12, 25, 40, 55, 72, 90, 110),
    "avif": (2, 8, 14, 21, 29, 38, 47, 56),
    "jxl": (0, 15, 30, 50, 70, 90, 115, 140),
}
"""Of the rivals' ladders of qualities, from about 0.06 bits per pixel of a photo to where nothing is seen any more."""
QUALITIES = (0, 15, 30, 45, 60, 75, 90, 100)
"""Of ours."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be made: a codec ('sdc' or one of RIVALS) at a quality of its ladder."""

    codec: str
    quality: float
    rung: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """One file. codec: 'sdc', 'natural' or one of RIVALS. settings: what a person needs to repeat it."""

    codec: str
    data: bytes = field(repr=False)
    quality: float
    settings: str
    scores: Scores
    seconds_encode: float
    seconds_decode: float

    @property
    def nbytes(self) -> int:
        return len(self.data)


def plan(codecs: Sequence[str] = ("sdc", *RIVALS)) -> list[Step]:
    """All steps, so ordered that every curve is there roughly at once and then fills."""
    ladders: list[list[Step]] = []
    for codec in codecs:
        if codec == "sdc":
            ladders.append([Step(codec, quality) for quality in QUALITIES])
        else:
            variant = usual_variant(codec)
            ladders.append([Step(codec, variant.qualities[rung], rung) for rung in RUNGS[codec]])
    orders = [[ladder[i] for i in _coarse_first(len(ladder))] for ladder in ladders]
    return [step for turn in zip_longest(*orders) for step in turn if step is not None]


def rival_point(step: Step, picture: Picture, stop: StopToken | None = None) -> Point:
    """One encode, decoded and measured. Raises InputError where the codec can't hold the picture, CancelledError."""
    stop = stop or StopToken()
    result = encode_rung(usual_variant(step.codec), picture, step.rung, stop)
    return Point(
        step.codec, result.data, result.quality, result.settings, measured(picture, result.picture, stop),
        result.seconds_encode, result.seconds_decode,
    )  # fmt: skip


def point_of_ours(
    picture: Picture, encoded: Encoded, drawn: Picture, codec: str, model: str, stop: StopToken | None = None
) -> Point:
    """drawn: what is looked at, `encoded.picture` or ('natural') the same file with texture. model: its name."""
    settings = f"model {model}, quality {encoded.quality:.1f}"
    return Point(
        codec, encoded.data, encoded.quality, settings, measured(picture, drawn, stop),
        encoded.seconds_encode, encoded.seconds_decode,
    )  # fmt: skip


def measured(original: Picture, picture: Picture, stop: StopToken | None = None) -> Scores:
    """The three quick metrics, looking at the stop token in between."""
    stop = stop or StopToken()
    first, second = seen(original), seen(picture)
    stop.check()
    found = psnr(first, second), ms_ssim(first, second)
    stop.check()
    return Scores(*found, ssimulacra2(first, second, stop))


def distance(metric: str, original: Picture, picture: Picture, stop: StopToken | None = None) -> float | None:
    """One of LPIPS and DISTS by its name in `Scores`, None where its weights aren't on this machine. Slow."""
    metrics = perceptual.installed(perceptual.default_folder())
    if metric not in metrics.names:
        return None
    return metrics.distances(seen(original), seen(picture), stop)[metric]


def value_of(point: Point, metric: str) -> float | None:
    """One of METRICS; None where it isn't measured."""
    value = getattr(point.scores, metric)
    return None if value is None else float(value)


def bytes_at(points: Iterable[Point], metric: str, value: float) -> float | None:
    """How many bytes a codec needs for a value of a metric, between its points; None beyond them.

    The metric is interpolated over the logarithm of the bytes by lines, after those points are left out that a smaller
    file does as well as: nobody would take them.
    """
    sign = 1 if METRICS[metric] else -1
    known = sorted((p.nbytes, sign * v) for p in points if (v := value_of(p, metric)) is not None and np.isfinite(v))
    sizes, values = _rising(known)
    wanted = sign * value
    if not values or not values[0] <= wanted <= values[-1]:
        return None
    return float(np.exp(np.interp(wanted, values, np.log(sizes))))


def equal_quality(
    points: Mapping[str, Sequence[Point]], metric: str, value: float
) -> dict[str, tuple[float, float] | None]:
    """By codec: the bytes at that value, and these as a multiple of the first codec's that has any."""
    needed = {codec: bytes_at(curve, metric, value) for codec, curve in points.items()}
    reference = next((nbytes for nbytes in needed.values() if nbytes is not None), 1.0)
    return {codec: None if n is None else (n, n / reference) for codec, n in needed.items()}


def as_csv(points: Iterable[Point]) -> str:
    """A line for each point, with a head (RFC 4180). Metrics that weren't measured are empty."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["codec", "bytes", "quality", *METRICS, "seconds_encode", "seconds_decode", "settings"])
    for point in points:
        values = ["" if (v := value_of(point, metric)) is None else f"{v:.6g}" for metric in METRICS]
        seconds = [f"{point.seconds_encode:.4f}", f"{point.seconds_decode:.4f}"]
        table.writerow([point.codec, point.nbytes, f"{point.quality:g}", *values, *seconds, point.settings])
    return text.getvalue()


def _rising(pairs: Iterable[tuple[int, float]]) -> tuple[NDArray[np.float64], list[float]]:
    """Sizes and values, of those points whose value is above that of all smaller ones."""
    sizes: list[int] = []
    values: list[float] = []
    for size, value in pairs:
        if not values or value > values[-1]:
            sizes.append(size)
            values.append(value)
    return np.array(sizes, float), values


def _coarse_first(count: int) -> list[int]:
    """0..count-1: both ends, then always the middle of the largest gap."""
    order = [0, count - 1][: min(count, 2)]
    while len(order) < count:
        known = sorted(order)
        gap = max(pairwise(known), key=lambda pair: pair[1] - pair[0])
        order.append(sum(gap) // 2)
    return order
