"""The training loop: resumable, logs its curve, keeps a moving average of the weights.

The decoder learns to draw the photos from their latents, most of them as the codec gives them back (squared error and
LPIPS by AlexNet); the encoder to give the larger autoencoder's latents, by what an error in them does to its pixels.
Both begin as linear maps, fitted by least squares.
"""

from __future__ import annotations

import argparse
import copy
import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from ..loop import Loop, add_options, run
from ..optimiser import Muon, follow, keep_base
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


class Run(Loop):
    name = "small"

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(options)
        saved = self.saved
        self.data = Coded(Path(options.data), SIDE, self.step)
        self.small = self.module = Small(
            SmallConfig.from_json(saved["config"] if saved else json.loads(options.config))
        )
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

    def state(self) -> dict[str, Any]:
        return {
            "config": self.small.config.to_json(),
            "small": self.small.state_dict(),
            "average": self.average.state_dict(),
            "metric": self.metric,
        }

    def stepped(self) -> None:
        follow(self.average, self.small, self.step)

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
    parser.add_argument("--autoencoder", required=True, help="the larger one's folder, see `autoencoders`")
    add_options(parser, batch=8, muon=0.01)
    return run(Run, parser.parse_args(argv))


if __name__ == "__main__":
    raise SystemExit(main())
