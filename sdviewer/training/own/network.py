"""The own model as torch modules, for training.

Flow of a picture x, (N, 3, H, W), H and W multiples of 16, values -0.5..0.5:

    y  = analysis(x) * gain(q)       latent (N, M, H/16, W/16), in units of the quantiser's step at quality q
    z  = hyper_analysis(y)           hyper latent (N, Z, H/64, W/64), rounded to integers
    f  = hyper_synthesis(z)          features for the prior
    mean, scale of each y            from f, the groups of channels before, and the anchors of its own group
    x' = synthesis(y', q)            y' = mean + round(y - mean)

Transforms are a linear codec (the principal components of 16x16x3 patches: Pearson 1901 / Karhunen-Loeve transform)
plus a network that starts at zero and learns what the linear codec misses. There is no normalisation layer and no
convolution at full or half resolution; a network's output at a place depends on a bounded neighbourhood only, so that
stripes with a halo are exact.

References: mean-scale hyperprior, Minnen et al. 2018; checkerboard context, He et al. 2021; uneven groups of channels,
He et al. 2022; gain vectors, Cui et al. 2021.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ...codec.own.patches import PATCH
from ...codec.own.refine_network import checkerboard, gaussian_bits, scale_of
from .layers import Block, Rated, conv1, interpolate, pad_to, round_ste
from .rounding import Softness, nearly_rounded, rounded_from, thrifty


@dataclass(frozen=True)
class Config:
    """Shape of the model. Stored beside the weights as JSON.

    corners: so many groups, from the first on, are coded in three passes instead of two.
    """

    latent: int = 192
    groups: tuple[int, ...] = (24, 40, 64, 64)
    eighth: int = 128
    sixteenth: int = 192
    quarter: int = 48
    encoder_blocks: tuple[int, int] = (3, 3)
    decoder_blocks: tuple[int, int, int] = (3, 4, 3)
    hyper: int = 48
    features: int = 128
    context: int = 96
    corners: int = 1
    levels: int = 8
    lambda_min: float = 0.0005
    lambda_max: float = 0.05

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(values: dict[str, Any]) -> Config:
        """corners may be missing: the first models had none."""
        tuples = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
        return Config(**({"corners": 0} | tuples))

    def rate_lambda(self, q: Tensor) -> Tensor:
        """Weight of the distortion (mean squared error x 255^2) against bits per pixel, at quality q in 0..1."""
        return self.lambda_min * (self.lambda_max / self.lambda_min) ** q


class Analysis(nn.Module):
    """Picture to latent, before the gain: (N, 3, H, W) -> (N, M, H/16, W/16)."""

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.linear = nn.Conv2d(3 * PATCH * PATCH, c.latent, 1, bias=False)
        self.enter = conv1(192, c.eighth)
        self.eighth = nn.Sequential(*[Block(c.eighth) for _ in range(c.encoder_blocks[0])])
        self.down = conv1(4 * c.eighth, c.sixteenth)
        self.sixteenth = nn.Sequential(*[Block(c.sixteenth) for _ in range(c.encoder_blocks[1])])
        self.leave = conv1(c.sixteenth, c.latent, zero=True)

    def forward(self, x: Tensor) -> Tensor:
        h = self.eighth(self.enter(2 * F.pixel_unshuffle(x, 8)))
        h = self.sixteenth(self.down(F.pixel_unshuffle(h, 2)))
        return self.linear(F.pixel_unshuffle(x, PATCH)) + F.hardtanh(self.leave(h), -1.0, 1.0)


class Synthesis(nn.Module):
    """Latent, after the inverse gain, to picture: (N, M, H/16, W/16) -> (N, 3, H, W)."""

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.linear = nn.Conv2d(c.latent, 3 * PATCH * PATCH, 1, bias=False)
        self.register_buffer("norm", torch.ones(1, c.latent, 1, 1))
        self.enter = conv1(c.latent, c.sixteenth)
        self.rated = Rated(c.levels, c.sixteenth)
        self.sixteenth = nn.Sequential(*[Block(c.sixteenth) for _ in range(c.decoder_blocks[0])])
        self.up = conv1(c.sixteenth, 4 * c.eighth)
        self.eighth_rated = Rated(c.levels, c.eighth)
        self.eighth = nn.Sequential(*[Block(c.eighth) for _ in range(c.decoder_blocks[1])])
        self.up_quarter = conv1(c.eighth, 4 * c.quarter)
        self.quarter = nn.Sequential(*[Block(c.quarter, 5) for _ in range(c.decoder_blocks[2])])
        self.leave = conv1(c.quarter, 48, zero=True)

    def forward(self, y: Tensor, q: Tensor) -> Tensor:
        h = self.rated(self.enter(y * self.norm), q)
        h = F.pixel_shuffle(self.up(self.sixteenth(h)), 2)
        h = self.eighth(self.eighth_rated(h, q))
        h = self.quarter(F.pixel_shuffle(self.up_quarter(h), 2))
        detail = F.hardtanh(self.leave(h), -0.5, 0.5)  # a strange picture can't make it explode
        return F.pixel_shuffle(self.linear(y), PATCH) + F.pixel_shuffle(detail, 4)


class HyperAnalysis(nn.Module):
    """Latent to hyper latent, not rounded: (N, M, h, w) -> (N, Z, ceil(h/4), ceil(w/4))."""

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.enter = conv1(c.latent, c.features)
        self.down1 = conv1(4 * c.features, c.features)
        self.spatial = nn.Conv2d(c.features, c.features, 3, padding=1, groups=c.features)
        self.down2 = conv1(4 * c.features, c.features)
        self.leave = conv1(c.features, c.hyper)

    def forward(self, y: Tensor) -> Tensor:
        h = pad_to(y, 4)
        h = F.relu(self.enter(h))
        h = F.relu(self.spatial(self.down1(F.pixel_unshuffle(h, 2))))
        h = F.relu(self.down2(F.pixel_unshuffle(h, 2)))
        return self.leave(h)


class HyperSynthesis(nn.Module):
    """Rounded hyper latent to features of the prior: (N, Z, h/4, w/4) -> (N, F, h, w)."""

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.up1 = conv1(c.hyper, 4 * c.features)
        self.spatial1 = nn.Conv2d(c.features, c.features, 3, padding=1, groups=c.features)
        self.up2 = conv1(c.features, 4 * c.features)
        self.spatial2 = nn.Conv2d(c.features, c.features, 3, padding=1, groups=c.features)

    def forward(self, z: Tensor) -> Tensor:
        h = F.relu(self.spatial1(F.pixel_shuffle(self.up1(z), 2)))
        return F.relu(self.spatial2(F.pixel_shuffle(self.up2(h), 2)))


class Group(nn.Module):
    """Mean and scale index of one group of channels, in two passes: anchors, then the rest of the checkerboard.

    With corners there is a pass between: the anchors in odd rows, which see those in even rows at their corners.
    """

    def __init__(self, c: Config, before: int, size: int, corners: bool) -> None:
        super().__init__()
        self.size = size
        self.from_features = conv1(c.features, c.context)
        self.from_before = nn.Conv2d(before, c.context, 3, padding=1, bias=False) if before else None
        self.from_anchors = nn.Conv2d(size, c.context, 3, padding=1, bias=False)
        self.from_corners = nn.Conv2d(size, c.context, 3, padding=1, bias=False) if corners else None
        passes = 3 if corners else 2
        self.rate = nn.Parameter(torch.zeros(c.levels, c.context))
        self.hidden = nn.ModuleList(conv1(c.context, c.context) for _ in range(passes))
        self.leave = nn.ModuleList(conv1(c.context, 2 * size) for _ in range(passes))
        for conv in (self.from_before, self.from_anchors, self.from_corners):
            if conv is not None:
                nn.init.normal_(conv.weight, std=0.5 / math.sqrt(9 * conv.in_channels))
        for leave in self.leave:
            nn.init.normal_(leave.weight, std=0.01)
            leave.bias.data[size:] = 20.0

    def shared(self, features: Tensor, before: Tensor | None, q: Tensor) -> Tensor:
        h = self.from_features(features) + interpolate(self.rate, q)[:, :, None, None]
        return h + self.from_before(before) if self.from_before is not None else h

    def parameters_of(self, number: int, h: Tensor) -> tuple[Tensor, Tensor]:
        out = self.leave[number](F.relu(self.hidden[number](F.relu(h))))
        return out[:, : self.size], out[:, self.size :]


class Coded(NamedTuple):
    """Of a batch: y, the quantised latent in steps; bits of each sample (N,); scales, indices of its values' scales."""

    y: Tensor
    bits: Tensor
    scales: Tensor


