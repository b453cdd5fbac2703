"""The training loop: resumable, logs its curve, keeps a moving average of the weights.

The decoder learns to draw the photos from their latents, most of them as the codec gives them back (squared error and
LPIPS by AlexNet); the encoder to give the larger autoencoder's latents, by what an error in them does to its pixels.
Both begin as linear maps, fitted by least squares.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import signal
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..optimiser import Muon, begin_step, follow, keep_base
from ..perceptual import alexnet
from .autoencoders import Drawer
from .coded import FACTOR, Coded
from .metric import distance, metric
from .network import Small, SmallConfig, fit_linear

SIDE = 13
"""Places a side of the squares; FACTOR pixels less are compared, from a place that changes: see `natural.objective`."""
EXACT = 0.2
"""Share of the squares that is drawn from latents that weren't coded."""
ERROR, NEAR = 20.0, 40.0
"""Weights of the decoder's and the encoder's squared errors, of pixels in 0..1, beside LPIPS."""
FITTED = 300
"""Squares for the least squares."""
SAVE_SECONDS = 180.0


class Run:
    """One run in a folder: `small.pt` and `small.jsonl`."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options, self.out = options, Path(options.out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.checkpoint = self.out / "small.pt"
        saved = torch.load(self.checkpoint, weights_only=True) if self.checkpoint.exists() else None
        self.step: int = saved["step"] if saved else 0
        torch.manual_seed(self.step)
        self.data = Coded(Path(options.data), SIDE, self.step)
        self.small = Small(SmallConfig.from_json(saved["config"] if saved else json.loads(options.config)))
        if saved:
            self.small.load_state_dict(saved["small"])
            self.metric = saved["metric"]
        else:
            self.metric = metric(Drawer(Path(options.autoencoder), False), self.data)
            batch = self.data.batch(FITTED)
            pixels = F.pixel_unshuffle(batch.pixels - 0.5, FACTOR)
            fit_linear(self.small.encoder.linear, pixels, batch.latents)
            fit_linear(self.small.decoder.linear, batch.latents, pixels)
        self.small.to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.small)
        if saved:
            self.average.load_state_dict(saved["average"])
        self.alex = alexnet(Path(options.perceptual), torch.bfloat16)
        self.optimisers = optimisers(self.small, options)
        self.stopping = False

    def save(self) -> None:
        state: dict[str, Any] = {
            "config": self.small.config.to_json(),
            "small": self.small.state_dict(),
            "average": self.average.state_dict(),
            "metric": self.metric,
            "step": self.step,
        }
        torch.save(state, self.checkpoint.with_suffix(".new"))
        self.checkpoint.with_suffix(".new").replace(self.checkpoint)

    def cost(self) -> tuple[Tensor, dict[str, float]]:
        """(value to minimise, its parts): squared error of the drawn pixels, LPIPS, squared error by the encoder."""
        batch = self.data.batch(self.options.batch)
        exact = torch.rand(len(batch.latents), 1, 1, 1) < EXACT
        drawn = self.small.decoder(torch.where(exact, batch.latents, batch.decoded)).clamp(-0.05, 1.05)
        top, left = (int(n) for n in torch.randint(FACTOR, (2,)))
        part = (..., slice(top, top + FACTOR * (SIDE - 1)), slice(left, left + FACTOR * (SIDE - 1)))
        error = (drawn - batch.pixels).square().mean()
        with torch.no_grad():
            real = self.alex(batch.pixels[part] - 0.5)
        looks = self.alex.lpips(real, self.alex(drawn[part] - 0.5)).mean()
        near = distance(self.metric, self.small.encoder(batch.pixels) - batch.latents)
        parts = {"error": error.item(), "lpips": looks.item(), "encoder": near.item()}
        return ERROR * error + looks + NEAR * near, parts

    def train(self) -> None:
        """Train for `minutes` of wall time, or `steps`, or until a signal; save every few minutes and at the end."""
        started, saved_at = time.monotonic(), time.monotonic()
        done, first, sums = 0.0, self.step, dict.fromkeys(("error", "lpips", "encoder"), 0.0)
        while not self.stopping and done < 1:
            count = self.step - first
            steps, minutes = self.options.steps, self.options.minutes
            done = count / steps if steps else (time.monotonic() - started) / (60 * minutes)
            factor = min(1.0, 0.05 + count / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(done, 1.0))))
            loss, parts = self.cost()
            begin_step(self.optimisers, factor)
            loss.backward()
            nn.utils.clip_grad_norm_(self.small.parameters(), 5.0)
            for optimiser in self.optimisers:
                optimiser.step()
            self.step += 1
            follow(self.average, self.small, self.step)
            sums = {name: value + parts[name] for name, value in sums.items()}
            if self.step % self.options.every == 0:
                self.log({name: value / self.options.every for name, value in sums.items()})
                sums = dict.fromkeys(sums, 0.0)
            if time.monotonic() - saved_at > SAVE_SECONDS:
                self.save()
                saved_at = time.monotonic()
        self.save()

    def log(self, means: dict[str, float]) -> None:
        psnr = {name: round(-10 * math.log10(means[name]), 2) for name in ("error", "encoder")}
        values = {"step": self.step, "lpips": round(means["lpips"], 4)} | psnr
        with (self.out / "small.jsonl").open("a") as file:
            file.write(json.dumps(values) + "\n")
        print(values, flush=True)


def optimisers(small: Small, options: argparse.Namespace) -> list[torch.optim.Optimizer]:
    """Muon for the networks' matrices, Adam for the rest, a tenth of it for the linear maps, which are good already."""
    linear = [p for name, p in small.named_parameters() if "linear" in name]
    others = [p for name, p in small.named_parameters() if "linear" not in name]
    matrices = [p for p in others if p.ndim == 4 and p.shape[1] > 1]
    rest = [p for p in others if p.ndim != 4 or p.shape[1] == 1]
    adam = torch.optim.Adam(
        [{"params": rest, "lr": options.adam}, {"params": linear, "lr": options.adam / 10}], betas=(0.9, 0.99)
    )
    found: list[torch.optim.Optimizer] = [Muon(matrices, options.muon), adam]
    keep_base(found)
    return found


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sdviewer.training.latent_space.run", description=__doc__)
    parser.add_argument("--data", required=True, help="folder that `encode` filled")
    parser.add_argument("--autoencoder", required=True, help="the larger one, a diffusers folder of an AutoencoderTiny")
    parser.add_argument("--perceptual", required=True, help="folder of lpips_alex.safetensors")
    parser.add_argument("--out", required=True, help="folder of the checkpoint and the curve; resumed where it exists")
    parser.add_argument("--config", default="{}", help="JSON of what differs from the usual networks, for a new run")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--steps", type=int, help="train for so many steps instead")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--muon", type=float, default=0.01, help="learning rate of the matrices")
    parser.add_argument("--adam", type=float, default=1e-3, help="learning rate of the rest")
    parser.add_argument("--every", type=int, default=50, help="steps between two lines of the curve")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args(argv)
    torch.set_flush_denormal(True)
    torch.set_num_threads(options.threads)
    run = Run(options)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: setattr(run, "stopping", True))
    run.train()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
