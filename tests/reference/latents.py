"""The universal latent coder of one tile, symbol by symbol."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np

from .files import RESOURCES, tensors
from .range_coder import Counts, Damaged, RangeDecoder, counts_of

_D = (65536, 60097, 55109, 50535, 46341, 42495, 38968, 35734)
_U = (65536, 71468, 77936, 84990, 92682, 101070, 110218, 120194)
_W = (65536, 55109, 46341, 38968)
_OWN = ((0, -1), (0, -2), (0, -3), (-1, -3), (-1, -2), (-1, -1), (-1, 0), (-1, 1),
        (-2, -2), (-2, -1), (-2, 0), (-2, 1), (-2, 2), (-3, -1), (-3, 0), (-3, 1))  # fmt: skip
_EARLIER = tuple((dy, dx) for dy in range(-2, 3) for dx in range(-2, 3) if abs(dy) + abs(dx) <= 2)
_INSIDE = ((0, -1), (-1, 0), (-1, 1))
_ERRORS = ((0, -1, 6), (-1, 0, 6), (-1, -1, 4), (-1, 1, 4), (0, -2, 2), (-2, 0, 2))


def decode(stream: bytes, channels: int, height: int, width: int) -> np.ndarray:
    """q (channels, height, width)."""
    if not stream:
        raise Damaged("an empty stream")
    network, turned = stream[0] & 1, stream[0] >> 1 & 1
    if stream[0] >> 2 or turned != (height > width) or (network and channels != 4):
        raise Damaged("a first byte that no encoder makes")
    q = _Tile(RangeDecoder(stream[1:]), channels, *sorted((height, width)), bool(network)).run()
    return q.transpose(0, 2, 1) if turned else q


class _Tile:
    def __init__(self, coder: RangeDecoder, channels: int, height: int, width: int, network: bool) -> None:
        self.coder, self.network = coder, network
        self.size = channels, height, width
        self.e = [min(coder.raw(8), 223) - 24 for _ in range(channels)]
        self.q = np.zeros(self.size, np.int64)
        self.n = np.zeros(self.size, np.int64)
        self.error = np.zeros(self.size, np.int64)
        if network:
            self.t = {k: v.astype(np.int64) for k, v in _tables().items()}
        else:
            self.shape = coder.raw(2)
            self.codes = [coder.raw(6) for _ in range(16)]
            taps = [coder.raw(4) for _ in range(channels)]
            numbers = [[coder.raw(8) for _ in range(count)] for count in taps]
            coefficients = [[coder.raw(8) - 128 for _ in range(count)] for count in taps]
            self.taps = [
                [(self._candidate(c, number), k) for number, k in zip(ns, ks, strict=True)]
                for c, (ns, ks) in enumerate(zip(numbers, coefficients, strict=True))
            ]

    def at(self, plane: np.ndarray, c: int, y: int, x: int) -> int:
        _, height, width = self.size
        return int(plane[c, y, x]) if 0 <= y < height and 0 <= x < width else 0

    def inside(self, y: int, x: int) -> bool:
        _, height, width = self.size
        return 0 <= y < height and 0 <= x < width

    def run(self) -> np.ndarray:
        channels, height, width = self.size
        for t in range(width + 2 * (height - 1) + 5 * (channels - 1)):
            places = [
                (c, y, t - 2 * y - 5 * c)
                for c in range(channels)
                for y in range(height)
                if 0 <= t - 2 * y - 5 * c < width
            ]
            cells, rows, means = [], [], []
            for c, y, x in places:
                m, level, shape = self._network(c, y, x) if self.network else self._linear(c, y, x)
                means.append(m)
                cells.append(cell := self._cell(c, m, level, shape))
                rows.append((_row(cell[0]), -32))
            coded = self.coder.put_rows(rows)
            for (c, y, x), (_, base, dropped), m, number in zip(places, cells, means, coded, strict=True):
                low = self.coder.raw(dropped)
                q = base + (number << dropped) + low
                if abs(q) > 1 << 24:
                    raise Damaged("a number beyond 2^24")
                self.q[c, y, x] = q
                self.n[c, y, x] = self._normal(c, q)
                if not self.network:
                    self.error[c, y, x] = min(abs(self.n[c, y, x] - (m >> 7)), 4095)
        return self.q

    def _normal(self, c: int, q: int) -> int:
        i, o = self.e[c] % 8, self.e[c] // 8
        finer = 0 if self.network else 3
        most = 255 if self.network else 4095
        by = 11 + o - finer
        product = q * _D[i]
        value = (2 * product + (1 << by)) >> (by + 1) if by >= 0 else product << -by
        return max(-most, min(most, value))

    def _cell(self, c: int, m: int, level: int, shape: int) -> tuple[int, int, int]:
        """(row, base, dropped bits)."""
        i, o = self.e[c] % 8, self.e[c] // 8
        level, shape = max(0, min(95, level)), max(0, min(3, shape))
        by = 27 - o
        product = m * _U[i]
        mean = (2 * product + (1 << by)) >> (by + 1) if by >= 0 else product << -by
        dropped = 0
        if level >= 28:
            dropped = (level - 24) // 4
            level -= 4 * dropped
            mean = (mean - 8 * ((1 << dropped) - 1)) >> dropped
        return (level * 4 + shape) * 16 + mean % 16, (mean // 16) << dropped, dropped

    def _network(self, c: int, y: int, x: int) -> tuple[int, int, int]:
        inputs = [self.at(self.n, c, y + dy, x + dx) for dy, dx in _OWN]
        for k in range(c):
            inputs += [self.at(self.n, k, y + dy, x + dx) for dy, dx in _EARLIER]
        inputs += [32 if self.inside(y + dy, x + dx) else 0 for dy, dx in _INSIDE]
        sums = np.array(inputs) @ self.t["w1"][c][: len(inputs)]
        e = np.clip(self.e, -24, 96)
        first = sums + self.t["b1"][c] + e @ self.t["g1"][c]
        hidden = np.clip(first[:48] >> self.t["shifts"][0], 0, 511)
        hidden = np.clip((self.t["b2"][c] + hidden @ self.t["w2"][c]) >> self.t["shifts"][1], 0, 511)
        m, w, s = (self.t["b3"][c] + hidden @ self.t["w3"][c]).tolist()
        return int(m + sums[48]), ((w >> 12) + self.e[c] + 41) // 2, s >> 15

    def _candidate(self, c: int, number: int) -> tuple[int, int, int] | None:
        """(channel, dy, dx), None for the plane."""
        all_of = [None, *((c, dy, dx) for dy, dx in _OWN[:10])]
        for k in range(c - 1, max(-1, c - 33), -1):
            all_of += [(k, 0, 0), (k, 0, -1), (k, 0, 1), (k, -1, 0), (k, 1, 0)]
        return all_of[number % len(all_of)]

    def _linear(self, c: int, y: int, x: int) -> tuple[int, int, int]:
        m = 0
        for tap, coefficient in self.taps[c]:
            m += coefficient * (256 if tap is None else self.at(self.n, tap[0], y + tap[1], x + tap[2]))
        m *= 2
        weight = 2 if c == 0 else 1
        activity = sum(weight * w * self.at(self.error, c, y + dy, x + dx) for dy, dx, w in _ERRORS)
        k = min(c, 3)
        activity += sum(24 // k * self.at(self.error, c - back, y, x) for back in range(1, k + 1))
        thresholds = [192, 271]
        while len(thresholds) < 15:
            thresholds.append(2 * thresholds[-2])
        code = self.codes[sum(threshold < activity for threshold in thresholds)]
        return m, (self.e[c] + 41) // 2 + code - 40, self.shape


@cache
def _tables() -> dict[str, np.ndarray]:
    return tensors(RESOURCES / "tables" / "latents.safetensors")


@cache
def _row(row: int) -> Counts:
    level, shape, fraction = row // 64, row // 16 % 4, row % 16
    heavy, light = (tail.tolist() for tail in _tables()["tails"])
    tail = [(shape * h + (3 - shape) * low) // 3 for h, low in zip(heavy, light, strict=True)]
    below = []
    for k in range(-32, 33):
        edge = 16 * k - 8 - fraction
        z = (abs(edge) * (_W[level % 4] << 5) << 9) >> (16 + level // 4)
        z = min(z, 256 * (len(tail) - 1) - 1)
        cell, part = divmod(z, 256)
        u = (tail[cell] * (256 - part) + tail[cell + 1] * part) >> 8
        below.append(u if edge < 0 else (1 << 24) - u)
    weights = [b - a for a, b in pairwise(below)]
    weights.append((1 << 24) - sum(weights) + 64)
    return counts_of([weight + 16 for weight in weights], by_counts=True)
