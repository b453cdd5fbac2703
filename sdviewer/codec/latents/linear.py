"""The fitted prediction: for latents of any model, linear in a few taps that the encoder picks and sends.

Mean: sum of tap * coefficient. Width: looked up by how wrong the prediction was nearby, in a table that is sent too.
Units: values 1/256 of the channel's scale within +-4095, coefficients 1/64, errors as the values. All integers, held as
float64 where they are multiplied, with sums far below 2^53.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..entropy.range_coder import Decoder, Encoder
from .network import tables
from .scale import Scales, normalise
from .tables import LEVEL_ZERO, Placement, limit_cells
from .wavefront import OWN_TAPS, Pass, Tap, Wavefront

FINER = 3
VALUE_LIMIT = 4095
INSIDE = 256
EARLIER_CHANNELS = 32
MAX_TAPS = 15
BINS = 16

_EARLIER = ((0, 0), (0, -1), (0, 1), (-1, 0), (1, 0))
_ERROR_TAPS = ((0, -1), (-1, 0), (-1, -1), (-1, 1), (0, -2), (-2, 0))
_ERROR_WEIGHTS = (6, 6, 4, 4, 2, 2)
_ERROR_CHANNELS = 3
# Errors of weight 48 in all; steps of half an octave from 2^-6 of the scale: 48 * 256 * 2^(i/2 - 6)
_THRESHOLDS = np.array([(192, 271)[i % 2] << i // 2 for i in range(BINS - 1)], np.int64)

_COUNT_BITS, _TAP_BITS, _COEFFICIENT_BITS, _WIDTH_BITS, _SHAPE_BITS = 4, 8, 8, 6, 2
_WIDTH_LOW = -80
_FIT_SYMBOLS = 1 << 17  # at most about so many take part in the choice of taps


def _candidates(channel: int, channels: int) -> list[Tap]:
    """Taps to pick from, at most 171; the first is the constant."""
    earlier = range(max(0, channel - EARLIER_CHANNELS), channel)
    own = [(channel, dy, dx) for dy, dx in OWN_TAPS[:10]]
    return [(channels, 0, 0), *own, *((k, dy, dx) for k in reversed(earlier) for dy, dx in _EARLIER)]


def _error_taps(channel: int) -> tuple[list[Tap], list[int]]:
    own = [(channel, dy, dx) for dy, dx in _ERROR_TAPS]
    count = min(channel, _ERROR_CHANNELS)
    if count == 0:
        return own, [2 * w for w in _ERROR_WEIGHTS]
    return own + [(channel - k, 0, 0) for k in range(1, count + 1)], [*_ERROR_WEIGHTS, *[24 // count] * count]


class Linear:
    """Predicts by taps and coefficients; `fit` finds them, `write` and `read` carry them."""

    mode = 0

    def __init__(self, front: Wavefront, scales: Scales) -> None:
        self._front = front
        self._scales = scales
        self._channels = front.shape[0]
        self._values = front.empty(INSIDE, np.float64)
        self._errors = front.empty(0, np.float64)
        self._value_runs, self._error_runs = front.runs(self._values), front.runs(self._errors)
        self._widths = np.full(BINS, -_WIDTH_LOW // 2, np.int64)
        self._shape = 0
        self._means = np.zeros(0)
        self._places = front.places.reshape(self._channels, -1)
        self._down = scales.down[front.channels] * (1 << FINER)
        taps, weights = zip(*(_error_taps(c) for c in range(self._channels)), strict=True)
        self._error_distances, self._error_weights = self._arrange(taps, weights)
        self._set_taps([np.zeros(0, np.int64)] * self._channels, [np.zeros(0, np.int64)] * self._channels)

    @property
    def side_bits(self) -> int:
        """Bits that `write` takes."""
        taps = sum(len(c) for c in self._chosen)
        fixed = self._channels * _COUNT_BITS + BINS * _WIDTH_BITS + _SHAPE_BITS
        return fixed + taps * (_TAP_BITS + _COEFFICIENT_BITS)

    @classmethod
    def fit(cls, front: Wavefront, scales: Scales, ordered: NDArray[np.int64]) -> Linear:
        """Taps, widths and shape for latents int64[n] in coding order."""
        linear = cls(front, scales)
        linear.fill(ordered)
        chosen = [linear._choose_taps(channel, places) for channel, places in enumerate(linear._places)]
        linear._set_taps([c for c, _ in chosen], [k for _, k in chosen])
        linear.fill(ordered)
        linear._choose_widths(ordered)
        return linear

    @classmethod
    def read(cls, decoder: Decoder, front: Wavefront, scales: Scales) -> Linear:
        """Inverse of `write`."""
        linear = cls(front, scales)
        linear._shape = int(decoder.get_bits(np.array([_SHAPE_BITS]))[0])
        linear._widths = decoder.get_bits(np.full(BINS, _WIDTH_BITS))
        counts = decoder.get_bits(np.full(linear._channels, _COUNT_BITS))
        chosen = decoder.get_bits(np.full(counts.sum(), _TAP_BITS))
        coefficients = decoder.get_bits(np.full(counts.sum(), _COEFFICIENT_BITS)) - (1 << _COEFFICIENT_BITS - 1)
        ends = np.cumsum(counts)[:-1]
        linear._set_taps(np.split(chosen, ends), np.split(coefficients, ends))
        return linear

    def write(self, encoder: Encoder) -> None:
        """Put what `read` needs."""
        encoder.put_bits(np.array([self._shape]), _SHAPE_BITS)
        encoder.put_bits(self._widths, _WIDTH_BITS)
        encoder.put_bits(np.array([len(c) for c in self._chosen]), _COUNT_BITS)
        encoder.put_bits(np.concatenate(self._chosen), _TAP_BITS)
        encoder.put_bits(np.concatenate(self._coefficients) + (1 << _COEFFICIENT_BITS - 1), _COEFFICIENT_BITS)

    def fill(self, ordered: NDArray[np.int64]) -> None:
        """Tell all latents, int64[n] in coding order."""
        self._values[self._front.ordered_places] = self._normalise(ordered, slice(None))
        places = self._places
        self._errors[places] = self._error(self._values[places], self._mean(places))

    def predict(self, index: NDArray[np.int64]) -> NDArray[np.float64]:
        """Cells at places (C, n): (C, n, 3)."""
        self._means = self._mean(index)
        return self._cells(self._means, self._bins(index), self._widths, self._shape)

    def predict_pass(self, step: Pass) -> NDArray[np.float64]:
        """Cells of a pass's symbols in coding order, (n, 3)."""
        begin = step.begin[:, None]
        taps = self._value_runs[:, : step.n][begin + self._distances[:, 0]]
        self._means = np.matmul(self._factors[:, None], taps)[:, 0] * 2
        errors = self._error_runs[:, : step.n][begin + self._error_distances[:, 0]]
        bins = np.searchsorted(_THRESHOLDS, np.matmul(self._error_weights[:, None], errors)[:, 0])
        cells = self._cells(self._means, bins, self._widths, self._shape)
        return cells.reshape(-1, 3).take(step.used, axis=0)

    def _cells(
        self, means: NDArray[np.float64], bins: NDArray[np.intp], widths: NDArray[np.int64], shape: int
    ) -> NDArray[np.float64]:
        cells = np.empty((*means.shape, 3))
        cells[:, :, 0] = means * self._scales.up[:, None] + 0.5
        cells[:, :, 1] = (widths + (_WIDTH_LOW + LEVEL_ZERO) / 2)[bins] + self._scales.eighths[:, None] / 2
        cells[:, :, 2] = shape
        return limit_cells(cells)

    def put(self, step: Pass, q: NDArray[np.int64] | NDArray[np.float64]) -> None:
        """Tell what the pass that was predicted last turned out to be, whole numbers [n]."""
        part = slice(step.start, step.stop)
        places = self._front.ordered_places[part]
        values = self._normalise(q, part)
        self._values[places] = values
        self._errors[places] = self._error(values, self._means.reshape(-1).take(step.used))

    def _normalise(self, q: NDArray[np.int64] | NDArray[np.float64], part: slice) -> NDArray[np.float64]:
        return normalise(q, self._down[part], VALUE_LIMIT)

    def _mean(self, index: NDArray[np.int64]) -> NDArray[np.float64]:
        """Means in 2^-15 of the scale, (C, n)."""
        taps = self._values.take(index[:, :, None] + self._distances, mode="clip")
        return np.einsum("cnt,ct->cn", taps, self._factors) * 2

    @staticmethod
    def _error(values: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.minimum(np.abs(values - np.floor(mean * 2.0**-7)), VALUE_LIMIT)

    def _bins(self, index: NDArray[np.int64]) -> NDArray[np.intp]:
        errors = self._errors.take(index[:, :, None] + self._error_distances, mode="clip")
        return np.searchsorted(_THRESHOLDS, np.einsum("cnt,ct->cn", errors, self._error_weights))

    def _set_taps(self, chosen: list[NDArray[np.int64]], coefficients: list[NDArray[np.int64]]) -> None:
        self._chosen, self._coefficients = chosen, coefficients
        taps = []
        for channel, picks in enumerate(chosen):
            choice = _candidates(channel, self._channels)
            taps.append([choice[i % len(choice)] for i in picks])
        self._distances, self._factors = self._arrange(taps, coefficients)

    def _arrange(self, taps, weights) -> tuple[NDArray[np.int64], NDArray[np.float64]]:  # type: ignore[no-untyped-def]
        """Distances (C, 1, m) and weights (C, m) of each channel's taps, filled up with weight 0."""
        longest = max(1, *(len(t) for t in taps))
        distances = np.zeros((self._channels, 1, longest), np.int64)
        factors = np.zeros((self._channels, longest))
        for channel, own in enumerate(taps):
            distances[channel, 0, : len(own)] = self._front.distances(channel, own)
            factors[channel, : len(own)] = weights[channel]
        return distances, factors

    def _choose_taps(self, channel: int, places: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Forward selection by the sweep operator, as long as a tap saves more bits than it takes."""
        stride = max(1, len(places) * self._channels // _FIT_SYMBOLS)
        rows = places[::stride]
        distances = self._front.distances(channel, _candidates(channel, self._channels))
        x = np.concatenate([self._values[rows[:, None] + distances], self._values[rows][:, None]], 1) / INSIDE
        gram = _gram(x) + np.diag([1e-6] * len(distances) + [len(rows) * 1e-5])
        chosen: list[int] = []
        target = len(distances)
        while len(chosen) < MAX_TAPS:
            power = np.diag(gram)[:-1].copy()
            power[chosen] = np.inf
            gains = np.where(power > 1e-4, gram[:-1, -1] ** 2 / np.maximum(power, 1e-4), 0)
            pick = int(gains.argmax())
            left = 1 - gains[pick] / gram[target, target]
            if -len(places) / 2 * np.log2(max(left, 1e-9)) < _TAP_BITS + _COEFFICIENT_BITS + 2:
                break
            chosen.append(pick)
            row = gram[pick] / gram[pick, pick]
            pivot = gram[pick, pick]
            column = gram[:, pick].copy()
            gram -= np.outer(column, row)
            gram[pick] = row
            gram[:, pick] = -column / pivot
            gram[pick, pick] = 1 / pivot
        limit = (1 << _COEFFICIENT_BITS - 1) - 1
        coefficients = np.clip(np.rint(gram[chosen, -1] * 64), -limit, limit).astype(np.int64)
        return np.array(chosen, np.int64), coefficients

    def _choose_widths(self, ordered: NDArray[np.int64]) -> None:
        """Widths from the mean error in each bin, and the shape that codes best."""
        q = np.empty(ordered.size)
        q[self._front.order] = ordered
        stride = max(1, q.size // self._channels >> 12)
        q = q.reshape(self._channels, -1)[:, ::stride]
        index = self._places[:, ::stride]
        mean, bins = self._mean(index), self._bins(index)
        errors = np.abs(q / 2.0 ** (self._scales.eighths[:, None] / 8) - mean / 2.0**15)
        count = np.maximum(np.bincount(bins.ravel(), minlength=BINS), 1)
        size = np.bincount(bins.ravel(), errors.ravel(), minlength=BINS) / count
        symbols = q.ravel().astype(np.int64)
        best = np.inf
        for shape, spread in enumerate(_SPREADS):
            widths = np.rint(4 * np.log2(size / spread + 2.0**-10) - _WIDTH_LOW / 2).astype(np.int64)
            widths = np.clip(widths, 0, (1 << _WIDTH_BITS) - 1)
            cells = self._cells(mean, bins, widths, shape).reshape(-1, 3)
            bits = Placement.of(cells).cost_bits(tables(), symbols)
            if bits < best:
                best, self._widths, self._shape = bits, widths, shape


def _gram(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """x.T @ x in blocks that are too small for BLAS to start threads for: waiting for those costs more here."""
    rows = max(64, (1 << 18) // x.shape[1] ** 2)
    total = np.zeros((x.shape[1], x.shape[1]))
    for start in range(0, len(x), rows):
        block = x[start : start + rows]
        total += block.T @ block
    return total


_SPREADS = (0.6, 0.65, 0.7, 0.75)
"""Mean magnitude of the four shapes at width 1, nearly; only the encoder uses it."""
