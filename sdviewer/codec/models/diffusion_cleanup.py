"""A few steps of Stable Diffusion's U-Net over a decoded latent, before it is drawn: generative, invents detail.

A little noise is added and taken away again by the network that was trained on photos, with the empty prompt: DDIM
(Song, Meng, Ermon 2021) at strength 0.04, two steps out of fifty, as Bühlmann's experiment of 2022 had it. The noise is
the same every time. Needs the folder of a whole pipeline of Stable Diffusion 1 or 2 as diffusers keeps it, with
`unet`, `scheduler`, `text_encoder` and `tokenizer`; large latents go through in windows.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ModelError
from ..types import StopToken
from .base import Latent, Report
from .windows import windows

PARTS = ("unet", "scheduler", "text_encoder", "tokenizer")
STEPS, TAKEN = 50, 2
"""Of the schedule, and how many of the last of them are taken."""
WINDOW, HALO = 64, 8
"""Places a side that go through the network at once, its native size, and what is shown to it around them."""
NOTICE = "Generative: the U-Net invented detail that the file doesn't hold."


def is_pipeline(folder: Path) -> bool:
    """Whether a folder has what this needs, at a glance."""
    return all((folder / part).is_dir() for part in PARTS)


def clean_up(latent: Latent, scaling: float, folder: Path, device: str, stop: StopToken, report: Report) -> Latent:
    """Latent (h, w, C), unscaled, to one of the same shape. Raises ModelError, CancelledError between steps."""
    import torch

    unet, scheduler, prompt = _load(folder, latent.shape[2], device)
    scheduler.set_timesteps(STEPS)
    times = scheduler.timesteps[-TAKEN:]
    z = torch.from_numpy(np.ascontiguousarray(latent.transpose(2, 0, 1))[None]) * scaling
    noise = torch.randn(z.shape, generator=torch.Generator().manual_seed(0))
    z = scheduler.add_noise(z, noise, times[:1])
    cuts = list(windows(latent.shape[0], latent.shape[1], WINDOW, HALO))
    with torch.inference_mode():
        for number, time in enumerate(times):
            predicted = torch.empty_like(z)
            for done, (outer, core) in enumerate(cuts):
                stop.check()
                part = z[:, :, *outer].to(device, unet.dtype)
                inside = unet(part, time, prompt).sample[:, :, *core].float().cpu()
                rows, columns = (slice(o.start + c.start, o.start + c.stop) for o, c in zip(outer, core, strict=True))
                predicted[:, :, rows, columns] = inside
                report((number + (done + 1) / len(cuts)) / len(times))
            z = scheduler.step(predicted, time, z).prev_sample
    return np.ascontiguousarray((z[0] / scaling).permute(1, 2, 0).numpy())


def _load(folder: Path, channels: int, device: str) -> tuple[Any, Any, Any]:
    """(network, schedule, the empty prompt as the network takes it)."""
    import torch

    try:
        from diffusers import DDIMScheduler, UNet2DConditionModel

        kind = torch.float32 if device == "cpu" else torch.float16
        unet = UNet2DConditionModel.from_pretrained(
            folder / "unet", use_safetensors=True, local_files_only=True, torch_dtype=kind
        )
        scheduler = DDIMScheduler.from_pretrained(folder / "scheduler", local_files_only=True)
        prompt = _empty_prompt(folder)
    except ImportError as error:
        raise ModelError(f"The clean-up needs a package that isn't here ({error}). Install 'transformers'.") from error
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(f"The clean-up can't use the pipeline in {folder}: {error}.") from error
    wanted = (unet.config.in_channels, unet.config.cross_attention_dim, unet.config.addition_embed_type)
    if wanted != (channels, prompt.shape[2], None):
        raise ModelError(f"The clean-up can't use the U-Net in {folder}: only those of Stable Diffusion 1 and 2.")
    return unet.eval().to(device), scheduler, prompt.to(device, kind)


@lru_cache(maxsize=2)
def _empty_prompt(folder: Path) -> Any:
    """What the text encoder makes of no words at all: (1, tokens, width) float32."""
    import torch
    from transformers import CLIPTextModel

    encoder = CLIPTextModel.from_pretrained(folder / "text_encoder", use_safetensors=True, local_files_only=True)
    vocabulary = json.loads((folder / "tokenizer" / "vocab.json").read_text("utf-8"))
    special = json.loads((folder / "tokenizer" / "special_tokens_map.json").read_text("utf-8"))
    begin, end, fill = (vocabulary[_token(special[name])] for name in ("bos_token", "eos_token", "pad_token"))
    length = encoder.config.max_position_embeddings
    with torch.inference_mode():
        return encoder(torch.tensor([[begin, end] + [fill] * (length - 2)])).last_hidden_state.float()


def _token(entry: Any) -> str:
    return str(entry["content"] if isinstance(entry, dict) else entry)
