"""The prior of the own model in whole numbers: hyper latent -> mean and scale of every latent, the same everywhere.

A prior in floating point breaks between machines: one unit in the last place gives another table and from there on
garbage. Here every weight, activation and sum is an integer. They are carried in float64, where sums are exact in any
order as long as they stay below 2^53: activations are clipped to 2^22, weights are below 2^15 and a sum has at most
2^11 terms. So BLAS, thread counts and memory layouts don't matter; int64 arithmetic gives the same (a test compares).

Fixed point: activations, means and latents have 8 fractional bits; the weights of a layer have `shift` fractional bits
(at most 12), its biases 8 + shift. After a layer, value = floor((sum + 2^(shift-1)) / 2^shift).

All arrays here are (height, width, channels). The order of coding in one band of a picture:

    hyper latent z, all of it;
    for each group of channels: the anchors (row + column even), then the others, each in raster order, channels last;
    where a group has corners, the anchors in even rows come first, then those in odd rows, which see them.

Coding is serial, so a second thread calculates meanwhile what the next pass needs and what is known already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..model import RATES
from .checkerboard import Checkerboard, Neighbours
from .integer_layers import LIMIT, ONE, Array, enlarge, make_layer
from .second_thread import meanwhile, together

Coder = Callable[[Array, NDArray[np.uint8]], Array]
"""Codes one pass: (means (n, C) in 1/256, scale indices (n, C) 0..63) -> quantised latents (n, C) in 1/256."""


def at_rate(table: NDArray[np.integer], rate: int) -> NDArray[np.int64]:
    """Rows of an integer table (levels, C) at a rate point 0..255, rounded to integers: int64 (C,)."""
    position = rate * (len(table) - 1)
    low = min(position // RATES, len(table) - 2)
    part = position - low * RATES
    values = table[low].astype(np.int64) * (RATES - part) + table[low + 1].astype(np.int64) * part
    return (2 * values + RATES) // (2 * RATES)


ROWS = 192
"""Places that are calculated at once: what lies between two layers stays in the cache."""


class Group:
    """Means and scale indices of `size` channels from `start` on, given what was coded before them."""

    def __init__(
        self, tensors: Mapping[str, NDArray], number: int, groups: Sequence[int], dtype: type[np.number]
    ) -> None:
        name = f"prior.groups.{number}"
        self.size, self.start = groups[number], sum(groups[:number])
        self.first = make_layer(tensors, f"{name}.from_features", dtype, shift=name)
        self._rate = tensors[f"{name}.rate"]
        self.corners = f"{name}.from_corners.weight" in tensors
        passes = range(3 if self.corners else 2)
        self._hidden = [make_layer(tensors, f"{name}.{k}.hidden", dtype) for k in passes]
        self._leave = [make_layer(tensors, f"{name}.{k}.leave", dtype, self.size) for k in passes]
        up, left, right, down = tensors[f"{name}.from_anchors.weight"].reshape(4, self.size, -1)
        self._anchors = [self.first.scaled(w) for w in (up, np.concatenate([left, right]), down)]
        if self.corners:
            self._corners = self.first.scaled(tensors[f"{name}.from_corners.weight"])
        self._known = sum(groups[: max(0, number - 1)])  # channels of the groups before the last one
        self._before, self._last = [], []
        if self.start:
            weight = tensors[f"{name}.from_before.weight"]
            weight = weight.reshape(self.start, 3, 3, -1)[:, :, (0, 2, 1)]  # columns as in `Neighbours`
            parts = np.split(weight, np.cumsum(groups[: number - 1]))
            runs = np.concatenate([p.transpose(1, 2, 0, 3).reshape(3, 3 * p.shape[0], -1) for p in parts], 1)
            self._before = [self.first.scaled(w[: 3 * self._known]) for w in runs]
            self._last = [self.first.scaled(w[3 * self._known :]) for w in runs]

    def bias(self, rate: int) -> Array:
        """What the first layer adds at a rate point."""
        return self.first.bias + self.first.scaled(at_rate(self._rate, rate))

    def begin(self, features: Array, bias: Array, around: Neighbours, half: int, rows: slice) -> Array:
        """Sums of the first layer for rows of a half, without this group's anchors and the group before it."""
        total: Array = features @ self.first.weight
        total += bias
        if self._known:
            for x, weight in zip(around.rows(half, rows, 0, self._known), self._before, strict=True):
                total += x @ weight
        return total

    def add_last(self, total: Array, around: Neighbours, half: int, rows: slice) -> None:
        """Add what the group before this one says."""
        if self._last:
            last = around.rows(half, rows, self._known, self.start - self._known)
            for x, weight in zip(last, self._last, strict=True):
                total += x @ weight

    def add_anchors(self, total: Array, around: Neighbours, rows: slice) -> None:
        """Add what the anchors of this group say about rows of the others."""
        above, same, below = around.rows(1, rows, self.start, self.size)
        own = slice(2 * self.size, None)
        for x, weight in zip((above[:, own], same[:, : own.start], below[:, own]), self._anchors, strict=True):
            total += x @ weight

    def add_corners(self, total: Array, around: Neighbours) -> None:
        """Add what the anchors of this group in even rows say about those in odd rows."""
        total += around.corners(self.start, self.size) @ self._corners

    def finish(self, total: Array, number: int) -> tuple[Array, NDArray[np.uint8]]:
        """Sums of the first layer (n, context), which are overwritten, to means (n, size) and scale indices.

        number: 0 anchors, 1 others, 2 anchors in odd rows where there are corners.
        """
        h = self._hidden[number](self.first.activation(total))
        out = self._leave[number](h, -LIMIT)
        return out[:, : self.size], np.clip(out[:, self.size :], 0, 63).astype(np.uint8)


