"""Autoencoders of diffusers as lists of steps, tensor to tensor, so that they can be run on parts of a picture.

Group normalisation and attention are the steps that look at the whole picture. Attention runs on a reduced map only, so
each half of an autoencoder is cut in two: a coarse part that sees its whole map, and a fine part, between that map and
the pixels, whose steps look at nothing but their neighbourhood once the statistics of the normalisations are known
(`SharedNorm`). The results are diffusers' own up to rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_dc import EfficientViTBlock
from torch import Tensor
from torch.nn import functional as F

from .layers import GlobalAttention, LinearAttention, Resnet, SharedNorm
from .tiny import Block

Step = Callable[[Tensor], Tensor]
"""(1, C, h, w) to (1, C', h', w'). It may write into its argument."""

_TINY = ("AutoencoderTiny", "TinyAutoencoder")

State = tuple[Tensor, ...]
"""What is known of a window between two normalisations: one map, or two inside a residual block."""


@dataclass(slots=True)
class Stage:
    """Steps with at most one normalisation, at their start, which looks at the last map of the state."""

    norm: SharedNorm | None
    steps: list[Callable[..., State]]

    def __call__(self, state: State) -> State:
        for step in self.steps:
            state = step(*state)
        return state


def stages(steps: Sequence[Step]) -> list[Stage]:
    """Steps, cut before each normalisation."""
    found = [Stage(None, [])]
    for step in steps:
        if isinstance(step, Resnet):
            found.append(Stage(step.norms[0], [lambda x, step=step: (x, step.first(x))]))
            found.append(Stage(step.norms[1], [lambda x, y, step=step: (step.second(x, y),)]))
        elif isinstance(step, SharedNorm):
            found.append(Stage(step, [lambda x, step=step: (step(x),)]))
        else:
            found[-1].steps.append(lambda x, step=step: (step(x),))
    return found


def encoder_steps(module: Any) -> list[Step]:
    """Pixels, -1..1, to the latent."""
    e = module.encoder
    name = type(module).__name__
    if name in _TINY:
        return [lambda x: x.add(1).div(2), *e.layers]
    if name == "AutoencoderDC":
        blocks = [step for level in e.down_blocks for block in level for step in _dc_block(block)]
        return [e.conv_in, *blocks, lambda x: _dc_out(e, x)]
    levels = [step for level in e.down_blocks for step in _kl_level(level)]
    quantise = [] if module.quant_conv is None else [module.quant_conv]
    last: list[Step] = [SharedNorm(e.conv_norm_out), _silu, e.conv_out, *quantise, lambda x: x.chunk(2, 1)[0]]
    return [e.conv_in, *levels, *_kl_middle(e.mid_block), *last]


def decoder_steps(module: Any) -> list[Step]:
    """The latent to pixels, -1..1."""
    d = module.decoder
    name = type(module).__name__
    if name in _TINY:
        return [lambda x: torch.tanh(x / 3) * 3, *d.layers, lambda x: x.mul(2).sub(1)]
    if name == "AutoencoderDC":
        blocks = [step for level in reversed(d.up_blocks) for block in level for step in _dc_block(block)]
        return [lambda x: _dc_in(d, x), *blocks, lambda x: _rms(d.norm_out, x), d.conv_act, d.conv_out]
    levels = [step for level in d.up_blocks for step in _kl_level(level)]
    quantise = [] if module.post_quant_conv is None else [module.post_quant_conv]
    last: list[Step] = [SharedNorm(d.conv_norm_out), _silu, d.conv_out]
    return [*quantise, d.conv_in, *_kl_middle(d.mid_block), *levels, *last]


def norms(steps: Sequence[Step]) -> list[SharedNorm]:
    """All group normalisations of some steps."""
    inner = [norm for step in steps if isinstance(step, Resnet) for norm in step.norms]
    return inner + [step for step in steps if isinstance(step, SharedNorm)]


def is_global(step: Step) -> bool:
    """Whether a step looks at the whole map at once, normalisation aside."""
    pooling = isinstance(step, Block) and step.pool is not None
    return pooling or isinstance(step, (GlobalAttention, LinearAttention, _Whole))


class _Whole:
    """A block of an unknown kind, on the whole map."""

    def __init__(self, block: Any) -> None:
        self._block = block

    def __call__(self, x: Tensor) -> Tensor:
        return self._block(x)  # type: ignore[no-any-return]


def _kl_level(level: Any) -> list[Step]:
    if type(level).__name__ not in ("DownEncoderBlock2D", "UpDecoderBlock2D"):
        return [_Whole(level)]
    scale = getattr(level, "downsamplers", None) or getattr(level, "upsamplers", None) or ()
    return [*map(Resnet, level.resnets), *scale]


def _kl_middle(block: Any) -> list[Step]:
    steps: list[Step] = [Resnet(block.resnets[0])]
    for attention, resnet in zip(block.attentions, block.resnets[1:], strict=True):
        steps += [Resnet(resnet)] if attention is None else [GlobalAttention(attention), Resnet(resnet)]
    return steps


def _dc_block(block: Any) -> list[Step]:
    if isinstance(block, EfficientViTBlock):
        return [LinearAttention(block.attn), block.conv_out]
    return [block]


def _dc_in(decoder: Any, x: Tensor) -> Tensor:
    y: Tensor = decoder.conv_in(x)
    return y + x.repeat_interleave(decoder.in_shortcut_repeats, 1) if decoder.in_shortcut else y


def _dc_out(encoder: Any, x: Tensor) -> Tensor:
    y: Tensor = encoder.conv_out(x)
    return y + x.unflatten(1, (-1, encoder.out_shortcut_average_group_size)).mean(2) if encoder.out_shortcut else y


def _rms(norm: Any, x: Tensor) -> Tensor:
    return norm(x.movedim(1, -1)).movedim(-1, 1)  # type: ignore[no-any-return]


def _silu(x: Tensor) -> Tensor:
    return F.silu(x, inplace=True)
