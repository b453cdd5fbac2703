"""From a configuration to a network: which class, whether a file's tensors are its own, and what it does to pictures.

torch and diffusers are imported here first of all.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...packages import DIFFUSION, needing

with needing("A model of Stable Diffusion", DIFFUSION):
    import diffusers
    import torch

from ...errors import ModelError
from ..layouts.config import FLUX2
from .tiles import PROBE
from .tiny import TinyAutoencoder
from .winograd import accelerate

_KL, _OURS = "AutoencoderKL", TinyAutoencoder.__name__
_CLASSES = (_KL, "AutoencoderTiny", "AutoencoderDC", FLUX2, _OURS)


def build(config: Mapping[str, Any], source: Path) -> Any:
    """The network of a configuration, without memory for its weights. ModelError where it can't be built."""
    kind = _class_of(config, source)
    known = inspect.signature(kind).parameters
    try:
        with torch.device("meta"):
            # Others are of no use to the network; diffusers would print what they are, and that they are ignored.
            network: Any = kind(**{key: value for key, value in config.items() if key in known})
            if hasattr(network, "bn"):  # statistics of FLUX.2's latents, for its transformer
                del network.bn
            accelerate(network)
            return network.eval().requires_grad_(False)
    except Exception as error:
        raise ModelError(f"The configuration of {source} can't be used: {error}.") from error


def _class_of(config: Mapping[str, Any], source: Path) -> Any:
    name = config.get("_class_name")
    if name not in _CLASSES:
        usable = ", ".join(_CLASSES[:-1])
        raise ModelError(f"The model in {source} is a '{name}', which can't be used; only {usable} can.")
    if name == _OURS:
        return TinyAutoencoder
    narrow = config.get("decoder_block_out_channels")
    if name == FLUX2 and narrow in (None, config.get("block_out_channels")):
        name = _KL  # but for those statistics
    if not hasattr(diffusers, name):
        raise ModelError(
            f"The model in {source} is a '{name}', which the diffusers that is installed here doesn't know (it is "
            f"{diffusers.__version__}). Install a newer one."
        )
    return getattr(diffusers, name)


def check_shapes(module: Any, shapes: Mapping[str, tuple[int, ...]], source: Path) -> None:
    """ModelError unless the file has exactly the tensors of the network."""
    wanted = {name: tuple(t.shape) for name, t in module.state_dict().items()}
    wrong = sorted(name for name in wanted.keys() | shapes.keys() if wanted.get(name) != shapes.get(name))
    if wrong:
        name = wrong[0]
        raise ModelError(
            f"{source} doesn't hold the network that its configuration describes: {len(wrong)} of {len(wanted)} "
            f"tensors differ, first '{name}': {shapes.get(name, 'missing')} instead of {wanted.get(name, 'none')}."
        )


def geometry(module: Any, source: Path) -> tuple[int, int]:
    """(channels of the latent, pixels a side of one place of it) of a network without memory."""
    try:
        with torch.inference_mode():
            shape = mode(module.encode(torch.zeros(1, 3, PROBE, PROBE, device="meta"))).shape
            back = module.decode(torch.zeros(shape, device="meta")).sample.shape
    except Exception as error:
        raise ModelError(f"The network of {source} doesn't work on pictures: {error}.") from error
    factor = PROBE // shape[2]
    if tuple(shape[2:]) != (PROBE // factor,) * 2 or factor & (factor - 1) or tuple(back) != (1, 3, PROBE, PROBE):
        raise ModelError(
            f"The network of {source} takes pictures to {tuple(shape)} and {tuple(back)}, which can't be used."
        )
    return int(shape[1]), factor


def mode(encoded: Any) -> Any:
    """The latent in what `encode` of any of the classes gives."""
    if hasattr(encoded, "latent_dist"):
        return encoded.latent_dist.mode()
    return encoded.latents if hasattr(encoded, "latents") else encoded.latent