class _Band:
    """What is known of one band while it is coded."""

    def __init__(self, features: Array, rate: int, channels: int, coder: Coder) -> None:
        self.board = board = Checkerboard(*features.shape[:2])
        self.halves = board.split(features)
        self.rate = rate
        self.coder = coder
        self.around = Neighbours(board, channels, features.dtype.type)
        self.latent = np.zeros((board.height, board.width, channels), np.int32)

    def code(self, group: Group, half: int, mean: Array, index: NDArray[np.uint8]) -> None:
        """Code one pass: its values become known."""
        self.put(group, half, self._coded(mean, index, self.board.real[half]))

    def code_corners(self, group: Group, sums: Array) -> None:
        """Code the anchors in two passes, given the first layer's sums of them all."""
        board = self.board
        by_row = sums.reshape(board.height, board.half, -1)
        values = np.zeros((board.height, board.half, group.size), sums.dtype)
        for first in (0, 1):
            part = by_row[first::2].reshape(-1, sums.shape[1])
            shape = (len(part), group.size)
            mean, index = np.empty(shape, sums.dtype), np.empty(shape, np.uint8)

            def work(
                rows: slice, part: Array = part, mean: Array = mean, index: Array = index, number: int = 2 * first
            ) -> None:
                mean[rows], index[rows] = group.finish(part[rows], number)

            if first:
                self.around.put(0, values.reshape(-1, group.size), group.start)
                group.add_corners(part, self.around)
            together(work, len(part), ROWS)
            coded = self._coded(mean, index, board.real_odd if first else None)
            values[first::2] = coded.reshape(-1, *values.shape[1:])
        self.put(group, 0, values.reshape(-1, group.size))

    def put(self, group: Group, half: int, values: Array) -> None:
        self.around.put(half, values, group.start)
        self.board.join(half, values, self.latent[:, :, group.start : group.start + group.size])

    def _coded(self, mean: Array, index: NDArray[np.uint8], real: NDArray[np.intp] | None) -> Array:
        """What the coder makes of the places that are `real`, zeros elsewhere."""
        if real is None:
            return np.clip(self.coder(mean, index), -LIMIT, LIMIT) if len(mean) else np.zeros_like(mean)
        values = np.zeros_like(mean)
        if real.size:
            values[real] = np.clip(self.coder(mean[real], index[real]), -LIMIT, LIMIT)
        return values


