"""SSIMULACRA2, version 2.1, in numpy: how a person would rate the damage in a compressed picture.

Published by Jon Sneyers (Cloudinary) as the reference program `ssimulacra2.cc` (libjxl/tools, cloudinary/ssimulacra2;
constants and weights are theirs): both pictures in the XYB colour space at six scales; per scale and channel three maps
of differences (structure, artefacts that were added, detail that was lost); of each map the mean and the 4-norm; the
weighted sum of these 108 numbers through a polynomial to a score. 90 is visually lossless, 70 high quality, 50 medium,
30 low; it may be negative, and equal pictures have 100.

Two things to know when comparing figures:
- At the border this follows the Python package `ssimulacra2` 0.3: mirrored above and below, black at the sides. The
  C++ program's source has black on all four sides. On crops of 256 to 400 pixels that was 2 to 5 points at very low
  quality and below 1 from 60 on (here, with its border); the larger the picture, the less.
- Both leave scales out where a side gets below 8 pixels, and their weights then fall on the wrong numbers. A picture
  below 113 pixels a side is mirrored out to 113 here, so that it has all six scales, and even 1x1 a sensible score.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..types import Pixels, StopToken
from .blur import RADIUS, Floats, blur_valid, stripes

_SCALES = 6
_SMALLEST_SIDE = 113
"""From here on the fifth scale still has 8 pixels a side, which the reference asks for to go on to the sixth."""

_C2 = np.float32(0.0009)
_BIAS = np.float32(0.0037930732552754493)
_OPSIN = np.array(
    [
        [0.30, 0.622, 0.078],
        [0.23, 0.692, 0.078],
        [0.24342268924547819, 0.20476744424496821, 0.5518098665095536],
    ],
    np.float32,
)
"""Linear sRGB to the responses of the eye's long, medium and short cones (libjxl, opsin_params.h)."""

_levels = np.arange(256) / 255.0
_LINEAR = np.where(_levels <= 0.04045, _levels / 12.92, ((_levels + 0.055) / 1.055) ** 2.4).astype(np.float32)
"""sRGB value -> linear light, 0..1."""

# fmt: off
_WEIGHTS = np.array([
    # X
    0.0, 0.0007376606707406586, 0.0,
    0.0, 0.0007793481682867309, 0.0,
    0.0, 0.0004371155730107379, 0.0,
    1.1041726426657346, 0.00066284834129271, 0.00015231632783718752,
    0.0, 0.0016406437456599754, 0.0,
    1.8422455520539298, 11.441172603757666, 0.0,
    0.0007989109436015163, 0.000176816438078653, 0.0,
    1.8787594979546387, 10.94906990605142, 0.0,
    0.0007289346991508072, 0.9677937080626833, 0.0,
    0.00014003424285435884, 0.9981766977854967, 0.00031949755934435053,
    0.0004550992113792063, 0.0, 0.0,
    0.0013648766163243398, 0.0, 0.0,
    # Y
    0.0, 0.0, 0.0,
    7.466890328078848, 0.0, 17.445833984131262,
    0.0006235601634041466, 0.0, 0.0,
    6.683678146179332, 0.00037724407979611296, 1.027889937768264,
    225.20515300849274, 0.0, 0.0,
    19.213238186143016, 0.0011401524586618361, 0.001237755635509985,
    176.39317598450694, 0.0, 0.0,
    24.43300999870476, 0.28520802612117757, 0.0004485436923833408,
    0.0, 0.0, 0.0,
    34.77906344483772, 44.835625328877896, 0.0,
    0.0, 0.0, 0.0,
    0.0, 0.0, 0.0,
    # B - Y
    0.0, 0.0008680556573291698, 0.0,
    0.0, 0.0, 0.0,
    0.0, 0.0005313191874358747, 0.0,
    0.00016533814161379112, 0.0, 0.0,
    0.0, 0.0, 0.0,
    0.0004179171803251336, 0.0017290828234722833, 0.0,
    0.0020827005846636437, 0.0, 0.0,
    8.826982764996862, 23.19243343998926, 0.0,
    95.1080498811086, 0.9863978034400682, 0.9834382792465353,
    0.0012286405048278493, 171.2667255897307, 0.9807858872435379,
    0.0, 0.0, 0.0,
    0.0005130064588990679, 0.0, 0.00010854057858411537,
]).reshape(3, _SCALES, 2, 3)
# fmt: on
"""[channel X, Y, B - Y][scale][mean, 4-norm][structure, artefacts, lost detail]"""


def ssimulacra2(original: Pixels, picture: Pixels, stop: StopToken | None = None) -> float:
    """The score of `picture` against `original`, both sRGB (H, W, 3) uint8 of one shape: at most 100, if equal. Raises
    CancelledError."""
    stop = stop or StopToken()
    if np.array_equal(original, picture):
        return 100.0
    first: NDArray = _mirrored_out(original)
    second: NDArray = _mirrored_out(picture)
    total = 0.0
    for scale in range(_SCALES):
        if scale:
            first, second = _halved(first), _halved(second)
        total += float((_WEIGHTS[:, scale] * _norms(first, second, stop)).sum())
    return _score(total)


def _score(total: float) -> float:
    value = total * 0.9562382616834844
    value = 2.326765642916932 * value - 0.020884521182843837 * value**2 + 6.248496625763138e-05 * value**3
    return float(100.0 - 10.0 * value**0.6276336467831387) if value > 0 else 100.0


