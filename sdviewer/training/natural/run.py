"""The second decoder: the same bitstream drawn with texture instead of blur.

`python -m sdviewer.training.natural --model resources/models/own --data DIR --out DIR` trains, and goes on training, a
copy of the decoder's half at 1/8 of the size and upwards, with noise as one more input; what is before it and the
linear skip are shared. Minimised is the mean squared error plus the distance in texture of `texture.py`.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import signal
import time
from pathlib import Path

import torch
from torch import Tensor, nn

from ..optimiser import Muon, begin_step, follow, keep_base
from ..own.restore import restore
from ..photos import Squares, read_photos
from .network import NOISE, Natural, shared_half
from .texture import Texture


class Run:
    """One run in a folder: `natural.pt` and `natural.jsonl`."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.out = Path(options.out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = restore(Path(options.model)).to(self.device).requires_grad_(False)
        self.natural = Natural(self.model).to(self.device, memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.natural)
        self.texture = Texture().to(self.device).eval()
        self.step, self.stopping = 0, False
        saved = self.out / "natural.pt"
        if saved.exists():
            state = torch.load(saved, map_location="cpu", weights_only=True)
            self.natural.load_state_dict(state["natural"])
            self.average.load_state_dict(state["average"])
            self.step = state["step"]
        self.squares = Squares(read_photos(Path(options.data), options.square), seed=1000 + self.step)
        matrices = [p for p in self.natural.parameters() if p.ndim == 4 and p.shape[1] > 1]
        rest = [p for p in self.natural.parameters() if p.ndim != 4 or p.shape[1] == 1]
        self.optimisers = [Muon(matrices, options.muon), torch.optim.Adam(rest, options.adam, betas=(0.9, 0.99))]
        keep_base(self.optimisers)

    def cost(self, x: Tensor, q: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(value to minimise, squared error, distance in texture), each a mean over the batch."""
        h, linear = shared_half(self.model, x, q)
        noise = torch.randn(h.shape[0], NOISE, *h.shape[-2:], device=self.device)
        drawn = (linear + self.natural(h, noise)).clamp(-0.55, 0.55)
        error = ((drawn - x) ** 2).mean((1, 2, 3))
        texture = self.texture(x + 0.5, drawn + 0.5)
        weight = (0.005 * self.model.config.rate_lambda(q)) ** 0.5
        return (weight * 65025 * error + self.options.texture * texture).mean(), error.mean(), texture.mean()

    def train(self) -> None:
        """Train for `minutes` of wall time or until a signal; save every two minutes and at the end."""
        started, saved_at, sums = time.monotonic(), time.monotonic(), [0.0, 0.0, 0.0]
        while not self.stopping:
            done = (time.monotonic() - started) / (60 * self.options.minutes)
            if done >= 1:
                break
            factor = min(1.0, 0.05 + done * 20) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
            x = self.squares.batch(self.options.batch, self.options.square).to(self.device)
            # Texture is lost at low rates; those are drawn more often.
            q = torch.rand(x.shape[0], device=self.device) ** 1.5
            loss, error, texture = self.cost(x, q)
            begin_step(self.optimisers, factor)
            loss.backward()
            nn.utils.clip_grad_norm_(self.natural.parameters(), 5.0)
            for optimiser in self.optimisers:
                optimiser.step()
            self.step += 1
            follow(self.average, self.natural, self.step)
            sums = [s + v.item() for s, v in zip(sums, (loss, error, texture), strict=True)]
            if self.step % 50 == 0:
                loss_mean, error_mean, texture_mean = (s / 50 for s in sums)
                sums = [0.0, 0.0, 0.0]
                self.log(loss_mean, -10 * math.log10(error_mean), texture_mean)
            if time.monotonic() - saved_at > 120:
                self.save()
                saved_at = time.monotonic()
        self.save()

    def log(self, loss: float, psnr: float, texture: float) -> None:
        values = {"step": self.step, "loss": round(loss, 4), "psnr": round(psnr, 2), "texture": round(texture, 4)}
        with (self.out / "natural.jsonl").open("a") as file:
            file.write(json.dumps(values) + "\n")
        print(values, flush=True)

    def save(self) -> None:
        state = {"natural": self.natural.state_dict(), "average": self.average.state_dict(), "step": self.step}
        torch.save(state, self.out / "natural.new")
        (self.out / "natural.new").replace(self.out / "natural.pt")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sdviewer.training.natural", description=__doc__)
    parser.add_argument("--model", required=True, help="folder of the exported model")
    parser.add_argument("--data", required=True, help="folder of training photos")
    parser.add_argument("--out", required=True, help="folder of the checkpoint; resumed where it exists")
    parser.add_argument("--minutes", type=float, default=40.0)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--square", type=int, default=128)
    parser.add_argument("--texture", type=float, default=1.0, help="weight of the distance in texture")
    parser.add_argument("--muon", type=float, default=0.004)
    parser.add_argument("--adam", type=float, default=1e-3)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(argv)
    torch.set_flush_denormal(True)
    torch.set_num_threads(options.threads)
    run = Run(options)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: setattr(run, "stopping", True))
    run.train()
    return 0
