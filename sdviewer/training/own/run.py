"""The training loop: resumable, logs its curve, keeps a moving average of the weights, and the best of those."""

from __future__ import annotations

import argparse
import copy
import json
import math
import shutil
import signal
from pathlib import Path
from typing import Any

import torch
from torch import nn

from ..device import Clock, compiled, prepare
from ..optimiser import Muon, begin_step, follow, keep_base
from ..photos import Squares, read_photos
from .network import Config, OwnModel
from .principal import start_from_linear
from .restore import restore, widened
from .rounding import Softness, softness
from .stages import STAGES, Stage, cost, ms_ssim_loss, weighed

VALIDATION_QUALITIES = (0.0, 0.1, 0.2, 0.4, 0.7, 1.0)


class Run:
    """One training run in a folder: `checkpoint.pt` (the last), `best.pt` (least cost in validation), `curve.jsonl`."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options, self.clock = options, Clock(options.until)
        self.device = prepare(options.device, options.threads)
        self.out = Path(options.out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.checkpoint = self.out / "checkpoint.pt"
        saved = torch.load(self.checkpoint, map_location="cpu") if self.checkpoint.exists() else None
        self.step: int = saved["step"] if saved else 0
        self.seconds: float = saved["seconds"] if saved else 0.0
        self.least: float = saved.get("least", math.inf) if saved else math.inf
        photos = read_photos(Path(options.data), options.square)
        self.squares = Squares(photos, seed=self.step, device=self.device)
        if saved:
            self.model = OwnModel(Config.from_json(saved["config"]))
        elif options.start:
            model = restore(Path(options.start))
            changed = Config.from_json(model.config.to_json() | json.loads(options.config))
            self.model = model if changed == model.config else widened(model, changed)
        else:
            self.model = OwnModel(Config.from_json(Config().to_json() | json.loads(options.config)))
        if saved:
            self.model.load_state_dict(saved["model"])
        elif not options.start:
            start_from_linear(self.model, self.squares, options.square)
        self.model.to(self.device, memory_format=torch.channels_last)
        self.compiled = compiled(self._cost, self.device)
        self.average = copy.deepcopy(self.model)
        if saved:
            self.average.load_state_dict(saved["average"])
        self.optimisers = optimisers(self.model, options)
        if saved and not options.fresh_optimiser:
            for optimiser, state in zip(self.optimisers, saved["optimisers"], strict=True):
                optimiser.load_state_dict(state)
        self.valid = validation_squares(Path(options.valid)) if options.valid else None
        self.stopping = False
        self.usual = 10.0

    def save(self) -> None:
        state: dict[str, Any] = {
            "config": self.model.config.to_json(),
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimisers": [o.state_dict() for o in self.optimisers],
            "step": self.step,
            "seconds": self.seconds,
            "least": self.least,
        }
        torch.save(state, self.checkpoint.with_suffix(".new"))
        self.checkpoint.with_suffix(".new").replace(self.checkpoint)

    def log(self, values: dict[str, Any]) -> None:
        values = {"step": self.step, "seconds": round(self.seconds), "stage": self.options.stage, **values}
        with (self.out / "curve.jsonl").open("a") as file:
            file.write(json.dumps(values) + "\n")
        print(values, flush=True)

    def rate_of_learning(self, done: float) -> float:
        """Factor of the learning rates when the share `done` of this run is over: warm-up, flat, cosine.

        It falls to a third, below which noise's bits are what is learnt, or to nothing where the noise falls, too, or
        the bits are given.
        """
        warm = min(1.0, 0.05 + self.steps_here / 100)
        to_nothing = self.options.anneal or STAGES[self.options.stage].decoder_only
        flat, last = self.options.flat, 0.02 if to_nothing else 0.35
        past = (done - flat) / (1 - flat) if done > flat else 0.0
        fall = last + (1 - last) * 0.5 * (1 + math.cos(math.pi * past))
        return warm * fall

    def train(self) -> None:
        """Train for `options.minutes` of wall time, or `options.steps`, or until a signal.

        Saves every minute, and validates at every fifth time and at the end.
        """
        stage: Stage = STAGES[self.options.stage]
        for parameter in self.model.parameters():
            parameter.requires_grad_(not stage.decoder_only)
        if stage.decoder_only:
            self.model.synthesis.requires_grad_(True)
        clock = self.clock
        clock.start(self.seconds)
        self.steps_here, saves, sums = 0, 0, [0.0, 0.0, 0.0]
        while not self.stopping and not clock.over:
            steps = self.options.steps
            done = self.steps_here / steps if steps else clock.here / (60 * self.options.minutes)
            if done >= 1:
                break
            for index, value in enumerate(self._step(done)):
                sums[index] += value
            self.seconds = clock.seconds
            if self.step % 200 == 0:
                loss, bpp, error = (s / 200 for s in sums)
                sums = [0.0, 0.0, 0.0]
                self.log({"loss": round(loss, 4), "bpp": round(bpp, 4), "psnr": round(-10 * math.log10(error), 3)})
            if clock.time_to_save():
                saves += 1
                self.save() if saves % 5 else self.keep()
        self.keep()

    def keep(self) -> None:
        """Validate and save; where validation is better than ever, save that too, since a run may spoil its weights."""
        found = self.validate()
        best = found is not None and found < self.least
        if found is not None:
            self.least = min(found, self.least)
        self.save()
        if best:
            shutil.copyfile(self.checkpoint, self.out / "best.pt")

    def _cost(
        self, x: torch.Tensor, q: torch.Tensor, soft: Softness | None
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        return cost(self.model, x, q, STAGES[self.options.stage], soft)

    def _step(self, done: float) -> tuple[float, float, float]:
        x = self.squares.batch(self.options.batch, self.options.square)
        q = torch.rand(x.shape[0], device=self.device)
        loss, bpp, error = self.compiled(x, q, softness(done) if self.options.anneal else None)
        begin_step(self.optimisers, self.rate_of_learning(done))
        loss.backward()
        norm = nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
        value = loss.item()
        # Now and then a batch explodes; an orthogonalised step would follow it at full length.
        if math.isfinite(norm.item()) and value < 3 * self.usual:
            self.usual = min(10.0, 0.98 * self.usual + 0.02 * value)
            for optimiser in self.optimisers:
                optimiser.step()
        self.step += 1
        self.steps_here += 1
        follow(self.average, self.model, self.step)
        return value, bpp.item(), error.item()

    @torch.no_grad()
    def validate(self) -> float | None:
        """Log rounded bits per pixel, PSNR and MS-SSIM of the averaged weights at several qualities.

        Returns the mean cost, as the stage 'mixed' weighs it whatever this one is, so that stages can be compared.
        """
        if self.valid is None:
            return None
        results, value = {}, 0.0
        for quality in VALIDATION_QUALITIES:
            bits, psnr, similarity = 0.0, 0.0, 0.0
            for x in self.valid.split(16):
                x = x.to(self.device)
                q = torch.full((x.shape[0],), quality, device=self.device)
                decoded, b = self.average(x, q, noise=False)
                decoded = decoded.clamp(-0.5, 0.5)
                bits += b.sum().item()
                psnr += (-10 * torch.log10(((decoded - x) ** 2).mean((1, 2, 3)))).sum().item()
                similarity += (1 - ms_ssim_loss(x + 0.5, decoded + 0.5, mirrored=True)).sum().item()
            n = self.valid.shape[0]
            results[quality] = (
                round(bits / self.valid[:, 0].numel(), 4),
                round(psnr / n, 3),
                round(similarity / n, 4),
            )
            weight = self.model.config.rate_lambda(torch.tensor(quality))
            bpp, decibels, similar = results[quality]
            value += weighed(bpp, 10 ** (-decibels / 10), 1 - similar, weight, STAGES["mixed"]).item()
        self.log({"valid": results})
        return value / len(results)


def validation_squares(folder: Path) -> torch.Tensor:
    """The middle 256x256 of each validation picture."""
    squares = []
    for photo in read_photos(folder, 256):
        top, left = (photo.shape[0] - 256) // 2, (photo.shape[1] - 256) // 2
        squares.append(torch.from_numpy(photo[top : top + 256, left : left + 256].copy()))
    return torch.stack(squares).permute(0, 3, 1, 2).float().div_(255).sub_(0.5)


def optimisers(model: OwnModel, options: argparse.Namespace) -> list[torch.optim.Optimizer]:
    """Muon for the networks' matrices, Adam with three rates for the linear skips, the tables and the rest.

    The transforms correct a linear codec that is good already: steps as large as the prior's would only add noise.
    """
    transforms: list[nn.Parameter] = []
    prior: list[nn.Parameter] = []
    linear, tables, rest = [], [], []
    for name, parameter in model.named_parameters():
        if name.startswith(("log_", "hyper_scale")):
            tables.append(parameter)
        elif "linear" in name:
            linear.append(parameter)
        elif parameter.ndim == 4 and parameter.shape[1] > 1:
            (transforms if name.startswith(("analysis", "synthesis")) else prior).append(parameter)
        else:
            rest.append(parameter)
    adam = torch.optim.Adam(
        [
            {"params": rest, "lr": options.adam},
            {"params": linear, "lr": options.adam / 10},
            {"params": tables, "lr": options.adam * 5},
        ],
        betas=(0.9, 0.99),
    )
    found: list[torch.optim.Optimizer] = [adam, Muon(transforms, options.muon), Muon(prior, 4 * options.muon)]
    keep_base(found)
    return found


def main(argv: list[str] | None = None) -> int:
    """`python -m sdviewer.training`: train, or go on training, the model in --out."""
    parser = argparse.ArgumentParser(prog="python -m sdviewer.training", description=__doc__)
    parser.add_argument("--data", required=True, help="folder of training photos")
    parser.add_argument("--valid", help="folder of validation photos")
    parser.add_argument("--out", required=True, help="folder of the checkpoint and the curve; resumed where it exists")
    parser.add_argument(
        "--config",
        default="{}",
        help="JSON of what differs from the usual network, or from --start's (levels, lambdas, more), for a new run",
    )
    parser.add_argument("--start", help="folder of an exported model to go on from, for a new run")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--until", type=float, help="minutes after which this run stops by itself, to be resumed")
    parser.add_argument("--device", help="cuda or cpu; a graphics card where there is one")
    parser.add_argument("--steps", type=int, help="train for so many steps instead, to compare networks")
    parser.add_argument("--stage", choices=STAGES, default="mse")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--square", type=int, default=128)
    parser.add_argument("--muon", type=float, default=0.02, help="learning rate of the matrices")
    parser.add_argument("--adam", type=float, default=1e-3, help="learning rate of the rest")
    parser.add_argument("--flat", type=float, default=0.3, help="share of the run before the learning rate falls")
    parser.add_argument("--anneal", action="store_true", help="let the noise that stands for rounding fall, too")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--fresh-optimiser", action="store_true", help="on resuming, forget the optimisers' state")
    options = parser.parse_args(argv)
    run = Run(options)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: setattr(run, "stopping", True))
    run.train()
    return 0
