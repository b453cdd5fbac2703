"""What tests of autoencoders' layouts share: names of tensors, and what a model gives for a few pixels."""

import re
from pathlib import Path

import numpy as np
import pytest

from sdviewer.codec.diffusion import add as diffusion_add
from sdviewer.codec.diffusion.model import DiffusionModel
from sdviewer.codec.errors import ModelError, SdcError
from sdviewer.codec.types import StopToken

torch = pytest.importorskip("torch")

STOP = StopToken()
PIXELS = np.random.default_rng(1).integers(0, 256, (16, 24, 3), dtype=np.uint8)
Tensors = dict


def quiet(_: float) -> None:
    pass


def ldm_names(tensors: Tensors) -> Tensors:
    """Diffusers' names to those of latent diffusion models, the other way than the program goes."""
    out = {}
    for name, tensor in tensors.items():
        name = re.sub(r"^decoder\.up_blocks\.(\d+)", lambda m: f"decoder.up.{1 - int(m[1])}", name)
        for new, old in (
            ("down_blocks", "down"),
            ("resnets", "block"),
            ("mid_block.block.0", "mid.block_1"),
            ("mid_block.block.1", "mid.block_2"),
            ("mid_block.attentions.0.group_norm", "mid.attn_1.norm"),
            ("mid_block.attentions.0.to_out.0", "mid.attn_1.proj_out"),
            ("mid_block.attentions.0.to_", "mid.attn_1."),
            ("downsamplers.0", "downsample"),
            ("upsamplers.0", "upsample"),
            ("conv_shortcut", "nin_shortcut"),
            ("conv_norm_out", "norm_out"),
        ):
            name = name.replace(new, old)
        if "attn_1" in name and "norm" not in name and name.endswith("weight"):
            tensor = tensor[:, :, None, None]
        out[name] = tensor.contiguous()
    return out


def flux2_names(tensors: Tensors) -> Tensors:
    """As its authors have them, with the statistics of latents."""
    out = {"bn.running_mean": torch.ones(16), "bn.num_batches_tracked": torch.tensor(3)}
    for name, tensor in ldm_names(tensors).items():
        name = re.sub("^quant_conv", "encoder.quant_conv", name)
        out[re.sub("^post_quant_conv", "decoder.post_quant_conv", name)] = tensor
    return out


def add(path: Path, folder: Path) -> DiffusionModel:
    folder.mkdir()
    diffusion_add.make_folder(path, folder, "test", STOP, quiet)
    return DiffusionModel(folder)


def expected(module) -> np.ndarray:
    with torch.inference_mode():
        pixels = torch.from_numpy(np.ascontiguousarray(PIXELS.transpose(2, 0, 1), np.float32))
        encoded = module.encode(pixels[None] / 127.5 - 1)
        latent = encoded.latents if hasattr(encoded, "latents") else getattr(encoded, "latent", None)
        latent = encoded.latent_dist.mode() if latent is None else latent
        return latent[0].numpy().transpose(1, 2, 0)


def close(latent: np.ndarray, other: np.ndarray) -> bool:
    """Equal but for rounding: the sums are made in another order."""
    return np.allclose(latent, other, rtol=1e-5, atol=1e-5 * other.std())


def latent_of(model: DiffusionModel) -> np.ndarray:
    return model.analyse(PIXELS, STOP, quiet)[..., :-3]


def refused(path: Path, tmp_path: Path, match: str, error: type[SdcError] = ModelError) -> None:
    """Refused, and before any weights were copied."""
    with pytest.raises(error, match=match):
        add(path, tmp_path / "model")
    assert not list((tmp_path / "model").iterdir())
