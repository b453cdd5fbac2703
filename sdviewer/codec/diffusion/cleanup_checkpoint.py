"""The U-Net and the text encoder in a whole checkpoint of Stable Diffusion 1, for the clean-up (`cleanup`).

One `.safetensors` holds both under the names of the latent diffusion models. Diffusers' own converter turns those of
the U-Net; the text encoder's are those of transformers after a prefix. Sizes are read from the shapes; what they don't
tell (heads, activations, the noise schedule) is alike in all of Stable Diffusion 1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import safe_open

UNET, TEXT = "model.diffusion_model.", "cond_stage_model.transformer."
_FIRST = UNET + "input_blocks.0.0.weight"
_TOKENS = TEXT + "text_model.embeddings.token_embedding.weight"
_HEADS, _HEAD_WIDTH, _GROUPS = 8, 64, 32
"""Heads of the U-Net's attention, channels of a head of the text encoder's, groups of a normalisation."""
SCHEDULE: dict[str, Any] = {
    "beta_schedule": "scaled_linear",
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "steps_offset": 1,
    "set_alpha_to_one": False,
    "clip_sample": False,
}
NOT_THIS_ONE = (
    "There is no natural look with this checkpoint: its U-Net is not the plain one of Stable Diffusion 1. One of "
    "Stable Diffusion 2 works from a diffusers folder; SDXL and later ones aren't supported."
)


def has_unet(path: Path) -> bool:
    """Whether there is a U-Net of any kind in a `.safetensors` that can be read; looks at the header only."""
    with safe_open(path, framework="numpy") as file:
        return any(name.startswith(UNET) for name in file.keys())  # noqa: SIM118 (not a dictionary)


def is_usable(path: Path, channels: int) -> bool:
    """Whether it is one of Stable Diffusion 1 for latents of so many channels, with its text encoder."""
    with safe_open(path, framework="numpy") as file:
        names = set(file.keys())
        return {_FIRST, _TOKENS} <= names and file.get_slice(_FIRST).get_shape()[1] == channels


def unet(path: Path) -> Any:
    """`UNet2DConditionModel`, float32 on the CPU.

    Raises KeyError, IndexError, RuntimeError where it is something else.
    """
    import torch
    from diffusers import UNet2DConditionModel
    from diffusers.loaders.single_file_utils import convert_ldm_unet_checkpoint

    tensors = _tensors(path, UNET)
    config = _unet_config({name.removeprefix(UNET): tuple(t.shape) for name, t in tensors.items()})
    with torch.device("meta"):
        network: Any = UNet2DConditionModel(**config)
    network.load_state_dict(convert_ldm_unet_checkpoint(tensors, network.config), assign=True)
    return network


def empty_prompt(path: Path) -> Any:
    """What the text encoder makes of no words at all: (1, tokens, width) float32. Raises as `unet`."""
    import torch
    from transformers import CLIPTextConfig, CLIPTextModel

    tensors = {n.removeprefix(TEXT): t for n, t in _tensors(path, TEXT).items()}
    tensors.pop("text_model.embeddings.position_ids", None)  # a count, in older checkpoints
    shapes = {name: tuple(t.shape) for name, t in tensors.items()}
    words, width = shapes["text_model.embeddings.token_embedding.weight"]
    length = shapes["text_model.embeddings.position_embedding.weight"][0]
    config = CLIPTextConfig(
        vocab_size=words,
        hidden_size=width,
        projection_dim=width,
        intermediate_size=shapes["text_model.encoder.layers.0.mlp.fc1.weight"][0],
        num_hidden_layers=_count(shapes, r"text_model\.encoder\.layers\.(\d+)\."),
        num_attention_heads=max(1, width // _HEAD_WIDTH),
        max_position_embeddings=length,
    )
    encoder: Any = CLIPTextModel(config).eval()
    named = set(encoder.state_dict())
    plain = {n.removeprefix("text_model."): t for n, t in tensors.items()}
    encoder.load_state_dict(tensors if named & tensors.keys() else plain)  # the prefix went with transformers 5
    begin, end = words - 2, words - 1  # the last words of CLIP's vocabulary; its filling is the end again
    with torch.inference_mode():
        return encoder(torch.tensor([[begin] + [end] * (length - 1)])).last_hidden_state


def _tensors(path: Path, prefix: str) -> dict[str, Any]:
    with safe_open(path, framework="pt") as file:
        names = [name for name in file.keys() if name.startswith(prefix)]  # noqa: SIM118
        return {name: file.get_tensor(name).float() for name in names}


def _unet_config(shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Any]:
    """Levels are runs of residual blocks that each end with a reduction (`op`), but for the last."""
    count = _count(shapes, r"input_blocks\.(\d+)\.")
    reductions = [i for i in range(count) if f"input_blocks.{i}.0.op.weight" in shapes]
    ends = [*reductions, count]
    layers = ends[0] - 1
    widths = [shapes[f"input_blocks.{end - 1}.0.out_layers.3.weight"][0] for end in ends]
    attend = [f"input_blocks.{end - 1}.1.proj_in.weight" in shapes for end in ends]
    context = shapes[next(n for n in sorted(shapes) if n.endswith("attn2.to_k.weight"))][1]
    return {
        "in_channels": shapes["input_blocks.0.0.weight"][1],
        "out_channels": shapes["out.2.weight"][0],
        "block_out_channels": widths,
        "layers_per_block": layers,
        "down_block_types": ["CrossAttnDownBlock2D" if a else "DownBlock2D" for a in attend],
        "up_block_types": ["CrossAttnUpBlock2D" if a else "UpBlock2D" for a in reversed(attend)],
        "cross_attention_dim": context,
        "attention_head_dim": _HEADS,
        "norm_num_groups": _GROUPS,
    }


def _count(shapes: Mapping[str, tuple[int, ...]], pattern: str) -> int:
    return 1 + max(int(m[1]) for name in shapes if (m := re.match(pattern, name)))
