"""The order in which latents are coded, and the layout in which their neighbours are at fixed distances.

Position (channel, y, x) is coded in pass t = x + 2 y + LAG * channel. All positions of a pass are coded at once, and
everything that a prediction may look at has a smaller t: in the same channel what lies before in raster order within
the taps below, in earlier channels everything around the place up to two steps away. Within a pass the order is by
channel, then by y. A latent of height H, width W, and C channels takes W + 2 (H - 1) + LAG (C - 1) passes.

Values are kept in a skewed array with axes (channel, t, y): a pass is then a run along y for each channel, and each
neighbour stands at a constant distance in the flat array. One more plane holds 1 inside the latent and 0 outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LAG = 5
Tap = tuple[int, int, int]
"""(channel, dy, dx), relative to the place that is coded; the channel is absolute."""

OWN_TAPS = (
    *((0, -1), (0, -2), (0, -3), (-1, -3), (-1, -2), (-1, -1), (-1, 0), (-1, 1)),
    *((-2, -2), (-2, -1), (-2, 0), (-2, 1), (-2, 2), (-3, -1), (-3, 0), (-3, 1)),
)
EARLIER_TAPS = tuple((dy, dx) for dy in range(-2, 3) for dx in range(-2, 3) if abs(dy) + abs(dx) <= 2)
INSIDE_TAPS = ((0, -1), (-1, 0), (-1, 1))

_T_BEFORE, _T_AFTER, _Y_MARGIN = 8, 6, 3  # room for the taps that look outside


@dataclass(slots=True)
class Pass:
    """What is coded at once: symbols start..stop of the coding order.

    begin: (C,) first place of each channel in the flat array, whose n symbols at most stand in a run from there.
    used: where the pass's symbols are in index.reshape(-1), in coding order.
    """

    begin: NDArray[np.int64]
    n: int
    used: NDArray[np.int64]
    start: int
    stop: int

    @property
    def index(self) -> NDArray[np.int64]:
        """(C, n) places in the flat array, rows filled up to equal length by places that mean nothing."""
        return self.begin[:, None] + np.arange(self.n)


class Wavefront:
    """Layout and order for latents of shape (C, H, W).

    places: flat index of each symbol, int64 (C, H, W). Of each symbol in coding order, int64[C*H*W]: `order` its index
    into the ravelled latents, `channels` its channel, `ordered_places` its place.
    """

    def __init__(self, shape: tuple[int, int, int]) -> None:
        channels, height, width = self.shape = shape
        self.passes, self._rows, self._columns = _layout(shape)
        c, y, x = np.ogrid[:channels, :height, :width]
        time = x + 2 * y + LAG * c
        self.places = self._place(c, time, y)
        self.order = np.argsort(((time * channels + c) * height + y).ravel(), kind="stable")
        self.channels = self.order // (height * width)
        self.ordered_places = self.places.ravel()[self.order]

    def _place(self, channel: NDArray, time: NDArray, y: NDArray) -> NDArray[np.int64]:
        return (channel * self._rows + time + _T_BEFORE) * self._columns + y + _Y_MARGIN

    def empty(self, inside: int, dtype: type) -> NDArray:
        """A flat array of zeros for all planes, the last of which holds `inside` wherever the latent is."""
        channels, height, width = self.shape
        # A run may be as long as the latent is high, and be filled up beyond its end.
        values: NDArray = np.zeros(layout_size(self.shape)[1] + height, dtype)
        y, x = np.ogrid[:height, :width]
        values[self._place(np.array(channels), x + 2 * y, y)] = inside
        return values

    def runs(self, values: NDArray) -> NDArray:
        """View of a flat array with a run of `height` values from each place: (places, height)."""
        shape = (values.size - self.shape[1] + 1, self.shape[1])
        return np.lib.stride_tricks.as_strided(values, shape, 2 * values.strides, writeable=False)

    def distances(self, channel: int, taps: Sequence[Tap]) -> NDArray[np.int64]:
        """How far each tap stands from a place of `channel` in the flat array. Channel C is the plane of 'inside'."""
        k, dy, dx = np.array(taps, np.int64).reshape(-1, 3).T
        lag = np.where(k == self.shape[0], -channel, k - channel) * LAG
        return ((k - channel) * self._rows + lag + dx + 2 * dy) * self._columns + dy

    def __iter__(self) -> Iterator[Pass]:
        channels, height, width = self.shape
        c = np.arange(channels)
        u = np.arange(self.passes)[:, None] - LAG * c
        first = np.maximum(0, (u - width + 2) // 2)
        counts = np.maximum(np.minimum(height - 1, u // 2) - first + 1, 0)
        first = np.where(counts > 0, first, 0)
        begin = self._place(c, np.arange(self.passes)[:, None], first)
        longest = counts.max(1)
        ends = np.cumsum(counts.sum(1))
        # Each symbol's column in its pass is its y less the first y of its channel there.
        time = np.repeat(np.arange(self.passes), counts.sum(1))
        used = self.channels * longest[time] + (self.order // width) % height - first[time, self.channels]
        start = 0
        for t, (stop, n) in enumerate(zip(ends.tolist(), longest.tolist(), strict=True)):
            yield Pass(begin[t], n, used[start:stop], start, stop)
            start = stop


def layout_size(shape: tuple[int, int, int]) -> tuple[int, int]:
    """Passes, and cells of the flat array, for latents of shape (C, H, W)."""
    passes, rows, columns = _layout(shape)
    return passes, (shape[0] + 1) * rows * columns


def _layout(shape: tuple[int, int, int]) -> tuple[int, int, int]:
    """Passes, and rows and columns of each plane of the flat array."""
    channels, height, width = shape
    passes = width + 2 * (height - 1) + LAG * (channels - 1)
    return passes, passes + _T_BEFORE + _T_AFTER, height + 2 * _Y_MARGIN


def taps_of(channel: int, channels: int) -> list[Tap]:
    """All taps of a channel: its own, those of earlier channels, 'inside'."""
    own = [(channel, dy, dx) for dy, dx in OWN_TAPS]
    earlier = [(k, dy, dx) for k in range(channel) for dy, dx in EARLIER_TAPS]
    return own + earlier + [(channels, dy, dx) for dy, dx in INSIDE_TAPS]
