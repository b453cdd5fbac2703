"""The trained prediction: a small network of integers for the four channels of Stable Diffusion's first latents.

For each channel: all taps -> 48 -> 24 -> (mean, width, shape), and a linear way around for the mean. Weights and
activations are integers and so small that every partial sum stays below 2^24, whatever the order of summation:
float32 and float64 give the same numbers as integers do. Weights are divided by powers of two beforehand, which changes
no digit, and the last ones multiplied by the scale, of 17 bits, for which float64 has room. `training/latents.py` makes
`resources/tables/latents.safetensors` and checks the bounds.

Units: inputs 1/32 of the channel's scale within +-255, activations 1/32 within 0..511, outputs 2^-15.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from ...paths import resource
from ..entropy.range_coder import Decoder, Encoder, RowTables
from .scale import Scales, normalise
from .tables import LEVEL_ZERO, build_rows, limit_cells
from .wavefront import Pass, Wavefront, taps_of

CHANNELS = 4
INPUT_LIMIT = 255
INSIDE = 32
ACTIVATION_LIMIT = 511
OUTPUT_BITS = 15
SCALE_RANGE = (-24, 96)
"""Scales in eighths that the network is told; others count as the nearest of these."""

_ROWS = 80  # places at once where all are known: what lies between two layers stays in the cache
FILE = resource("tables/latents.safetensors")


@cache
def _stored() -> dict[str, NDArray]:
    return load_file(FILE)


@cache
def tables() -> RowTables:
    """The distributions of all latent coders."""
    return build_rows(_stored()["tails"].astype(np.int64))


class Network:
    """Predicts cells at places of a wavefront of 4 channels from the normalised values there."""

    mode = 1
    side_bits = 0

    def __init__(self, front: Wavefront, scales: Scales, dtype: type = np.float32) -> None:
        self._front = front
        self._scales = scales
        self._factors = scales.down[front.channels]
        self._values: NDArray[np.floating] = front.empty(INSIDE, dtype)
        taps = [[*taps_of(channel, CHANNELS), (CHANNELS, 0, 0)] for channel in range(CHANNELS)]
        width = max(len(t) for t in taps)
        self._distances = np.zeros((CHANNELS, width), np.int64)  # those beyond a channel's taps have weight 0
        for channel, own in enumerate(taps):
            self._distances[channel, : len(own)] = front.distances(channel, own)
        self._runs = front.runs(self._values)
        told = np.clip(scales.eighths, *SCALE_RANGE)
        first, second, third = (w.transpose(0, 2, 1) for w in _matrices(told, [len(t) - 1 for t in taps]))
        self._first: NDArray[np.floating] = np.ascontiguousarray(first, dtype)
        self._second: NDArray[np.floating] = np.ascontiguousarray(second, dtype)
        # Outputs in 2^-15 to cells: the mean, to which the way around is added, half the width's eighths, the shape.
        around = np.broadcast_to(np.array([1, 0, 0])[:, None], (CHANNELS, 3, 1))
        factors = np.broadcast_arrays(scales.up, 2.0**-13, 2.0**-15)
        zeros = np.broadcast_arrays(0.5, (scales.eighths + LEVEL_ZERO) / 2, 0.0)
        self._third = np.concatenate([around, third], 2) * np.stack(factors, 1)[:, :, None]
        self._third[:, :, -1] += np.stack(zeros, 1)

    @classmethod
    def read(cls, _: Decoder, front: Wavefront, scales: Scales) -> Network:
        """Inverse of `write`."""
        return cls(front, scales)

    def write(self, encoder: Encoder) -> None:
        """Put what `read` needs: nothing, the weights are shipped."""

    def fill(self, ordered: NDArray[np.int64]) -> None:
        """Tell all latents, int64[n] in coding order."""
        self._values[self._front.ordered_places] = normalise(ordered, self._factors, INPUT_LIMIT)

    def put(self, step: Pass, q: NDArray[np.int64] | NDArray[np.float64]) -> None:
        """Tell what the pass that was predicted last turned out to be, whole numbers [n]."""
        part = slice(step.start, step.stop)
        self._values[self._front.ordered_places[part]] = normalise(q, self._factors[part], INPUT_LIMIT)

    def predict(self, index: NDArray[np.int64]) -> NDArray[np.float64]:
        """Cells at places (4, n): (4, n, 3)."""
        starts = range(0, max(1, index.shape[1]), _ROWS)  # a step may have no places
        parts = [index[:, None, start : start + _ROWS] + self._distances[:, :, None] for start in starts]
        cells = [self._cells(self._values.take(part, mode="clip")) for part in parts]
        return limit_cells(np.concatenate(cells, 2).transpose(1, 2, 0))

    def predict_pass(self, step: Pass) -> NDArray[np.float64]:
        """Cells of a pass's symbols in coding order, (n, 3)."""
        inputs = self._runs[:, : step.n][step.begin[:, None] + self._distances]
        return limit_cells(self._cells(inputs).reshape(3, -1).take(step.used, axis=1).T)

    def _cells(self, inputs: NDArray[np.floating]) -> NDArray[np.float64]:
        """From values at the taps (4, taps, n), cells not limited yet, (3, 4, n).

        Arrays lie in memory as (outputs, 4, n), so that what is activated is one run.
        """
        shape = (CHANNELS, inputs.shape[2])
        first = np.empty((self._first.shape[1], *shape), inputs.dtype)
        np.matmul(self._first, inputs, out=first.transpose(1, 0, 2))
        hidden = first[1:]
        _activate(hidden, hidden)
        second = np.empty((self._second.shape[1], *shape), inputs.dtype)
        np.matmul(self._second, hidden.transpose(1, 0, 2), out=second.transpose(1, 0, 2))
        last = np.empty((self._third.shape[2], *shape))
        last[0] = first[0]
        _activate(second, last[1:])
        cells = np.empty((3, *shape))
        np.matmul(self._third, last.transpose(1, 0, 2), out=cells.transpose(1, 0, 2))
        return cells


