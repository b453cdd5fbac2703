"""Latents of photos, once: `python -m sdviewer.training.latent_space.encode AUTOENCODER PHOTOS OUT`.

AUTOENCODER is the folder of a tiny one (`autoencoders.load`). Every photo is taken as it is and, with --halves, at half
its size; every other one is mirrored. OUT gets `pixels/` and `latents/`, as `coded` reads them; what is there is kept,
so that a run can be broken off and gone on with, and several autoencoders can share `pixels` by a link.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from ..photos import SUFFIXES
from .autoencoders import load

MULTIPLE = 16
"""Sides are cut to multiples of so many pixels."""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sdviewer.training.latent_space.encode", description=__doc__)
    parser.add_argument("autoencoder", type=Path)
    parser.add_argument("photos", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--halves", action="store_true", help="each photo at half its size too")
    parser.add_argument("--exact", action="store_true", help="in float32 instead of bfloat16, and never mirrored")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args(argv)
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    dtype = torch.float32 if options.exact else torch.bfloat16
    autoencoder = load(options.autoencoder, dtype)
    for folder in ("pixels", "latents"):
        (options.out / folder).mkdir(parents=True, exist_ok=True)
    paths = sorted(p for p in options.photos.iterdir() if p.suffix.lower() in SUFFIXES)
    random.Random(0).shuffle(paths)  # so that a part of them is a sample
    for smaller in (1, 2) if options.halves else (1,):
        for number, path in enumerate(paths):
            name = f"{path.stem}{'-half' if smaller == 2 else ''}.npy"
            if not (options.out / "latents" / name).exists():
                pixels = read(path, smaller, not options.exact and (number + smaller) % 2 == 1)
                if min(pixels.shape[:2]) > 0:
                    _keep(options.out / "pixels" / name, pixels)
                    _keep(options.out / "latents" / name, encode(autoencoder, pixels, dtype))
    return 0


def read(path: Path, smaller: int, mirrored: bool) -> np.ndarray:
    """uint8 (H, W, 3), sides multiples of MULTIPLE."""
    with Image.open(path) as opened:
        image = opened.convert("RGB")
        if smaller > 1:
            image = image.resize((image.width // smaller, image.height // smaller), Image.Resampling.LANCZOS)
        pixels = np.asarray(image)[: image.height // MULTIPLE * MULTIPLE, : image.width // MULTIPLE * MULTIPLE]
    return np.ascontiguousarray(pixels[:, ::-1] if mirrored else pixels)


@torch.inference_mode()
def encode(autoencoder: Any, pixels: np.ndarray, dtype: torch.dtype) -> np.ndarray:
    """float16 (C, h, w)."""
    x = torch.from_numpy(pixels.astype(np.float32)).permute(2, 0, 1)[None] / 127.5 - 1
    x = x.to(dtype).contiguous(memory_format=torch.channels_last)
    return np.asarray(autoencoder.encode(x).latents[0].float().numpy(), np.float16)


def _keep(path: Path, values: np.ndarray) -> None:
    """Whole or not at all."""
    new = path.with_name(f".{path.name}")
    np.save(new, values)
    new.replace(path)


if __name__ == "__main__":
    raise SystemExit(main())
