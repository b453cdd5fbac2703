"""Layers of whole numbers, see `integer_prior`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .second_thread import together

FRACTION = 8
ONE = 1 << FRACTION
LIMIT = 1 << 22
Array = NDArray[Any]
"""float64, or int64 in the test of exactness; whole numbers in either."""


class Layer:
    """x @ weight + bias, rounded to 8 fractional bits; for float64 the division is within weight and bias, exactly.

    coarse: the last so many outputs are rounded to whole numbers.
    """

    def __init__(self, weight: NDArray, bias: NDArray, shift: int, dtype: type[np.number], coarse: int = 0) -> None:
        self._floating = np.issubdtype(dtype, np.floating)
        self._dtype = dtype
        self._shift = np.full(weight.shape[-1], shift)
        rounding = np.full(weight.shape[-1], 1 << shift >> 1)
        if coarse:
            self._shift[-coarse:] += FRACTION
            rounding[-coarse:] += 1 << shift + FRACTION >> 1
        self.weight = self.scaled(weight)
        self.bias = self.scaled(bias.astype(np.int64) + rounding)

    def scaled(self, values: NDArray) -> Array:
        """Numbers (..., outputs) in the unit of `sum`."""
        return values * np.ldexp(1.0, -self._shift) if self._floating else values.astype(self._dtype)

    def sum(self, x: Array) -> Array:
        total: Array = x @ self.weight
        total += self.bias
        return total

    def activation(self, total: Array, least: int = 0) -> Array:
        """Of a sum, in place: rounded down, within least..LIMIT."""
        if self._floating:
            np.floor(total, out=total)
        else:
            total >>= self._shift
        return np.clip(total, least, LIMIT, out=total)

    def __call__(self, x: Array, least: int = 0) -> Array:
        return self.activation(self.sum(x), least)


def make_layer(
    tensors: Mapping[str, NDArray], name: str, dtype: type[np.number], coarse: int = 0, shift: str = ""
) -> Layer:
    """A layer of the model's file; its shift may stand under another name."""
    bits = int(tensors[f"{shift or name}.shift"][0])
    return Layer(tensors[f"{name}.weight"], tensors[f"{name}.bias"], bits, dtype, coarse)


BLOCK = 1 << 15
"""Values that `enlarge` works on at once."""


def enlarge(x: Array, up: Layer, spatial: Layer) -> Array:
    """(h, w, inputs) -> (2h, 2w, C): a layer of 4 C outputs, ordered C x 2 x 2, becomes four places, and each channel
    then sees its 3x3 neighbourhood, zeros outside: weight (3, 3, C). Activations >= 0.
    """
    height, width, _ = x.shape
    channels = spatial.bias.size
    padded = np.zeros((2 * height + 2, 2 * width + 2, channels), x.dtype)
    total = np.empty((2 * height, 2 * width, channels), x.dtype)

    def places(rows: slice) -> None:
        out = up(x[rows], -LIMIT).reshape(-1, width, channels, 4)
        for quarter in range(4):
            row, column = divmod(quarter, 2)
            target = padded[1 + row : -1 : 2, 1 + column : -1 : 2]
            target[rows] = out[..., quarter]

    def neighbourhoods(rows: slice) -> None:
        out = total[rows]
        out[:] = spatial.bias
        for row in range(3):
            for column in range(3):
                taps = padded[rows.start + row : rows.stop + row, column : column + 2 * width]
                out += taps * spatial.weight[row, column]
        spatial.activation(out)

    together(places, height, max(1, BLOCK // (4 * width * channels)))
    together(neighbourhoods, 2 * height, max(1, BLOCK // (2 * width * channels)))
    return total
