"""The recipe of the network that predicts Stable Diffusion's latents: `python -m sdviewer.training.latents --data DIR`.

DIR holds latents as .npy of shape (4, h, w). Each round quantises all of them anew with steps of about 0.2 to 1.3
standard deviations, so that one network serves all; the loss is the bits of the symbols. The weights are then made
integers (`to_integers`) and written to `resources/tables/latents.safetensors`. Changing that file makes old files
unreadable.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import Tensor, nn

from ..codec.latents import network as codec
from ..codec.latents.wavefront import taps_of

CHANNELS = codec.CHANNELS
HIDDEN = (48, 24)
COMPONENTS = 3
MARGIN = 3
CANVAS = 128 + 2 * MARGIN
TAIL_POINTS = 768
BATCH = 2048

_TAPS = [taps_of(c, CHANNELS) for c in range(CHANNELS)]
_WIDTH = max(len(t) for t in _TAPS)


class Corpus:
    """Latents, turned so that they are not higher than wide, and where their symbols are in a stack of canvases."""

    def __init__(self, latents: list[NDArray[np.float32]]) -> None:
        self.latents = [x.transpose(0, 2, 1) if x.shape[1] > x.shape[2] else x for x in latents]
        self.sigma = np.concatenate([x.reshape(CHANNELS, -1) for x in latents], 1).std(1)
        rows = []
        for n, x in enumerate(self.latents):
            y, x_ = np.mgrid[MARGIN : MARGIN + x.shape[1], MARGIN : MARGIN + x.shape[2]]
            rows.append(np.stack([np.full(y.size, n), y.ravel() * CANVAS + x_.ravel()]))
        self.places = torch.from_numpy(np.concatenate(rows, 1))

    def quantise(self, steps: NDArray[np.float64]) -> tuple[Tensor, Tensor, Tensor]:
        """Steps (N, 4) in standard deviations to (normalised values, symbols, log2 scale)."""
        n = len(self.latents)
        values = np.zeros((n, CHANNELS + 1, CANVAS, CANVAS), np.float32)
        symbols = np.zeros((n, CHANNELS, CANVAS, CANVAS), np.float32)
        scale = np.zeros((n, CHANNELS), np.float32)
        for i, x in enumerate(self.latents):
            q = np.rint(x / (steps[i] * self.sigma)[:, None, None])
            scale[i] = np.clip(np.rint(4 * np.log2((q**2).mean((1, 2)) + 1e-6)) / 8, -3, 12)
            inside = np.s_[MARGIN : MARGIN + x.shape[1], MARGIN : MARGIN + x.shape[2]]
            symbols[i][:, *inside] = q
            values[i, :CHANNELS][:, *inside] = np.clip(q / 2 ** scale[i][:, None, None], -8, 8)
            values[i, CHANNELS][inside] = 1
        return torch.from_numpy(values), torch.from_numpy(symbols), torch.from_numpy(scale)


def gather(stack: tuple[Tensor, Tensor, Tensor], places: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """(taps (4, n, T), symbols (4, n), log2 scale (n, 4)) at places (2, n)."""
    values, symbols, scale = stack
    area = CANVAS * CANVAS
    image, at = places
    taps = values.view(-1)[(image * (CHANNELS + 1) * area + at)[None, :, None] + _distances()]
    own = (image * CHANNELS * area + at)[None] + area * torch.arange(CHANNELS)[:, None]
    return taps, symbols.view(-1)[own], scale[image]


def _distances() -> Tensor:
    out = torch.zeros(CHANNELS, 1, _WIDTH, dtype=torch.long)
    for c, taps in enumerate(_TAPS):
        out[c, 0, : len(taps)] = torch.tensor([k * CANVAS * CANVAS + dy * CANVAS + dx for k, dy, dx in taps])
    return out


class FloatNetwork(nn.Module):
    """`codec.latents.network.Network` in floats, and the two shapes of the distributions."""

    def __init__(self) -> None:
        super().__init__()
        first, second = HIDDEN
        used = torch.zeros(CHANNELS, _WIDTH, 1)
        for c, taps in enumerate(_TAPS):
            used[c, : len(taps)] = 1
        self.register_buffer("used", used)
        self.w1 = nn.Parameter(torch.randn(CHANNELS, _WIDTH, first) / 30**0.5)
        self.b1 = nn.Parameter(torch.zeros(CHANNELS, 1, first))
        self.g1 = nn.Parameter(torch.zeros(CHANNELS, CHANNELS, first))
        self.w2 = nn.Parameter(torch.randn(CHANNELS, first, second) * (2 / first) ** 0.5)
        self.b2 = nn.Parameter(torch.zeros(CHANNELS, 1, second))
        self.w3 = nn.Parameter(torch.randn(CHANNELS, second, 3) * 0.02)
        self.b3 = nn.Parameter(torch.tensor([0.0, -1.0, 0.0]).repeat(CHANNELS, 1, 1))
        self.skip = nn.Parameter(torch.zeros(CHANNELS, _WIDTH, 1))
        self.lw = nn.Parameter(torch.zeros(2, COMPONENTS))
        self.la = nn.Parameter(torch.tensor([[-1.5, -0.7, 0.3], [-1.2, -0.9, -0.5]]))

    def forward(self, taps: Tensor, scale: Tensor) -> Tensor:
        """(mean, log2 width, shape) relative to the scale, (4, n, 3)."""
        taps = taps * self.used[:, None, :, 0]
        limit = (codec.ACTIVATION_LIMIT + 1) / codec.INSIDE
        hidden = torch.relu(torch.baddbmm(self.b1 + torch.matmul(scale / 4, self.g1), taps, self.w1)).clamp(max=limit)
        hidden = torch.relu(torch.baddbmm(self.b2, hidden, self.w2)).clamp(max=limit)
        output = torch.baddbmm(self.b3, hidden, self.w3)
        return torch.cat([output[..., :1] + torch.bmm(taps, self.skip), output[..., 1:]], -1)

    def bits(self, taps: Tensor, symbols: Tensor, scale: Tensor) -> Tensor:
        """Bits of each symbol, (4, n)."""
        mean, width, shape = self(taps, scale).unbind(-1)
        width = torch.exp2((width + scale.T).clamp(-5, 10))[..., None]
        away = (symbols - mean * torch.exp2(scale.T)).abs()[..., None]
        masses = []
        for row in range(2):
            spread = width * torch.exp(self.la[row])
            mass = torch.sigmoid((0.5 - away) / spread) - torch.sigmoid((-0.5 - away) / spread)
            masses.append((mass * torch.softmax(self.lw[row], 0)).sum(-1))
        heavy = torch.sigmoid(shape)
        return -torch.log2((heavy * masses[0] + (1 - heavy) * masses[1]) * (1 - 2**-14) + 2**-20)

    @torch.no_grad()
    def start_linear(self, taps: Tensor, symbols: Tensor, scale: Tensor) -> None:
        """Set the linear way around to the least-squares prediction."""
        for c in range(CHANNELS):
            x = (taps[c] * self.used[c, :, 0]).double()
            gram = x.T @ x + 1e-4 * len(x) * torch.eye(_WIDTH).double()
            target = (symbols[c] * torch.exp2(-scale[:, c])).double()
            self.skip[c, :, 0] = torch.linalg.solve(gram, x.T @ target).float()


def tails(network: FloatNetwork) -> NDArray[np.int32]:
    """P(Z > z) of the two shapes at z = i / 32, int32 (2, TAIL_POINTS) in 2^-24."""
    z = torch.arange(TAIL_POINTS, dtype=torch.float64)[None, :, None] / 32
    spread = torch.exp(network.la.detach().double())[:, None]
    weight = torch.softmax(network.lw.detach().double(), 1)[:, None]
    return np.rint(2**24 * (torch.sigmoid(-z / spread) * weight).sum(-1).numpy()).astype(np.int32)


def to_integers(network: FloatNetwork) -> dict[str, NDArray[np.integer]]:
    """What `latents.safetensors` holds. Raises AssertionError where a sum could reach 2^24."""
    p = {name: value.detach().double().numpy() for name, value in network.state_dict().items()}
    w1, skip = p["w1"] * p["used"], p["skip"] * p["used"]
    told = max(abs(s) for s in codec.SCALE_RANGE)
    half, out = 2 ** (codec.OUTPUT_BITS - 4), 2 ** (codec.OUTPUT_BITS - 5)
    for shift1 in range(12, 0, -1):
        unit = 32 * 2**shift1
        first = np.rint(np.concatenate([w1 * 2**shift1, skip * out], 2))
        bias1 = np.rint(np.pad(p["b1"][:, 0] * unit + 2 ** (shift1 - 1), [(0, 0), (0, 1)]))
        gain1 = np.rint(np.pad(p["g1"] / 32 * unit, [(0, 0), (0, 0), (0, 1)]))
        if _bound(first, codec.INPUT_LIMIT, abs(bias1) + told * abs(gain1).sum(1)) < 2**24:
            break
    for shift2 in range(12, 0, -1):
        second = np.rint(p["w2"] * 2**shift2)
        bias2 = np.rint(p["b2"][:, 0] * 32 * 2**shift2 + 2 ** (shift2 - 1))
        if _bound(second, codec.ACTIVATION_LIMIT, abs(bias2)) < 2**24:
            break
    # The shape's steps lie where sigmoid passes 1/6, 1/2 and 5/6.
    stretch = np.array([1, 1, 1 / math.log(5)])
    third = np.rint(p["w3"] * out * stretch)
    bias3 = np.rint((p["b3"][:, 0] * stretch + [0, 0, 2]) * 2**codec.OUTPUT_BITS + [0, half, 0])
    around = abs(first[:, :, -1]).sum(1) * codec.INPUT_LIMIT
    assert _bound(third, codec.ACTIVATION_LIMIT, abs(bias3) + np.stack([around, 0 * around, 0 * around], 1)) < 2**24
    return {
        **{name: w.astype(np.int16) for name, w in (("w1", first), ("w2", second), ("w3", third))},
        **{name: b.astype(np.int32) for name, b in (("b1", bias1), ("g1", gain1), ("b2", bias2), ("b3", bias3))},
        "shifts": np.array([shift1, shift2], np.uint8),
        "tails": tails(network),
    }


def _bound(weights: NDArray[np.float64], limit: int, bias: NDArray[np.float64]) -> float:
    return float((abs(weights).sum(1) * limit + bias).max())


def mean_bits(network: FloatNetwork, corpus: Corpus, step: float) -> float:
    """Bits a symbol at a step in standard deviations."""
    stack = corpus.quantise(np.full((len(corpus.latents), CHANNELS), step))
    with torch.no_grad():
        parts = [network.bits(*gather(stack, places)).sum().item() for places in corpus.places.split(16384, 1)]
    return sum(parts) / (CHANNELS * corpus.places.shape[1])


def train(corpus: Corpus, valid: Corpus, minutes: float, rate: float = 3e-3) -> FloatNetwork:
    """Train from the linear prediction with a cosine schedule."""
    rng = np.random.default_rng(0)
    torch.manual_seed(0)
    network = FloatNetwork()
    count = len(corpus.latents)

    def stack() -> tuple[Tensor, Tensor, Tensor]:
        common = np.exp(rng.uniform(np.log(0.18), np.log(1.3), (count, 1)))
        return corpus.quantise(common * np.exp(rng.normal(0, 0.1, (count, CHANNELS))))

    network.start_linear(*gather(stack(), corpus.places[:, ::3]))
    optimiser = torch.optim.Adam(network.parameters(), lr=rate)
    begin, step, rounds = time.monotonic(), 0, 0
    while (done := (time.monotonic() - begin) / (60 * minutes)) < 1:
        latents = stack()
        for places in corpus.places[:, torch.randperm(corpus.places.shape[1])].split(BATCH, 1):
            done = min(1.0, (time.monotonic() - begin) / (60 * minutes))
            optimiser.param_groups[0]["lr"] = (
                rate * min(1, (step + 1) / 100) * (1 + math.cos(math.pi * done)) / 2 + 2e-5
            )
            optimiser.zero_grad()
            network.bits(*gather(latents, places)).mean().backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step += 1
        rounds += 1
        if rounds % 10 == 0:
            print(f"{done:.3f} {step} {[round(mean_bits(network, valid, s), 4) for s in (0.25, 0.5, 1.0)]}", flush=True)
    return network


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=codec.FILE)
    parser.add_argument("--minutes", type=float, default=20)
    options = parser.parse_args()
    torch.set_num_threads(1)  # the matrices are small
    torch.set_flush_denormal(True)
    latents = [np.load(path).astype(np.float32) for path in sorted(options.data.glob("*.npy"))]
    held = set(range(5, len(latents), 11))
    corpus, valid = (Corpus([x for i, x in enumerate(latents) if (i in held) == want]) for want in (False, True))
    save_file(to_integers(train(corpus, valid, options.minutes)), options.out)


if __name__ == "__main__":
    main()
