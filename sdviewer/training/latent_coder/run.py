"""The training loop: resumable, logs its curve.

Analysis and synthesis are trained together through the autoencoder's decoder: LPIPS by AlexNet and squared error of
what it draws of rounded latents, and bits. `Bits`, which stands for the universal coder, learns beside them.
"""

from __future__ import annotations

import argparse
import json
import math
import signal
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ...codec.diffusion.payload import code_deviations, step, units
from ..latent_space.autoencoders import Drawer
from ..optimiser import Muon, begin_step, keep_base
from ..perceptual import alexnet
from .network import FACTOR, Bits, Coder, CoderConfig
from .squares import Others, Squares

SIDE = 16
"""Places a side of the squares; two less are compared, from a pixel that changes, so that no grid is learned."""
RATE = 0.05
"""Weight of a place's bits, times the square of the step: what a bit is worth grows so with it."""
FIRST = 600
"""Steps of `Bits` alone, before anything else."""
RATE_POINTS = (70, 170)
"""Squares are usually coded between these."""
SAVE_SECONDS = 120.0


class Run:
    """One run in a folder: `coder.pt` and `coder.jsonl`."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options, self.out = options, Path(options.out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.checkpoint = self.out / "coder.pt"
        saved = torch.load(self.checkpoint, weights_only=True) if self.checkpoint.exists() else None
        self.step: int = saved["step"] if saved else 0
        torch.manual_seed(self.step)
        found = unit(Path(options.units))
        self.units = torch.from_numpy(found)[None, :, None, None]
        others = Others(Path(options.begin[0]), unit(Path(options.begin[1]))) if options.begin else None
        self.data = Squares(Path(options.data), found, SIDE, tuple(options.rates), self.step, others)
        written = len(found) if others is None else len(others.units)
        config = {"channels": len(found), "written": written, **json.loads(options.config)}
        self.coder = Coder(CoderConfig.from_json(saved["config"] if saved else config))
        self.bits = Bits(self.coder.config.written)
        if saved:
            self.coder.load_state_dict(saved["coder"])
            self.bits.load_state_dict(saved["bits"])
        self.coder.to(memory_format=torch.channels_last)
        self.draw = Drawer(Path(options.autoencoder))
        self.alex = alexnet(Path(options.perceptual), torch.bfloat16)
        self.counting = torch.optim.Adam(self.bits.parameters(), lr=2e-3)
        self.optimisers = optimisers(self.coder, options)
        self.stopping = False
        if not saved:
            self._count_first()
            self._begin()

    def save(self) -> None:
        state = {
            "config": self.coder.config.to_json(),
            "coder": self.coder.state_dict(),
            "bits": self.bits.state_dict(),
            "step": self.step,
        }
        torch.save(state, self.checkpoint.with_suffix(".new"))
        self.checkpoint.with_suffix(".new").replace(self.checkpoint)

    def cost(self) -> tuple[Tensor, dict[str, float]]:
        """(value to minimise, its parts): squared error, LPIPS, bits a place."""
        batch = self.data.batch(self.options.batch)
        k = batch.steps.view(-1, 1, 1, 1)
        y = self.coder.analysis(batch.latents, batch.steps, batch.pixels)
        bits = self.bits(_noisy(y, batch.steps), batch.steps).sum(1).mean((1, 2))
        rounded = y + (k * torch.round(y / k) - y).detach()
        drawn = self.draw(self.coder.synthesis(rounded, batch.steps) * self.units).clamp(-0.05, 1.05)
        top, left = (FACTOR // 2 + int(n) for n in torch.randint(FACTOR, (2,)))
        side = FACTOR * (SIDE - 2)
        part = (..., slice(top, top + side), slice(left, left + side))
        error = (drawn - batch.pixels).square().mean()
        with torch.no_grad():
            real = self.alex(batch.pixels[part] - 0.5)
        looks = self.alex.lpips(real, self.alex(drawn[part] - 0.5)).mean()
        cost = looks + self.options.error * error + (RATE * batch.steps.square() * bits).mean()
        return cost, {"error": error.item(), "lpips": looks.item(), "bits": bits.mean().item()}

    def train(self) -> None:
        """Train for `minutes` of wall time, or `steps`, or until a signal; save every few minutes and at the end."""
        started = saved_at = time.monotonic()
        done, first, sums = 0.0, self.step, dict.fromkeys(("error", "lpips", "bits"), 0.0)
        while not self.stopping and done < 1:
            count = self.step - first
            steps, minutes = self.options.steps, self.options.minutes
            done = count / steps if steps else (time.monotonic() - started) / (60 * minutes)
            factor = min(1.0, 0.05 + count / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(done, 1.0))))
            begin_step(self.optimisers, factor)
            self.counting.zero_grad()
            cost, parts = self.cost()
            cost.backward()
            nn.utils.clip_grad_norm_(self.coder.parameters(), 5.0)
            for optimiser in (*self.optimisers, self.counting):
                optimiser.step()
            self.step += 1
            sums = {name: value + parts[name] for name, value in sums.items()}
            if self.step % self.options.every == 0:
                self.log({name: value / self.options.every for name, value in sums.items()})
                sums = dict.fromkeys(sums, 0.0)
            if time.monotonic() - saved_at > SAVE_SECONDS:
                self.save()
                saved_at = time.monotonic()
        self.save()

    def log(self, means: dict[str, float]) -> None:
        psnr = round(-10 * math.log10(means["error"]), 2)
        values = {"step": self.step, "psnr": psnr, "lpips": round(means["lpips"], 4), "bits": round(means["bits"], 3)}
        self._note(values)

    def _note(self, values: dict[str, float]) -> None:
        with (self.out / "coder.jsonl").open("a") as file:
            file.write(json.dumps(values) + "\n")
        print(values, flush=True)

    def _count_first(self) -> None:
        for _ in range(self.options.first):
            batch = self.data.batch(2 * self.options.batch)
            y = batch.latents if batch.others is None else batch.others
            self.counting.zero_grad()
            self.bits(_noisy(y, batch.steps), batch.steps).sum(1).mean().backward()
            self.counting.step()

    def _begin(self) -> None:
        """Where latents of another space are to be written, the networks first learn to go there, and back."""
        if not self.options.begin:
            return
        for number in range(self.options.begin_steps):
            batch = self.data.batch(2 * self.options.batch)
            assert batch.others is not None
            begin_step(self.optimisers, min(1.0, 0.05 + number / 100))
            there = self.coder.analysis(batch.latents, batch.steps, batch.pixels) - batch.others
            back = self.coder.synthesis(_noisy(batch.others, batch.steps), batch.steps) - batch.latents
            (there.square().mean() + back.square().mean()).backward()
            nn.utils.clip_grad_norm_(self.coder.parameters(), 5.0)
            for optimiser in self.optimisers:
                optimiser.step()
            if number % self.options.every == 0:
                errors = {"there": there.square().mean().item(), "back": back.square().mean().item()}
                self._note({"begin": number} | {name: round(value, 4) for name, value in errors.items()})
        self.save()


def _noisy(y: Tensor, steps: Tensor) -> Tensor:
    """As if it had been rounded."""
    return y + steps.view(-1, 1, 1, 1) * (torch.rand_like(y) - 0.5)


def unit(config: Path) -> np.ndarray:
    """Units of the channels' steps in the numbers of the space, (C,), of a model's `config.json`."""
    noted = json.loads(config.read_text("utf-8"))
    sizes = np.array(noted["deviations"], np.float32) * np.float32(noted.get("scale", 1))
    return units(code_deviations(sizes), 0) / np.float32(step(0))


def optimisers(coder: Coder, options: argparse.Namespace) -> list[torch.optim.Optimizer]:
    """Muon for the matrices, Adam for the rest."""
    matrices = [p for p in coder.parameters() if p.ndim == 4 and p.shape[1] > 1]
    rest = [p for p in coder.parameters() if p.ndim != 4 or p.shape[1] == 1]
    found: list[torch.optim.Optimizer] = [
        Muon(matrices, options.muon),
        torch.optim.Adam(rest, lr=options.adam, betas=(0.9, 0.99)),
    ]
    keep_base(found)
    return found


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sdviewer.training.latent_coder.run", description=__doc__)
    parser.add_argument("--data", required=True, help="folder that `latent_space.encode` filled")
    parser.add_argument("--autoencoder", required=True, help="diffusers folder of an AutoencoderTiny of the space")
    parser.add_argument("--units", required=True, help="config.json of it, as `models add` made it")
    parser.add_argument("--perceptual", required=True, help="folder of lpips_alex.safetensors")
    parser.add_argument("--out", required=True, help="folder of the checkpoint and the curve; resumed where it exists")
    parser.add_argument("--config", default="{}", help="JSON of what differs from the usual networks, for a new run")
    parser.add_argument(
        "--rates", type=int, nargs=2, default=RATE_POINTS, help="points between which squares are coded"
    )
    parser.add_argument(
        "--begin",
        nargs=2,
        metavar=("LATENTS", "CONFIG"),
        help="write other latents than the space's, at first those in this folder, of a model with this config.json",
    )
    parser.add_argument("--begin-steps", type=int, default=1500, help="in which networks learn to go there and back")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--steps", type=int, help="train for so many steps instead")
    parser.add_argument("--first", type=int, default=FIRST, help="steps before, in which only bits are learned")
    parser.add_argument("--batch", type=int, default=6)
    parser.add_argument("--error", type=float, default=5.0, help="weight of the squared error, of pixels in 0..1")
    parser.add_argument("--muon", type=float, default=0.008, help="learning rate of the matrices")
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
