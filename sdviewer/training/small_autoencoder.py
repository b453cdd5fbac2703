"""The recipe of the tests' autoencoder: `python -m sdviewer.training.small_autoencoder --data DIR --out DIR`.

An AutoencoderTiny of diffusers with 4 channels at an eighth of the size, as Stable Diffusion has them, but far smaller:
its pictures mean something, and it fits into the repository. Minimises absolute error and a little squared error with
noise on the latent, as quantising brings it. Time counts as the process's own, so that a busy machine trains as well
as a quiet one. Continues from `OUT/checkpoint.pt`; `OUT/model` is a diffusers folder in float16.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderTiny
from diffusers.models.autoencoders.vae import AutoencoderTinyBlock
from torch import Tensor

from .photos import Squares, read_photos

CHANNELS = 32
CONFIG = {
    "encoder_block_out_channels": (CHANNELS,) * 4,
    "decoder_block_out_channels": (CHANNELS,) * 4,
    "num_encoder_blocks": (0, 1, 2, 3),
    "num_decoder_blocks": (3, 2, 1, 0),
    "latent_channels": 4,
}
BATCH, SIDE = 4, 96
RATE, LAST_RATE = 2e-3, 2e-5
MIDDLE = 0.45
"""Of colours in 0..1."""
NOISE = 0.15
"""Half the width of the uniform noise on the latent, whose values come to about one."""
SQUARED, LARGE = 0.5, 1e-3
"""Weights of the squared error, and of the latent's own square, which keeps it at about one."""
SAVE_SECONDS = 120.0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of photos")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=15, help="of the processor, in all runs together")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    options.out.mkdir(parents=True, exist_ok=True)
    module = train(Squares(read_photos(options.data), time.time_ns()), options.out, 60 * options.minutes)
    with torch.no_grad():
        latent = module.encode(Squares(read_photos(options.data), 0).batch(64, SIDE) * 2).latents
    module.register_to_config(scaling_factor=round(1 / float(latent.std()), 4))
    module.half().save_pretrained(options.out / "model")


def train(squares: Squares, out: Path, seconds: float) -> Any:
    """Train on from the checkpoint in `out`, if there is one, to so many seconds of the processor in all."""
    torch.manual_seed(0)
    module: Any = AutoencoderTiny(**CONFIG)
    module.to(memory_format=torch.channels_last)
    start(module)
    optimiser = torch.optim.Adam(module.parameters(), lr=RATE, betas=(0.9, 0.99))
    checkpoint, spent, step = out / "checkpoint.pt", 0.0, 0
    if checkpoint.exists():
        kept = torch.load(checkpoint, weights_only=True)
        module.load_state_dict(kept["module"])
        optimiser.load_state_dict(kept["optimiser"])
        spent, step = kept["spent"], kept["step"]
    begin, saved, average = time.process_time() - spent, time.process_time(), math.nan
    while (done := (time.process_time() - begin) / seconds) < 1:
        optimiser.param_groups[0]["lr"] = (
            LAST_RATE + RATE * min(1, (step + 1) / 100) * (1 + math.cos(math.pi * done)) / 2
        )
        optimiser.zero_grad()
        loss, squared = losses(module, squares.batch(BATCH, SIDE) * 2)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(module.parameters(), 1.0)
        optimiser.step()
        step += 1
        average = squared if math.isnan(average) else average + 0.02 * (squared - average)
        if step % 50 == 0:
            print(f"{done:.3f} step {step}: {10 * math.log10(4 / average):.2f} dB", flush=True)
        if time.process_time() - saved > SAVE_SECONDS:
            saved = time.process_time()
            state = {"module": module.state_dict(), "optimiser": optimiser.state_dict()}
            torch.save(state | {"spent": saved - begin, "step": step}, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
    return module


@torch.no_grad()
def start(module: Any) -> None:
    """Let three channels carry the colours of each place from end to end, and the blocks do nothing at first.

    With little training, where one starts decides: this draws a smooth picture at once, and the rest learns detail.
    """
    for half in (module.encoder, module.decoder):
        for layer in half.layers:
            if isinstance(layer, AutoencoderTinyBlock):
                layer.conv[-1].weight.zero_()
                layer.conv[-1].bias.zero_()
    box, tent = torch.tensor([0.0, 0.5, 0.5]), torch.tensor([0.25, 0.5, 0.25])
    first, *halving, last = (x for x in module.encoder.layers if isinstance(x, torch.nn.Conv2d))
    _carry(first.weight, torch.eye(3), torch.tensor([0.0, 1.0, 0.0]))
    first.bias[:3] = 0
    for layer in halving:
        _carry(layer.weight, torch.eye(3), box)
    last.weight[3] *= 20
    opposed = torch.tensor([[1.3, 1.3, 1.3], [6.0, 0.0, -6.0], [-6.0, 12.0, -6.0]])
    _carry(last.weight, opposed, torch.tensor([0.0, 1.0, 0.0]))
    last.bias[:3] = -opposed @ torch.full((3,), MIDDLE)
    first, *doubling, last = (x for x in module.decoder.layers if isinstance(x, torch.nn.Conv2d))
    _carry(first.weight, torch.linalg.inv(opposed), torch.tensor([0.0, 1.0, 0.0]))
    first.bias[:3] = MIDDLE
    for layer in doubling:
        _carry(layer.weight, torch.eye(3), tent)
    _carry(last.weight, torch.eye(3), torch.tensor([0.0, 1.0, 0.0]))
    last.bias[:3] = 0


def _carry(weight: Tensor, matrix: Tensor, taps: Tensor) -> None:
    """Make the first three outputs of a convolution a matrix times its first three inputs, filtered by taps."""
    weight[:3] = 0
    weight[:3, :3] = matrix[:, :, None, None] * taps[:, None] * taps


def losses(module: Any, x: Tensor) -> tuple[Tensor, float]:
    """(what is minimised, mean squared error) of pictures in -1..1."""
    latent = module.encode(x).latents
    error = module.decode(latent + NOISE * (2 * torch.rand_like(latent) - 1)).sample - x
    squared = error.square().mean()
    return error.abs().mean() + SQUARED * squared + LARGE * latent.square().mean(), float(squared.detach())


if __name__ == "__main__":
    main()
