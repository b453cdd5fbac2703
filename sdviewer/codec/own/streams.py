"""The own model's latent as streams of symbols: one for a picture of one tile, else two for each tile.

The first of two has the hyper latent and the first group of channels, which draw coarsely; the second has the rest. All
first ones stand before all second ones, so that the beginning of a file shows the whole picture. What is cut off is
taken as it is expected, from what came before it in its stream.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..container.parts import Part, least_bytes, read_parts, write_parts
from ..errors import FormatError
from ..model import Quantised, Wanted
from ..prior.integer_layers import ONE, Array
from ..prior.integer_prior import IntegerPrior
from ..prior.symbol_tables import RateTables
from ..prior.symbols import EndedError, PrefixReader, SymbolReader, SymbolWriter
from ..tiles import Window, side_by_side, tiles
from ..types import StopToken
from .patches import PATCH

TILE = 64
"""Places of the latent along a tile's side, at most: 1024 pixels."""
DAMAGED = "The picture data decodes to other numbers than were written: the file is damaged."

Ints = NDArray[np.int32]
Indices = NDArray[np.uint8]


def least(tile: Window) -> int:
    """Fewest bytes of each stream of a tile."""
    return least_bytes(tile.places * PATCH * PATCH)


def written(writers: Sequence[Sequence[SymbolWriter]], windows: Sequence[Window]) -> bytes:
    """The picture data of tiles, whose symbols were put into a writer, or two, of each."""
    in_order = [
        (w[layer], window) for layer in range(len(writers[0])) for w, window in zip(writers, windows, strict=True)
    ]
    parts = [(writer.checksum, writer.encoder.finish()) for writer, _ in in_order]
    return write_parts(b"", parts, [least(window) for _, window in in_order])


@dataclass(frozen=True, slots=True)
class Read:
    """A latent, or a window of it. values: int32 (h, w, M) in 1/256. scales: uint8 (h, w, M), the scale index with
    which each was expected. lost: see `Quantised`."""

    values: Ints
    scales: Indices
    lost: NDArray[np.uint8] | None


@dataclass(frozen=True, slots=True)
class Tile:
    """As `Read`, of a tile. complete: whether all of its symbols were there."""

    values: Ints
    scales: Indices
    complete: bool


class Reader:
    """Reads the picture data of a latent of rows x columns places at a rate point."""

    def __init__(self, prior: IntegerPrior, tables: RateTables, rate: int, shape: tuple[int, int]) -> None:
        self.prior, self.tables, self.rate = prior, tables, rate
        self.windows = tiles(*shape, TILE)
        self.whole = Window(0, shape[0], 0, shape[1])

    def read(self, data: bytes, wanted: Wanted, stop: StopToken) -> Read:
        """Raises FormatError where something is damaged, unless it may be."""
        layers = 1 if len(self.windows) == 1 else 2
        parts = read_parts(data, 0, [least(window) for window in self.windows] * layers, wanted.lacking)
        count = len(self.windows)
        window = wanted.window or self.whole
        values = np.zeros((*window.shape, sum(self.prior.groups)), np.int32)
        scales = np.zeros(values.shape, np.uint8)
        lost = np.zeros(window.shape, np.uint8)

        def tile(number: int) -> None:
            stop.check()
            place, streams = self.windows[number], parts[number::count]
            found = self._tile(place, streams, wanted)
            here, there = place.within(window).index, window.within(place).index
            if found is None:
                lost[here] = Quantised.MISSING
            else:
                values[here], scales[here] = found.values[there], found.scales[there]
                lost[here] = 0 if found.complete or wanted.layers == 1 else Quantised.COARSE

        side_by_side(tile, [n for n, place in enumerate(self.windows) if place.meets(window)])
        return Read(values, scales, lost if lost.any() else None)

    def _tile(self, place: Window, parts: Sequence[Part], wanted: Wanted) -> Tile | None:
        """What there is of a tile; None where that is nothing, and is allowed."""
        if not wanted.partial:
            if any(part.missing for part in parts[: wanted.layers]):
                raise FormatError(DAMAGED)
            return self._decoded(place, parts, wanted.layers)
        for layers in range(
            min(len(parts), wanted.layers), 0, -1
        ):  # where the second stream is damaged, the first may be whole
            try:
                return self._decoded(place, parts, layers)
            except (FormatError, EndedError):
                continue
        return None

    def _decoded(self, place: Window, parts: Sequence[Part], layers: int) -> Tile:
        """Of a tile, from some of its streams. Raises FormatError (damaged), EndedError (not even the beginning)."""
        streams = [(PrefixReader if p.missing else SymbolReader)(self.tables.tables, p.data) for p in parts[:layers]]
        tile = self.from_streams(place, streams, len(parts))
        for stream, part in zip(streams, parts, strict=False):
            if not isinstance(stream, PrefixReader) and stream.checksum != part.checksum:
                raise FormatError(DAMAGED)
        return tile

    def from_streams(self, place: Window, streams: Sequence[SymbolReader], count: int) -> Tile:
        """A tile from the first of its streams, of which there are `count`. Raises FormatError, EndedError."""
        height, width = place.shape
        layers = len(streams)
        hyper = self.tables.hyper
        shape = (-(-height // 4), -(-width // 4), len(hyper))
        z = streams[0].get(np.tile(hyper, shape[0] * shape[1])).reshape(shape)
        features = self.prior.features(z, height, width)
        passes = self.prior.passes(height, width)
        scales = np.zeros((height, width, sum(self.prior.groups)), np.uint8)
        readable = len(streams)

        def code(mean: Array, index: Indices) -> Array:
            nonlocal readable
            where, channels = next(passes)
            scales[..., channels][where] = index
            layer = min(int(channels.start > 0), count - 1)
            if layer < readable:
                try:
                    return streams[layer].get(index.reshape(-1)).reshape(index.shape) * float(ONE) + mean
                except EndedError:
                    readable = 0
            return mean

        values = self.prior.code(features, self.rate, code, 1 if layers < count and count == 2 else None)
        return Tile(values, scales, readable == count)
