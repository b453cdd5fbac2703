"""Means, wins and delta rates of measured rows, as JSON or as text."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any, TypeVar

from .bd_rate import bd_rate
from .results import Row

ANCHORS = ("webp", "avif")
T = TypeVar("T")


@dataclass(frozen=True)
class Metric:
    """A field of a row: its heading, digits behind the point, and what makes of it a quality to be compared by, the
    higher the better and additive."""

    field: str
    heading: str
    digits: int
    quality: Callable[[float], float] = lambda value: value

    def text(self, value: float | None) -> str:
        """None is what no picture has; of PSNR, which all have, what isn't finite."""
        missing = "inf" if self.field == "psnr" else "-"
        return f"{missing if value is None else f'{value:.{self.digits}f}':>{len(self.heading) + 3}}"


def _negative(distance: float) -> float:
    return -distance


def _decibels(ms_ssim: float) -> float:
    return -10 * math.log10(1 - ms_ssim) if ms_ssim < 1 else math.inf


METRICS = (
    Metric("psnr", "PSNR", 2),
    Metric("ms_ssim", "MS-SSIM", 4, _decibels),
    Metric("ssimulacra2", "SSIMULACRA2", 2),
    Metric("lpips_alex", "LPIPS Alex", 4, _negative),
    Metric("lpips_vgg", "LPIPS VGG", 4, _negative),
    Metric("dists", "DISTS", 4, _negative),
    Metric("flat_deviation", "in flat areas", 2, _negative),
)
"""A table has those that some row has."""


def as_json(rows: list[Row]) -> dict[str, Any]:
    """Everything: `results` (means per codec and budget), `wins`, `bd_rates` and `images` (each row). null for inf."""
    absent = {metric.field for metric in METRICS} - {metric.field for metric in _measured(rows)}
    images = [{key: _finite(value) for key, value in asdict(row).items() if key not in absent} for row in rows]
    return {"results": _means(rows), "wins": _wins(rows), "bd_rates": _bd_rates(rows), "images": images}


def as_text(rows: list[Row]) -> str:
    """A table and the sentences that belong to it."""
    metrics = _measured(rows)
    headings = "".join(f"   {metric.heading}" for metric in metrics)
    lines = [f"{'codec':<16}{'budget':>8}{'bpp':>8}{headings}{'enc s/MP':>10}{'dec s/MP':>10}{'peak MB':>9}"]
    for mean in _means(rows):
        values = "".join(metric.text(mean[metric.field]) for metric in metrics)
        lines.append(
            f"{mean['codec']:<16}{mean['budget_bpp']:>8.4f}{mean['bpp']:>8.4f}{values}"
            f"{mean['seconds_encode_per_megapixel']:>10.2f}{mean['seconds_decode_per_megapixel']:>10.3f}"
            f"{mean['peak_megabytes'] or math.nan:>9.0f}"
        )
        if mean["unreached"]:
            lines.append(
                f"  {mean['unreached']} of {mean['images']} pictures don't get that small: the smallest file is used."
            )
    for win in _wins(rows):
        counts = ", ".join(f"{win[metric.field]} by {metric.field}" for metric in metrics)
        lines.append(f"own above {win['rival']} at {win['budget_bpp']:g}: of {win['images']} pictures {counts}")
    for entry in _bd_rates(rows):
        rates = ", ".join(f"{_percent(entry[metric.field])} by {metric.heading}" for metric in metrics)
        lines.append(f"{entry['codec']} against {entry['anchor']}: BD-rate {rates}")
    lines.append(
        "Bits per pixel are of whole files. Seconds to encode: own with its search for the size, rivals without."
    )
    if cached := sum(row.cached for row in rows):
        lines.append(f"{cached} of {len(rows)} results are from the cache, with the seconds and memory of that run.")
    return "\n".join(lines)


def _means(rows: list[Row]) -> list[dict[str, Any]]:
    result = []
    for codec, budget in product(_in_order(row.codec for row in rows), _in_order(row.budget_bpp for row in rows)):
        group = [row for row in rows if (row.codec, row.budget_bpp) == (codec, budget)]
        megapixels = sum(row.pixels for row in group) / 1e6
        peaks = [row.peak_megabytes for row in group if row.peak_megabytes is not None]
        result.append(
            {
                "codec": codec,
                "budget_bpp": budget,
                "images": len(group),
                "unreached": sum(not row.reached for row in group),
                "bpp": _mean(group, lambda row: 8 * row.nbytes / row.pixels),
                **{metric.field: _mean_of(group, metric.field) for metric in _measured(rows)},
                "seconds_encode_per_megapixel": sum(row.seconds_encode for row in group) / megapixels,
                "seconds_decode_per_megapixel": sum(row.seconds_decode for row in group) / megapixels,
                "peak_megabytes": max(peaks) if peaks else None,
            }
        )
    return result


def _wins(rows: list[Row]) -> list[dict[str, Any]]:
    """On how many pictures our own codec is above each rival by each metric, also where the rival needs more bytes."""
    own = {(row.image, row.budget_bpp): row for row in rows if row.codec == "own"}
    result = []
    budgets = _in_order(row.budget_bpp for row in rows)
    for rival, budget in product(_in_order(row.codec for row in rows if row.codec != "own"), budgets):
        group = [row for row in rows if (row.codec, row.budget_bpp) == (rival, budget)]
        pairs = [(own[row.image, budget], row) for row in group if (row.image, budget) in own]
        if pairs:
            wins = {metric.field: sum(_above(metric, *pair) for pair in pairs) for metric in _measured(rows)}
            result.append({"rival": rival, "budget_bpp": budget, "images": len(pairs), **wins})
    return result


def _bd_rates(rows: list[Row]) -> list[dict[str, Any]]:
    """Of the mean curves, where several budgets were measured; MS-SSIM in dB, -10 log10(1 - x)."""
    means = _means(rows)
    codecs = _in_order(mean["codec"] for mean in means)
    if len(means) < 2 * len(codecs):
        return []
    curves = {codec: [mean for mean in means if mean["codec"] == codec] for codec in codecs}
    result = []
    for codec, anchor in product(codecs, [anchor for anchor in ANCHORS if anchor in codecs]):
        if codec == anchor:
            continue
        entry: dict[str, Any] = {"codec": codec, "anchor": anchor}
        for metric in _measured(rows):
            sides = []
            for side in (codec, anchor):
                sides += [[mean["bpp"] for mean in curves[side]], [_quality(metric, mean) for mean in curves[side]]]
            entry[metric.field] = _finite(bd_rate(*sides))
        result.append(entry)
    return result


def _measured(rows: list[Row]) -> list[Metric]:
    return [metric for metric in METRICS if any(getattr(row, metric.field) is not None for row in rows)]


def _mean_of(group: list[Row], field: str) -> float | None:
    """Of the pictures that have it; None where none has, or where it isn't finite."""
    values = [value for row in group if (value := getattr(row, field)) is not None]
    return _finite(sum(values) / len(values)) if values else None


def _above(metric: Metric, ours: Row, theirs: Row) -> bool:
    values = [getattr(row, metric.field) for row in (ours, theirs)]
    return None not in values and metric.quality(values[0]) > metric.quality(values[1])


def _quality(metric: Metric, mean: dict[str, Any]) -> float:
    return math.inf if mean[metric.field] is None else metric.quality(mean[metric.field])


def _mean(rows: list[Row], value: Callable[[Row], float]) -> float:
    return sum(map(value, rows)) / len(rows)


def _in_order(values: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(values))


def _finite(value: T) -> T | None:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _percent(value: float | None) -> str:
    return "not comparable" if value is None else f"{value:+.1f} %"
