"""What a `.sdc` of a foreign model holds, so that it can be read and roughly shown without that model.

Payload: channels C (1 byte); log2 of the factor f, pixels a side of one place (1 byte); deviation of each channel
(C bytes, sigma = 2 ** (byte / 16 - 8)); the map from latent to colour: for red, green and blue the value where all
symbols are 0 (int16, little-endian), then for red, green and blue C weights (int8, levels of 0..255 for one sigma);
then the symbols of each tile as `latents.encode_latents` writes them (`container.parts`). A symbol's unit is sigma
times `step(rate)`.

With the learned coder the same; what is done to the latents before and after is in `learned`.

With the transform coder channels are coefficients, places are as large as those (`transform`), the deviations are not
sent but 1, and the map to colour has the weights of the first four alone; what is read is as if all were there.

The colour of a place is the mean over its f x f pixels, fitted by least squares when the picture is encoded.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..container.parts import Part, least_bytes, read_parts, write_parts
from ..errors import FormatError, LimitsError
from ..identity import LEARNED, TRANSFORM, UNIVERSAL, Identity
from ..latents.coder import MAX_CHANNELS, MAX_SYMBOL, decode_latents, encode_latents
from ..latents.quantise import THRIFT, quantise
from ..model import ALL, RATES, Importance, Quantised, Wanted
from ..tiles import Window, side_by_side, tiles
from ..types import Pixels, StopToken
from . import learned
from .learned import learned_of
from .transform import transform_of

FINEST, COARSEST = 0.1, 3.0
"""Steps at rate points 255 and 0, in standard deviations of a channel."""

TILE = 256
"""Places of the latent along a tile's side, at most."""
DAMAGED = "The picture data decodes to other numbers than were written: the file is damaged."

SENT = 4
"""Coefficients of the transform coder whose weights for the colours are sent."""
ONE = 128
"""A deviation of 1, coded."""

_MAX_FACTOR_BITS = 6
_RIDGE = 1e-3
"""Keeps weights of channels that say the same from growing against each other; in squared sigmas."""


@dataclass(frozen=True, slots=True)
class Side:
    """What stands before the symbols. deviations: uint8 (C,), coded; base: int16 (3,); weights: int8 (3, C)."""

    factor: int
    deviations: NDArray[np.uint8]
    base: NDArray[np.int16]
    weights: NDArray[np.int8]

    @property
    def channels(self) -> int:
        return len(self.deviations)

    def steps(self, rate: int) -> NDArray[np.float32]:
        """Unit of each channel's symbols, (C,), in the latent's own numbers."""
        return units(self.deviations, rate)

    def to_bytes(self, coder: int = UNIVERSAL) -> bytes:
        """As it stands in a payload of this coder."""
        deviations = b"" if coder == TRANSFORM else self.deviations.tobytes()
        weights = self.weights[:, : _sent(self.channels, coder)].tobytes()
        head = bytes([self.channels, self.factor.bit_length() - 1])
        return head + deviations + self.base.astype("<i2").tobytes() + weights

    @staticmethod
    def from_bytes(data: bytes, coder: int = UNIVERSAL) -> Side:
        """The side information at the start of a payload. Raises FormatError."""
        count = data[0] if data else 0
        if not 1 <= count <= MAX_CHANNELS or len(data) < _side_bytes(count, coder) or data[1] > _MAX_FACTOR_BITS:
            raise FormatError("The picture data is damaged: it doesn't begin as that of a foreign model.")
        at, sent = 2, _sent(count, coder)
        deviations = np.full(count, ONE, np.uint8)
        if coder != TRANSFORM:
            deviations, at = np.frombuffer(data, np.uint8, count, at), at + count
        base = np.frombuffer(data, "<i2", 3, at).astype(np.int16)
        weights = np.zeros((3, count), np.int8)
        weights[:, :sent] = np.frombuffer(data, np.int8, 3 * sent, at + 6).reshape(3, sent)
        return Side(1 << data[1], deviations, base, weights)


