"""The stream of symbols that a latent of the own model is: written, counted or read, each by the table of its index."""

from __future__ import annotations

import zlib
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..entropy.range_coder import Decoder, Encoder, Tables
from ..entropy.tables import Ints
from ..errors import FormatError


class Symbols(Protocol):
    """Where symbols go, each with the index of its table: the hyper latent of a tile first, then pass by pass."""

    def put(self, symbols: NDArray[np.int32], index: Ints) -> None: ...


class SymbolWriter:
    """Codes them, with their CRC-32."""

    def __init__(self, tables: Tables) -> None:
        self.encoder, self.checksum = Encoder(tables), 0

    def put(self, symbols: NDArray[np.int32], index: Ints) -> None:
        self.encoder.put(symbols, index)
        self.checksum = zlib.crc32(np.ascontiguousarray(symbols, "<i4").data, self.checksum)


class SymbolCounter:
    """Takes symbols as `SymbolWriter` and only counts their bits."""

    def __init__(self, tables: Tables) -> None:
        self.tables, self.bits = tables, 0.0

    def put(self, symbols: NDArray[np.int32], index: Ints) -> None:
        self.bits += self.tables.cost_bits(symbols, index)


class SymbolReader:
    """Gives back what `SymbolWriter` was given, asked for in the same parts. Raises FormatError."""

    def __init__(self, tables: Tables, data: bytes) -> None:
        self.decoder, self.checksum = Decoder(tables, data), 0

    def get(self, index: Ints) -> NDArray[np.int32]:
        symbols = self.decoder.get(index)
        if symbols.size and (symbols.max() > 1 << 20 or symbols.min() < -(1 << 20)):
            raise FormatError("The compressed picture data is damaged: it decodes to numbers that are out of range.")
        self.checksum = zlib.crc32(np.ascontiguousarray(symbols, "<i4").data, self.checksum)
        return symbols


class EndedError(Exception):
    """A stream that was cut off doesn't tell the symbols that were asked for."""


class PrefixReader(SymbolReader):
    """Reads a stream of which only the beginning is there. Raises EndedError where that isn't enough."""

    def __init__(self, tables: Tables, data: bytes) -> None:
        super().__init__(tables, data)
        self._left = 8.0 * len(data) - STATE

    def get(self, index: Ints) -> NDArray[np.int32]:
        if self._left <= 0:
            raise EndedError
        try:
            symbols = super().get(index)
        except FormatError as error:
            raise EndedError from error
        self._left -= self.decoder.tables.cost_bits(symbols, index)
        if self._left <= 0:
            raise EndedError
        return symbols


STATE = 72
"""Bits by which the decoder is ahead of its symbols, 64, and some that rounding may cost."""
