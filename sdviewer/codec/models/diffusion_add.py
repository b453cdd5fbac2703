"""Make a model's folder from an autoencoder's weights, in whatever layout they are; refused before anything is used.

Steps: find the file and its configuration, read the header, compare the tensors with the network that the configuration
describes, copy the tensors, run the network on the sample photos. The last measures the standard deviation of each
channel of the latent, which scales the quantisation steps. Where the weights come from the folder of a whole pipeline,
that is noted, for the clean-up (`diffusion_cleanup`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ModelError, StorageError
from ..types import StopToken
from .base import Report
from .diffusion import FAMILY
from .diffusion_cleanup import is_pipeline
from .layouts import Weights, read_weights, write_weights
from .layouts_config import config_from_shapes, find_source
from .samples import samples

_CROP = 384
"""Side of the crop of each sample photo, in pixels; a multiple of every factor in use."""
_QUIETEST = 1e-3
"""Least deviation of a channel, as a share of the largest: one that is constant on the samples needs a unit too."""
_HIDDEN = ("_name_or_path",)
"""Entries of a configuration that name folders of the machine it was made on."""


def make_folder(path: Path, target: Path, source: str, stop: StopToken, report: Report) -> None:
    """Fill an empty folder with the model of a file or folder; source: what a person may call its origin.

    Raises InputError, ModelError (it can't be used, or packages are missing), StorageError, CancelledError.
    """
    from . import diffusion_network as networks

    file, config = find_source(path)
    weights = read_weights(file)
    config = config or config_from_shapes(weights.shapes, file)
    module = networks.build(config, file)
    networks.check_shapes(module, weights.shapes, file)
    channels, factor = networks.geometry(module, file)
    sha256 = write_weights(weights, target / "model.safetensors", stop)
    report(0.3)
    network = networks.Network(config, target / "model.safetensors")
    deviations = _measure(network, channels, file, stop)
    report(0.9)
    _write_config(target, config, weights, source, sha256, factor, deviations)
    report(1.0)


def _measure(network: Any, channels: int, file: Path, stop: StopToken) -> list[float]:
    """Standard deviation of each channel over the samples; ModelError where the network gives no numbers."""
    latents = [network.encode(crop, stop, _quiet).reshape(-1, channels) for crop in samples(_CROP)]
    deviations = np.concatenate(latents).std(0, dtype=np.float64)
    if not np.isfinite(deviations).all() or not deviations.max() > 0:
        raise ModelError(f"The network in {file} doesn't work: it takes photos to numbers without meaning.")
    return [round(float(d), 6) for d in np.maximum(deviations, _QUIETEST * deviations.max())]


def _write_config(
    target: Path,
    config: dict[str, Any],
    weights: Weights,
    source: str,
    sha256: str,
    factor: int,
    deviations: list[float],
) -> None:
    pipeline = weights.path.parent.parent
    value = {
        "family": FAMILY,
        "source": source,
        "sha256": sha256,
        "nbytes": weights.nbytes,
        "factor": factor,
        "deviations": deviations,
        **({"pipeline": str(pipeline.resolve())} if is_pipeline(pipeline) else {}),
        "autoencoder": {key: entry for key, entry in config.items() if key not in _HIDDEN},
    }
    try:
        (target / "config.json").write_text(json.dumps(value, indent=1), "utf-8")
    except OSError as error:
        raise StorageError(f"{target} can't be written: {error.strerror or error}.") from error


def _quiet(_: float) -> None:
    pass
