"""The configuration of an autoencoder: beside its weights, or found from the shapes of its tensors."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...errors import InputError, ModelError
from ...opening import read_small

CLASSES = ("AutoencoderKL", "AutoencoderTiny", "AutoencoderDC")
"""Classes of diffusers that can be used."""

Config = dict[str, Any]
Shapes = Mapping[str, tuple[int, ...]]

_WEIGHTS = ("diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.fp16.safetensors")
_MAX_CONFIG = 1 << 20
_GROUPS = 32
"""Of all published autoencoders; shapes don't tell it."""


def read_config(path: Path) -> Config | None:
    """A `config.json` of a known autoencoder, None where it is missing or of something else."""
    try:
        config = json.loads(read_small(path, _MAX_CONFIG))
        return config if config["_class_name"] in CLASSES else None
    except (InputError, OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def find_source(path: Path) -> tuple[Path, Config | None]:
    """The file of weights that a path means, and the configuration that lies beside it.

    A folder is diffusers' own, of the autoencoder or of a whole pipeline (`vae/`). Raises ModelError.
    """
    if not path.is_dir():
        return path, read_config(path.parent / "config.json")
    for folder in (path, path / "vae"):
        config = read_config(folder / "config.json")
        if config is None:
            continue
        for name in _WEIGHTS:
            if (folder / name).is_file():
                return folder / name, config
        if any(folder.glob("diffusion_pytorch_model*.bin")):
            raise ModelError(
                f"{folder} has its weights only as a pickle (.bin). Opening one can run a program that is hidden in "
                "it, so it isn't opened. Take the model's .safetensors file instead."
            )
        raise ModelError(f"{folder} has no {_WEIGHTS[0]}.")
    known = ", ".join(CLASSES)
    raise ModelError(f"{path} is not a diffusers folder of an autoencoder: no config.json names one of {known}.")


def config_from_shapes(shapes: Shapes, path: Path) -> Config:
    """The configuration that these tensors were made with; ModelError where shapes can't tell it."""
    try:
        if "decoder.up_blocks.0.resnets.0.conv1.weight" in shapes:
            return _kl(shapes)
        if "decoder.layers.0.weight" in shapes:
            return _tiny(shapes)
    except (KeyError, IndexError, ValueError):
        pass
    raise ModelError(f"{path} doesn't tell how its network is built. Put the model's config.json into the same folder.")


def _kl(shapes: Shapes) -> Config:
    levels = _count(shapes, r"encoder\.down_blocks\.(\d+)\.")
    widths = [shapes[f"encoder.down_blocks.{i}.resnets.0.conv1.weight"][0] for i in range(levels)]
    return {
        "_class_name": "AutoencoderKL",
        "block_out_channels": widths,
        "down_block_types": ["DownEncoderBlock2D"] * levels,
        "up_block_types": ["UpDecoderBlock2D"] * levels,
        "layers_per_block": _count(shapes, r"encoder\.down_blocks\.0\.resnets\.(\d+)\."),
        "latent_channels": shapes["decoder.conv_in.weight"][1],
        "norm_num_groups": _GROUPS,
        "mid_block_add_attention": "decoder.mid_block.attentions.0.to_q.weight" in shapes,
        "use_quant_conv": "quant_conv.weight" in shapes,
        "use_post_quant_conv": "post_quant_conv.weight" in shapes,
    }


def _tiny(shapes: Shapes) -> Config:
    """Convolutions (one tensor `weight`) with blocks (`conv.0.weight`) between them."""
    encoder, decoder = _tiny_runs(shapes, "encoder"), _tiny_runs(shapes, "decoder")
    return {
        "_class_name": "AutoencoderTiny",
        "encoder_block_out_channels": [width for width, _ in encoder],
        "num_encoder_blocks": [blocks for _, blocks in encoder],
        "decoder_block_out_channels": [width for width, _ in decoder],
        "num_decoder_blocks": [blocks for _, blocks in decoder],
        "latent_channels": shapes["decoder.layers.0.weight"][1],
    }


def _tiny_runs(shapes: Shapes, part: str) -> list[tuple[int, int]]:
    """(channels, blocks) of each run of blocks."""
    runs: list[tuple[int, int]] = []
    after_convolution = True
    for index in range(_count(shapes, rf"{part}\.layers\.(\d+)\.")):
        first = shapes.get(f"{part}.layers.{index}.conv.0.weight")
        if first is None:  # a convolution, or a layer without weights
            after_convolution = True
            continue
        runs = [*runs, (first[0], 1)] if after_convolution else [*runs[:-1], (first[0], runs[-1][1] + 1)]
        after_convolution = False
    return runs


def _count(shapes: Shapes, pattern: str) -> int:
    return 1 + max(int(m[1]) for name in shapes if (m := re.match(pattern, name)))
