"""Autoencoders of Stable Diffusion and its kin as models: any KL, Tiny or DC autoencoder of diffusers.

A model's folder has `model.safetensors` (diffusers' names) and `config.json`: what `ModelInfo` needs, the network's own
configuration under `autoencoder`, and what was measured when it was added (`add`). The latent is the
network's own, followed by what a learned coder (`learned`) makes of it, where the space has one, and by three channels
with the mean colour of each place, from which the payload's map to colours is fitted; in files it is that of its space,
where one is known (`spaces`).
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from ..identity import LEARNED, TRANSFORM, UNIVERSAL, Identity, latents
from ..model import Importance, Latent, Quantised, Report
from ..notices import notice
from ..types import Effort, Look, Pixels, StopToken
from .cleanup import NOTICE, clean_up, is_pipeline
from .learned import learned_of
from .payload import ONE, ForeignReader, Side, code_deviations, step, units, write_payload
from .small import CLASS, SmallNetwork
from .transform import SIDE, Transform, squares_mean, transform_of

if TYPE_CHECKING:
    from .network.autoencoder import Network

FAMILY = "diffusion"

SCALING = 0.18215
"""Of Stable Diffusion 1."""


class DiffusionModel(ForeignReader):
    """The model in a folder; torch and the weights are loaded when the first picture comes."""

    is_refinable = False
    """Descents through the decoder, after pixels and the encoder's features, gained 0.85 dB on 14 validation photos at
    equal bytes, but LPIPS only from .1216 to .1195, and DISTS got worse, from .153 to .156."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._transform: Transform | None = None
        try:
            config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
            self._autoencoder: dict[str, Any] = dict(config["autoencoder"])
            self._factor = int(config["factor"])
            self._space = str(config.get("space", ""))
            self._scale, self._shift = (
                np.float32(config.get(key, usual)) for key, usual in (("scale", 1), ("shift", 0))
            )
            self._deviations = code_deviations(np.array(config["deviations"], np.float32) * self._scale)
            self._id = str(config["sha256"])[:16]
            self._transform = transform_of(self._space)
            self._learned = learned_of(self._space)
            super().__init__()
            self._pipeline = Path(config["pipeline"]) if "pipeline" in config else None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"The model in {folder} can't be read ({error}). Remove it and add it again.") from error

    def _coder_at(self, rate: int) -> int:
        """The coder of what it writes at a rate point. The small encoder's latents aren't near enough to those that
        the learned one was trained on."""
        if self._learned is not None and not self._is_small and rate < self._learned.below:
            return LEARNED
        return self._usual_coder

    @property
    def _usual_coder(self) -> int:
        return UNIVERSAL if self._transform is None else TRANSFORM

    @property
    def _is_small(self) -> bool:
        return self._autoencoder.get("_class_name") == CLASS

    @property
    def identity(self) -> Identity:
        """The latent space, whose files any autoencoder of it draws; the hash of the weights where it isn't known."""
        return latents(self._space, self._id)

    @property
    def model_id(self) -> str:
        return self._id

    @property
    def place(self) -> int:
        return self._factor

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def channels(self) -> int:
        """Of the latent."""
        return len(self._deviations)

    @property
    def scaling(self) -> float:
        """What the network's authors multiply the latent by, to have a standard deviation of about one.

        Where the configuration doesn't say it (an old one, or found from shapes) it is diffusers' default.
        """
        usual = SCALING if self._autoencoder.get("_class_name") == "AutoencoderKL" else 1.0
        return float(self._autoencoder.get("scaling_factor") or usual)

    @property
    def looks(self) -> tuple[Look, ...]:
        """Natural, by the clean-up, where the model came with a U-Net that is still there."""
        return ("faithful", "natural") if self._pipeline and is_pipeline(self._pipeline) else ("faithful",)

    @cached_property
    def _network(self) -> Network | SmallNetwork:
        if self._is_small:
            return SmallNetwork(self.folder)
        from .network.autoencoder import Network

        return Network(self._autoencoder, self.folder / "model.safetensors")

    def analyse(self, pixels: Pixels, stop: StopToken, report: Report) -> Latent:
        """(h, w, n): the latent's mode, what a learned coder makes of it, the mean colour, 0..255."""
        whole = pad(pixels, self._factor)
        parts = [self._network.encode(whole, stop, report)]
        if self._learned is not None and not self._is_small:
            parts.append(self._learned.analysis(self._scaled(parts[0]), whole, self.units, stop))
        return np.concatenate([*parts, mean_colours(whole, self._factor)], axis=2)

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
        """The same latent: see `is_refinable`."""
        return latent

    def warm(self, encoding: bool = False) -> None:
        """Import torch and diffusers where they are needed, and load the network."""
        _ = self._network

    def worth(self, rate: int) -> float:
        """Of an error in the latent's own units: a uniform quantiser's bits against the square of its step."""
        return step(rate) ** -2

    def payload(
        self, latent: Latent, rate: int, stop: StopToken, slack: float = 0.0, importance: Importance | None = None
    ) -> tuple[bytes, Quantised]:
        """Quantise at a rate point and code. slack: share of the thrift in rounding that is forgone."""
        stop.check()
        coder = self._coder_at(rate)
        data, quantised = self._payload(latent, rate, coder, slack, importance)
        pixels = latent[..., 0].size * self._factor**2
        if coder == LEARNED and self._learned is not None and 8 * len(data) > self._learned.most * pixels:
            return self._payload(latent, rate, self._usual_coder, slack, importance)
        return data, quantised

    def _payload(
        self, latent: Latent, rate: int, coder: int, slack: float, importance: Importance | None
    ) -> tuple[bytes, Quantised]:
        values, colours, factor = self.scaled(latent, rate, coder), latent[..., -3:], self._factor
        if coder == TRANSFORM and self._transform is not None:
            values, colours, factor = self._transform.coefficients(values), squares_mean(colours), factor * SIDE
            importance = None if importance is None else squares_mean(importance)
        deviations = np.full(values.shape[2], ONE, np.uint8) if coder == TRANSFORM else self._rounded(coder, rate)
        return write_payload(values, colours, deviations, factor, rate, slack, importance, coder)

    @property
    def units(self) -> NDArray[np.float32]:
        """Of the channels' steps in the numbers of the space, (C,), at rate point 0 but for its step."""
        return units(self._deviations, 0) / np.float32(step(0))

    def _scaled(self, latent: Latent) -> Latent:
        """The network's own latent in the numbers of files."""
        values: Latent = (latent - self._shift) * self._scale
        return values

    def scaled(self, latent: Latent, rate: int, coder: int) -> Latent:
        """What `analyse` gave in the numbers of files, as a coder rounds it at a rate point."""
        values, planes = self._scaled(latent[..., : self.channels]), latent[..., self.channels : -3]
        if not planes.size or self._learned is None or coder != LEARNED:
            return values
        return self._learned.at_step(values, planes, self._learned_step(self._rounded(coder, rate), rate))

    def _rounded(self, coder: int, rate: int) -> NDArray[np.uint8]:
        """Coded deviations of what is rounded at a rate point, (n,)."""
        learned = self._learned if coder == LEARNED else None
        return learned.deviations(rate) if learned is not None and learned.written else self._deviations

    def _learned_step(self, deviations: NDArray[np.uint8], rate: int) -> float:
        """The step that the learned coder is told; another latent has one of its own."""
        another = self._learned is not None and self._learned.written
        return float(units(deviations, rate)[0]) if another else step(rate)

    def coefficients(self, latent: Latent, coded: Quantised) -> Latent:
        """What `analyse` gave as what a file's values were rounded from: in the numbers of files, or transformed."""
        scaled = self.scaled(latent, coded.rate, coded.coder)
        return self._transform.coefficients(scaled) if coded.coder == TRANSFORM and self._transform else scaled

    def synthesise(
        self, latent: Quantised, height: int, width: int, stop: StopToken, report: Report, look: Look = "faithful"
    ) -> Pixels:
        """Draw with the model's decoder. ModelError where the payload is of another shape than the model's."""
        side, learned = Side.from_bytes(latent.side), self._learned if latent.coder == LEARNED else None
        scaled = latent.values.astype(np.float32) * side.steps(latent.rate)
        if self._transform is not None and side.channels == self.channels * SIDE**2:
            scaled = self._transform.latent(scaled)
            scaled = scaled[: -(-height // self._factor), : -(-width // self._factor)]
        elif (side.channels, side.factor) != ((learned and learned.written) or self.channels, self._factor):
            raise ModelError(f"The file's latent doesn't fit the model '{self.name}'.", self.model_id)
        if learned is not None:
            size = self._learned_step(side.deviations, latent.rate)
            scaled = learned.synthesis(scaled, side.steps(latent.rate) / np.float32(size), size, stop)
        return self.draw(scaled / self._scale + self._shift, height, width, stop, report, look)

    def draw(
        self, latent: Latent, height: int, width: int, stop: StopToken, report: Report, look: Look = "faithful"
    ) -> Pixels:
        """Unscaled latent, (h, w, C), to a picture of height x width pixels; with the look natural it is cleaned up."""
        if look == "natural" and self._pipeline:
            latent = clean_up(latent, self.scaling, self._pipeline, stop, lambda share: report(0.7 * share))
            notice(NOTICE)
            pixels = self._network.decode(latent, stop, lambda share: report(0.7 + 0.3 * share))
        else:
            pixels = self._network.decode(latent, stop, report)
        return np.ascontiguousarray(pixels[:height, :width])


def pad(pixels: Pixels, factor: int) -> Pixels:
    """The last row and column repeated until both sides are multiples of the factor."""
    height, width, _ = pixels.shape
    return np.pad(pixels, ((0, -height % factor), (0, -width % factor), (0, 0)), "edge")


def mean_colours(pixels: Pixels, factor: int) -> Latent:
    """(h, w, 3), mean over blocks of factor x factor pixels."""
    height, width, _ = pixels.shape
    blocks = pixels.reshape(height // factor, factor, width // factor, factor, 3)
    return blocks.mean((1, 3), dtype=np.float32)
