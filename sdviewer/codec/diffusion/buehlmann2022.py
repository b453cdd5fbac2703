"""The rival `buehlmann2022`: how Matthias Bühlmann's experiment of 2022 stored Stable Diffusion's latents.

The latent, four channels, becomes a picture of RGBA bytes, that one of 256 colours with error diffusion, and palette
and indices go through zlib. His palette was libimagequant's; here it is Pillow's fast octree made better by k-means, so
that all machines make the same file. On four latents libimagequant's files were 2 to 7 % larger, and their squared
error lay between those with and without error diffusion here. Drawn with or without his U-Net steps.

A file is the zlib stream alone, as his: what size the picture has must be known from elsewhere.
"""

from __future__ import annotations

import time
import zlib

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..errors import InputError
from ..model import Model
from ..rate_control.ladder import highest_within
from ..types import Look, Picture, RivalResult, StopToken
from .model import SCALING, DiffusionModel

PLAIN = "buehlmann2022"
UNET = "buehlmann2022-unet"
"""The same file drawn with his steps of the U-Net, on a model that came with its own."""

CHANNELS = 4
COLOURS = 256
_ROUNDS = 10
_LADDER = tuple(np.unique(np.round(np.geomspace(2, COLOURS, 29)).astype(int)).tolist())

Latent = NDArray[np.float32]


def encode_at_size(
    picture: Picture,
    model: Model,
    size: int | None,
    stop: StopToken | None = None,
    unet: bool = False,
    dither: bool = True,
) -> RivalResult:
    """The file of 256 colours as in 2022 or, where `size` is given, of as many as make at most so many bytes.

    unet: draw it with a few steps of the U-Net that came with the model; InputError where none did. dither: with error
    diffusion, as in 2022; without it files are smaller and nearer to the latent.
    `reached` is False where even two colours make a larger one. Raises InputError unless the model is one of Stable
    Diffusion's with four channels, ModelError, CancelledError.
    """
    stop = stop or StopToken()
    found = four_channels(model)
    if unet and "natural" not in found.looks:
        raise InputError(f"{UNET} needs a model that was added with its U-Net; '{model.name}' was not.")
    begin = time.perf_counter()
    latent = found.analyse(picture.pixels, stop, lambda _: None)[..., :CHANNELS]
    analysed, seconds = time.perf_counter(), 0.0

    def encode(rung: int) -> bytes:
        nonlocal seconds
        started = time.perf_counter()
        data = to_bytes(latent, unit(found.scaling), _LADDER[rung], stop, dither)
        seconds = time.perf_counter() - started
        return data

    if size is None:
        colours, reached, data = COLOURS, True, encode(len(_LADDER) - 1)
    else:
        best = highest_within(encode, len(_LADDER), size, len(_LADDER) - 1, 0.15, stop)
        colours, reached, data = _LADDER[best.rung], best.reached, best.data
    drawing = time.perf_counter()
    decoded = from_bytes(data, latent.shape[0], latent.shape[1], unit(found.scaling))
    look: Look = "natural" if unet else "faithful"
    pixels = found.draw(decoded, picture.height, picture.width, stop, lambda _: None, look)
    drawn = ", U-Net (generative: invents detail)" if unet else ""
    return RivalResult(
        codec=UNET if unet else PLAIN,
        reached=reached,
        data=data,
        picture=Picture(pixels),
        quality=float(colours),
        settings=f"{colours} colours with{'' if dither else 'out'} error diffusion, zlib 9, model {found.name}{drawn}",
        seconds_encode=analysed - begin + seconds,
        seconds_decode=time.perf_counter() - drawing,
    )


def four_channels(model: Model) -> DiffusionModel:
    """The model, if this experiment can be made with it; InputError otherwise."""
    if not isinstance(model, DiffusionModel) or model.channels != CHANNELS:
        raise InputError(
            f"{PLAIN} needs an autoencoder of Stable Diffusion with four channels; '{model.name}' is none."
        )
    return model


def unit(scaling: float) -> float:
    """What one of a latent's bytes is worth; scaling: the model's factor, near 1 / standard deviation.

    The same as that factor for Stable Diffusion 1, as in 2022; in other models the same part of a standard deviation.
    """
    return SCALING**2 / scaling


def to_bytes(
    latent: Latent, unit: float, colours: int = COLOURS, stop: StopToken | None = None, dither: bool = True
) -> bytes:
    """Latent (h, w, 4) to a file of at most so many colours. Raises CancelledError."""
    stop = stop or StopToken()
    values = np.floor(np.clip(latent / (255 * unit) + 0.5, 0, 1) * 255)
    palette = _palette(values, colours, stop)
    indices = _diffuse(values, palette, stop) if dither else _nearest(values.reshape(-1, CHANNELS), palette)
    return zlib.compress(palette.tobytes() + indices.astype(np.uint8).tobytes(), 9)


def from_bytes(data: bytes, height: int, width: int, unit: float) -> Latent:
    """Inverse of `to_bytes`: (height, width, 4), in places of the latent."""
    raw = np.frombuffer(zlib.decompress(data), np.uint8)
    indices = raw[-height * width :].reshape(height, width)
    palette = raw[: -height * width].reshape(-1, CHANNELS).astype(np.float32)
    return ((palette[indices] / 255 - 0.5) * (255 * unit)).astype(np.float32)


def _palette(values: Latent, colours: int, stop: StopToken) -> NDArray[np.uint8]:
    """(n, 4), n <= colours: the fast octree's, moved to the means of what is nearest to them."""
    image = Image.fromarray(values.astype(np.uint8), "RGBA")
    first = image.quantize(colours, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).getpalette("RGBA")
    centres = np.array(first, np.float64).reshape(-1, CHANNELS)[:colours]
    points = values.reshape(-1, CHANNELS)
    for _ in range(_ROUNDS):
        stop.check()
        nearest = _nearest(points, centres)
        counts = np.bincount(nearest, minlength=len(centres))
        sums = [np.bincount(nearest, points[:, c], len(centres)) for c in range(CHANNELS)]
        used = counts > 0
        centres[used] = (np.stack(sums, 1) / np.maximum(counts, 1)[:, None])[used]
    return np.round(centres).astype(np.uint8)


def _nearest(points: Latent, palette: NDArray) -> NDArray[np.intp]:
    """Number of the nearest colour for each point, (n,)."""
    centres = palette.astype(np.float32)
    squares = (centres**2).sum(1)
    parts = [points[i : i + 4096] for i in range(0, len(points), 4096)]
    return np.concatenate([(squares - 2 * part @ centres.T).argmin(1) for part in parts])


def _diffuse(values: Latent, palette: NDArray[np.uint8], stop: StopToken) -> NDArray[np.intp]:
    """Floyd and Steinberg's error diffusion, every other row from the right: numbers of colours, (h, w)."""
    height, width, _ = values.shape
    centres = palette.astype(np.float32)
    squares = (centres**2).sum(1)
    indices = np.empty((height, width), np.intp)
    wanted = np.pad(values.astype(np.float32), ((0, 1), (1, 1), (0, 0)))
    for y in range(height):
        stop.check()
        row, below = wanted[y], wanted[y + 1]
        ahead = 1 if y % 2 == 0 else -1
        for x in range(1, width + 1)[::ahead]:
            colour = np.clip(row[x], 0, 255)
            best = (squares - 2 * (centres @ colour)).argmin()
            indices[y, x - 1] = best
            error = (colour - centres[best]) / 16
            row[x + ahead] += 7 * error
            below[x - ahead] += 3 * error
            below[x] += 5 * error
            below[x + ahead] += error
    return indices