class ForeignReader:
    """Reads and sketches a payload without its model. coder: that of the file."""

    halo: int | None = None
    """An autoencoder's pixels may depend on the whole latent."""

    def __init__(self, coder: int = UNIVERSAL) -> None:
        self._coder = coder

    def read_payload(
        self, data: bytes, height: int, width: int, rate: int, stop: StopToken, wanted: Wanted = ALL
    ) -> Quantised:
        """Payload to symbols of a picture of height x width pixels; always all of it, in one layer.

        Raises FormatError, LimitsError, CancelledError.
        """
        side, windows, parts = tile_streams(data, height, width, wanted.lacking, self._coder)
        rows, columns = -(-height // side.factor), -(-width // side.factor)
        values = np.zeros((rows, columns, side.channels), np.int32)
        lost = np.zeros((rows, columns), np.uint8)

        def tile(number: int) -> None:
            stop.check()
            window, part = windows[number], parts[number]
            try:
                symbols = decode_latents(part.data, (side.channels, *window.shape), stop)
                if part.missing or checksum(symbols) != part.checksum:
                    raise FormatError(DAMAGED)
            except FormatError:
                if not wanted.partial:
                    raise
                lost[window.index] = Quantised.MISSING
            else:
                values[window.index] = symbols.transpose(1, 2, 0)

        side_by_side(tile, range(len(windows)))
        holes = lost if lost.any() else None
        return Quantised(values, rate, side.to_bytes(), lost=holes, place=side.factor, coder=self._coder)

    def sketch(self, latent: Quantised, height: int, width: int, reduction: int = 0) -> Pixels:
        """One pixel a place, whatever the reduction."""
        side = Side.from_bytes(latent.side)
        weights = side.weights.T.astype(np.float32) * np.float32(step(latent.rate))
        colours = latent.values.astype(np.float32) @ weights + side.base
        return np.clip(np.round(colours), 0, 255).astype(np.uint8)


def tile_streams(
    data: bytes, height: int, width: int, lacking: int = 0, coder: int = UNIVERSAL
) -> tuple[Side, list[Window], list[Part]]:
    """A payload of a picture of height x width pixels: side information, tiles, and the stream of each. Raises
    FormatError."""
    side = Side.from_bytes(data, coder)
    windows = tiles(-(-height // side.factor), -(-width // side.factor), TILE)
    least = [_least(window, side.factor, side.channels) for window in windows]
    return side, windows, read_parts(data, _side_bytes(side.channels, coder), least, lacking)


def reader(identity: Identity) -> ForeignReader:
    """What reads the latents of a file. Raises FormatError where they are coded in a way that isn't known here."""
    if not _is_known(identity):
        what = f"coder {identity.coder} of {identity.text}"
        raise FormatError(
            f"The file's latents are coded in a way that is not known here ({what}): a newer version of sdviewer is "
            "needed, or the file is damaged."
        )
    return ForeignReader(identity.coder)


def _is_known(identity: Identity) -> bool:
    if identity.coder == TRANSFORM:
        return transform_of(identity.space) is not None
    if identity.coder == LEARNED:
        return learned_of(identity.space) is not None
    return identity.coder == UNIVERSAL


def units(deviations: NDArray[np.uint8], rate: int) -> NDArray[np.float32]:
    """Unit of each channel's symbols, (C,), by its coded deviation."""
    return (np.exp2(deviations / 16.0 - 8) * step(rate)).astype(np.float32)


def step(rate: int) -> float:
    """Quantisation step in standard deviations: 3 at rate point 0 down to 0.1 at 255, geometrically."""
    return float(COARSEST * (FINEST / COARSEST) ** (rate / RATES))


def code_deviations(sigma: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Standard deviations, (C,), to their codes; exact to 2.2 %."""
    return np.clip(np.round(16 * (np.log2(np.maximum(sigma, 1e-9)) + 8)), 0, 255).astype(np.uint8)


def write_payload(
    latent: NDArray[np.float32],
    colours: NDArray[np.float32],
    deviations: NDArray[np.uint8],
    factor: int,
    rate: int,
    slack: float = 0.0,
    importance: Importance | None = None,
    coder: int = UNIVERSAL,
) -> tuple[bytes, Quantised]:
    """Quantise and code a latent, or its coefficients, (h, w, C). Raises LimitsError.

    colours: (h, w, 3), 0..255, of its places; slack: share of the thrift in rounding that is forgone; importance: see
    `Model`.
    """
    thrift = learned.THRIFT if coder == LEARNED else THRIFT
    zero = Side(factor, deviations, np.zeros(3, np.int16), np.zeros((3, len(deviations)), np.int8))
    scaled = latent / zero.steps(rate)
    if not np.isfinite(scaled).all() or np.abs(scaled).max() > MAX_SYMBOL:
        raise LimitsError("The model takes this picture to numbers that can't be coded. Use another model.")
    rows, columns, _ = scaled.shape
    windows = tiles(rows, columns, TILE)
    symbols = [
        quantise(
            scaled[window.index].transpose(2, 0, 1),
            thrift * (1 - slack),
            None if importance is None else importance[window.index],
        )
        for window in windows
    ]
    values: NDArray[np.int32] = np.empty((rows, columns, len(deviations)), np.int32)
    for window, part in zip(windows, symbols, strict=True):
        values[window.index] = part.transpose(1, 2, 0)
    count = _sent(len(deviations), coder)
    base, some = _fit_colours(values[..., :count].reshape(-1, count) * step(rate), colours.reshape(-1, 3))
    weights = np.pad(some, ((0, 0), (0, len(deviations) - count)))
    side = Side(factor, deviations, base, weights)
    streams = [(checksum(part), encode_latents(part)) for part in symbols]
    least = [_least(window, factor, len(deviations)) for window in windows]
    written = write_parts(side.to_bytes(coder), streams, least)
    return written, Quantised(values, rate, side.to_bytes(), place=factor, coder=coder)


def _fit_colours(
    latent: NDArray[np.floating], colours: NDArray[np.float32]
) -> tuple[NDArray[np.int16], NDArray[np.int8]]:
    """Least squares of colours (n, 3) over a latent in sigmas (n, C), rounded to what is sent."""
    mean, middle = latent.mean(0), colours.mean(0, dtype=np.float64)
    x = latent - mean
    normal = x.T @ x + _RIDGE * len(x) * np.eye(x.shape[1])
    weights = np.clip(np.round(np.linalg.solve(normal, x.T @ (colours - middle)).T), -128, 127)
    base = np.clip(np.round(middle - weights @ mean), -32768, 32767)
    return base.astype(np.int16), weights.astype(np.int8)


def _sent(channels: int, coder: int) -> int:
    """Channels whose weights for the colours are sent."""
    return min(SENT, channels) if coder == TRANSFORM else channels


def _side_bytes(channels: int, coder: int) -> int:
    return 2 + (0 if coder == TRANSFORM else channels) + 6 + 3 * _sent(channels, coder)


def _least(window: Window, factor: int, channels: int) -> int:
    """Fewest bytes of a tile's stream."""
    return least_bytes(window.places * max(factor * factor, channels))


def checksum(symbols: NDArray[np.int32]) -> int:
    """CRC-32 over the symbols, (C, h, w), little-endian."""
    return zlib.crc32(symbols.astype("<i4").tobytes())
