"""Where a `.sdc` spends its bits: by place of the latent, and by channel.

The stream is decoded once more, and each symbol counted with the probability that its coder gave it, -log2 p. That is
what it costs in the file, up to a few bits for each stream.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .. import registry
from ..container import sections as container
from ..container.header import Header
from ..container.parts import Part, read_parts
from ..diffusion.payload import tile_streams
from ..entropy.tables import Ints
from ..latents.coder import decode_latents, symbol_bits
from ..own.model import OwnModel
from ..own.patches import places
from ..own.streams import Reader, least
from ..prior.symbols import SymbolReader
from ..tiles import Window, side_by_side
from ..types import StopToken

HYPER = 4
"""Places a side of what one place of the hyper latent stands for."""


@dataclass(frozen=True, slots=True)
class Rates:
    """place: pixels a side of a place. blocks: float32 (h, w), bits of each place, of all channels, with its share of
    what describes several places at once. channels: float64 (C,), bits of each channel; shared: bits of what describes
    several places, which no channel has. payload: bits of the section that holds all this, of which `beside` stand
    before the symbols: checksums, lengths, and what an autoencoder's file says of its channels and of how they are
    predicted."""

    place: int
    blocks: NDArray[np.float32]
    channels: NDArray[np.float64]
    shared: float
    payload: int
    beside: int

    @property
    def total(self) -> float:
        """Bits in blocks."""
        return float(self.blocks.sum(dtype=np.float64))

    def covers(self, height: int, width: int) -> bool:
        """Whether the blocks are those of a picture of this size; a file may hold a smaller one."""
        return self.blocks.shape == (-(-height // self.place), -(-width // self.place))


def rates(data: bytes, stop: StopToken | None = None) -> Rates:
    """Of a whole, undamaged file. Raises FormatError, LimitsError, MissingModelError, CancelledError."""
    box = container.read(data)
    counted = _foreign if box.header.identity.latents else _own
    return counted(box.header, box.sections, stop or StopToken())


class _Tally(SymbolReader):
    """Keeps the bits of what it gives, call by call."""

    bits: list[NDArray[np.float64]]

    def get(self, index: Ints) -> NDArray[np.int32]:
        symbols = super().get(index)
        self.bits.append(self.decoder.tables.whole_bits(symbols, index))
        return symbols


def _own(head: Header, sections: Mapping[str, bytes], stop: StopToken) -> Rates:
    model = registry.load_info(registry.for_file(head.identity, sections.get("n", b"")))
    assert isinstance(model, OwnModel)  # what has no latents of a known space is one of ours
    payload = sections["D"]
    reader = Reader(model.prior, model.tables.at(head.rate), head.rate, (places(head.height), places(head.width)))
    layers = 1 if len(reader.windows) == 1 else 2
    parts = read_parts(payload, 0, [least(window) for window in reader.windows] * layers)
    blocks = np.zeros(reader.whole.shape, np.float32)

    def tile(number: int) -> tuple[NDArray[np.float64], float]:
        stop.check()
        window = reader.windows[number]
        streams = [_tally(reader, part.data) for part in parts[number :: len(reader.windows)]]
        reader.from_streams(window, streams, len(streams))
        by_place, by_channel, shared = _tile_bits(reader, window, streams)
        blocks[window.index] = by_place
        return by_channel, shared

    found = side_by_side(tile, range(len(reader.windows)))
    channels = np.sum([by_channel for by_channel, _ in found], axis=0)
    return Rates(model.place, blocks, channels, sum(shared for _, shared in found), *_sizes(payload, parts))


def _tally(reader: Reader, data: bytes) -> _Tally:
    stream = _Tally(reader.tables.tables, data)
    stream.bits = []
    return stream


def _tile_bits(
    reader: Reader, window: Window, streams: list[_Tally]
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """By place, by channel, and of the hyper latent, from what the streams of a tile gave in the prior's order."""
    height, width = window.shape
    calls = [iter(stream.bits) for stream in streams]
    coarse = next(calls[0]).reshape(-(-height // HYPER), -(-width // HYPER), -1).sum(2)
    by_place = _spread(coarse, height, width)
    by_channel = np.zeros(sum(reader.prior.groups))
    for where, channels in reader.prior.passes(height, width):
        stream = min(int(channels.start > 0), len(streams) - 1)
        bits = next(calls[stream]).reshape(-1, channels.stop - channels.start)
        by_place[where] += bits.sum(1)
        by_channel[channels] += bits.sum(0)
    return by_place, by_channel, float(coarse.sum())


def _spread(coarse: NDArray[np.float64], height: int, width: int) -> NDArray[np.float64]:
    """Evenly over the places that each stands for, fewer at the edges."""
    down, across = (
        np.minimum(HYPER, side - HYPER * np.arange(count))
        for side, count in zip((height, width), coarse.shape, strict=True)
    )
    each = coarse / (down[:, None] * across)
    return each.repeat(HYPER, 0)[:height].repeat(HYPER, 1)[:, :width]


def _foreign(head: Header, sections: Mapping[str, bytes], stop: StopToken) -> Rates:
    payload = sections["D"]
    side, windows, parts = tile_streams(payload, head.height, head.width, coder=head.identity.coder)
    rows, columns = -(-head.height // side.factor), -(-head.width // side.factor)
    blocks = np.zeros((rows, columns), np.float32)

    def tile(number: int) -> tuple[NDArray[np.float64], int]:
        stop.check()
        window, data = windows[number], parts[number].data
        bits, before = symbol_bits(data, decode_latents(data, (side.channels, *window.shape), stop))
        blocks[window.index] = bits.sum(0)
        return bits.sum((1, 2)), before

    found = side_by_side(tile, range(len(windows)))
    channels = np.sum([by_channel for by_channel, _ in found], axis=0)
    size, beside = _sizes(payload, parts)
    return Rates(side.factor, blocks, channels, 0.0, size, beside + sum(before for _, before in found))


def _sizes(payload: bytes, parts: Sequence[Part]) -> tuple[int, int]:
    """Bits of a payload, and of what stands before its streams."""
    return 8 * len(payload), 8 * (len(payload) - sum(len(part.data) for part in parts))
