"""LPIPS v0.1 and DISTS: how far apart two pictures are in the features of networks that recognise things.

They see what PSNR and SSIM don't: whether texture is there at all. Their weights aren't part of this program; they lie
in a folder, as `lpips_alex.safetensors`, `lpips_vgg.safetensors` and `dists.safetensors` (see `WEIGHTS`), and each
metric is there only if its files are. 0 is equal; the lower the better.

LPIPS: R. Zhang et al. 2018, 'The Unreasonable Effectiveness of Deep Features as a Perceptual Metric'. DISTS: K. Ding
et al. 2020, 'Image Quality Assessment: Unifying Structure and Texture Similarity'. Both as their authors' programs have
them, at the pictures' own size. Large pictures go through the networks in stripes of rows with a halo as wide as their
receptive field, which changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from ..errors import InputError, ModelError
from ..onnx_session import run
from ..types import Pixels, StopToken
from . import feature_networks
from .feature_networks import Weights

Floats = NDArray[np.float32]

ALEX, VGG, DISTS = "lpips_alex.safetensors", "lpips_vgg.safetensors", "dists.safetensors"
WEIGHTS = (ALEX, VGG, DISTS)
"""`convN.weight`, `convN.bias` of torchvision's AlexNet or VGG16 and `linN.weight` of LPIPS in the first two, `alpha`
and `beta` (1475 each, for the picture and five levels) in the third, which takes VGG16 from the second."""
DISTANCES = {"lpips_alex": (ALEX,), "lpips_vgg": (VGG,), "dists": (VGG, DISTS)}
"""The metrics, and the files that each needs."""
FOLDER = "SDVIEWER_PERCEPTUAL"
"""Environment variable that names the folder."""

_LPIPS_SHIFT, _LPIPS_SCALE = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)
_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_STRIDE, _HALO = 16, 112
"""Pixels that a place of the deepest level stands for; and rows beyond a stripe that it, 211 pixels wide, may see."""
_SMALLEST_SIDE = 64
_STRIPE_PIXELS = 400_000


def default_folder() -> Path:
    """Where the weights are looked for: the folder that FOLDER names, or one beside the user's models."""
    named = os.environ.get(FOLDER)
    return Path(named) if named else Path(platformdirs.user_data_dir("sdviewer", appauthor=False)) / "perceptual"


@lru_cache(maxsize=1)
def installed(folder: Path) -> Perceptual:
    """The metrics of a folder, kept for the next call."""
    return Perceptual(folder)


class Perceptual:
    """The metrics whose weights are in a folder. Networks are loaded at their first use; threads may share them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of DISTANCES, those that can be measured."""
        return tuple(
            name for name, files in DISTANCES.items() if all((self._folder / file).is_file() for file in files)
        )

    def distances(self, original: Pixels, picture: Pixels, stop: StopToken | None = None) -> dict[str, float]:
        """By name. sRGB (H, W, 3) uint8 of one shape; below 64 pixels a side they are mirrored out to that.

        Raises InputError where the shapes differ, ModelError where a file can't be used, CancelledError between two
        stripes.
        """
        if original.shape != picture.shape:
            raise InputError("Pictures of different sizes can't be compared.")
        first, second = _mirrored_out(original), _mirrored_out(picture)
        stop = stop or StopToken()
        return {name: self._metrics[name].distance(first, second, stop) for name in self.names}

    @cached_property
    def _metrics(self) -> dict[str, _Lpips | _Dists]:
        made: dict[str, _Lpips | _Dists] = {}
        blank = np.zeros((_SMALLEST_SIDE, _SMALLEST_SIDE, 3), np.uint8)
        for name in self.names:
            weights = [_read(self._folder / file) for file in DISTANCES[name]]
            try:
                made[name] = _MAKERS[name](*weights)
                made[name].distance(blank, blank, StopToken())
            except Exception as error:  # also of ONNX Runtime: what is missing, or of another shape
                files = " or ".join(str(self._folder / file) for file in DISTANCES[name])
                raise ModelError(f"{files} doesn't hold the weights of {name}: {error}. Make it again.") from error
        return made


def _read(path: Path) -> Weights:
    try:
        return load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{path} can't be read: {error}. Make it again or remove it.") from error


class _Lpips:
    """Squared differences of features that have length 1 in each place, weighted by channel, meaned over the places."""

    def __init__(self, session: Any, weights: Weights) -> None:
        self._session = session
        self._linear = [weights[f"lin{level}.weight"].reshape(-1).astype(np.float64) for level in range(5)]

    def distance(self, original: Pixels, picture: Pixels, stop: StopToken) -> float:
        sums, counts = np.zeros(5), np.zeros(5)
        for stripe in _stripes(*original.shape[:2]):
            stop.check()
            pairs = zip(*(self._features(one, stripe, stop) for one in (original, picture)), strict=True)
            for level, (a, b) in enumerate(pairs):
                differences = _of_length_1(a)
                differences -= _of_length_1(b)
                sums[level] += _dot(differences, differences) @ self._linear[level]
                counts[level] += a[0].size
        return float((sums / counts).sum())

    def _features(self, pixels: Pixels, stripe: _Stripe, stop: StopToken) -> list[Floats]:
        x = (_planes(pixels, stripe) * np.float32(2) - 1 - _column(_LPIPS_SHIFT)) / _column(_LPIPS_SCALE)
        return stripe.owned(run(self._session, {"x": x}, stop), pixels.shape[0])