class _Begun:
    """The first layer's sums of a group, (2, places, context), which the second thread begins meanwhile."""

    def __init__(self, group: Group, band: _Band) -> None:
        bias, places = group.bias(band.rate), band.board.places
        self.sums = sums = np.empty((2, places, len(bias)), band.halves.dtype)

        def half(half: int) -> Callable[[], None]:
            def work(rows: slice) -> None:
                sums[half, rows] = group.begin(band.halves[half, rows], bias, band.around, half, rows)

            return meanwhile(work, places, ROWS)

        self.finish = half(0), half(1)


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
        self._up = [make_layer(tensors, f"prior.up{step}", dtype) for step in (1, 2)]
        self._spatial = [make_layer(tensors, f"prior.spatial{step}", dtype) for step in (1, 2)]
        self._groups = [Group(tensors, number, self.groups, dtype) for number in range(len(self.groups))]

    def features(self, z: NDArray[np.integer], height: int, width: int) -> Array:
        """Hyper latent, integers (h/4, w/4, Z), to features (height, width, F) in 1/256."""
        h = np.clip(z.astype(self.dtype) * ONE, -LIMIT, LIMIT)
        for up, spatial in zip(self._up, self._spatial, strict=True):
            h = enlarge(h, up, spatial)
        return np.ascontiguousarray(h[:height, :width])

    def passes(self, height: int, width: int) -> Iterator[tuple[NDArray[np.bool_], slice]]:
        """The order of coding of one band: (mask of the places (height, width), channels) of each call of a coder."""
        row, column = np.arange(height)[:, None], np.arange(width)
        anchors, even = (row + column) % 2 == 0, np.broadcast_to(row % 2 == 0, (height, width))
        for group in self._groups:
            first = (anchors & even, anchors & ~even) if group.corners else (anchors,)
            for where in (*first, ~anchors):
                if where.any():
                    yield where, slice(group.start, group.start + group.size)

    def code(self, features: Array, rate: int, coder: Coder, count: int | None = None) -> NDArray[np.int32]:
        """Run all passes over one tile, or those of the first `count` groups; `coder` is called for each. Returns the
        latent (h, w, M) in 1/256."""
        band = _Band(features, rate, sum(self.groups), coder)
        groups = self._groups[:count]
        begun = _Begun(groups[0], band)
        for group, following in zip(groups, [*groups[1:], None], strict=True):
            begun = _code(group, begun, following, band)
        return band.latent


def _code(group: Group, begun: _Begun, following: Group | None, band: _Band) -> _Begun:
    """All passes of a group; what can be done meanwhile for the group that follows."""
    places, around, sums = band.board.places, band.around, begun.sums
    shape = (2, places, group.size)
    mean, index = np.empty(shape, sums.dtype), np.empty(shape, np.uint8)

    def anchors(rows: slice) -> None:
        group.add_last(sums[0, rows], around, 0, rows)
        if not group.corners:
            mean[0, rows], index[0, rows] = group.finish(sums[0, rows], 0)

    def prepare(rows: slice) -> None:
        group.add_last(sums[1, rows], around, 1, rows)

    def others(rows: slice) -> None:
        group.add_anchors(sums[1, rows], around, rows)
        mean[1, rows], index[1, rows] = group.finish(sums[1, rows], 1)

    begun.finish[0]()
    together(anchors, places, ROWS)
    begun.finish[1]()
    finish_preparing = meanwhile(prepare, places, ROWS)
    if group.corners:
        finish_preparing()
        band.code_corners(group, sums[0])
    else:
        band.code(group, 0, mean[0], index[0])
        finish_preparing()
    together(others, places, ROWS)
    begun = _Begun(following, band) if following else begun
    band.code(group, 1, mean[1], index[1])
    return begun
