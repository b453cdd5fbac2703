"""An autoencoder of diffusers at work: pixels <-> latent, on the best device that is here.

The only module that imports torch and diffusers for these models; import it when there is work. All numbers are
float32, whatever the file holds.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

try:
    import torch
    from diffusers import AutoencoderDC, AutoencoderKL, AutoencoderTiny
    from safetensors.torch import load_file
except ImportError as error:
    from ..errors import ModelError

    raise ModelError(
        f"Models of Stable Diffusion need packages that aren't installed ({error}). Install them with "
        "'pip install sdviewer[sd]'."
    ) from error

from ..errors import ModelError
from ..types import Pixels, StopToken
from .base import Report

Array = NDArray[np.float32]

_CLASSES = {c.__name__: c for c in (AutoencoderDC, AutoencoderKL, AutoencoderTiny)}
_PROBE = 128
"""Side of the picture that tells the network's factor."""
_log = logging.getLogger(__name__)


class Network:
    """An autoencoder with its weights. One picture at a time, from any thread."""

    def __init__(self, config: Mapping[str, Any], weights: Path) -> None:
        self._module = build(config, weights)
        try:
            tensors = load_file(weights)
        except Exception as error:
            raise ModelError(f"{weights} can't be read: {error}.") from error
        check_shapes(self._module, {name: tuple(t.shape) for name, t in tensors.items()}, weights)
        self._module.load_state_dict(tensors, assign=True)
        self._module.float().eval().requires_grad_(False)
        self._device = choose_device()
        self._module.to(self._device)
        self._lock = threading.Lock()

    def encode(self, pixels: Pixels, stop: StopToken, report: Report) -> Array:
        """(H, W, 3) uint8, sides multiples of the factor, to the unscaled latent (h, w, C): a distribution's mode."""
        x = np.ascontiguousarray(pixels.transpose(2, 0, 1), np.float32)[None] / np.float32(127.5) - 1
        latent = self._run(lambda m, t: _mode(m.encode(t)), x, self._module.encoder, stop, report)
        return np.ascontiguousarray(latent[0].transpose(1, 2, 0))

    def decode(self, latent: Array, stop: StopToken, report: Report) -> Pixels:
        """Unscaled latent (h, w, C) to pixels (H, W, 3) uint8."""
        z = np.ascontiguousarray(latent.transpose(2, 0, 1))[None]
        x = self._run(lambda m, t: m.decode(t).sample, z, self._module.decoder, stop, report)
        x = np.nan_to_num(x[0].transpose(1, 2, 0), nan=0.0)
        return np.ascontiguousarray(np.clip(np.round((x + 1) * 127.5), 0, 255).astype(np.uint8))

    def _run(self, function: Callable[[Any, Any], Any], x: Array, part: Any, stop: StopToken, report: Report) -> Array:
        with self._lock, torch.inference_mode():
            try:
                return self._run_once(function, x, part, stop, report)
            except torch.OutOfMemoryError:
                if self._device == "cpu":
                    raise
                _log.warning("The memory of the device '%s' is not enough; going on on the CPU.", self._device)
                self._device = "cpu"
                self._module.to("cpu")
                return self._run_once(function, x, part, stop, report)

    def _run_once(
        self, function: Callable[[Any, Any], Any], x: Array, part: Any, stop: StopToken, report: Report
    ) -> Array:
        with _watched(part, stop, report):
            return function(self._module, torch.from_numpy(x).to(self._device)).cpu().numpy()


def build(config: Mapping[str, Any], source: Path) -> Any:
    """The network of a configuration, without memory for its weights. ModelError where it can't be built."""
    name = config.get("_class_name")
    if name not in _CLASSES:
        raise ModelError(f"The model in {source} is a '{name}', which can't be used; only {', '.join(_CLASSES)} can.")
    try:
        with torch.device("meta"):
            return _CLASSES[name].from_config(dict(config))
    except Exception as error:
        raise ModelError(f"The configuration of {source} can't be used: {error}.") from error


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
            shape = _mode(module.encode(torch.zeros(1, 3, _PROBE, _PROBE, device="meta"))).shape
            back = module.decode(torch.zeros(shape, device="meta")).sample.shape
    except Exception as error:
        raise ModelError(f"The network of {source} doesn't work on pictures: {error}.") from error
    factor = _PROBE // shape[2]
    if tuple(shape[2:]) != (_PROBE // factor,) * 2 or factor & (factor - 1) or tuple(back) != (1, 3, _PROBE, _PROBE):
        raise ModelError(
            f"The network of {source} takes pictures to {tuple(shape)} and {tuple(back)}, which can't be used."
        )
    return int(shape[1]), factor


def choose_device() -> str:
    """CUDA, Apple's MPS or the CPU, in this order; the environment variable SDVIEWER_DEVICE decides otherwise."""
    wanted = os.environ.get("SDVIEWER_DEVICE", "")
    here = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted and not here.get(wanted):
        able = ", ".join(name for name, there in here.items() if there)
        raise ModelError(f"SDVIEWER_DEVICE is '{wanted}', which can't be used here; there is: {able}.")
    return wanted or next(name for name, there in here.items() if there)


def _mode(encoded: Any) -> Any:
    """The latent in what `encode` of any of the classes gives."""
    if hasattr(encoded, "latent_dist"):
        return encoded.latent_dist.mode()
    return encoded.latents if hasattr(encoded, "latents") else encoded.latent


@contextmanager
def _watched(part: Any, stop: StopToken, report: Report) -> Iterator[None]:
    """While it runs: a look at the stop token before each layer, and a report of the share of layers done."""
    layers = [m for m in part.modules() if not any(True for _ in m.children())]
    done = 0

    def before(*_: Any) -> None:
        nonlocal done
        stop.check()
        done += 1
        report(min(done / len(layers), 1.0))

    handles = [layer.register_forward_pre_hook(before) for layer in layers]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
    report(1.0)
