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
from diffusers.models.attention_processor import Attention, SanaMultiscaleLinearAttention
from diffusers.models.autoencoders.autoencoder_dc import EfficientViTBlock
from torch import Tensor, nn
from torch.nn import functional as F

Step = Callable[[Tensor], Tensor]
"""(1, C, h, w) to (1, C', h', w'). It may write into its argument."""

Core = tuple[int, int, int, int]
"""Top, bottom, left, right of what counts in a window, in cells of the coarse map."""

CHUNK = 8192
"""Places of a map for which attention is computed at once."""


class SharedNorm:
    """A group normalisation whose statistics can be taken from the windows of a map together.

    Usually it is the plain layer. `look` at all windows, then `settle`: from now on, until `reset`, it normalises with
    what it saw.
    """

    def __init__(self, layer: nn.GroupNorm) -> None:
        self.layer = layer
        self.reset()

    def reset(self) -> None:
        """Be the plain layer again, and forget."""
        self._sums: Tensor | None = None
        self._moments: tuple[Tensor, Tensor] | None = None

    def look(self, x: Tensor, core: Core, cells: int) -> None:
        """Add up what is in the core of a window that is `cells` cells high."""
        top, bottom, left, right = (x.shape[2] // cells * c for c in core)
        part = x[0, :, top:bottom, left:right].float()
        variance, mean = (v.double() for v in (v.cpu() for v in torch.var_mean(part, (1, 2), correction=0)))
        count = torch.full_like(mean, part.shape[1] * part.shape[2])
        sums = torch.stack([count, count * mean, count * (variance + mean**2)])
        sums = sums.unflatten(1, (self.layer.num_groups, -1)).sum(2)
        self._sums = sums if self._sums is None else self._sums + sums

    def settle(self) -> None:
        """Turn the sums into mean and variance of each channel."""
        assert self._sums is not None
        mean = self._sums[1] / self._sums[0]
        variance = (self._sums[2] / self._sums[0] - mean**2).clamp_min(0)
        repeat = self.layer.num_channels // self.layer.num_groups
        place = self.layer.weight.device
        self._moments = tuple(m.float().repeat_interleave(repeat).to(place) for m in (mean, variance))  # type: ignore
        self._sums = None

    def __call__(self, x: Tensor) -> Tensor:
        if self._moments is None:
            return self.layer(x)  # type: ignore[no-any-return]
        weight, bias = self.layer.weight.float(), self.layer.bias.float()
        return F.batch_norm(x, *self._moments, weight, bias, False, 0.0, self.layer.eps)


class Resnet:
    """`ResnetBlock2D` without time, in fewer copies of the map."""

    def __init__(self, block: Any) -> None:
        self.block = block
        self.norms = (SharedNorm(block.norm1), SharedNorm(block.norm2))

    def __call__(self, x: Tensor) -> Tensor:
        return self.second(x, self.first(x))

    def first(self, x: Tensor) -> Tensor:
        """From the first normalisation to the second."""
        return self.block.conv1(self._act(self.norms[0](x)))  # type: ignore[no-any-return]

    def second(self, x: Tensor, y: Tensor) -> Tensor:
        """From the second normalisation to the end."""
        block = self.block
        z: Tensor = block.conv2(self._act(self.norms[1](y)))
        z += x if block.conv_shortcut is None else block.conv_shortcut(x)
        return z if block.output_scale_factor == 1 else z.div_(block.output_scale_factor)

    def _act(self, x: Tensor) -> Tensor:
        act = self.block.nonlinearity
        return F.silu(x, inplace=True) if isinstance(act, nn.SiLU) else act(x)


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


class GlobalAttention:
    """Attention of everything to everything, a chunk of places at a time, with the memory of three maps."""

    def __init__(self, layer: Attention) -> None:
        self.layer = layer

    def __call__(self, x: Tensor) -> Tensor:
        _, channels, height, width = x.shape
        layer: Any = self.layer
        usual = layer.residual_connection and layer.group_norm is not None and layer.rescale_output_factor == 1
        if height * width <= CHUNK or not usual:
            return layer(x)  # type: ignore[no-any-return]
        norm = SharedNorm(layer.group_norm)
        norm.look(x, (0, height, 0, width), height)
        norm.settle()
        places = x.permute(0, 2, 3, 1).reshape(height * width, channels)  # a view of a map in channels_last
        chunks = list(places.split(CHUNK))

        def normed(chunk: Tensor) -> Tensor:
            return norm(chunk[:, :, None, None])[:, :, 0, 0]

        def heads(y: Tensor) -> Tensor:
            return y.unflatten(1, (layer.heads, -1)).transpose(0, 1)[None]

        key = torch.cat([layer.to_k(normed(chunk)) for chunk in chunks])
        value = torch.cat([layer.to_v(normed(chunk)) for chunk in chunks])
        for chunk in chunks:
            query = layer.to_q(normed(chunk))
            found = F.scaled_dot_product_attention(heads(query), heads(key), heads(value))
            chunk += layer.to_out[0](found[0].transpose(0, 1).flatten(1))
        return places.reshape(1, height, width, channels).permute(0, 3, 1, 2)


class LinearAttention:
    """`SanaMultiscaleLinearAttention`, some rows at a time: sums over all keys first, then what each place asks for."""

    def __init__(self, layer: SanaMultiscaleLinearAttention) -> None:
        self.layer = layer
        scales: Any = layer.to_qkv_multiscale
        self._reach = max((scale.proj_in.kernel_size[0] // 2 for scale in scales), default=0)

    def __call__(self, x: Tensor) -> Tensor:
        height, width = x.shape[2:]
        if height * width <= max(CHUNK, self.layer.attention_head_dim):
            return self.layer(x)  # type: ignore[no-any-return]
        layer: Any = self.layer
        sums: Any = 0
        for start, end in rows(height, width):
            _, key, value = self._projected(x, start, end)
            sums = sums + F.pad(value, (0, 0, 0, 1), value=1) @ key.transpose(-1, -2)
        out = torch.empty_like(x)
        for start, end in rows(height, width):
            query, _, _ = self._projected(x, start, end)
            y = sums @ query
            y = (y[:, :, :-1] / (y[:, :, -1:] + layer.eps)).to(x.dtype)
            y = layer.to_out(y.reshape(1, -1, end - start, width).movedim(1, -1))
            y = layer.norm_out(y).movedim(-1, 1) if layer.norm_type == "rms_norm" else layer.norm_out(y.movedim(-1, 1))
            out[:, :, start:end] = y + x[:, :, start:end] if layer.residual_connection else y
        return out

    def _projected(self, x: Tensor, start: int, end: int) -> tuple[Tensor, ...]:
        """Query, key and value of some rows, (1, heads, channels, places) each."""
        layer: Any = self.layer
        top = max(0, start - self._reach)
        part = x[:, :, top : end + self._reach].movedim(1, -1)
        y = torch.cat([layer.to_q(part), layer.to_k(part), layer.to_v(part)], 3).movedim(-1, 1)
        y = torch.cat([y, *(scale(y) for scale in layer.to_qkv_multiscale)], 1)[:, :, start - top : end - top]
        y = y.float().reshape(1, -1, 3 * layer.attention_head_dim, (end - start) * x.shape[3])
        query, key, value = y.chunk(3, 2)
        return layer.nonlinearity(query), layer.nonlinearity(key), value


def rows(height: int, width: int) -> list[tuple[int, int]]:
    """A map cut into rows of about CHUNK places, (start, end) each; starts are multiples of 4."""
    step = max(4, CHUNK // width // 4 * 4)
    return [(start, min(start + step, height)) for start in range(0, height, step)]


def encoder_steps(module: Any) -> list[Step]:
    """Pixels, -1..1, to the latent."""
    e = module.encoder
    name = type(module).__name__
    if name == "AutoencoderTiny":
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
    if name == "AutoencoderTiny":
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
    return isinstance(step, (GlobalAttention, LinearAttention, _Whole))


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
