"""Two pictures of one name, from two folders: what one is against the other, and a table of many."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import InputError
from ..measure.metrics import scores
from ..pictures.images import seen
from ..types import Picture, Region, Scores, StopToken
from .efficiency import worst_blocks


@dataclass(frozen=True, slots=True)
class Pair:
    """name: of the first file; folder: of the second. first_bytes, second_bytes: of the files. worst: the square of the
    second picture that is farthest from the first, worst_psnr: in dB over its pixels, infinite if it is equal."""

    name: str
    folder: str
    first_bytes: int
    second_bytes: int
    width: int
    height: int
    scores: Scores
    worst: Region
    worst_psnr: float


def measured(
    name: str, folder: str, first: tuple[Picture, int], second: tuple[Picture, int], stop: StopToken | None = None
) -> Pair:
    """Of two pictures and the bytes of their files. Raises InputError where their sizes differ, CancelledError."""
    stop = stop or StopToken()
    one, other = first[0], second[0]
    if one.pixels.shape != other.pixels.shape:
        sizes = f"{one.width}x{one.height} and {other.width}x{other.height}"
        raise InputError(f"Pictures of {sizes} pixels can't be compared.")
    pixels, others = seen(one), seen(other)
    stop.check()
    found = scores(pixels, others)
    worst = worst_blocks(pixels, others, count=1, stop=stop)[0]
    error = worst.squared_error
    psnr = 10 * math.log10(255**2 / error) if error else math.inf
    return Pair(name, folder, first[1], second[1], one.width, one.height, found, worst.region, psnr)


def as_csv(pairs: Iterable[Pair]) -> str:
    """A line for each pair, with a head (RFC 4180)."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(
        ["file", "folder", "first_bytes", "second_bytes", "width", "height", "psnr", "ms_ssim", "ssimulacra2",
         "worst_block_psnr", "worst_left", "worst_top", "worst_width", "worst_height"]
    )  # fmt: skip
    for one in pairs:
        figures = (one.scores.psnr, one.scores.ms_ssim, one.scores.ssimulacra2, one.worst_psnr)
        table.writerow(
            [one.name, one.folder, one.first_bytes, one.second_bytes, one.width, one.height]
            + [f"{value:.6g}" for value in figures]
            + list(one.worst)
        )
    return text.getvalue()
