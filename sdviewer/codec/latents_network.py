"""The trained prediction: a small network of integers for the four channels of Stable Diffusion's first latents.

For each channel: all taps -> 48 -> 24 -> (mean, width, shape), and a linear way around for the mean. Weights and
activations are integers and so small that every partial sum stays below 2^24, whatever the order of summation: float32,
float64 and int64 give the same numbers. `training/latents.py` makes `latents_net.npz` and checks those bounds.

Units: inputs 1/32 of the channel's scale within +-255, activations 1/32 within 0..511, outputs 2^-15.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .entropy import Decoder, Encoder, RowTables
from .latents_scale import Scales
from .latents_tables import SHAPES, build_rows
from .latents_wavefront import Pass, Wavefront, taps_of

CHANNELS = 4
INPUT_LIMIT = 255
INSIDE = 32
ACTIVATION_LIMIT = 511
OUTPUT_BITS = 15
SCALE_RANGE = (-24, 96)
"""Scales in eighths that the network is told; others count as the nearest of these."""

FILE = Path(__file__).with_name("latents_net.npz")


@cache
def _stored() -> dict[str, NDArray]:
    with np.load(FILE) as stored:
        return {name: stored[name] for name in stored.files}


@cache
def tables() -> RowTables:
    """The distributions of all latent coders."""
    return build_rows(_stored()["tails"].astype(np.int64))


class Network:
    """Predicts mean, width and shape at places of a wavefront of 4 channels from the normalised values there."""

    mode = 1
    side_bits = 0

    def __init__(self, front: Wavefront, scales: Scales, dtype: type = np.float32) -> None:
        stored = _stored()
        self._front = front
        self._scales = scales
        self._values = front.empty(INSIDE, dtype)
        taps = [taps_of(channel, CHANNELS) for channel in range(CHANNELS)]
        width = max(len(t) for t in taps)
        self._distances = np.zeros((CHANNELS, 1, width), np.int64)  # those beyond a channel's taps have weight 0
        for channel, own in enumerate(taps):
            self._distances[channel, 0, : len(own)] = front.distances(channel, own)
        self._weights = [stored[name].astype(dtype) for name in ("w1", "w2", "w3")]
        told = np.clip(scales.eighths[:, 0], *SCALE_RANGE)
        bias = stored["b1"].astype(np.int64) + told @ stored["g1"].astype(np.int64)
        self._biases = [b.astype(dtype)[:, None, :] for b in (bias, stored["b2"], stored["b3"])]
        self._shifts = [int(s) for s in stored["shifts"]]

    def fill(self, q: NDArray[np.int64]) -> None:
        """Tell all latents, int64 (C, H, W)."""
        values = self._scales.normalise(q.reshape(CHANNELS, -1), None, 0, INPUT_LIMIT)
        self._values[self._front.places.reshape(CHANNELS, -1)] = values

    def write(self, encoder: Encoder) -> None:
        """Put what `read` needs: nothing, the weights are shipped."""

    @classmethod
    def read(cls, _: Decoder, front: Wavefront, scales: Scales) -> Network:
        """Inverse of `write`."""
        return cls(front, scales)

    def put(self, step: Pass, q: NDArray[np.int64]) -> None:
        """Tell what the pass that was predicted last turned out to be, int64[n]."""
        places = step.index.reshape(-1).take(step.used)
        self._values[places] = self._scales.normalise(q, step.used // step.index.shape[1], 0, INPUT_LIMIT)

    def predict(self, index: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """(mean in 1/16, log2 width in 1/8, shape) at places (4, n), int64 (4, n) each."""
        inputs = self._values.take(index[:, :, None] + self._distances, mode="clip")
        first = np.matmul(inputs, self._weights[0])
        first += self._biases[0]
        hidden = _activate(first[:, :, :-1], self._shifts[0])
        hidden = np.matmul(hidden, self._weights[1])
        hidden += self._biases[1]
        output = np.matmul(_activate(hidden, self._shifts[1]), self._weights[2])
        output += self._biases[2]
        output[:, :, 0] += first[:, :, -1]
        output = output.astype(np.int64)
        width = (output[:, :, 1] >> (OUTPUT_BITS - 3)) + self._scales.eighths
        shape = np.clip(output[:, :, 2] >> OUTPUT_BITS, 0, SHAPES - 1)
        return self._scales.mean(output[:, :, 0]), width, shape


def _activate(sums: NDArray, shift: int) -> NDArray:
    """Divide by 2^shift, round down, keep within 0..511; new array."""
    if sums.dtype == np.int64:
        return np.clip(sums >> shift, 0, ACTIVATION_LIMIT)
    scaled = sums * sums.dtype.type(2.0**-shift)
    np.clip(scaled, 0, ACTIVATION_LIMIT, out=scaled)
    return np.floor(scaled, out=scaled)
