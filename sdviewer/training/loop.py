"""What resumable runs share: a checkpoint and a curve in a folder, a rate of learning that falls to nothing."""

from __future__ import annotations

import argparse
import json
import math
import signal
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from .optimiser import begin_step

SAVE_SECONDS = 120.0
LIMIT = 5.0
"""Of the gradients' norm."""
PSNR = ("error", "encoder")
"""Parts of a cost that are squared errors; the curve has their PSNR."""


class Loop:
    """One run in a folder: `NAME.pt`, its checkpoint, which it goes on from, and `NAME.jsonl`, its curve.

    A run sets `module`, what is trained, and `optimisers`, and has `cost` and `state`.
    """

    name: str
    module: nn.Module
    optimisers: list[torch.optim.Optimizer]

    def __init__(self, options: argparse.Namespace) -> None:
        self.options, self.out = options, Path(options.out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.checkpoint = self.out / f"{self.name}.pt"
        self.saved: dict[str, Any] | None = None
        if self.checkpoint.exists():
            self.saved = torch.load(self.checkpoint, weights_only=True)
        self.step: int = self.saved["step"] if self.saved else 0
        self.stopping = False
        torch.manual_seed(self.step)

    def cost(self) -> tuple[Tensor, dict[str, float]]:
        """(value to minimise, its parts)."""
        raise NotImplementedError

    def state(self) -> dict[str, Any]:
        """What the checkpoint holds, but for `step`."""
        raise NotImplementedError

    def stepped(self) -> None:
        """After each step."""

    def save(self) -> None:
        torch.save({**self.state(), "step": self.step}, self.checkpoint.with_suffix(".new"))
        self.checkpoint.with_suffix(".new").replace(self.checkpoint)

    def train(self) -> None:
        """Train for `minutes` of wall time, or `steps`, or until a signal; save every few minutes and at the end."""
        started = saved_at = time.monotonic()
        done, first, sums = 0.0, self.step, dict[str, float]()
        while not self.stopping and done < 1:
            count = self.step - first
            steps, minutes = self.options.steps, self.options.minutes
            done = count / steps if steps else (time.monotonic() - started) / (60 * minutes)
            begin_step(self.optimisers, learning(count, done))
            cost, parts = self.cost()
            cost.backward()
            self.update()
            self.step += 1
            self.stepped()
            sums = {name: sums.get(name, 0.0) + value for name, value in parts.items()}
            if self.step % self.options.every == 0:
                means = {name: value / self.options.every for name, value in sums.items()}
                self.note({"step": self.step} | {name: shown(name, value) for name, value in means.items()})
                sums = {}
            if time.monotonic() - saved_at > SAVE_SECONDS:
                self.save()
                saved_at = time.monotonic()
        self.save()

    def update(self) -> None:
        """A step of the optimisers, with gradients that aren't too large."""
        nn.utils.clip_grad_norm_(self.module.parameters(), LIMIT)
        for optimiser in self.optimisers:
            optimiser.step()

    def note(self, values: dict[str, float]) -> None:
        """A line of the curve."""
        with self.checkpoint.with_suffix(".jsonl").open("a") as file:
            file.write(json.dumps(values) + "\n")
        print(values, flush=True)


def learning(count: int, done: float) -> float:
    """Share of the rates of learning after so many steps, and so much of a run: up in 100, then down by a cosine."""
    return min(1.0, 0.05 + count / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(done, 1.0))))


def shown(name: str, value: float) -> float:
    """As the curve has it."""
    return round(-10 * math.log10(value), 2) if name in PSNR else round(value, 4)


def add_options(parser: argparse.ArgumentParser, batch: int, muon: float) -> None:
    """What every run takes."""
    parser.add_argument("--perceptual", required=True, help="folder of lpips_alex.safetensors")
    parser.add_argument("--out", required=True, help="folder of the checkpoint and the curve; resumed where it exists")
    parser.add_argument("--config", default="{}", help="JSON of what differs from the usual networks, for a new run")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--steps", type=int, help="train for so many steps instead")
    parser.add_argument("--batch", type=int, default=batch)
    parser.add_argument("--muon", type=float, default=muon, help="learning rate of the matrices")
    parser.add_argument("--adam", type=float, default=1e-3, help="learning rate of the rest")
    parser.add_argument("--every", type=int, default=50, help="steps between two lines of the curve")
    parser.add_argument("--threads", type=int, default=1)


def run(kind: type[Loop], options: argparse.Namespace) -> int:
    """From the command line's options to the end of the run."""
    torch.set_flush_denormal(True)
    torch.set_num_threads(options.threads)
    loop = kind(options)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: setattr(loop, "stopping", True))
    loop.train()
    return 0
