"""The own model at work: pixels <-> latent <-> payload, with ONNX Runtime for the transforms.

Encoding: `analyse` turns a picture into a latent once; `payload` quantises it at a rate point and codes it, so a search
for a size only repeats the cheap second half. Decoding: `read_payload` gives back the quantised latent exactly,
`synthesise` draws it. `sketch` draws it with the linear part of the transform alone: fast, and without ONNX Runtime.

Large pictures go through the transforms in blocks with a halo as wide as the networks' receptive field, and through the
prior in tiles that don't know each other (`streams`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from ..errors import ModelError
from ..identity import Identity, own
from ..model import ALL, RATES, Importance, Latent, Quantised, Report, Wanted
from ..onnx_session import run, session
from ..packages import TORCH, needing
from ..prior.integer_layers import ONE, Array
from ..prior.integer_prior import IntegerPrior
from ..prior.symbol_tables import SymbolTables
from ..prior.symbols import SymbolCounter, Symbols, SymbolWriter
from ..tiles import Window, tiles
from ..types import Effort, Look, Pixels, StopToken
from .effort import steps_of
from .invention import lost, noise
from .manifest import identity_hash
from .patches import HALO, PATCH, blocks, patches, pixels_of, places, whole
from .quantise import THRIFT, quantise, thrift_of
from .runtime import done_with, row, within
from .streams import TILE, Reader, written

FILM = ("scale16", "shift16", "scale8", "shift8")
"""Tables that adapt the synthesis network to the rate point."""


class OwnModel:
    """The model in a folder. Safe to share between threads; loading the sessions is lazy."""

    halo: int | None = HALO
    place = PATCH
    is_refinable = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._weights = folder / "model.safetensors"
        try:
            self.config: dict[str, Any] = json.loads((folder / "config.json").read_text())
            self._tensors = load_file(self._weights)
            self.channels = int(self.config["network"]["latent"])
            self.prior = IntegerPrior(self._tensors, self.config["network"]["groups"])
            self.tables = SymbolTables(self._tensors)
        except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
            raise ModelError(f"The model in {folder} can't be read: {error}. Install sdviewer again.") from error

    @cached_property
    def identity(self) -> Identity:
        """By its number, or by the hash of its manifest where it has none."""
        number = int(self.config.get("number", 0))
        return own(number) if number else own(hash=identity_hash(self.folder))

    @property
    def model_id(self) -> str:
        return self.identity.text

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def looks(self) -> tuple[Look, ...]:
        return ("faithful", "natural") if (self.folder / "natural.onnx").exists() else ("faithful",)

    def analyse(self, pixels: Pixels, stop: StopToken, report: Report) -> Latent:
        """Latent float32 (h, w, M) without gain, h = ceil(H/16), w = ceil(W/16)."""
        height, width = places(pixels.shape[0]), places(pixels.shape[1])
        latent = np.empty((height, width, self.channels), np.float32)
        for block, taken in blocks(height, width):
            stop.check()
            out = run(self._analysis, {"pixels": patches(pixels_of(pixels, taken), *taken.shape)}, stop)[0][0]
            rows, columns = block.within(taken).index
            latent[block.index] = out[:, rows, columns].transpose(1, 2, 0)
            report(done_with(block, height, width))
        return latent

    def refine(
        self,
        pixels: Pixels,
        latent: Latent,
        rate: int,
        effort: Effort,
        stop: StopToken,
        report: Report,
        again: bool = False,
        importance: Importance | None = None,
    ) -> Latent:
        """Latent of fewer bits or smaller error at a rate point; block by block, each as long as the effort says."""
        steps = steps_of(effort, again)
        if not steps:
            return latent
        with needing(f"Effort '{effort}'", TORCH):
            from .refine import Coded, Refiner
        refiner = Refiner(self._tensors, self.prior.groups)
        gain, weight, prices = self.gain(rate), self.worth(rate), self._distortion(rate)
        tables = {n: row(self._tensors[f"synthesis.{n}"], rate) for n in FILM} | {"step": self._step(rate)}

        def code(y: Latent) -> Coded:
            at = self.tables.at(rate)
            symbols = SymbolCounter(at.tables)
            values, features = self.code_tile(y, rate, (symbols,), thrift=thrift)
            unit = np.float32(1 / ONE)
            return Coded(values.astype(np.float32) * unit, features.astype(np.float32) * unit, symbols.bits, at.costs)

        rows, columns, _ = latent.shape
        refined = np.empty_like(latent)
        for block, taken in blocks(rows, columns):
            y = latent[taken.index] * gain
            counts = None if importance is None else importance[taken.index]
            thrift = thrift_of(counts)
            part = whole(pixels_of(pixels, taken), *taken.shape)
            share = block.places / (rows * columns)
            report_part = within(report, done_with(block, rows, columns) - share, share)
            y = refiner.run(part, y, code, rate, weight, steps, tables, prices, stop, report_part, counts)
            refined[block.index] = y[block.within(taken).index] / gain
        return refined

    def payload(
        self, latent: Latent, rate: int, stop: StopToken, slack: float = 0.0, importance: Importance | None = None
    ) -> tuple[bytes, Quantised]:
        """Quantise a latent at a rate point and code it.

        slack: share of the thrift in rounding that is forgone; below 0 it saves more. importance: see `Model`.
        """
        latent = latent * self.gain(rate)
        values, scales = np.empty(latent.shape, np.int32), np.empty(latent.shape, np.uint8)
        windows = tiles(latent.shape[0], latent.shape[1], TILE)
        tables = self.tables.at(rate).tables
        writers = [[SymbolWriter(tables) for _ in range(1 if len(windows) == 1 else 2)] for _ in windows]
        for window, symbols in zip(windows, writers, strict=True):
            stop.check()
            place = window.index
            thrift = thrift_of(None if importance is None else importance[place], slack)
            values[place], _ = self.code_tile(latent[place], rate, symbols, thrift, scales[place])
        return written(writers, windows), Quantised(values, rate, scales=scales)

    def gain(self, rate: int) -> NDArray[np.float32]:
        """What brings each channel of a latent to steps of the quantiser at a rate point: float32 (M,)."""
        return np.exp(row(self._tensors["log_gain"], rate))

    def code_tile(
        self,
        tile: Latent,
        rate: int,
        symbols: Sequence[Symbols],
        thrift: float | NDArray[np.float32] = THRIFT,
        scales: NDArray[np.uint8] | None = None,
    ) -> tuple[Array, Array]:
        """Quantise a tile (h, w, M), in steps, and put its symbols: quantised latent and features, both in 1/256.

        symbols: where they go, or where the hyper latent and the first group go, and where the rest does. thrift: see
        `quantise`; one number, or one for each place (h, w). scales: gets the index of each value's scale.
        """
        z, tables = self._hyper(tile), self.tables.at(rate)
        symbols[0].put(z.reshape(-1), np.tile(tables.hyper, z.size // z.shape[-1]))
        features = self.prior.features(z, *tile.shape[:2])
        passes = self.prior.passes(*tile.shape[:2])
        scaled, weights = tile * np.float32(ONE), self._distortion(rate)

        def code(mean: Array, index: NDArray[np.uint8]) -> Array:
            where, channels = next(passes)
            if scales is not None:
                scales[..., channels][where] = index
            off: Latent = scaled[..., channels][where] - mean.astype(np.float32)
            care = thrift if isinstance(thrift, float) else thrift[where][:, None]
            number = quantise(off * np.float32(1 / ONE), index, weights[channels], tables.costs, care)
            symbols[0 if channels.start == 0 else -1].put(number.reshape(-1), index.reshape(-1))
            return number * float(ONE) + mean

        return self.prior.code(features, rate, code), features

    def worth(self, rate: int) -> float:
        """Lambda of the training at a rate point: bits that a squared error of one of 255 levels is worth."""
        network = self.config["network"]
        return float(network["lambda_min"] * (network["lambda_max"] / network["lambda_min"]) ** (rate / RATES))

    def _distortion(self, rate: int) -> NDArray[np.float32]:
        """Bits that a squared error of one step is worth, for each channel, if the transform were its linear part."""
        weight = self.worth(rate) * 255**2 / 3
        return (weight * self._gains * self._step(rate) ** 2).astype(np.float32)

    @cached_property
    def _gains(self) -> NDArray[np.float32]:
        """Squared length of each channel's basis function."""
        return (self._tensors["synthesis.linear.weight"].astype(np.float32)[:, :, 0, 0] ** 2).sum(0)

    def warm(self, encoding: bool = False) -> None:
        """Load ONNX Runtime and the networks."""
        _ = self._synthesis
        if encoding:
            _ = self._analysis, self._hyper_analysis

    def read_payload(
        self, data: bytes, height: int, width: int, rate: int, stop: StopToken, wanted: Wanted = ALL
    ) -> Quantised:
        """Payload to quantised latent of a picture of height x width pixels. Raises FormatError, see `Model`."""
        reader = Reader(self.prior, self.tables.at(rate), rate, (places(height), places(width)))
        read = reader.read(data, wanted, stop)
        window = wanted.window or reader.whole
        return Quantised(read.values, rate, b"", read.scales, (window.top, window.left), read.lost)

    def synthesise(
        self, latent: Quantised, height: int, width: int, stop: StopToken, report: Report, look: Look = "faithful"
    ) -> Pixels:
        """Draw a quantised latent: (height, width, 3) uint8."""
        pixels = np.empty((height, width, 3), np.uint8)
        rows, columns, _ = latent.values.shape
        tables = {n: row(self._tensors[f"synthesis.{n}"], latent.rate).reshape(1, -1, 1, 1) for n in FILM}
        step = self._step(latent.rate)
        for block, taken in blocks(rows, columns):
            stop.check()
            y = np.ascontiguousarray(self.steps(latent, taken).transpose(2, 0, 1))[None]
            if look == "natural":
                assert latent.scales is not None
                extra = {"noise": noise(taken, latent.origin), "lost": lost(latent.scales[taken.index], step)}
                out = run(self._natural, {"latent": y, **extra, **tables}, stop)[0][0]
            else:
                out = run(self._synthesis, {"latent": y, **tables}, stop)[0][0]
            target = pixels_of(pixels, block)
            part = pixels_of(out.transpose(1, 2, 0), block.within(taken))
            for channel in range(3):
                target[..., channel] = part[: target.shape[0], : target.shape[1], channel]
            report(done_with(block, rows, columns))
        return pixels

    def sketch(self, latent: Quantised, height: int, width: int, reduction: int = 4) -> Pixels:
        """The picture as the linear codec alone draws it, each channel as strongly as the model's file says
        (`training.sketch`), reduced 1, 2, 4, 8 or 16 times, sides rounded up."""
        side = PATCH // reduction
        small = self.linear_basis(reduction) * self._tensors.get("synthesis.sketch", np.float32(1))
        rows, columns, _ = latent.values.shape
        y = self.steps(latent, Window(0, rows, 0, columns))
        out = y.reshape(rows * columns, -1) @ (small.reshape(3 * side * side, -1).T * np.float32(255))
        out = out.reshape(rows, columns, side, side, 3).transpose(0, 2, 1, 3, 4)
        out = np.clip(out.reshape(side * rows, side * columns, 3) + 128, 0, 255).astype(np.uint8)
        return np.ascontiguousarray(out[: -(-height // reduction), : -(-width // reduction)])

    def linear_basis(self, reduction: int) -> NDArray[np.float32]:
        """What each channel of the latent draws in a patch, reduced by a whole factor: (side, side, 3, M)."""
        side = PATCH // reduction
        weight = self._tensors["synthesis.linear.weight"].astype(np.float32).reshape(3, 4, 4, 4, 4, -1)
        weight = weight.transpose(3, 1, 4, 2, 0, 5)  # stored by the row and column in a square of 4 x 4, then by square
        basis: NDArray[np.float32] = weight.reshape(side, reduction, side, reduction, 3, -1).mean((1, 3))
        return basis

    def steps(self, latent: Quantised, window: Window) -> Latent:
        """A window of a quantised latent, times the step of each channel."""
        return latent.values[window.index].astype(np.float32) * (self._step(latent.rate) / np.float32(ONE))

    def _step(self, rate: int) -> NDArray[np.float32]:
        """Step of the quantiser for each channel at a rate point: float32 (M,)."""
        return np.exp(row(self._tensors["log_step"], rate))

    def _hyper(self, band: Latent) -> NDArray[np.int32]:
        height, width, _ = band.shape
        padded = np.pad(band, ((0, -height % 4), (0, -width % 4), (0, 0)), mode="edge")
        out = self._hyper_analysis.run(None, {"latent": np.ascontiguousarray(padded.transpose(2, 0, 1))[None]})[0][0]
        return np.ascontiguousarray(np.round(out).astype(np.int32).transpose(1, 2, 0))

    @cached_property
    def _analysis(self) -> Any:
        return self._session("analysis")

    @cached_property
    def _hyper_analysis(self) -> Any:
        return self._session("hyper_analysis")

    @cached_property
    def _synthesis(self) -> Any:
        return self._session("synthesis")

    @cached_property
    def _natural(self) -> Any:
        return self._session("natural")

    def _session(self, name: str) -> Any:
        return session(str(self.folder / f"{name}.onnx"))
