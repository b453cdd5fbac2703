"""Names of an autoencoder's tensors: those of latent diffusion models, and former ones of diffusers, to diffusers'."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MARKS = ("decoder.conv_in.weight", "decoder.layers.0.weight")
"""Every autoencoder has one of them, behind a prefix: none, or its place in a checkpoint ('first_stage_model.')."""
_PARTS = ("encoder.", "decoder.", "quant_conv.", "post_quant_conv.")

_LDM = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^(encoder|decoder)\.norm_out\.", r"\1.conv_norm_out."),
        (r"\.down\.(\d+)\.block\.(\d+)\.", r".down_blocks.\1.resnets.\2."),
        (r"\.down\.(\d+)\.downsample\.", r".down_blocks.\1.downsamplers.0."),
        (r"\.up\.(\d+)\.block\.(\d+)\.", r".up_blocks.\1.resnets.\2."),
        (r"\.up\.(\d+)\.upsample\.", r".up_blocks.\1.upsamplers.0."),
        (r"\.mid\.block_1\.", ".mid_block.resnets.0."),
        (r"\.mid\.block_2\.", ".mid_block.resnets.1."),
        (r"\.mid\.attn_1\.(group_)?norm\.", ".mid_block.attentions.0.group_norm."),
        (r"\.mid\.attn_1\.(proj_out|to_out\.0)\.", ".mid_block.attentions.0.to_out.0."),
        (r"\.mid\.attn_1\.(?:to_)?([qkv])\.", r".mid_block.attentions.0.to_\1."),
        (r"\.nin_shortcut\.", ".conv_shortcut."),
        (r"^encoder\.quant_conv\.", "quant_conv."),  # FLUX.2
        (r"^decoder\.post_quant_conv\.", "post_quant_conv."),
    )
)
_FORMER = {"query": "to_q", "key": "to_k", "value": "to_v", "proj_attn": "to_out.0"}
_FORMER_NAME = re.compile(r"(\.mid_block\.attentions\.0)\.(query|key|value|proj_attn)\.")
_NUMBERED = re.compile(r"\d+\.(((conv|pool)\.\d+|skip)\.)?(weight|bias)$")
_HALF = re.compile(r"(|.*[._])(encoder|decoder)\.(\d.*)", re.IGNORECASE)
_UP = re.compile(r"^decoder\.up_blocks\.(\d+)\.")


def diffusers_names(names: Iterable[str]) -> dict[str, str]:
    """Diffusers' name to the name in the file, for the tensors of an autoencoder; empty where there is none."""
    found = list(names)
    prefixes = {n.removesuffix(mark) for mark in _MARKS for n in found if n.endswith(mark)}
    for prefix in sorted((p for p in prefixes if not p or p.endswith(".")), key=len):
        inner = {n.removeprefix(prefix): n for n in found if n.startswith(prefix)}
        inner = {n: old for n, old in inner.items() if n.startswith(_PARTS)}
        if any(n.startswith("encoder.") for n in inner):
            return _renamed(inner)
    return _tiny_names(found)


def is_tiny_half(names: Iterable[str]) -> bool:
    """Whether a file holds one half of TAESD, whose layers are only numbered."""
    found = list(names)
    return bool(found) and all(_NUMBERED.match(n) for n in found)


def tiny_name(half: str, name: str) -> str:
    """TAESD's own name of a tensor to diffusers'; its decoder begins with a layer that isn't one in diffusers."""
    number, rest = name.split(".", 1)
    return f"{half}.layers.{int(number) - (half == 'decoder')}.{rest}"


def _tiny_names(names: list[str]) -> dict[str, str]:
    """TAESD's own names with both halves in one file: 'taesd_encoder.0.weight', 'decoder.1.weight'."""
    found: dict[str, dict[str, str]] = {}
    for name in names:
        if match := _HALF.fullmatch(name):
            prefix, half, rest = match[1], match[2].lower(), match[3]
            found.setdefault(prefix, {})[f"{half} {rest}"] = name
    for prefix in sorted(found, key=len):
        halves = [key.split(" ", 1) for key in found[prefix]]
        if {half for half, _ in halves} == {"encoder", "decoder"} and is_tiny_half(rest for _, rest in halves):
            return {tiny_name(*key.split(" ", 1)): name for key, name in found[prefix].items()}
    return {}


def _renamed(names: dict[str, str]) -> dict[str, str]:
    if any(n.startswith("decoder.up.") for n in names):
        levels = 1 + max(int(n.split(".")[2]) for n in names if re.match(r"decoder\.up\.\d+\.", n))
        return {_turned(_from_ldm(n), levels): old for n, old in names.items()}
    return {_FORMER_NAME.sub(lambda m: f"{m[1]}.{_FORMER[m[2]]}.", n): old for n, old in names.items()}


def _from_ldm(name: str) -> str:
    for pattern, replacement in _LDM:
        name = pattern.sub(replacement, name)
    return name


def _turned(name: str, levels: int) -> str:
    """The decoder's levels are numbered from the finest there, from the coarsest in diffusers."""
    return _UP.sub(lambda m: f"decoder.up_blocks.{levels - 1 - int(m[1])}.", name)
