"""Our own small autoencoder of a latent space, by ONNX Runtime: at once, offline, without torch.

Its latents are those of the space: what it writes, every autoencoder of the space draws, and the other way round. A
pixel, or a latent, depends on HALO places around it, so that large pictures go through in windows.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ..model import Latent, Report
from ..onnx_session import run, session
from ..tiles import Window, tiles
from ..types import Pixels, StopToken

CLASS = "SmallAutoencoder"
"""Of the network, in `config.json`."""
FACTOR = 8
"""Pixels a side of a place of the latent."""
HALO = 12
"""Places around one that what is drawn there, or its latent, depends on: 1 for each convolution of 3x3 at an eighth, 1
for each of 5x5 at a quarter."""
SIDE = 176
"""Places a side of a window, at most: 2 megapixels."""
_SQUARE = 4
"""The encoder takes pixels by squares of so many a side."""


class SmallNetwork:
    """Its two halves, as `network.Network` has them; loaded with the first picture."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def encode(self, pixels: Pixels, stop: StopToken, report: Report) -> Latent:
        """(H, W, 3) uint8, sides multiples of FACTOR, to the latent (h, w, C)."""
        rows, columns = pixels.shape[0] // FACTOR, pixels.shape[1] // FACTOR
        windows, found = tiles(rows, columns, SIDE), []
        for number, window in enumerate(windows):
            stop.check()
            taken = window.grown(HALO, rows, columns)
            out = run(self._encoder, {"pixels": _squares(_pixels_of(pixels, taken))}, stop)[0][0]
            found.append(out.transpose(1, 2, 0)[window.within(taken).index])
            report((number + 1) / len(windows))
        latent = np.empty((rows, columns, found[0].shape[2]), np.float32)
        for window, part in zip(windows, found, strict=True):
            latent[window.index] = part
        return latent

    def decode(self, latent: Latent, stop: StopToken, report: Report) -> Pixels:
        """Latent (h, w, C) to pixels (FACTOR h, FACTOR w, 3) uint8."""
        rows, columns, _ = latent.shape
        pixels = np.empty((rows * FACTOR, columns * FACTOR, 3), np.uint8)
        windows = tiles(rows, columns, SIDE)
        for number, window in enumerate(windows):
            stop.check()
            taken = window.grown(HALO, rows, columns)
            z = np.ascontiguousarray(latent[taken.index].transpose(2, 0, 1), np.float32)[None]
            out = run(self._decoder, {"latent": z}, stop)[0][0]
            _pixels_of(pixels, window)[:] = _pixels_of(out.transpose(1, 2, 0), window.within(taken))
            report((number + 1) / len(windows))
        return pixels

    @cached_property
    def _encoder(self) -> Any:
        return session(str(self._folder / "encoder.onnx"))

    @cached_property
    def _decoder(self) -> Any:
        return session(str(self._folder / "decoder.onnx"))


def _pixels_of(pixels: Pixels, window: Window) -> Pixels:
    return pixels[window.top * FACTOR : window.bottom * FACTOR, window.left * FACTOR : window.right * FACTOR]


def _squares(pixels: Pixels) -> Pixels:
    """(H, W, 3) to (1, 3 x 4 x 4, H/4, W/4)."""
    height, width = pixels.shape[0] // _SQUARE, pixels.shape[1] // _SQUARE
    squares = pixels.reshape(height, _SQUARE, width, _SQUARE, 3).transpose(4, 1, 3, 0, 2)
    return np.ascontiguousarray(squares).reshape(1, 3 * _SQUARE**2, height, width)