class _Dists:
    """Likeness of the means (texture) and of the variation (structure) of each channel, over the whole picture."""

    def __init__(self, session: Any, weights: Weights) -> None:
        self._session = session
        alpha, beta = (weights[name].reshape(-1).astype(np.float64) for name in ("alpha", "beta"))
        self._alpha, self._beta = np.stack([alpha, beta]) / (alpha.sum() + beta.sum())

    def distance(self, original: Pixels, picture: Pixels, stop: StopToken) -> float:
        sums = np.zeros((5, len(self._alpha)))
        counts = np.zeros(len(self._alpha))
        for stripe in _stripes(*original.shape[:2]):
            stop.check()
            pairs = list(zip(*(self._features(one, stripe, stop) for one in (original, picture)), strict=True))
            sums += np.concatenate([_moments(a, b) for a, b in pairs], 1)
            counts += np.concatenate([np.full(len(a), a[0].size) for a, _ in pairs])
        a, b, squares_a, squares_b, products = sums / counts
        means = (2 * a * b + 1e-6) / (a**2 + b**2 + 1e-6)
        variation = (2 * (products - a * b) + 1e-6) / (squares_a - a**2 + squares_b - b**2 + 1e-6)
        return float(1 - self._alpha @ means - self._beta @ variation)

    def _features(self, pixels: Pixels, stripe: _Stripe, stop: StopToken) -> list[Floats]:
        x = _planes(pixels, stripe)
        features = run(self._session, {"x": (x - _column(_MEAN)) / _column(_DEVIATION)}, stop)
        return stripe.owned([x, *features], pixels.shape[0])


def _of_length_1(features: Floats) -> Floats:
    """(C, h, w), each place divided by its length over the channels."""
    length: Floats = np.sqrt(np.einsum("chw,chw->hw", features, features)) + np.float32(1e-10)
    return features / length


def _moments(a: Floats, b: Floats) -> NDArray[np.float64]:
    """(5, C): sums of a, b, a^2, b^2 and a b over the places of (C, h, w)."""
    sums = [x.sum((1, 2), dtype=np.float64) for x in (a, b)]
    return np.stack([*sums, _dot(a, a), _dot(b, b), _dot(a, b)])


def _dot(a: Floats, b: Floats) -> NDArray[np.float64]:
    """Sums of products over the places of (C, h, w): rows in float32, their sums in float64."""
    return np.einsum("chw,chw->ch", a, b).sum(1, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _Stripe:
    """Rows start..end of a picture, multiples of _STRIDE but for the last end, and rows top..bottom to see for them."""

    start: int
    end: int
    top: int
    bottom: int

    def owned(self, levels: list[Floats], height: int) -> list[Floats]:
        """Of features (1, C, h, w) of the rows that are seen, those (C, h', w) of the rows that are its own.

        The last stripe has what is left: a level has no place for the last rows where a window doesn't fit.
        """
        result = []
        for level in levels:
            stride = 1 << round(np.log2((self.bottom - self.top) / level.shape[2]))
            last = None if self.end == height else (self.end - self.top) // stride
            result.append(level[0, :, (self.start - self.top) // stride : last])
        return result


def _stripes(height: int, width: int) -> Iterator[_Stripe]:
    rows = max(_STRIDE, _STRIPE_PIXELS // width // _STRIDE * _STRIDE)
    if height <= rows + _HALO:
        rows = height
    for start in range(0, height, rows):
        end = min(height, start + rows)
        yield _Stripe(start, end, max(0, start - _HALO), min(height, end + _HALO))


def _planes(pixels: Pixels, stripe: _Stripe) -> Floats:
    """The rows that a stripe sees, 0..1: (1, 3, h, w)."""
    rows = pixels[stripe.top : stripe.bottom].transpose(2, 0, 1)[None]
    return np.ascontiguousarray(rows, np.float32) / np.float32(255)


def _column(values: tuple[float, ...]) -> Floats:
    return np.array(values, np.float32).reshape(3, 1, 1)


def _mirrored_out(pixels: Pixels) -> Pixels:
    missing = [(0, max(0, _SMALLEST_SIDE - side)) for side in pixels.shape[:2]]
    return np.pad(pixels, [*missing, (0, 0)], mode="symmetric") if any(after for _, after in missing) else pixels


_MAKERS: dict[str, Callable[..., _Lpips | _Dists]] = {
    "lpips_alex": lambda weights: _Lpips(feature_networks.alexnet(weights), weights),
    "lpips_vgg": lambda weights: _Lpips(feature_networks.vgg16(weights), weights),
    "dists": lambda vgg, weights: _Dists(feature_networks.vgg16_hanning(vgg), weights),
}
