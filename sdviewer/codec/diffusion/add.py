"""Make a model's folder from an autoencoder's weights, in whatever layout they are; refused before anything is used.

Steps: find the file and its configuration, read the header, compare the tensors with the network that the configuration
describes, copy the tensors, run the network on the sample photos. The last measures, for each channel of the latent,
its standard deviation and what its errors do to the pixels: the quantisation steps go with the latter, within limits
that the former sets. Where the weights come from a whole pipeline, a folder or a checkpoint, that is noted, for the
clean-up (`cleanup`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import LimitsError, ModelError, StorageError
from ..model import Latent, Report
from ..notices import notice
from ..types import StopToken
from . import cleanup_checkpoint as diffusion_checkpoint
from . import spaces
from .cleanup import is_pipeline
from .layouts.config import config_from_shapes, find_source
from .layouts.files import Weights, read_weights, write_weights
from .model import FAMILY
from .samples import samples

_CROP = 384
"""Side of the crop of each sample photo, in pixels; a multiple of every factor in use."""
_QUIETEST = 1e-3
"""Least deviation of a channel, as a share of the largest: one that is constant on the samples needs a unit too."""
_MOST_UNLIKE = 4.0
"""A unit is at most so many times as large or small as the channel's deviation."""
_HIDDEN = ("_name_or_path",)
"""Entries of a configuration that name folders of the machine it was made on."""


def make_folder(path: Path, target: Path, source: str, stop: StopToken, report: Report) -> None:
    """Fill an empty folder with the model of a file or folder; source: what a person may call its origin.

    Raises InputError, ModelError (it can't be used, or packages are missing), StorageError, CancelledError.
    """
    from .network.autoencoder import Network

    weights, config, channels, factor = look(path)
    file = weights.path
    sha256 = write_weights(weights, target / "model.safetensors", stop)
    report(0.3)
    network = Network(config, target / "model.safetensors")
    photos = samples(_CROP)
    latents = [network.encode(photo, stop, _quiet) for photo in photos]
    space = spaces.find(latents, photos, factor)
    report(0.6)
    deviations = _balance(_deviations(latents, channels, file), config, target / "model.safetensors", latents, stop)
    report(0.9)
    _write_config(target, config, weights, source, sha256, factor, deviations, space)
    report(1.0)


def look(path: Path) -> tuple[Weights, dict[str, Any], int, int]:
    """What a file or folder holds, its weights unread: tensors, configuration, channels, factor.

    Raises as `make_folder`, but for what only the weights could tell.
    """
    file, config = find_source(path)
    weights = read_weights(file)
    try:
        return weights, *_fitting(config or config_from_shapes(weights.shapes, file), weights)
    except ModelError:
        if path.is_dir() or not config:
            raise
    # Beside a single file there may lie the configuration of another model: the shapes decide.
    return weights, *_fitting(config_from_shapes(weights.shapes, file), weights)


def _fitting(config: dict[str, Any], weights: Weights) -> tuple[dict[str, Any], int, int]:
    """A configuration, channels and factor, where the tensors are those of its network; ModelError otherwise."""
    from .network.build import build, check_shapes, geometry

    _check_counts(config, weights)
    module = build(config, weights.path)
    check_shapes(module, weights.shapes, weights.path)
    return config, *geometry(module, weights.path)


def _check_counts(config: dict[str, Any], weights: Weights) -> None:
    """ModelError where a configuration asks for more than the tensors could fill: building it might take for ever."""
    widest = max((side for shape in weights.shapes.values() for side in shape), default=0)
    for key, value in config.items():
        most = widest if "channels" in key else len(weights.shapes)
        if not any(word in key for word in ("channels", "layers", "block")):
            continue
        numbers = value if isinstance(value, list) else [value]
        counts = [number for number in numbers if isinstance(number, int)]
        if len(numbers) > len(weights.shapes) or max(counts, default=0) > most:
            raise ModelError(
                f"The configuration of {weights.path} describes more layers ({key}: {str(value)[:60]}) than the "
                f"{len(weights.shapes)} tensors there could fill. Take the configuration that came with these weights."
            )


def _deviations(latents: list[Latent], channels: int, file: Path) -> NDArray[np.float64]:
    """Standard deviation of each channel over the samples; ModelError where the network gave no numbers."""
    deviations = np.concatenate([x.reshape(-1, channels) for x in latents]).std(0, dtype=np.float64)
    if not np.isfinite(deviations).all() or not deviations.max() > 0:
        raise ModelError(f"The network in {file} doesn't work: it takes photos to numbers without meaning.")
    return np.maximum(deviations, _QUIETEST * deviations.max())


def _balance(
    deviations: NDArray[np.float64], config: dict[str, Any], weights: Path, latents: list[Latent], stop: StopToken
) -> list[float]:
    """Units of the channels' steps: as large on (geometric) mean as the deviations, but their errors weigh alike.

    The deviations themselves where gains can't be measured for want of memory, or are no numbers.
    """
    from .gains import gains, load
    from .network import devices

    units = deviations
    try:
        measured = devices.fall_back(
            lambda _: 1, lambda _: 0, lambda device, _: gains(load(config, weights, device.torch), latents, stop), ""
        )
    except LimitsError:
        pass
    else:
        if np.isfinite(measured).all() and measured.min() > 0:
            change = np.log(measured**-0.5 / deviations)
            limit = np.log(_MOST_UNLIKE)
            units = deviations * np.exp(np.clip(change - change.mean(), -limit, limit))
    return [round(float(unit), 6) for unit in units]


def _write_config(
    target: Path,
    config: dict[str, Any],
    weights: Weights,
    source: str,
    sha256: str,
    factor: int,
    deviations: list[float],
    space: spaces.Found | None,
) -> None:
    pipeline = _pipeline(weights, len(deviations))
    value = {
        "family": FAMILY,
        "source": source,
        "sha256": sha256,
        "nbytes": weights.nbytes,
        "factor": factor,
        "deviations": deviations,
        **(space._asdict() if space else {}),
        **({"pipeline": str(pipeline.resolve())} if pipeline else {}),
        "autoencoder": {key: entry for key, entry in config.items() if key not in _HIDDEN},
    }
    try:
        (target / "config.json").write_text(json.dumps(value, indent=1), "utf-8")
    except OSError as error:
        raise StorageError(f"{target} can't be written: {error.strerror or error}.") from error


def _pipeline(weights: Weights, channels: int) -> Path | None:
    """Where the U-Net is that came with the weights: a folder, or the checkpoint itself."""
    folder = weights.path.parent.parent
    if is_pipeline(folder):
        return folder
    if weights.path.suffix == ".json" or not diffusion_checkpoint.has_unet(weights.path):
        return None
    if diffusion_checkpoint.is_usable(weights.path, channels):
        return weights.path
    notice(diffusion_checkpoint.NOT_THIS_ONE)
    return None


def _quiet(_: float) -> None:
    pass
