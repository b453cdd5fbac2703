"""What a protected region gains and the rest loses at equal bytes.

    python -m sdviewer.bench protection ../shared/data/valid/*.png --bpp 0.03 0.1 0.3 --effort fast

The middle ninth of each photo is protected. Both files are searched for the same size. Printed are the changes of PSNR
inside and outside, and with `--perceptual FOLDER` (weights as `sdviewer models get perceptual` gets them) of LPIPS
(Alex) of the region and of the whole photo, where less is better.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..codec import pipeline
from ..codec.errors import BudgetError
from ..codec.measure import perceptual
from ..codec.pictures.reader import read_picture
from ..codec.types import EFFORTS, EncodeOptions, Picture, Pixels, Region


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m sdviewer.bench protection")
    parser.add_argument("photos", type=Path, nargs="+")
    parser.add_argument("--bpp", type=float, nargs="+", default=[0.03, 0.1, 0.3])
    parser.add_argument("--effort", choices=EFFORTS, default="fast")
    parser.add_argument("--perceptual", type=Path)
    options = parser.parse_args(argv)
    metrics = perceptual.installed(options.perceptual) if options.perceptual else None
    for bpp in options.bpp:
        changes = []
        for path in options.photos:
            try:
                changes.append(change(read_picture(path), bpp, options.effort, metrics))
            except BudgetError:
                print(f"{path.name} can't be as small as {bpp} bit/pixel")
        means = np.mean(changes, axis=0)
        text = f"{bpp} bit/pixel, {len(changes)} photos: PSNR {means[0]:+.2f} dB inside, {means[1]:+.2f} dB outside"
        if metrics is not None:
            text += f"; LPIPS {means[2]:+.4f} inside, {means[3]:+.4f} of the whole"
        print(text, flush=True)
    return 0


def change(photo: Picture, bpp: float, effort: str, metrics: perceptual.Perceptual | None) -> list[float]:
    """PSNR inside and outside, LPIPS inside and of the whole: with protection less without."""
    height, width = photo.pixels.shape[:2]
    region = Region(width // 3, height // 3, width // 3, height // 3)
    size = round(bpp * width * height / 8)
    plain = EncodeOptions(size=size, metadata="strip", effort=effort)  # type: ignore[arg-type]  # argparse's choice
    analysed = pipeline.analyse(photo, plain.model)
    found = []
    for regions in ((), (region,)):
        kept = EncodeOptions(size=size, metadata="strip", effort=plain.effort, regions=regions)
        drawn = pipeline.encode_analysed(analysed, kept).picture.pixels
        found.append(_measured(photo.pixels, drawn, region, metrics))
    return [after - before for before, after in zip(*found, strict=True)]


def _measured(original: Pixels, drawn: Pixels, region: Region, metrics: perceptual.Perceptual | None) -> list[float]:
    rows = slice(region.top, region.top + region.height)
    columns = slice(region.left, region.left + region.width)
    inside = np.zeros(original.shape[:2], bool)
    inside[rows, columns] = True
    error = ((drawn.astype(float) - original) ** 2).mean(2)
    figures = [_psnr(error[inside]), _psnr(error[~inside])]
    if metrics is not None:
        parts = [np.ascontiguousarray(pixels[rows, columns]) for pixels in (original, drawn)]
        figures += [metrics.distances(*pair)["lpips_alex"] for pair in (parts, (original, drawn))]
    return figures


def _psnr(error: NDArray[np.float64]) -> float:
    return float(10 * np.log10(255**2 / error.mean()))
