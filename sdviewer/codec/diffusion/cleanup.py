"""A few steps of Stable Diffusion's U-Net over a decoded latent, before it is drawn: generative, invents detail.

A little noise is added and taken away again by the network that was trained on photos, with the empty prompt: DDIM
(Song, Meng, Ermon 2021) at strength 0.04, two steps out of fifty, as Bühlmann's experiment of 2022 had it. The noise is
the same every time. Needs a whole checkpoint of Stable Diffusion 1 (`cleanup_checkpoint`), or the folder of a
pipeline of 1 or 2 as diffusers keeps it, with `unet`, `scheduler`, `text_encoder` and `tokenizer`; large latents go
through in windows.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError

from ..errors import ModelError
from ..model import Latent, Report
from ..packages import CLEANUP, needing
from ..types import StopToken
from . import cleanup_checkpoint as diffusion_checkpoint
from .network import devices
from .network.windows import windows

PARTS = ("unet", "scheduler", "text_encoder", "tokenizer")
STEPS, TAKEN = 50, 2
"""Of the schedule, and how many of the last of them are taken."""
WINDOW, SMALLEST, HALO = 64, 16, 8
"""Places a side that go through the network at once, its native size, the least, and what is shown around them."""
NOTICE = "Generative: the U-Net invented detail that the file doesn't hold."


def is_pipeline(path: Path) -> bool:
    """Whether a folder or a checkpoint has what this needs, at a glance."""
    return path.is_file() or all((path / part).is_dir() for part in PARTS)


def clean_up(latent: Latent, scaling: float, pipeline: Path, stop: StopToken, report: Report) -> Latent:
    """Latent (h, w, C), unscaled, to one of the same shape. Raises ModelError, LimitsError, CancelledError."""
    with needing("The clean-up", CLEANUP):
        import diffusers  # noqa: F401
        import transformers  # noqa: F401

    def attempt(device: devices.Device, side: int) -> Latent:
        cleaned = _clean_up(latent, scaling, _load(pipeline, latent.shape[2], device.torch), side, stop, report)
        device.release()
        return cleaned

    failing = "There isn't enough memory for the clean-up. Take the faithful look."
    return devices.fall_back(lambda _: WINDOW, lambda side: side // 2 if side > SMALLEST else 0, attempt, failing)


def _clean_up(
    latent: Latent, scaling: float, loaded: tuple[Any, Any, Any], side: int, stop: StopToken, report: Report
) -> Latent:
    import torch

    unet, scheduler, prompt = loaded
    scheduler.set_timesteps(STEPS)
    times = scheduler.timesteps[-TAKEN:]
    z = torch.from_numpy(np.ascontiguousarray(latent.transpose(2, 0, 1))[None]) * scaling
    noise = torch.randn(z.shape, generator=torch.Generator().manual_seed(0))
    z = scheduler.add_noise(z, noise, times[:1])
    cuts = list(windows(latent.shape[0], latent.shape[1], side, HALO))
    with torch.inference_mode():
        for number, time in enumerate(times):
            predicted = torch.empty_like(z)
            for done, (outer, core) in enumerate(cuts):
                stop.check()
                part = z[:, :, *outer].to(prompt.device, unet.dtype)
                inside = unet(part, time, prompt).sample[:, :, *core].float().cpu()
                rows, columns = (slice(o.start + c.start, o.start + c.stop) for o, c in zip(outer, core, strict=True))
                predicted[:, :, rows, columns] = inside
                report((number + (done + 1) / len(cuts)) / len(times))
            z = scheduler.step(predicted, time, z).prev_sample
    return np.ascontiguousarray((z[0] / scaling).permute(1, 2, 0).numpy())


def _load(pipeline: Path, channels: int, device: str) -> tuple[Any, Any, Any]:
    """(network, schedule, the empty prompt as the network takes it).

    In float32 on every device: the picture that would tell whether float16 is near enough costs as much as it saves.
    """
    try:
        from diffusers import DDIMScheduler, UNet2DConditionModel

        if pipeline.is_file():
            unet = diffusion_checkpoint.unet(pipeline)
            scheduler = DDIMScheduler(**diffusion_checkpoint.SCHEDULE)
        else:
            folder = pipeline / "unet"
            unet = UNet2DConditionModel.from_pretrained(folder, use_safetensors=True, local_files_only=True).float()
            scheduler = DDIMScheduler.from_pretrained(pipeline / "scheduler", local_files_only=True)
        prompt = _empty_prompt(pipeline)
    except (OSError, ValueError, KeyError, IndexError, StopIteration, RuntimeError, SafetensorError) as error:
        if devices.out_of_memory(error):
            raise
        raise ModelError(f"The clean-up can't use the pipeline in {pipeline}: {error}.") from error
    wanted = (unet.config.in_channels, unet.config.cross_attention_dim, unet.config.addition_embed_type)
    if wanted != (channels, prompt.shape[2], None):
        raise ModelError(f"The clean-up can't use the U-Net in {pipeline}: only those of Stable Diffusion 1 and 2.")
    return unet.eval().requires_grad_(False).to(device), scheduler, prompt.to(device)


@lru_cache(maxsize=2)
def _empty_prompt(folder: Path) -> Any:
    """What the text encoder makes of no words at all: (1, tokens, width) float32."""
    import torch
    from transformers import CLIPTextModel

    if folder.is_file():
        return diffusion_checkpoint.empty_prompt(folder)
    encoder = CLIPTextModel.from_pretrained(folder / "text_encoder", use_safetensors=True, local_files_only=True)
    vocabulary = json.loads((folder / "tokenizer" / "vocab.json").read_text("utf-8"))
    special = json.loads((folder / "tokenizer" / "special_tokens_map.json").read_text("utf-8"))
    begin, end, fill = (vocabulary[_token(special[name])] for name in ("bos_token", "eos_token", "pad_token"))
    length = encoder.config.max_position_embeddings
    with torch.inference_mode():
        return encoder(torch.tensor([[begin, end] + [fill] * (length - 2)])).last_hidden_state.float()


def _token(entry: Any) -> str:
    return str(entry["content"] if isinstance(entry, dict) else entry)
