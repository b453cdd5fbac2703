"""Detail that a codec lost, and detail that it invented: where, and how much.

Luma is split into three bands of an octave each (as in Burt and Adelson 1983, 'The Laplacian pyramid as a compact image
code'). Around each cell of CELL x CELL pixels, of each band:

- S, P: mean square of the source and of the picture;
- E: the most of P that two multiples explain, one of the source's band and one of that band blurred (least squares);
- lost = max(0, S - P): detail that is weaker than the source's;
- invented = P - E: detail that doesn't go with the source's. A blur weakens a band, and the finer the more, which both
  multiples together follow: it loses and hardly invents. Of texture drawn at random next to nothing is explained.

What an encoder adds beside texture (ringing, the edges of blocks, noise) is invented too. Detail of colour alone isn't
looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..tiles import Window
from ..types import Pixels, StopToken

Floats = NDArray[np.float32]

CELL = 8
"""Pixels a side of a cell: what both maps are made of."""
BANDS = 3
_HALO = 24
"""Pixels around a tile that its coarsest band depends on, filled up to whole cells."""
_ROWS, _COLUMNS = 128, 512
"""Of a tile, multiples of CELL, so that what is worked on stays in the processor's cache."""
_RIDGE = 1e-5
"""Keeps the two multiples from growing against each other, as a share."""
_LUMA = np.array((0.299, 0.587, 0.114), np.float32)


@dataclass(frozen=True, slots=True)
class Detail:
    """By cell, float32 (ceil(H / CELL), ceil(W / CELL)), in squared levels of 0..255, summed over the bands.

    source, picture: detail that is there; lost, invented: see the module.
    """

    source: Floats
    picture: Floats
    lost: Floats
    invented: Floats

    @property
    def lost_share(self) -> float:
        """Of the source's detail, 0..1; 0 where it has none."""
        return _share(self.lost, self.source)

    @property
    def invented_share(self) -> float:
        """Of the picture's own detail, 0..1; 0 where it has none."""
        return _share(self.invented, self.picture)


def compare_detail(source: Pixels, picture: Pixels, stop: StopToken | None = None) -> Detail:
    """Two pictures of one shape, (H, W, 3) uint8. Raises InputError where they aren't, CancelledError."""
    if source.shape != picture.shape:
        raise InputError("The detail of pictures of different sizes can't be compared.")
    stop = stop or StopToken()
    rows, columns = (-(-side // CELL) for side in source.shape[:2])
    means = np.empty((BANDS, len(_PRODUCTS), rows, columns), np.float32)
    for tile in _tiles(rows * CELL, columns * CELL):
        stop.check()
        cells = (slice(tile.top // CELL, tile.bottom // CELL), slice(tile.left // CELL, tile.right // CELL))
        for number, ((a, soft), (b, _)) in enumerate(zip(bands(source, tile), bands(picture, tile), strict=True)):
            three = (a, b, soft)
            for place, (one, other) in enumerate(_PRODUCTS):
                means[number, place][cells] = cell_means(three[one], three[other], CELL >> number)
    of_bands = [_detail(_smoothed(band)) for band in means]
    return Detail(*(sum(values[1:], values[0]) for values in zip(*of_bands, strict=True)))


_PRODUCTS = ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))
"""Of the source's band, the picture's, and the source's blurred."""


def bands(pixels: Pixels, tile: Window) -> Iterator[tuple[Floats, Floats]]:
    """The bands of a tile with sides of multiples of CELL, finest first, each of half the size of the one before, and
    each band blurred.

    Beyond the picture its last rows and columns are repeated.
    """
    level = _luma(pixels, tile)
    margin = _HALO
    for number in range(BANDS):
        low = _blurred(level)
        band = level - low
        inner = (slice(margin, -margin), slice(margin, -margin))
        yield band[inner], _blurred(band)[inner]
        if number + 1 < BANDS:
            level, margin = np.ascontiguousarray(low[::2, ::2]), margin // 2


def cell_means(a: Floats, b: Floats, size: int) -> Floats:
    """Mean of a * b over squares of size x size: (H, W) to (H / size, W / size)."""
    shape = (-1, size, a.shape[1])
    rows = np.einsum("ijk,ijk->ik", a.reshape(shape), b.reshape(shape))
    sums: Floats = rows.reshape(len(rows), -1, size).sum(2)
    sums *= np.float32(1 / size**2)
    return sums


def _tiles(height: int, width: int) -> Iterator[Window]:
    for top in range(0, height, _ROWS):
        for left in range(0, width, _COLUMNS):
            yield Window(top, min(top + _ROWS, height), left, min(left + _COLUMNS, width))


def _luma(pixels: Pixels, tile: Window) -> Floats:
    """With the halo."""
    height, width = pixels.shape[:2]
    part = tile.grown(_HALO, height, width)
    wanted = (tile.top - _HALO, tile.bottom + _HALO, tile.left - _HALO, tile.right + _HALO)
    rows = (part.top - wanted[0], wanted[1] - part.bottom)
    columns = (part.left - wanted[2], wanted[3] - part.right)
    return np.pad(pixels[part.index] @ _LUMA, (rows, columns), mode="edge")


def _blurred(values: Floats) -> Floats:
    """By the binomial window 1 4 6 4 1 in both directions; the outermost two rows and columns stay as they are."""
    down = values.copy()
    down[2:-2] = _weighted(values[:-4], values[1:-3], values[2:-2], values[3:-1], values[4:])
    result = down.copy()
    result[:, 2:-2] = _weighted(down[:, :-4], down[:, 1:-3], down[:, 2:-2], down[:, 3:-1], down[:, 4:])
    return result


def _weighted(a: Floats, b: Floats, c: Floats, d: Floats, e: Floats) -> Floats:
    total = b + d
    total *= np.float32(4)
    total += a
    total += e
    total += c * np.float32(6)
    total *= np.float32(1 / 16)
    return total


def _smoothed(means: Floats) -> Floats:
    """Each cell with its neighbours, weighted 1 2 1 in both directions."""
    padded = np.pad(means, ((0, 0), (1, 1), (1, 1)), mode="edge")
    down = padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]
    smoothed: Floats = (down[..., :-2] + 2 * down[..., 1:-1] + down[..., 2:]) / np.float32(16)
    return smoothed


def _detail(means: Floats) -> tuple[Floats, ...]:
    """Source, picture, lost and invented of a band, from the means of `_PRODUCTS`, (products, rows, columns)."""
    source, picture, soft, both, source_soft, picture_soft = means.astype(np.float64)
    one, other = source * (1 + _RIDGE), soft * (1 + _RIDGE)
    explained = both * (both * other - picture_soft * source_soft)
    explained += picture_soft * (picture_soft * one - both * source_soft)
    explained /= one * other - source_soft**2 + 1e-9
    invented = picture - np.clip(explained, 0, picture)
    lost = np.maximum(source - picture, 0)
    return tuple(values.astype(np.float32) for values in (source, picture, lost, invented))


def _share(part: Floats, whole: Floats) -> float:
    total = float(whole.sum(dtype=np.float64))
    return float(part.sum(dtype=np.float64)) / total if total else 0.0
