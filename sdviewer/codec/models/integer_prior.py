"""The prior of the own model in whole numbers: hyper latent -> mean and scale of every latent, the same everywhere.

A prior in floating point breaks between machines: one unit in the last place gives another table and from there on
garbage. Here every weight, activation and sum is an integer. They are carried in float64, where sums are exact in any
order as long as they stay below 2^53: activations are clipped to 2^22, weights are below 2^15 and a sum has at most
2^11 terms. So BLAS, thread counts and memory layouts don't matter; int64 arithmetic gives the same (a test compares).

Fixed point: activations, means and latents have 8 fractional bits; the weights of a layer have `shift` fractional bits
(at most 12), its biases 8 + shift. After a layer, value = floor((sum + 2^(shift-1)) / 2^shift).

All arrays here are (height, width, channels). The order of coding in one band of a picture:

    hyper latent z, all of it;
    for each group of channels: the anchors (row + column even), then the others, each in raster order, channels last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

FRACTION = 8
ONE = 1 << FRACTION
LIMIT = 1 << 22
RATES = 255
"""The rate point of a file is 0..255; tables that depend on it are interpolated linearly between their rows."""

Array = NDArray[Any]
"""float64, or int64 in the test of exactness; whole numbers in either."""
Coder = Callable[[Array, NDArray[np.int64]], Array]
"""Codes one pass: (means (n, C) in 1/256, scale indices (n, C) 0..63) -> quantised latents (n, C) in 1/256."""


def at_rate(table: NDArray[np.integer], rate: int) -> NDArray[np.int64]:
    """Rows of an integer table (levels, C) at a rate point 0..255, rounded to integers: int64 (C,)."""
    position = rate * (len(table) - 1)
    low = min(position // RATES, len(table) - 2)
    part = position - low * RATES
    values = table[low].astype(np.int64) * (RATES - part) + table[low + 1].astype(np.int64) * part
    return (2 * values + RATES) // (2 * RATES)


ROWS_APART = 256
"""Rows from which a product is worth a second thread."""


@cache
def _helper() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "prior")


def product(x: Array, weight: Array) -> Array:
    """x @ weight, its lower half on a second thread: BLAS is kept to one of its own (see `sdviewer/__init__.py`)."""
    rows = len(x)
    if rows < ROWS_APART:
        return x @ weight
    out, half = np.empty((rows, weight.shape[1]), x.dtype), rows // 2
    lower = _helper().submit(np.matmul, x[half:], weight, out=out[half:])
    np.matmul(x[:half], weight, out=out[:half])
    lower.result()
    return out


class IntegerPrior:
    """Evaluates the prior. tensors: 'prior.*' of the model's file. dtype: float64, or int64 to test exactness."""

    def __init__(
        self,
        tensors: Mapping[str, NDArray],
        groups: Sequence[int],
        dtype: type[np.number] = np.float64,
    ) -> None:
        self.groups = tuple(groups)
        self.dtype = dtype
        self._integers = {k: v for k, v in tensors.items() if k.startswith("prior.")}
        self._ready = {k: v.astype(dtype) for k, v in self._integers.items() if k.endswith(("weight", "bias"))}

    def hyper_indices(self, rate: int) -> NDArray[np.int64]:
        """Scale index 0..63 of each hyper channel at a rate point: int64 (Z,)."""
        return np.clip(at_rate(self._integers["prior.hyper_index"], rate), 0, 63)

    def features(self, z: NDArray[np.integer], height: int, width: int) -> Array:
        """Hyper latent, integers (h/4, w/4, Z), to features (height, width, F) in 1/256."""
        h = np.clip(z.astype(self.dtype) * ONE, -LIMIT, LIMIT)
        for step in ("1", "2"):
            h = _shuffle(self._dense(h, f"prior.up{step}"))
            h = np.maximum(self._depthwise(h, f"prior.spatial{step}"), 0)
        return np.ascontiguousarray(h[:height, :width])

    def code(self, features: Array, rate: int, coder: Coder) -> Array:
        """Run all passes over one band; `coder` is called for each. Returns the latent (h, w, M) in 1/256."""
        height, width, _ = features.shape
        even = np.add.outer(np.arange(height), np.arange(width)) % 2 == 0
        anchors, others = np.flatnonzero(even), np.flatnonzero(~even)
        flat = features.reshape(height * width, -1)
        latent = np.zeros((height * width, sum(self.groups)), self.dtype)
        start = 0
        for number, size in enumerate(self.groups):
            name = f"prior.groups.{number}"
            h = self._sum(flat, f"{name}.from_features")
            h += at_rate(self._integers[f"{name}.rate"], rate).astype(self.dtype)
            if start:
                before = latent[:, :start].reshape(height, width, start)
                h += self._around(before, f"{name}.from_before").reshape(h.shape)
            own = np.zeros((height * width, size), self.dtype)
            self._pass(own, anchors, h.take(anchors, axis=0), f"{name}.0", coder)
            if others.size:
                cross = self._from_anchors(own.reshape(height, width, size), others, f"{name}.from_anchors")
                self._pass(own, others, h.take(others, axis=0) + cross, f"{name}.1", coder)
            latent[:, start : start + size] = own
            start += size
        return latent.reshape(height, width, -1)

    def _pass(self, latent: Array, places: NDArray[np.intp], total: Array, name: str, coder: Coder) -> None:
        """One pass: sums of the first layer (n, context) -> means, scales -> coded latents, stored in `latent`."""
        h = self._descale(total, self._shift(name[:-2]))
        h = self._dense(np.maximum(h, 0, out=h), f"{name}.hidden")
        out = self._dense(np.maximum(h, 0, out=h), f"{name}.leave")
        size = latent.shape[-1]
        index = np.clip((out[:, size:] + ONE // 2) // ONE, 0, 63).astype(np.int64)
        latent[places] = np.clip(coder(out[:, :size], index), -LIMIT, LIMIT)

    def _shift(self, name: str) -> int:
        return int(self._integers[f"{name}.shift"][0])

    def _descale(self, total: Array, shift: int) -> Array:
        total += 1 << shift >> 1
        if np.issubdtype(self.dtype, np.floating):
            total *= 0.5**shift
            np.floor(total, out=total)
        else:
            total >>= shift
        return np.clip(total, -LIMIT, LIMIT, out=total, casting="unsafe")

    def _sum(self, x: Array, name: str) -> Array:
        weight = self._ready[f"{name}.weight"]
        flat: Any = product(x.reshape(-1, weight.shape[0]), weight)
        flat += self._ready[f"{name}.bias"]
        return flat.reshape(*x.shape[:-1], weight.shape[1])

    def _dense(self, x: Array, name: str) -> Array:
        """A layer without neighbours: weight (inputs, outputs)."""
        return self._descale(self._sum(x, name), self._shift(name))

    def _depthwise(self, x: Array, name: str) -> Array:
        """Each channel with its 3x3 neighbourhood, zeros outside: weight (3, 3, channels)."""
        height, width, _ = x.shape
        weight = self._ready[f"{name}.weight"]
        padded = np.pad(x, ((1, 1), (1, 1), (0, 0)))
        total = np.zeros_like(x) + self._ready[f"{name}.bias"]
        for row in range(3):
            for column in range(3):
                total += padded[row : row + height, column : column + width] * weight[row, column]
        return self._descale(total, self._shift(name))

    def _around(self, x: Array, name: str) -> Array:
        """Sums over 3x3 neighbourhoods, zeros outside: weight (inputs, 3 * 3 * outputs), no bias, not descaled."""
        height, width, _ = x.shape
        weight = self._ready[f"{name}.weight"]
        outputs = weight.shape[1] // 9
        parts = product(np.ascontiguousarray(x).reshape(height * width, -1), weight)
        parts = parts.reshape(height, width, 3, 3, outputs)
        total = np.zeros((height + 2, width + 2, outputs), x.dtype)
        for row in range(3):
            for column in range(3):
                total[2 - row : 2 - row + height, 2 - column : 2 - column + width] += parts[:, :, row, column]
        return total[1:-1, 1:-1]

    def _from_anchors(self, x: Array, places: NDArray[np.intp], name: str) -> Array:
        """Sums over the four neighbours (up, left, right, down) of some places: weight (4 * inputs, outputs)."""
        width = x.shape[1] + 2
        padded = np.pad(x, ((1, 1), (1, 1), (0, 0))).reshape(-1, x.shape[2])
        corner = places + 2 * (places // x.shape[1])
        neighbours = [padded.take(corner + step, axis=0) for step in (1, width, width + 2, 2 * width + 1)]
        return product(np.concatenate(neighbours, axis=1), self._ready[f"{name}.weight"])


def _shuffle(x: Array) -> Array:
    """(h, w, 4 C) -> (2h, 2w, C), the inputs ordered C x 2 x 2."""
    height, width, channels = x.shape
    x = x.reshape(height, width, channels // 4, 2, 2).transpose(0, 3, 1, 4, 2)
    return x.reshape(2 * height, 2 * width, channels // 4)
