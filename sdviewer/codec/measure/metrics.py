"""How far a picture is from its original: PSNR, MS-SSIM and SSIMULACRA2 as numbers, two maps for the eye.

All take sRGB pictures (H, W, 3) uint8 of one shape, raise InputError where the shapes differ, are deterministic, keep
no state (so they may run in any thread) and work in stripes (so that memory stays flat).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..types import Pixels, Scores, StopToken
from . import ssimulacra2 as _ssimulacra2
from .blur import RADIUS, Floats, blur_valid, stripes
from .perceptual import Perceptual

_C1 = np.float32((0.01 * 255) ** 2)
_C2 = np.float32((0.03 * 255) ** 2)
_SCALE_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
"""Of the five scales, finest first: Wang, Simoncelli, Bovik 2003, 'Multiscale structural similarity'."""

_WINDOW = 2 * RADIUS + 1
SMALLEST_FOR_MS_SSIM = ((_WINDOW - 1) << (len(_SCALE_WEIGHTS) - 1)) + 1
"""Pixels a side from which on the window fits into all five scales."""
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Weights of R, G, B in luma: ITU-R BT.601, on gamma-coded values."""


def scores(original: Pixels, picture: Pixels, perceptual: Perceptual | None = None) -> Scores:
    """All three numbers, and LPIPS and DISTS as far as `perceptual` has them."""
    distances = perceptual.distances(original, picture) if perceptual else {}
    return Scores(psnr(original, picture), ms_ssim(original, picture), ssimulacra2(original, picture), **distances)


def psnr(original: Pixels, picture: Pixels) -> float:
    """Peak signal-to-noise ratio in dB, 10 log10(255^2 / mean square error over R, G and B); inf if equal."""
    _check_shapes(original, picture)
    total = 0
    for top, bottom in stripes(*original.shape[:2]):
        difference = original[top:bottom].astype(np.int16)
        difference -= picture[top:bottom]
        total += int(np.square(difference, dtype=np.int32).sum(dtype=np.int64))
    return 10 * math.log10(255**2 * original.size / total) if total else math.inf


def ms_ssim(original: Pixels, picture: Pixels) -> float:
    """Multi-scale structural similarity, 0..1, the mean of R, G and B.

    As Wang et al. 2003 and as the package pytorch-msssim computes it: five scales, Gaussian window of 11 samples with
    sigma 1.5 where it fits, data range 255, negative values taken as 0. Below 161 pixels a side the window doesn't fit
    into the coarsest scale: then fewer scales are used, their weights divided by their sum. Below 11 pixels the picture
    is mirrored out to 11.
    """
    _check_shapes(original, picture)
    original, picture = _large_enough(original), _large_enough(picture)
    weights = _SCALE_WEIGHTS[: _scales_that_fit(min(original.shape[:2]))]
    channels = [_ms_ssim_of_plane(original[..., c], picture[..., c], weights) for c in range(3)]
    return float(np.mean(channels))


def ssim(original: Pixels, picture: Pixels) -> float:
    """Structural similarity of one scale, the mean of R, G and B, with the window of `ms_ssim` where it fits.

    Below 11 pixels the picture is mirrored out to 11.
    """
    _check_shapes(original, picture)
    first, second = _large_enough(original), _large_enough(picture)
    return float(np.mean([_mean_ssim_and_contrast(first[..., c], second[..., c])[0] for c in range(3)]))


def ssimulacra2(original: Pixels, picture: Pixels, stop: StopToken | None = None) -> float:
    """SSIMULACRA2 2.1: 100 is equal, 90 visually lossless, 70 high, 50 medium, 30 low quality; may be negative. Raises
    CancelledError."""
    _check_shapes(original, picture)
    return _ssimulacra2.ssimulacra2(original, picture, stop)


