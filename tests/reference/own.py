"""The symbols of our own models: integers only, tile by tile."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from .files import gaussians, tensors
from .range_coder import Counts, Damaged, RangeDecoder, counts_of

_LIMIT = 1 << 22


class Prior:
    """The tensors named `prior.*` of a model at a rate point."""

    def __init__(self, folder: Path, config: dict[str, Any], rate: int) -> None:
        self.t, self.rate = tensors(folder / "model.safetensors"), rate
        self.groups, self.hyper = config["groups"], config["hyper"]
        self.tables = self._tables()

    def at_rate(self, rows: np.ndarray) -> np.ndarray:
        position = self.rate * (len(rows) - 1)
        i = min(position // 255, len(rows) - 2)
        p = position - 255 * i
        a, b = rows[i].astype(np.int64), rows[i + 1].astype(np.int64)
        return (2 * (a * (255 - p) + b * p) + 255) // 510

    def layer(self, name: str, x: np.ndarray) -> np.ndarray:
        """x (..., inputs) to (..., outputs)."""
        return self.shifted(x @ self.t[f"{name}.weight"].astype(np.int64) + self.t[f"{name}.bias"], f"{name}.shift")

    def shifted(self, sums: np.ndarray, shift: str) -> np.ndarray:
        by = int(self.t[shift].reshape(-1)[0])
        return np.clip((sums + (1 << (by - 1))) >> by, -_LIMIT, _LIMIT)

    def _tables(self) -> list[tuple[Counts, int]]:
        """Tables 0..63, then those of the hyper channels."""
        if "prior.tables.low" not in self.t:
            index = np.clip(self.at_rate(self.t["prior.hyper_index"]), 0, 63)
            return [*gaussians(), *(gaussians()[i] for i in index)]
        low, size = self.t["prior.tables.low"].astype(int), self.t["prior.tables.size"].astype(int)
        weights = self.t["prior.tables.weight"].tolist()
        level = (2 * self.rate * (len(low) - 1) + 255) // 510
        at = int(size[:level].sum())
        own = []
        for first, count in zip(low[level].tolist(), size[level].tolist(), strict=True):
            own.append((counts_of(weights[at : at + count]), first))
            at += count
        return [*own[:44], *gaussians()[44:], *own[44:]]


def _moved(x: np.ndarray, dy: int, dx: int) -> np.ndarray:
    """What lies (dy, dx) from each place, zeros outside."""
    padded = np.pad(x, ((1, 1), (1, 1), (0, 0)))
    return padded[1 + dy : 1 + dy + x.shape[0], 1 + dx : 1 + dx + x.shape[1]]


def features(prior: Prior, z: np.ndarray, height: int, width: int) -> np.ndarray:
    h = np.clip(256 * z, -_LIMIT, _LIMIT)
    for k in (1, 2):
        h = prior.layer(f"prior.up{k}", h)
        rows, columns, _ = h.shape
        h = h.reshape(rows, columns, -1, 2, 2).transpose(0, 3, 1, 4, 2).reshape(2 * rows, 2 * columns, -1)
        weight = prior.t[f"prior.spatial{k}.weight"].astype(np.int64)
        sums = sum(_moved(h, y - 1, x - 1) * weight[y, x] for y in range(3) for x in range(3))
        h = np.maximum(prior.shifted(sums + prior.t[f"prior.spatial{k}.bias"], f"prior.spatial{k}.shift"), 0)
    return h[:height, :width]


def tile(prior: Prior, streams: list[bytes], height: int, width: int) -> tuple[np.ndarray, list[list[int]]]:
    """The latent (height, width, channels) in 1/256, and the symbols of each stream in the order of coding."""
    coders = [RangeDecoder(data) for data in streams]
    symbols: list[list[int]] = [[] for _ in streams]
    shape = (-(-height // 4), -(-width // 4), prior.hyper)
    numbers = np.broadcast_to(64 + np.arange(prior.hyper), shape).reshape(-1).tolist()
    found = coders[0].put(numbers, prior.tables)
    symbols[0] += found
    around = features(prior, np.array(found, np.int64).reshape(shape), height, width)
    y = np.zeros((height, width, sum(prior.groups)), np.int64)
    before = 0
    rows, columns = np.mgrid[0:height, 0:width]
    for g, size in enumerate(prior.groups):
        stream = min(g, len(streams) - 1)
        name = f"prior.groups.{g}"
        t = around @ prior.t[f"{name}.from_features.weight"].astype(np.int64)
        t = t + prior.t[f"{name}.from_features.bias"] + prior.at_rate(prior.t[f"{name}.rate"])
        if g:
            weight = prior.t[f"{name}.from_before.weight"].astype(np.int64).reshape(before, 3, 3, -1)
            for i in range(3):
                for j in range(3):
                    t = t + _moved(y[..., :before], i - 1, j - 1) @ weight[:, i, j]
        part = y[..., before : before + size]

        def code(t: np.ndarray, places: np.ndarray, number: int, part: np.ndarray = part, name: str = name,
                 size: int = size, stream: int = stream) -> None:  # fmt: skip
            if not places.any():
                return
            u = np.maximum(prior.shifted(t[places], f"{name}.shift"), 0)
            u = np.maximum(prior.layer(f"{name}.{number}.hidden", u), 0)
            out = prior.layer(f"{name}.{number}.leave", u)
            table = np.clip((out[:, size:] + 128) >> 8, 0, 63)
            q = coders[stream].put(table.reshape(-1).tolist(), prior.tables)
            if max(map(abs, q)) > 1 << 20:
                raise Damaged("a symbol beyond 2^20")
            symbols[stream].extend(q)
            part[places] = np.clip(256 * np.array(q, np.int64).reshape(-1, size) + out[:, :size], -_LIMIT, _LIMIT)

        even = (rows + columns) % 2 == 0
        if f"{name}.from_corners.weight" in prior.t:
            code(t, even & (rows % 2 == 0), 0)
            corners = [_moved(part, dy, dx) for dy, dx in ((-1, -1), (-1, 1), (1, -1), (1, 1))]
            weight = prior.t[f"{name}.from_corners.weight"].astype(np.int64)
            code(t + np.concatenate(corners, -1) @ weight, even & (rows % 2 == 1), 2)
        else:
            code(t, even, 0)
        crosses = [_moved(part, dy, dx) for dy, dx in ((-1, 0), (0, -1), (0, 1), (1, 0))]
        code(t + np.concatenate(crosses, -1) @ prior.t[f"{name}.from_anchors.weight"].astype(np.int64), ~even, 1)
        before += size
    return y, symbols


@cache
def prior_at(folder: Path, config: tuple[tuple[str, Any], ...], rate: int) -> Prior:
    return Prior(folder, dict(config), rate)