class OwnModel(nn.Module):
    """All networks of the own model, with the gains that make one model serve every rate."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.analysis = Analysis(config)
        self.synthesis = Synthesis(config)
        self.hyper_analysis = HyperAnalysis(config)
        self.hyper_synthesis = HyperSynthesis(config)
        self.hyper_scale = nn.Parameter(torch.full((config.levels, config.hyper), 30.0))
        before = [sum(config.groups[:i]) for i in range(len(config.groups))]
        self.groups = nn.ModuleList(
            Group(config, b, g, i < config.corners) for i, (b, g) in enumerate(zip(before, config.groups, strict=True))
        )
        # Step that is optimal at high rate for uniform quantisation: D = step^2 / 12, dD/dR = -2 ln 2 D.
        lambdas = config.rate_lambda(torch.linspace(0, 1, config.levels))
        log_gain = -torch.log(torch.sqrt(36 / (2 * math.log(2) * lambdas)) / 255)
        self.log_gain = nn.Parameter(log_gain[:, None].repeat(1, config.latent))
        self.log_step = nn.Parameter(-log_gain[:, None].repeat(1, config.latent))

    def encode(self, x: Tensor, q: Tensor) -> Tensor:
        """Latent in steps: (N, M, H/16, W/16)."""
        return self.analysis(x) * torch.exp(interpolate(self.log_gain, q))[:, :, None, None]

    def decode(self, y: Tensor, q: Tensor) -> Tensor:
        """Picture, -0.5..0.5 and not clamped, from a latent in steps."""
        return self.synthesis(y * torch.exp(interpolate(self.log_step, q))[:, :, None, None], q)

    def prior(self, y: Tensor, q: Tensor, noise: bool, rounded: bool = False, soft: Softness | None = None) -> Coded:
        """Quantise y by the prior's means.

        noise: count the bits of values with some noise (a smooth estimate, for training) instead of rounded ones.
        rounded: with noise, predict from the rounded hyper latent all the same.
        soft: round softly, with as much noise as it says, instead of adding uniform noise.
        """
        z = self.hyper_analysis(y)
        z_scale = scale_of(interpolate(self.hyper_scale, q))[:, :, None, None]
        # Rounding would keep a hyper latent that begins small at zero for ever; noise lets it grow. But values that
        # noise still tells apart may round to the same: at the end the rest must learn from rounded ones.
        z_hat = z.round()
        if noise:
            z_hat = nearly_rounded(z, soft) if soft else z + torch.rand_like(z) - 0.5
        bits = gaussian_bits(z_hat, z_scale).sum((1, 2, 3))
        features = self.hyper_synthesis(round_ste(z) if rounded else z_hat)[..., : y.shape[-2], : y.shape[-1]]
        blur = self._noise(q)[:, None, None, None]
        anchors = checkerboard(y.shape[-2], y.shape[-1], y.device)
        even = anchors * (torch.arange(y.shape[-2], device=y.device) % 2 == 0)[:, None]
        done: list[Tensor] = []
        indices: list[Tensor] = []
        parts = zip(
            self.groups,
            torch.split(y, self.config.groups, 1),
            torch.split(self.worth(q), self.config.groups, 1),
            strict=True,
        )
        for group, part, worth in parts:
            h = group.shared(features, torch.cat(done, 1) if done else None, q)
            mean0, scale0 = group.parameters_of(0, h)
            if group.from_corners is not None:
                first = rounded_from(part, mean0, scale0, worth) * even
                mean2, scale2 = group.parameters_of(2, h + group.from_corners(first))
                mean0 = mean0 * even + mean2 * (1 - even)
                scale0 = scale0 * even + scale2 * (1 - even)
            first = rounded_from(part, mean0, scale0, worth) * anchors
            mean1, scale1 = group.parameters_of(1, h + group.from_anchors(first))
            mean = mean0 * anchors + mean1 * (1 - anchors)
            index = scale0 * anchors + scale1 * (1 - anchors)
            off = part - mean
            number = thrifty(off, scale_of(index), worth)
            quantised = part + (number - off).detach()
            if soft:
                blurred = nearly_rounded(off, soft) + (number - off.round()).detach()
            else:
                blurred = off + (1 - blur) * (number - off).detach() + blur * (torch.rand_like(part) - 0.5)
            bits = bits + gaussian_bits(blurred if noise else number, scale_of(index)).sum((1, 2, 3))
            done.append(quantised)
            indices.append(index)
        return Coded(torch.cat(done, 1), bits, torch.cat(indices, 1))

    def _noise(self, q: Tensor) -> Tensor:
        """Share of whole uniform noise (+-1/2) with which bits are estimated, around a point as far between the whole
        number and the value: (N,).

        Whole noise makes each value that rounds to zero cost 0.3 bits, twice what the rest of a small file takes, and
        that is what training would save. So half of it for small files; for large ones that loses more than it saves.
        """
        return (0.5 + 0.5 * torch.log(self.config.rate_lambda(q) / 0.0004) / math.log(4)).clamp(0.5, 1)

    @torch.no_grad()
    def worth(self, q: Tensor) -> Tensor:
        """Bits that a squared error of one step is worth, if the transform were its linear part: (N, M, 1, 1)."""
        gains = (self.synthesis.linear.weight**2).sum((0, 2, 3))
        step = torch.exp(interpolate(self.log_step, q))
        return ((self.config.rate_lambda(q)[:, None] * 255**2 / 3) * gains * step**2)[:, :, None, None]

    def forward(
        self, x: Tensor, q: Tensor, noise: bool = True, rounded: bool = False, soft: Softness | None = None
    ) -> tuple[Tensor, Tensor]:
        """Round trip: (decoded picture, bits of each sample)."""
        coded = self.prior(self.encode(x, q), q, noise, rounded, soft)
        return self.decode(coded.y, q), coded.bits
