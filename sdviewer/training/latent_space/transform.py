"""The transforms of `codec.diffusion.transform`, from photos, in a minute for each space.

    python -m sdviewer.training.latent_space.transform MODEL... --photos DIR

MODEL is a name of `sdviewer models list`, an autoencoder of a registered space. Its latents, divided by the units of
its steps so that errors weigh alike in pixels, give the covariance of the channels of 2 x 2 places, and that the
Karhunen-Loeve transform. What other spaces have in `resources/tables/latent_transforms.safetensors` stays.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from ...codec import registry
from ...codec.diffusion.model import DiffusionModel
from ...codec.diffusion.transform import FILE, SIDE
from ...codec.errors import InputError
from ...codec.identity import UNIVERSAL
from ...codec.types import StopToken
from ...paths import resource
from ..photos import SUFFIXES, read

CROP = 384
"""Pixels a side that are taken of the middle of a photo."""


def find(model: DiffusionModel, paths: list[Path]) -> tuple[np.ndarray, np.ndarray]:
    """Matrix and mean, as the table has them; coefficients in falling order of their variance."""
    units = np.tile(model.units, SIDE * SIDE)
    squares = []
    for path in paths:
        latent = model.scaled(model.analyse(_middle(path), StopToken(), lambda _: None), 0, UNIVERSAL)
        height, width, channels = (side // SIDE * SIDE for side in (*latent.shape[:2], latent.shape[2] * SIDE))
        parts = latent[:height, :width].reshape(height // SIDE, SIDE, width // SIDE, SIDE, channels // SIDE)
        squares.append(parts.transpose(0, 2, 1, 3, 4).reshape(-1, len(units)) / units)
    values = np.concatenate(squares).astype(np.float64)
    _, basis = np.linalg.eigh(np.cov(values.T))
    basis = basis[:, ::-1]
    basis = basis * np.sign(basis[np.abs(basis).argmax(0), np.arange(len(units))])
    return (units[:, None] * basis).astype(np.float32), (units * values.mean(0)).astype(np.float32)


def _middle(path: Path) -> np.ndarray:
    pixels = read(path)
    height, width = (min(CROP, side // 16 * 16) for side in pixels.shape[:2])
    top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
    return np.ascontiguousarray(pixels[top : top + height, left : left + width])


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sdviewer.training.latent_space.transform", description=__doc__)
    parser.add_argument("models", nargs="+", metavar="MODEL")
    parser.add_argument("--photos", type=Path, required=True, metavar="DIR")
    parser.add_argument("--count", type=int, default=60, help="of photos that are looked at")
    parser.add_argument("--out", type=Path, default=resource(FILE))
    options = parser.parse_args(argv)
    paths = sorted(p for p in options.photos.iterdir() if p.suffix.lower() in SUFFIXES)
    paths = paths[:: max(1, len(paths) // options.count)][: options.count]
    tables = dict(load_file(options.out)) if options.out.exists() else {}
    for name in options.models:
        model = registry.load(name)
        if not isinstance(model, DiffusionModel) or not model.identity.space:
            raise InputError(f"'{name}' is no autoencoder of a registered space.")
        space = model.identity.space
        tables[f"{space}.matrix"], tables[f"{space}.mean"] = find(model, paths)
    save_file(tables, options.out)
    options.out.chmod(0o644)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