def _mirrored_out(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    missing = [(0, max(0, _SMALLEST_SIDE - side)) for side in (height, width)]
    return np.pad(pixels, [*missing, (0, 0)], mode="symmetric") if any(after for _, after in missing) else pixels


def _linear_rows(level: NDArray, top: int, bottom: int) -> Floats:
    """Rows of a level as linear light, (3, rows, W): a level is sRGB (H, W, 3) uint8, or linear (3, H, W) already."""
    if level.dtype == np.uint8:
        return _LINEAR[level[top:bottom].transpose(2, 0, 1)]
    return level[:, top:bottom]


def _size(level: NDArray) -> tuple[int, int]:
    return level.shape[:2] if level.dtype == np.uint8 else level.shape[1:]


def _halved(level: NDArray) -> Floats:
    """The next scale, linear (3, ceil(H / 2), ceil(W / 2)): means of 2x2, where the last row and column may repeat."""
    height, width = _size(level)
    half = np.empty((3, (height + 1) // 2, (width + 1) // 2), np.float32)
    for top, bottom in stripes(height, width):
        rows = _linear_rows(level, top, bottom)
        rows = np.pad(rows, ((0, 0), (0, (bottom - top) % 2), (0, width % 2)), mode="edge")
        down = rows[:, 0::2] + rows[:, 1::2]
        half[:, top // 2 : (bottom + 1) // 2] = (down[..., 0::2] + down[..., 1::2]) * np.float32(0.25)
    return half


def _norms(first: NDArray, second: NDArray, stop: StopToken) -> NDArray[np.float64]:
    """(3 channels, mean and 4-norm, 3 maps) of two levels, gathered stripe by stripe."""
    height, width = _size(first)
    sums = np.zeros((3, 2, 3))
    for top, bottom in stripes(height, width):
        stop.check()
        above, below = max(0, top - RADIUS), min(height, bottom + RADIUS)
        a, b = (_xyb(_linear_rows(level, above, below)) for level in (first, second))
        rows = (RADIUS - (top - above), RADIUS - (below - bottom))
        for channel in range(3):
            sums[channel] += _map_sums(_bordered(a[channel], rows), _bordered(b[channel], rows))
    means = sums / (height * width)
    means[:, 1] **= 0.25
    return means


def _bordered(plane: Floats, rows: tuple[int, int]) -> Floats:
    """The plane with what the blur sees beyond the picture: `rows` mirrored above and below, zeros left and right."""
    return np.pad(np.pad(plane, (rows, (0, 0)), mode="symmetric"), ((0, 0), (RADIUS, RADIUS)))


def _xyb(linear: Floats) -> Floats:
    """Linear light (3, rows, W) -> X, Y and B - Y, each moved to about 0..1 as the reference does."""
    cones = np.empty_like(linear)
    for cone, row in zip(cones, _OPSIN, strict=True):  # not by BLAS, whose threads cost more than this takes
        np.multiply(linear[0], row[0], out=cone)
        cone += linear[1] * row[1]
        cone += linear[2] * row[2]
    cones += _BIAS
    np.cbrt(cones, out=cones)
    long, medium, short = cones
    xyb = np.empty_like(cones)
    np.add(long, medium, out=xyb[1])
    xyb[1] *= 0.5
    np.subtract(long, medium, out=xyb[0])
    xyb[0] *= 7.0
    xyb[0] += 0.42
    np.subtract(short, xyb[1], out=xyb[2])
    xyb[2] += 0.55
    xyb[1] += np.float32(0.01) - np.cbrt(_BIAS)
    return xyb


def _map_sums(a: Floats, b: Floats) -> NDArray[np.float64]:
    """Sums of the three maps and of their fourth powers, (2, 3), of a padded stripe of one channel."""
    difference = a - b
    mean_a, mean_b, squares, errors = blur_valid(np.stack([a, b, a * a + b * b, difference * difference]))
    inside = (slice(RADIUS, -RADIUS), slice(RADIUS, -RADIUS))
    structure = _structure(mean_a, mean_b, squares, errors)
    edges = np.abs(b[inside] - mean_b)
    edges += 1
    edges_a = np.abs(a[inside] - mean_a)
    edges_a += 1
    edges /= edges_a
    edges -= 1
    maps = structure, np.maximum(edges, 0), np.maximum(-edges, 0, out=edges)
    return np.array([[m.sum(dtype=np.float64) for m in maps], [_sum_of_fourth_powers(m) for m in maps]])


def _structure(mean_a: Floats, mean_b: Floats, squares: Floats, errors: Floats) -> Floats:
    """1 - SSIM without its denominator of means (which corrects a gamma that XYB doesn't have); not below 0.

    With e = mean_a - mean_b it is 1 - (1 - e^2) (2 cov(a, b) + C2) / (var(a) + var(b) + C2). Written with the variance
    of a - b = var(a) + var(b) - 2 cov(a, b), it stays exact in float32 where both are flat and bright.
    """
    variances = squares
    variances -= mean_a * mean_a
    variances -= mean_b * mean_b
    variances += _C2
    shift = mean_a - mean_b
    shift *= shift
    errors -= shift
    errors /= variances
    errors *= 1 - shift
    errors += shift
    return np.maximum(errors, 0, out=errors)


def _sum_of_fourth_powers(values: Floats) -> float:
    squares = values * values
    squares *= squares
    return float(squares.sum(dtype=np.float64))
