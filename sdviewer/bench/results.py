"""What one measurement says: the row of every table of the benchmark."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One picture through one codec at one budget. Seconds and memory are of an earlier run where `cached`."""

    codec: str
    image: str
    budget_bpp: float
    pixels: int
    nbytes: int
    reached: bool
    psnr: float
    ms_ssim: float
    ssimulacra2: float
    seconds_encode: float
    seconds_decode: float
    peak_megabytes: float | None
    settings: str
    flat_deviation: float | None = None
    lpips_alex: float | None = None
    lpips_vgg: float | None = None
    dists: float | None = None
    cached: bool = False