def ssim_map(original: Pixels, picture: Pixels) -> Floats:
    """(H, W) float32: SSIM of luma in the Gaussian window around each pixel, -1..1, 1 where nothing differs.

    Beyond the border the picture is mirrored.
    """
    _check_shapes(original, picture)
    height, width = original.shape[:2]
    result = np.empty((height, width), np.float32)
    for top, bottom in stripes(height, width):
        above, below = max(0, top - RADIUS), min(height, bottom + RADIUS)
        border = ((RADIUS - (top - above), RADIUS - (below - bottom)), (RADIUS, RADIUS))
        a, b = (np.pad(_luma(p[above:below]), border, mode="symmetric") for p in (original, picture))
        result[top:bottom], _ = _ssim_and_contrast(a, b)
    return result


def _check_shapes(original: Pixels, picture: Pixels) -> None:
    if original.shape != picture.shape:
        sizes = (f"{p.shape[1]}x{p.shape[0]}" for p in (original, picture))
        raise InputError(f"Pictures of different sizes can't be compared ({' and '.join(sizes)} pixels).")


def _large_enough(pixels: Pixels) -> Pixels:
    """Mirrored out to the window's side, once or more often."""
    missing = [(0, max(0, _WINDOW - side)) for side in pixels.shape[:2]]
    return np.pad(pixels, [*missing, (0, 0)], mode="symmetric") if any(after for _, after in missing) else pixels


def _luma(pixels: Pixels) -> Floats:
    red, green, blue = (pixels[..., c] * _LUMA[c] for c in range(3))
    red += green
    red += blue
    return red


def _scales_that_fit(side: int) -> int:
    """How many scales, each half of the one before, the window fits into."""
    return sum(side > (_WINDOW - 1) << scale for scale in range(len(_SCALE_WEIGHTS)))


def _ms_ssim_of_plane(a: NDArray, b: NDArray, weights: tuple[float, ...]) -> float:
    """Of one channel (H, W): the product of the scales' contrast terms, and the coarsest scale's whole SSIM."""
    product = 1.0
    for scale, weight in enumerate(weights):
        if scale:
            a, b = _halved(a), _halved(b)
        ssim, contrast = _mean_ssim_and_contrast(a, b)
        value = ssim if scale == len(weights) - 1 else contrast
        product *= max(value, 0.0) ** (weight / sum(weights))
    return product


def _mean_ssim_and_contrast(a: NDArray, b: NDArray) -> tuple[float, float]:
    height, width = a.shape[0] - _WINDOW + 1, a.shape[1] - _WINDOW + 1
    sums = np.zeros(2)
    for top, bottom in stripes(height, width):
        rows = slice(top, bottom + _WINDOW - 1)
        maps = _ssim_and_contrast(a[rows].astype(np.float32), b[rows].astype(np.float32))
        sums += [m.sum(dtype=np.float64) for m in maps]
    ssim, contrast = sums / (height * width)
    return float(ssim), float(contrast)


def _ssim_and_contrast(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """SSIM and its contrast-structure factor where the window fits: (H, W) -> (H - 10, W - 10) each.

    The covariance comes from the variance of a - b, which keeps float32 exact in flat bright areas.
    """
    difference = a - b
    mean_a, mean_b, squares, errors = blur_valid(np.stack([a, b, a * a + b * b, difference * difference]))
    squares -= mean_a * mean_a
    squares -= mean_b * mean_b
    squares += _C2
    shift = mean_a - mean_b
    errors -= shift * shift
    contrast = np.subtract(1, np.divide(errors, squares, out=errors), out=errors)
    means = 2 * mean_a * mean_b + _C1
    means /= mean_a * mean_a + mean_b * mean_b + _C1
    means *= contrast
    return means, contrast


def _halved(plane: NDArray) -> Floats:
    """Means of 2x2 samples; before an odd side stands a row or column of zeros, as pytorch-msssim's pooling has it."""
    height, width = plane.shape
    padded = np.pad(plane, ((height % 2, 0), (width % 2, 0))).astype(np.float32)
    down = padded[0::2] + padded[1::2]
    half: Floats = down[:, 0::2] + down[:, 1::2]
    half *= np.float32(0.25)
    return half
