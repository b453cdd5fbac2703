"""The training loop: resumable, logs its curve.

Analysis and synthesis are trained together through the autoencoder's decoder: LPIPS by AlexNet and squared error of
what it draws of rounded latents, and bits. `Bits`, which stands for the universal coder, learns beside them.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ...codec.diffusion.payload import code_deviations, step, units
from ..latent_space.autoencoders import Drawer
from ..loop import Loop, add_options, learning, run
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


class Run(Loop):
    name = "coder"

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(options)
        saved = self.saved
        found = unit(Path(options.units))
        self.units = torch.from_numpy(found)[None, :, None, None]
        others = Others(Path(options.begin[0]), unit(Path(options.begin[1]))) if options.begin else None
        self.data = Squares(Path(options.data), found, SIDE, tuple(options.rates), self.step, others)
        written = 0 if others is None else len(others.units)
        config = {"channels": len(found), "written": written, **json.loads(options.config)}
        self.coder = self.module = Coder(CoderConfig.from_json(saved["config"] if saved else config))
        self.bits = Bits(self.coder.config.rounded)
        if saved:
            self.coder.load_state_dict(saved["coder"])
            self.bits.load_state_dict(saved["bits"])
        elif options.like:
            self._take(torch.load(options.like, weights_only=True))
        self.coder.to(memory_format=torch.channels_last)
        self.draw = Drawer(Path(options.autoencoder))
        self.alex = alexnet(Path(options.perceptual), torch.bfloat16)
        self.counting = torch.optim.Adam(self.bits.parameters(), lr=2e-3)
        self.optimisers = optimisers(self.coder, options)
        if not saved:
            self._count_first()
            self._begin()

    def state(self) -> dict[str, Any]:
        return {
            "config": self.coder.config.to_json(),
            "coder": self.coder.state_dict(),
            "bits": self.bits.state_dict(),
        }

    def update(self) -> None:
        super().update()
        self.counting.step()

    def cost(self) -> tuple[Tensor, dict[str, float]]:
        """(value to minimise, its parts): squared error, LPIPS, bits a place."""
        self.counting.zero_grad()
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

    def _take(self, other: dict[str, Any]) -> None:
        """The weights of another space's coder, but for those that have to do with its latents."""
        own = self.coder.state_dict()
        for name, tensor in other["coder"].items():
            if not any(part in name for part in ("analysis.enter", "synthesis.leave", "straight")):
                own[name].copy_(tensor)
        self.bits.load_state_dict(other["bits"])

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
            begin_step(self.optimisers, learning(number, number / self.options.begin_steps))
            there = self.coder.analysis(batch.latents, batch.steps, batch.pixels) - batch.others
            back = self.coder.synthesis(_noisy(batch.others, batch.steps), batch.steps) - batch.latents
            (there.square().mean() + back.square().mean()).backward()
            super().update()
            if number % self.options.every == 0:
                errors = {"there": there.square().mean().item(), "back": back.square().mean().item()}
                self.note({"begin": number} | {name: round(value, 4) for name, value in errors.items()})
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
    parser.add_argument("--autoencoder", required=True, help="folder, see `latent_space.autoencoders`")
    parser.add_argument("--units", required=True, help="config.json of it, as `models add` made it")
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
    parser.add_argument("--like", help="coder.pt of another space that writes the same, which a new run begins with")
    parser.add_argument("--first", type=int, default=FIRST, help="steps before, in which only bits are learned")
    parser.add_argument("--error", type=float, default=5.0, help="weight of the squared error, of pixels in 0..1")
    add_options(parser, batch=6, muon=0.005)
    return run(Run, parser.parse_args(argv))


if __name__ == "__main__":
    raise SystemExit(main())
