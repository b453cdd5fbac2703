"""The configuration of an autoencoder: beside its weights, or found from the shapes of its tensors."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ...errors import InputError, ModelError
from ...opening import read_small
from .tiny import Shapes, tiny_config

FLUX2 = "AutoencoderKLFlux2"
"""diffusers' class for FLUX.2: an AutoencoderKL, but for statistics of the latent, which are of no use here, and for a
decoder that may be narrower than the encoder."""
CLASSES = ("AutoencoderKL", "AutoencoderTiny", "AutoencoderDC", FLUX2)
"""Classes of diffusers that can be used."""

Config = dict[str, Any]

_STEM = "diffusion_pytorch_model"
_WEIGHTS = (f"{_STEM}.safetensors", f"{_STEM}.fp16.safetensors", f"{_STEM}.safetensors.index.json")
"""Of a folder of diffusers, the best first; the last lists the files of weights that were cut."""
_MAX_CONFIG = 1 << 20
_GROUPS = 32
"""Of all published autoencoders; shapes don't tell it."""


def read_config(path: Path) -> Config | None:
    """A `config.json` of a known autoencoder, None where it is missing or of something else."""
    config = _read(path)
    return config if config and config.get("_class_name") in CLASSES else None


def find_source(path: Path) -> tuple[Path, Config | None]:
    """The file of weights that a path means, and the configuration that lies beside it.

    A folder is diffusers' own, of the autoencoder or of a whole pipeline (`vae/`). Raises ModelError.
    """
    if "-of-" in path.name:  # a part of weights that were cut
        path = whole_of(path)
    if not path.is_dir():
        return path, read_config(path.parent / "config.json")
    for folder in (path, path / "vae"):
        config = read_config(folder / "config.json")
        if config is None:
            continue
        others = sorted(folder.glob(f"{_STEM}.*.safetensors"))  # another variant, 'non_ema'
        for file in (*(folder / name for name in _WEIGHTS), *others):
            if file.is_file():
                return file, config
        if any(folder.glob(f"{_STEM}*.bin")):
            raise ModelError(
                f"{folder} has its weights only as a pickle (.bin). Opening one can run a program that is hidden in "
                "it, so it isn't opened. Take the model's .safetensors file instead."
            )
        raise ModelError(f"{folder} has no {_WEIGHTS[0]}.")
    known = ", ".join(CLASSES)
    other = (_read(path / "config.json") or _read(path / "vae" / "config.json") or {}).get("_class_name")
    if other:
        raise ModelError(f"{path} holds a network of the class '{other}', which can't be used; only {known} can.")
    raise ModelError(f"{path} is not a diffusers folder of an autoencoder: no config.json names one of {known}.")


def whole_of(file: Path) -> Path:
    """The folder of diffusers that a file of weights is a part of, or else the file."""
    named = file.name.startswith((f"{_STEM}.", f"{_STEM}-"))
    return file.parent if named and (file.parent / "config.json").is_file() else file


def config_from_shapes(shapes: Shapes, path: Path) -> Config:
    """The configuration that these tensors were made with; ModelError where shapes can't tell it."""
    try:
        if "decoder.up_blocks.0.resnets.0.conv1.weight" in shapes:
            return _kl(shapes)
        if "decoder.layers.0.weight" in shapes:
            return tiny_config(shapes)
    except (KeyError, IndexError, ValueError):
        pass
    raise ModelError(f"{path} doesn't tell how its network is built. Put the model's config.json into the same folder.")


def _kl(shapes: Shapes) -> Config:
    levels = _count(shapes, r"encoder\.down_blocks\.(\d+)\.")
    widths = [shapes[f"encoder.down_blocks.{i}.resnets.0.conv1.weight"][0] for i in range(levels)]
    drawn = [shapes[f"decoder.up_blocks.{i}.resnets.0.conv1.weight"][0] for i in reversed(range(levels))]
    return {
        "_class_name": "AutoencoderKL" if drawn == widths else FLUX2,
        "block_out_channels": widths,
        **({} if drawn == widths else {"decoder_block_out_channels": drawn}),
        "down_block_types": ["DownEncoderBlock2D"] * levels,
        "up_block_types": ["UpDecoderBlock2D"] * levels,
        "layers_per_block": _count(shapes, r"encoder\.down_blocks\.0\.resnets\.(\d+)\."),
        "latent_channels": shapes["decoder.conv_in.weight"][1],
        "norm_num_groups": _GROUPS,
        "mid_block_add_attention": "decoder.mid_block.attentions.0.to_q.weight" in shapes,
        "use_quant_conv": "quant_conv.weight" in shapes,
        "use_post_quant_conv": "post_quant_conv.weight" in shapes,
    }


def _read(path: Path) -> Config | None:
    try:
        config = json.loads(read_small(path, _MAX_CONFIG))
        return config if isinstance(config, dict) else None
    except (InputError, OSError, ValueError, RecursionError):
        return None


def _count(shapes: Shapes, pattern: str) -> int:
    return 1 + max(int(m[1]) for name in shapes if (m := re.match(pattern, name)))
