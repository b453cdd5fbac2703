"""Autoencoders that the hub is known to have, as suggestions: nobody asks the hub until one of them is wanted."""

from __future__ import annotations

from dataclasses import dataclass

from ..toolkit.texts import tr


@dataclass(frozen=True, slots=True)
class Known:
    """repository: 'owner/name'. nbytes: about, for the list; what is downloaded is said exactly before it is."""

    repository: str
    nbytes: int
    text: str


def known_models() -> list[Known]:
    """The most useful first."""
    tiny = tr("small and fast, less exact; for {name}")
    return [
        Known("stabilityai/sd-vae-ft-mse", 335_000_000, tr("Stable Diffusion 1, smoothest: a good first choice")),
        Known("stabilityai/sd-vae-ft-ema", 335_000_000, tr("Stable Diffusion 1, sharper")),
        Known("madebyollin/sdxl-vae-fp16-fix", 335_000_000, tr("Stable Diffusion XL")),
        Known("black-forest-labs/FLUX.1-schnell", 168_000_000, tr("FLUX.1: 16 channels, larger files, most exact")),
        Known("madebyollin/taesd", 10_000_000, tiny.format(name="Stable Diffusion 1")),
        Known("madebyollin/taesdxl", 10_000_000, tiny.format(name="Stable Diffusion XL")),
        Known("madebyollin/taesd3", 10_000_000, tiny.format(name="Stable Diffusion 3")),
        Known("madebyollin/taef1", 10_000_000, tiny.format(name="FLUX.1")),
        Known("mit-han-lab/dc-ae-f32c32-sana-1.0-diffusers", 1_250_000_000, tr("deep compression, 32 × 32 pixels")),
    ]


def kind_text(kind: str) -> str:
    """A model's kind in the user's words."""
    kinds = {
        "own": tr("sdviewer's own"),
        "AutoencoderKL": tr("Stable Diffusion (KL)"),
        "AutoencoderTiny": tr("small (Tiny)"),
        "SmallAutoencoder": tr("Stable Diffusion, small"),
        "AutoencoderDC": tr("deep compression (DC)"),
    }
    return kinds.get(kind, kind)