def _activate(sums: NDArray, out: NDArray) -> None:
    """Keep within 0..511, in place, and round down."""
    sums.clip(0, ACTIVATION_LIMIT, out=sums)
    np.floor(sums, out=out)


def _matrices(told: NDArray[np.int64], inside: list[int]) -> list[NDArray[np.float64]]:
    """The three matrices (4, inputs, outputs) with biases built in and divided by the powers of two that follow them,
    float64, exact.

    First layer: column 0 is the mean's way around, the last one a constant 1 that carries the next bias, as does the
    last column of the second. The bias stands in row inside[channel], whose input is INSIDE.
    """
    stored = {name: value.astype(np.float64) for name, value in _stored().items()}
    shift1, shift2 = 2.0 ** -stored["shifts"]
    w1, w2, w3 = stored["w1"], stored["w2"], stored["w3"]
    hidden1, hidden2 = w2.shape[1], w2.shape[2]
    first = np.zeros((CHANNELS, w1.shape[1] + 1, 1 + hidden1 + 1))
    first[:, :-1, 0] = w1[:, :, -1]
    first[:, :-1, 1:-1] = w1[:, :, :-1] * shift1
    bias = stored["b1"] + np.einsum("k,ckh->ch", told, stored["g1"])
    for channel, row in enumerate(inside):
        first[channel, row, 1:-1] = bias[channel, :-1] * shift1 / INSIDE
        first[channel, row, -1] = 1 / INSIDE
    second = np.zeros((CHANNELS, hidden1 + 1, hidden2 + 1))
    second[:, :-1, :-1] = w2 * shift2
    second[:, -1, :-1] = stored["b2"] * shift2
    second[:, -1, -1] = 1
    third = np.concatenate([w3, stored["b3"][:, None]], 1)
    return [first, second, third]
