"""Layers of diffusers' autoencoders that look at a whole map, in ways that need less memory: normalisation with
statistics from elsewhere, residual blocks in few copies, attention for a part of the places at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from diffusers.models.attention_processor import Attention, SanaMultiscaleLinearAttention
from torch import Tensor, nn
from torch.nn import functional as F

from .winograd import order_of

Core = tuple[int, int, int, int]
"""Top, bottom, left, right of what counts in a window, in cells of the coarse map."""

CHUNK = 8192
"""Places of a map for which attention is computed at once."""

ROWS = 8
"""Chunks that a residual block takes at once, since rows around them are computed too."""


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
        return self._sum(x, self._inner(y))

    def _inner(self, y: Tensor) -> Tensor:
        return self.block.conv2(self._act(self.norms[1](y)))  # type: ignore[no-any-return]

    def _sum(self, x: Tensor, z: Tensor) -> Tensor:
        block = self.block
        z += x if block.conv_shortcut is None else block.conv_shortcut(x)
        return z if block.output_scale_factor == 1 else z.div_(block.output_scale_factor)

    def by_rows(self, x: Tensor) -> Tensor:
        """The same some rows at a time, with two maps in memory instead of four. It writes into x."""
        height, width = x.shape[2:]
        inside = empty(self.block.conv1.out_channels, (height, width), x)
        out = x if self.block.conv_shortcut is None else empty(self.block.conv2.out_channels, (height, width), x)
        cuts = rows(height, width, ROWS)
        with _seen(self.norms[0], x):
            for start, end in cuts:
                top = max(0, start - 1)  # of the convolution's reach
                inside[:, :, start:end] = self.first(x[:, :, top : end + 1])[:, :, start - top : end - top]
        with _seen(self.norms[1], inside):
            for start, end in cuts:
                top = max(0, start - 1)
                part = slice(start - top, end - top)
                out[:, :, start:end] = self._sum(
                    x[:, :, start:end], self._inner(inside[:, :, top : end + 1])[:, :, part]
                )
        return out

    def _act(self, x: Tensor) -> Tensor:
        act = self.block.nonlinearity
        return F.silu(x, inplace=True) if isinstance(act, nn.SiLU) else act(x)


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
        places = x.permute(0, 2, 3, 1).reshape(height * width, channels)
        chunks = list(places.split(CHUNK))

        def normed(chunk: Tensor) -> Tensor:
            return norm(chunk[:, :, None, None])[:, :, 0, 0]

        def projected(by: Any) -> Tensor:
            out = x.new_empty((height * width, by.out_features))
            for chunk, into in zip(chunks, out.split(CHUNK), strict=True):
                into.copy_(by(normed(chunk)))
            return out

        def heads(y: Tensor) -> Tensor:
            return y.unflatten(1, (layer.heads, -1)).transpose(0, 1)[None]

        with _seen(norm, x):
            key, value = projected(layer.to_k), projected(layer.to_v)
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


def rows(height: int, width: int, chunks: int = 1) -> list[tuple[int, int]]:
    """A map cut into rows of about so many times CHUNK places, (start, end) each; starts are multiples of 4."""
    step = max(4, chunks * CHUNK // width // 4 * 4)
    return [(start, min(start + step, height)) for start in range(0, height, step)]


def empty(channels: int, size: tuple[int, int], like: Tensor) -> Tensor:
    """A map for results, in the order in memory of another."""
    shape = (1, channels, *size)
    return torch.empty(shape, dtype=like.dtype, device=like.device, memory_format=order_of(like))


@contextmanager
def _seen(norm: SharedNorm, x: Tensor) -> Iterator[None]:
    """While it is open, the statistics are those of the whole of x."""
    height, width = x.shape[2:]
    norm.look(x, (0, height, 0, width), height)
    norm.settle()
    try:
        yield
    finally:
        norm.reset()
