"""The second decoder: the same bitstream drawn with texture instead of blur.

`python -m sdviewer.training.natural --model resources/models/own-1 --data DIR --perceptual DIR --out DIR` trains, and
goes on training, a copy of the decoder's half at 1/8 of the size and upwards, with noise as one more input; what is
before it and the linear skip are shared. `objective` says what is minimised.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import signal
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ..device import Clock, bfloat16, compiled, prepare
from ..optimiser import Muon, begin_step, follow, keep_base
from ..own.restore import restore
from ..photos import Squares, read_photos
from .network import NOISE, Natural, faithful_half, shared_half
from .objective import Objective

WEIGHTS = {"lpips_alex": 0.7, "lpips_vgg": 1.5, "texture": 1.0, "flat": 0.15, "error": 0.001, "colour": 0.005}


class Run:
    """One run in a folder: `natural.pt` and `natural.jsonl`."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options, self.clock = options, Clock(options.until)
        self.out = Path(options.out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.device = prepare(options.device, options.threads)
        self.model = restore(Path(options.model)).to(self.device).requires_grad_(False)
        self.natural = Natural(self.model).to(self.device, memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.natural)
        weights = WEIGHTS | json.loads(options.weights)
        self.objective = Objective(Path(options.perceptual), weights, options.deep).to(self.device)
        self.step, self.seconds, self.stopping = 0, 0.0, False
        matrices = [p for p in self.natural.parameters() if p.ndim == 4 and p.shape[1] > 1]
        rest = [p for p in self.natural.parameters() if p.ndim != 4 or p.shape[1] == 1]
        self.optimisers = [Muon(matrices, options.muon), torch.optim.Adam(rest, options.adam, betas=(0.9, 0.99))]
        saved = self.out / "natural.pt"
        if saved.exists():
            state = torch.load(saved, map_location="cpu", weights_only=True)
            self.natural.load_state_dict(state["natural"])
            self.average.load_state_dict(state["average"])
            self.step, self.seconds = state["step"], state["seconds"]
            for optimiser, values in zip(self.optimisers, state["optimisers"], strict=True):
                optimiser.load_state_dict(values)
            for optimiser, rate in zip(self.optimisers, (options.muon, options.adam), strict=True):
                for group in optimiser.param_groups:
                    group["lr"] = rate
        keep_base(self.optimisers)
        photos = read_photos(Path(options.data), options.square)
        self.squares = Squares(photos, seed=1000 + self.step, device=self.device)
        self.compiled = compiled(self.terms, self.device)

    def terms(self, x: Tensor, q: Tensor) -> dict[str, Tensor]:
        """What is minimised, term by term."""
        coarse = shared_half(self.model, x, q)
        noise = torch.randn(x.shape[0], NOISE, *coarse.h.shape[-2:], device=self.device)
        with bfloat16(self.device):
            drawn = coarse.linear + self.natural(coarse, noise).float()
        # Beyond white and black nothing shows, but what is there must still be drawn back.
        limited = drawn + (drawn.clamp(-0.5, 0.5) - drawn).detach()
        terms: dict[str, Tensor] = self.objective(x, limited, faithful_half(self.model, coarse).clamp(-0.5, 0.5))
        return terms

    def train(self) -> None:
        """Train for `minutes` of wall time in all, or until a signal; save every minute and at the end."""
        options, clock = self.options, self.clock
        sums: dict[str, Any] = {}
        clock.start(self.seconds)
        while not self.stopping and not clock.over:
            self.seconds = clock.seconds
            done = self.step / options.steps if options.steps else self.seconds / (60 * options.minutes)
            if done >= 1:
                break
            terms = self._step(self.rate_of_learning(done))
            sums = {name: sums.get(name, 0.0) + value.detach() for name, value in terms.items()}
            if self.step % 50 == 0:
                self.log({name: round(value.item() / 50, 4) for name, value in sums.items()})
                sums = {}
            if clock.time_to_save():
                self.save()
        self.save()

    def rate_of_learning(self, done: float) -> float:
        """Factor of the learning rates when the share `done` of the run is over: warm-up, flat, cosine."""
        fall = max(0.0, (done - self.options.flat) / (1 - self.options.flat))
        return min(1.0, 0.05 + self.step / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * fall)))

    def _step(self, factor: float) -> dict[str, Tensor]:
        x = self.squares.batch(self.options.batch, self.options.square)
        # Texture is lost at low rates; those are drawn more often.
        q = torch.rand(x.shape[0], device=self.device) ** 1.5
        terms: dict[str, Tensor] = self.compiled(x, q)
        begin_step(self.optimisers, factor)
        torch.stack(list(terms.values())).sum().backward()
        nn.utils.clip_grad_norm_(self.natural.parameters(), 5.0)
        for optimiser in self.optimisers:
            optimiser.step()
        self.step += 1
        follow(self.average, self.natural, self.step)
        return terms

    def log(self, terms: dict[str, float]) -> None:
        values = {"step": self.step, "minutes": round(self.seconds / 60, 1), **terms}
        with (self.out / "natural.jsonl").open("a") as file:
            file.write(json.dumps(values) + "\n")
        print(values, flush=True)

    def save(self) -> None:
        state = {
            "natural": self.natural.state_dict(),
            "average": self.average.state_dict(),
            "optimisers": [o.state_dict() for o in self.optimisers],
            "step": self.step,
            "seconds": self.seconds,
        }
        torch.save(state, self.out / "natural.new")
        (self.out / "natural.new").replace(self.out / "natural.pt")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sdviewer.training.natural", description=__doc__)
    parser.add_argument("--model", required=True, help="folder of the exported model")
    parser.add_argument("--data", required=True, help="folder of training photos")
    parser.add_argument("--perceptual", required=True, help="folder of LPIPS's weights (see `training.perceptual`)")
    parser.add_argument("--out", required=True, help="folder of the checkpoint; resumed where it exists")
    parser.add_argument("--minutes", type=float, default=40.0, help="of wall time in all, earlier runs included")
    parser.add_argument("--until", type=float, help="minutes after which this run stops by itself, to be resumed")
    parser.add_argument("--device", help="cuda or cpu; a graphics card where there is one")
    parser.add_argument("--steps", type=int, help="train for so many steps in all instead")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--deep", type=int, default=4, help="so many of the batch go through VGG16")
    parser.add_argument("--square", type=int, default=128)
    parser.add_argument("--weights", default="{}", help="JSON of the terms' weights that differ from the usual")
    parser.add_argument("--muon", type=float, default=0.001)
    parser.add_argument("--adam", type=float, default=5e-4)
    parser.add_argument("--flat", type=float, default=0.2, help="share of the run before the learning rate falls")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(argv)
    run = Run(options)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: setattr(run, "stopping", True))
    run.train()
    return 0
