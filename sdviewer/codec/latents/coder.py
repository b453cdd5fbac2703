"""Universal coder for quantised latents of any model: int32 (C, H, W) <-> bytes, exact on every machine.

The flow: `wavefront` orders the symbols in passes; a predictor (`network`, trained for the four
channels of Stable Diffusion, or `linear`, fitted to the latents at hand and sent along) gives every symbol a
mean, a width and a shape from what was decoded before; `tables` turns these into integer distributions;
`entropy.range_coder` codes. The encoder predicts everything at once and the decoder pass by pass, with equal results.

Bytes: one for the mode (bit 0: 1 network, 0 linear; bit 1: 1 where the picture was transposed), the rest is one range
coder's: scales, what the predictor needs, then the passes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..entropy.range_coder import GAUSSIAN_TABLES, Decoder, Encoder
from ..errors import FormatError, LimitsError
from ..types import StopToken
from .linear import Linear
from .network import CHANNELS, Network, tables
from .scale import SCALE_BITS, Scales, measure
from .tables import Placement
from .wavefront import Wavefront, layout_size

MAX_SYMBOL = 1 << 24
"""Largest magnitude of a latent."""
MAX_CHANNELS = 256
MAX_SYMBOLS = 1 << 26
MAX_PASSES = 1 << 18
MAX_CELLS = 1 << 28
"""Of the wavefront's layout, in which the latents lie askew: about three times as many as symbols, up to six times."""

_BLOCK = 1 << 15  # symbols that are predicted at once, to bound memory

Shape = tuple[int, int, int]


def encode_latents(q: NDArray[np.int32]) -> bytes:
    """Latents, int32 (C, H, W) with magnitudes up to MAX_SYMBOL, to bytes. LimitsError where there is too much."""
    _check_shape(q.shape)
    if np.abs(q.astype(np.int64)).max() > MAX_SYMBOL:
        raise LimitsError(f"Latents beyond {MAX_SYMBOL} can't be coded: use a larger quantisation step.")
    turned = q.shape[1] > q.shape[2]
    if turned:
        q = q.transpose(0, 2, 1)
    front = Wavefront((q.shape[0], q.shape[1], q.shape[2]))
    codes = measure(q)
    ordered = q.reshape(-1).take(front.order).astype(np.int64)
    predictor, placement = best_predictor(front, codes, ordered)
    encoder = Encoder(GAUSSIAN_TABLES)
    encoder.put_bits(codes, SCALE_BITS)
    predictor.write(encoder)
    for step in front:
        placement.part(step.start, step.stop).put(encoder, tables(), ordered[step.start : step.stop])
    return bytes([predictor.mode | turned << 1]) + encoder.finish()


def decode_latents(data: bytes, shape: Shape, stop: StopToken | None = None) -> NDArray[np.int32]:
    """Bytes of `encode_latents` to int32 (C, H, W). Damaged bytes give wrong latents or FormatError.

    Raises LimitsError, CancelledError.
    """
    stop = stop or StopToken()
    front, decoder, predictor = _begun(data, shape)
    ordered = np.empty(front.order.size)
    for step in front:
        stop.check()
        q = Placement.of(predictor.predict_pass(step)).get(decoder, tables())
        ordered[step.start : step.stop] = q
        predictor.put(step, q)
    if np.abs(ordered).max() > MAX_SYMBOL:
        raise FormatError("The compressed latents are damaged: they decode to numbers that are out of range.")
    latents = np.empty(front.order.size, np.int32)
    latents[front.order] = ordered
    latents = latents.reshape(front.shape)
    return latents if front.shape == shape else np.ascontiguousarray(latents.transpose(0, 2, 1))


def symbol_bits(data: bytes, q: NDArray[np.int32]) -> tuple[NDArray[np.float64], int]:
    """What each of the latents (C, H, W) costs in the bytes that decode to them, float64 of their shape, and the bits
    of what stands before them: scales, and how they are predicted."""
    front, _, predictor = _begun(data, (q.shape[0], q.shape[1], q.shape[2]))
    turned = front.shape != q.shape
    lying = q.transpose(0, 2, 1) if turned else q
    ordered = lying.reshape(-1).take(front.order).astype(np.int64)
    predictor.fill(ordered)
    bits = np.empty(front.order.size)
    bits[front.order] = _predict_all(predictor, front).whole_bits(tables(), ordered)
    bits = bits.reshape(front.shape)
    before = 8 + q.shape[0] * SCALE_BITS + predictor.side_bits
    return (bits.transpose(0, 2, 1) if turned else bits), before


def _begun(data: bytes, shape: Shape) -> tuple[Wavefront, Decoder, Linear | Network]:
    """What stands before the passes: how they lie, and what predicts. Raises FormatError, LimitsError."""
    _check_shape(shape)
    turned = shape[1] > shape[2]
    if not data or data[0] > 3 or bool(data[0] & 2) != turned:
        raise FormatError("The compressed latents are damaged, or were written by a newer version.")
    mode = data[0] & 1
    channels = shape[0]
    if mode == Network.mode and channels != CHANNELS:
        raise FormatError("The compressed latents are damaged: their mode doesn't fit their number of channels.")
    front = Wavefront((channels, shape[2], shape[1]) if turned else shape)
    decoder = Decoder(GAUSSIAN_TABLES, data[1:])
    scales = Scales(decoder.get_bits(np.full(channels, SCALE_BITS)))
    return front, decoder, (Network if mode == Network.mode else Linear).read(decoder, front, scales)


def best_predictor(
    front: Wavefront, codes: NDArray[np.int64], ordered: NDArray[np.int64]
) -> tuple[Linear | Network, Placement]:
    """What predicts latents, int64[n] in coding order, with the fewest bits, and how it places them all."""
    predictors: list[Linear | Network] = [Linear.fit(front, Scales(codes), ordered)]
    if front.shape[0] == CHANNELS:
        network = Network(front, Scales(codes))
        network.fill(ordered)
        predictors.append(network)
    placements = [_predict_all(p, front) for p in predictors]
    costs = [p.side_bits + x.cost_bits(tables(), ordered) for p, x in zip(predictors, placements, strict=True)]
    best = int(np.argmin(costs))
    return predictors[best], placements[best]


def _predict_all(predictor: Linear | Network, front: Wavefront) -> Placement:
    """Placement of all symbols in coding order, for a predictor that was told all of them."""
    channels, height, width = front.shape
    places = front.places.reshape(channels, -1)
    rows = max(1, _BLOCK // channels)
    cells = [predictor.predict(places[:, start : start + rows]) for start in range(0, height * width, rows)]
    return Placement.of(np.concatenate(cells, 1).reshape(-1, 3).take(front.order, axis=0))


def _check_shape(shape: tuple[int, ...]) -> None:
    """Before anything is allocated: the layout may be much larger than the latents, where these are long and narrow."""
    if len(shape) == 3 and 1 <= shape[0] <= MAX_CHANNELS and min(shape) > 0:
        channels, (height, width) = shape[0], sorted(shape[1:])
        passes, cells = layout_size((channels, height, width))
        if channels * height * width <= MAX_SYMBOLS and passes <= MAX_PASSES and cells <= MAX_CELLS:
            return
    raise LimitsError(f"Latents of shape {tuple(shape)} can't be coded.")
