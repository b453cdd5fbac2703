"""What is minimised: bits per pixel + lambda(q) * distortion, with the distortion mixed from MSE and 1 - MS-SSIM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from ...codec.own.refine_similarity import PRICE, WEIGHTS, share
from .network import OwnModel
from .rounding import Softness


@dataclass(frozen=True)
class Stage:
    """mixed: the distortion has its share of MS-SSIM. rounded: the prior learns to live with a rounded hyper latent.
    decoder_only: train the synthesis transform alone, the bitstream stays."""

    name: str
    mixed: bool = False
    rounded: bool = False
    decoder_only: bool = False


STAGES = {
    s.name: s
    for s in (
        Stage("mse"),
        Stage("mixed", mixed=True),
        Stage("rounded", mixed=True, rounded=True),
        Stage("faithful", mixed=True, rounded=True, decoder_only=True),
    )
}


def _blur(x: Tensor, window: Tensor) -> Tensor:
    channels = x.shape[1]
    x = F.conv2d(x, window.view(1, 1, 1, -1).expand(channels, 1, 1, -1), groups=channels)
    return F.conv2d(x, window.view(1, 1, -1, 1).expand(channels, 1, -1, 1), groups=channels)


def ms_ssim_loss(x: Tensor, y: Tensor, scales: int = 5, mirrored: bool = False) -> Tensor:
    """1 - MS-SSIM of pictures with values in a range of 1, (N, 3, H, W) -> (N,). Fewer scales for small squares.

    mirrored: with windows around each pixel, beyond the edge over a mirror image. By itself MS-SSIM hardly sees what is
    near the edge, and of a square of 192 pixels its coarsest scale sees four places.
    """
    scales = min(scales, (min(x.shape[-2:]) // 11).bit_length())
    at = torch.arange(11, device=x.device, dtype=x.dtype) - 5
    window = torch.exp(-(at**2) / 4.5)
    window = window / window.sum()
    weights = torch.tensor(WEIGHTS[:scales], device=x.device)
    weights = weights / weights.sum()
    product = torch.ones(x.shape[0], device=x.device)
    for scale in range(scales):
        n = x.shape[0]
        u, v = (F.pad(z, (5, 5, 5, 5), mode="reflect") for z in (x, y)) if mirrored else (x, y)
        means = _blur(torch.cat((u, v, u * u, v * v, u * v)), window)
        mx, my, xx, yy, xy = torch.split(means, n)
        structure = (2 * (xy - mx * my) + 0.03**2) / (xx - mx * mx + yy - my * my + 0.03**2)
        if scale == scales - 1:
            structure = structure * (2 * mx * my + 0.01**2) / (mx * mx + my * my + 0.01**2)
        else:
            x, y = F.avg_pool2d(x, 2), F.avg_pool2d(y, 2)
        product = product * structure.mean((1, 2, 3)).clamp(min=1e-3) ** weights[scale]
    return 1 - product


def weighed(bpp: Any, error: Any, dissimilarity: Any, weight: Tensor, stage: Stage) -> Tensor:
    """What is minimised, from bits per pixel, mean squared error, 1 - MS-SSIM (numbers or tensors) and lambda.

    The factor makes error and dissimilarity about equal at 0.15 bit/pixel; qualities weigh about the same.
    """
    similar = share(weight) if stage.mixed else 0.0
    distortion = 65025 * (1 - similar) * error + PRICE * similar * dissimilarity
    total = weight * distortion if stage.decoder_only else bpp + weight * distortion
    return total * (weight / 0.005) ** -0.5


def cost(
    model: OwnModel, x: Tensor, q: Tensor, stage: Stage, soft: Softness | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """(value to minimise, mean bits per pixel, mean squared error) of a batch; soft: see `OwnModel.prior`."""
    decoded, bits = model(x, q, noise=not stage.decoder_only, rounded=stage.rounded, soft=soft)
    bpp = bits / (x.shape[-1] * x.shape[-2])
    error = ((decoded - x) ** 2).mean((1, 2, 3))
    dissimilarity = ms_ssim_loss(x + 0.5, decoded + 0.5, mirrored=True) if stage.mixed else 0.0
    value = weighed(bpp, error, dissimilarity, model.config.rate_lambda(q), stage)
    return value.mean(), bpp.mean(), error.mean()
