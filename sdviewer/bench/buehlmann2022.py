"""Our files against `buehlmann2022` on the same weights: `python -m sdviewer.bench buehlmann2022 ...`.

With `--model NAME --data DIR`: bytes of whole files at equal PSNR, through the model's decoder, for each photo.
With `--latents DIR --statistics DIR` (.npy of shape (4, H, W), unscaled, of Stable Diffusion 1): bytes at equal squared
error of the latent. The rival is measured with error diffusion, as in 2022, and without, which is better by these
figures. Where its error lies between two of our rate points, our bytes are interpolated.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..codec import pipeline, registry
from ..codec.diffusion import buehlmann2022 as rival
from ..codec.diffusion import payload as diffusion_payload
from ..codec.diffusion.model import SCALING
from ..codec.errors import SdcError
from ..codec.measure.metrics import psnr
from ..codec.model import RATES
from ..codec.pictures.images import seen
from ..codec.pictures.reader import read_picture
from ..codec.types import EFFORTS, EncodeOptions, Picture, Pixels, StopToken
from .codecs import pictures_in
from .latents import read_folder

CONTAINER_BYTES = 30
"""Of a `.sdc` beside its picture data."""


@dataclass(frozen=True)
class Row:
    """One picture. decibels: its PSNR, or the latent's peak 1 over squared error; own: our bytes there."""

    image: str
    diffused: bool
    rival: int
    decibels: float
    own: float

    @property
    def difference(self) -> float:
        """Per cent."""
        return 100 * (self.own / self.rival - 1)


def main(argv: list[str]) -> int:
    """Exit status: 0, or that of the error."""
    parser = argparse.ArgumentParser(prog="python -m sdviewer.bench buehlmann2022", description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--model", help="an autoencoder with four channels, for photos")
    source.add_argument("--latents", type=Path, help="folder of .npy files to measure instead")
    parser.add_argument("--data", type=Path, help="folder of photos")
    parser.add_argument("--statistics", type=Path, help="folder of .npy files that deviations are taken from")
    parser.add_argument("--limit", type=int, help="only the first N")
    parser.add_argument("--effort", choices=EFFORTS, default="fast", help="of our codec")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if options.model and not options.data:
        parser.error("--model needs --data")
    try:
        rows = _photos(options) if options.model else _latents(options)
    except SdcError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    print(json.dumps([asdict(r) for r in rows], indent=1) if options.json else _as_text(rows))
    return 0


def _as_text(rows: list[Row]) -> str:
    lines = [f"{'':24}  rival bytes      dB  own bytes"]
    for diffused in (True, False):
        lines.append("with error diffusion" if diffused else "without error diffusion")
        some = [r for r in rows if r.diffused == diffused]
        lines += [
            f"{r.image[:24]:24}  {r.rival:11}  {r.decibels:6.2f}  {r.own:9.0f}  {r.difference:+.1f} %" for r in some
        ]
        mean = np.mean([r.difference for r in some])
        lines.append(f"mean of {len(some)}: {mean:+.1f} %")
    return "\n".join(lines)


def _photos(options: argparse.Namespace) -> list[Row]:
    model = rival.four_channels(registry.load(options.model))
    stop, unit = StopToken(), rival.unit(model.scaling)
    rows = []
    for path in pictures_in(options.data, options.limit):
        pixels = seen(read_picture(path))
        analysed = pipeline.analyse(Picture(pixels), options.model)
        latent = analysed.latent[..., : rival.CHANNELS]

        def own(rate: int, analysed: pipeline.Analysed = analysed, pixels: Pixels = pixels) -> tuple[int, float]:
            wanted = EncodeOptions(quality=100 * rate / RATES, effort=options.effort, metadata="strip")
            encoded = pipeline.encode_analysed(analysed, wanted)
            return len(encoded.data), psnr(pixels, encoded.picture.pixels)

        for diffused in (True, False):
            data = rival.to_bytes(latent, unit, dither=diffused)
            decoded = rival.from_bytes(data, latent.shape[0], latent.shape[1], unit)
            drawn = model.draw(decoded, pixels.shape[0], pixels.shape[1], stop, lambda _: None)
            quality = psnr(pixels, drawn)
            rows.append(Row(path.name, diffused, len(data), quality, _bytes_at(own, quality)))
    return rows


def _latents(options: argparse.Namespace) -> list[Row]:
    names = sorted(path.name for path in options.latents.glob("*.npy"))[: options.limit]
    statistics = read_folder(options.statistics or options.latents)
    sigma = np.concatenate([x.reshape(len(x), -1) for x in statistics], 1).std(1)
    deviations = diffusion_payload.code_deviations(sigma.astype(np.float32))
    rows = []
    for name in names:
        latent = np.load(options.latents / name).astype(np.float32).transpose(1, 2, 0)

        def own(rate: int, latent: NDArray[np.float32] = latent) -> tuple[int, float]:
            grey = np.zeros((*latent.shape[:2], 3), np.float32)
            payload, coded = diffusion_payload.write_payload(latent, grey, deviations, 8, rate)
            steps = diffusion_payload.Side.from_bytes(coded.side).steps(rate)
            return len(payload) + CONTAINER_BYTES, _decibels(latent, coded.values * steps)

        unit = rival.unit(SCALING)
        for diffused in (True, False):
            data = rival.to_bytes(latent, unit, dither=diffused)
            quality = _decibels(latent, rival.from_bytes(data, latent.shape[0], latent.shape[1], unit))
            rows.append(Row(name, diffused, len(data), quality, _bytes_at(own, quality)))
    return rows


def _decibels(latent: NDArray[np.float32], decoded: NDArray[np.floating]) -> float:
    return float(-10 * np.log10(np.mean((latent - decoded) ** 2)))


def _bytes_at(own: Callable[[int], tuple[int, float]], quality: float) -> float:
    """Our bytes at a quality, between two rate points; nan where no rate point reaches it."""
    low, high = 0, RATES
    below, above = own(low), own(high)
    if not below[1] <= quality <= above[1]:
        return float("nan")
    while high - low > 1:
        middle = (low + high) // 2
        found = own(middle)
        if found[1] <= quality:
            low, below = middle, found
        else:
            high, above = middle, found
    share = (quality - below[1]) / (above[1] - below[1])
    return float(np.exp((1 - share) * np.log(below[0]) + share * np.log(above[0])))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
