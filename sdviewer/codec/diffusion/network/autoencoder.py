"""An autoencoder of diffusers at work: pixels <-> latent, on the best device that is here.

The modules that import torch and diffusers for these models are this one and those that it imports; import it when
there is work. The weights are read when there is a picture, and let go of after some idle time. Numbers are float32 on
the CPU; on a graphics card float16 or bfloat16, where a sample photo shows that they do. What doesn't fit into the
memory runs in windows (`network.tiles`), where that doesn't help on the CPU, and the user is told.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ...packages import DIFFUSION, needing

with needing("A model of Stable Diffusion", DIFFUSION):
    import torch

from ...model import Report
from ...notices import notice
from ...types import Pixels, StopToken
from ..layouts.files import Weights, read_tensors, read_weights
from ..samples import sample
from . import devices
from .build import build, check_shapes, geometry, mode
from .steps import decoder_steps, encoder_steps
from .tiles import PROBE, Half, Window, within
from .winograd import order

Array = NDArray[np.float32]
T = TypeVar("T")

IDLE_SECONDS = 60.0
"""After so long without work the weights leave the memory."""
_PATIENCE = 0.05
"""Seconds between two looks at the stop token while another picture is at it."""
_COARSE_SHARE = 0.2
"""Of the time, for the progress that is shown."""
_SAMPLE = 256
"""Side of the photo with which types of numbers are tried."""
_TYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "F8_E4M3": torch.float8_e4m3fn,
    "F8_E5M2": torch.float8_e5m2,
    "I64": torch.int64,
}


_OVERFLOW = "With this picture the model's numbers became too large for {0}; from now on it is drawn with float32."


class _OverflowError(Exception):
    """Numbers without meaning came out of short ones."""


class Network:
    """An autoencoder with its weights. One picture at a time, from any thread."""

    def __init__(self, config: Mapping[str, Any], weights: Path) -> None:
        self._weights = weights
        self._module = build(config, weights)
        channels, factor = geometry(self._module, weights)
        self._encoder = Half(encoder_steps(self._module), self._module.encoder, 3, PROBE)
        self._decoder = Half(decoder_steps(self._module), self._module.decoder, channels, PROBE // factor)
        self._device: devices.Device | None = None
        self._type = torch.float32
        self._suited: dict[str, Any] = {}  # types of numbers that were found, by device
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def encode(self, pixels: Pixels, stop: StopToken, report: Report) -> Array:
        """(H, W, 3) uint8, sides multiples of the factor, to the unscaled latent (h, w, C): a distribution's mode."""

        def work(memory: int) -> Any:
            return self._encode(pixels, memory, stop, report)

        latent = self._run(self._encoder, pixels.shape[:2], work, stop)
        return np.ascontiguousarray(latent[0].permute(1, 2, 0).float().cpu().numpy())

    def decode(self, latent: Array, stop: StopToken, report: Report) -> Pixels:
        """Unscaled latent (h, w, C) to pixels (H, W, 3) uint8."""

        def work(memory: int) -> Pixels:
            return self._decode(latent, memory, stop, report)

        return self._run(self._decoder, latent.shape[:2], work, stop)

    def rest(self) -> None:
        """Give the memory of the weights back, unless there is work right now; the next picture reads them again."""
        if self._lock.acquire(blocking=False):
            try:
                self._module.to("meta")
                if self._device:
                    self._device.release()
                self._device = None
            finally:
                self._lock.release()

    def _encode(self, pixels: Pixels, memory: int, stop: StopToken, report: Report) -> Any:
        half, cell = self._encoder, self._encoder.cell
        size = pixels.shape[0] // cell, pixels.shape[1] // cell
        coarse = self._empty(half.channels, size)

        def take(w: Window) -> Any:
            part = pixels[w.top * cell : (w.top + w.height) * cell, w.left * cell : (w.left + w.width) * cell]
            x = np.ascontiguousarray(part.transpose(2, 0, 1), np.float32)[None] / np.float32(127.5) - 1
            return self._tensor(x)

        def put(w: Window, y: Any) -> None:
            top, bottom, left, right = w.core
            rows, columns = slice(w.top + top, w.top + bottom), slice(w.left + left, w.left + right)
            coarse[:, :, rows, columns] = y[:, :, top:bottom, left:right]

        with _stoppable(self._module.encoder, stop):
            report(0.0)  # loading is over
            fine = within(report, 0, 1 - _COARSE_SHARE)
            half.run_fine(size, self._type.itemsize, memory, take, put, stop, fine)
            return self._checked(half.run_coarse(coarse, stop, within(report, 1 - _COARSE_SHARE, _COARSE_SHARE)))

    def _decode(self, latent: Array, memory: int, stop: StopToken, report: Report) -> Pixels:
        half, cell = self._decoder, self._decoder.cell
        z = self._tensor(np.ascontiguousarray(latent.transpose(2, 0, 1))[None])
        with _stoppable(self._module.decoder, stop):
            report(0.0)  # loading is over
            coarse = half.run_coarse(z, stop, within(report, 0, _COARSE_SHARE))
            pixels = np.empty((coarse.shape[2] * cell, coarse.shape[3] * cell, 3), np.uint8)

            def take(w: Window) -> Any:
                part = coarse[:, :, w.top : w.top + w.height, w.left : w.left + w.width]
                return part.clone(memory_format=self._order(part.device))  # steps may write into it

            def put(w: Window, y: Any) -> None:
                top, bottom, left, right = (cell * c for c in w.core)
                part = torch.nan_to_num(self._checked(y[0, :, top:bottom, left:right]).float(), nan=0.0)
                part = part.add_(1).mul_(127.5).round_().clamp_(0, 255).to(torch.uint8)
                rows = slice(cell * w.top + top, cell * w.top + bottom)
                columns = slice(cell * w.left + left, cell * w.left + right)
                pixels[rows, columns] = part.permute(1, 2, 0).cpu().numpy()

            fine = within(report, _COARSE_SHARE, 1 - _COARSE_SHARE)
            half.run_fine((coarse.shape[2], coarse.shape[3]), self._type.itemsize, memory, take, put, stop, fine)
        return pixels

    def _run(self, half: Half, size: tuple[int, ...], work: Callable[[int], T], stop: StopToken) -> T:
        """Work with as much memory as there is, then with less, then on the CPU; LimitsError if nothing helps."""

        def amount(device: devices.Device) -> int:
            self._place(device)
            return device.memory()

        def attempt(device: devices.Device, memory: int) -> T:
            with torch.inference_mode():
                try:
                    return work(memory)
                except _OverflowError:
                    pass  # with its windows and what else it kept in memory
                notice(_OVERFLOW.format(str(self._type).removeprefix("torch.")))
                self._suited[device.name] = torch.float32
                self._load(device, torch.float32)
                return work(memory)

        with self._awake(stop):
            return devices.fall_back(
                amount,
                lambda memory: half.less(memory, size, self._type.itemsize),
                attempt,
                "There isn't enough memory for this picture with this model. Use another model.",
            )

    def _checked(self, x: Any) -> Any:
        """What came out, where it has a meaning or no larger numbers could give it one.

        Normalisation spreads one overflow over all windows, so what follows it is the whole picture anew.
        """
        if self._type is not torch.float32 and not torch.isfinite(x).all():
            raise _OverflowError
        return x

    @contextmanager
    def _awake(self, stop: StopToken) -> Iterator[None]:
        """Have the network to oneself; CancelledError if it is stopped while another picture is at it."""
        while not self._lock.acquire(timeout=_PATIENCE):
            stop.check()
        try:
            if self._timer:
                self._timer.cancel()
            yield
        finally:
            self._timer = threading.Timer(IDLE_SECONDS, self.rest)
            self._timer.daemon = True
            self._timer.start()
            self._lock.release()

    def _place(self, device: devices.Device) -> None:
        """Have the weights on a device, in the type of numbers that suits both."""
        if self._device == device:
            return
        self._device = None
        if device.small_numbers and device.name not in self._suited:
            self._suited[device.name] = self._find_type(device)
        self._load(device, self._suited.get(device.name, torch.float32))
        self._device = device

    def _load(self, device: devices.Device, dtype: Any) -> None:
        """Tensor by tensor from the file: no second copy of them is in memory, nor the file itself."""
        weights = read_weights(self._weights)
        check_shapes(self._module, weights.shapes, self._weights)
        tensors = dict(_tensors(weights, device.torch, dtype, self._order(device.torch)))
        self._module.load_state_dict(tensors, assign=True)
        self._type = dtype

    def _find_type(self, device: devices.Device) -> Any:
        """The smallest numbers with which a sample photo comes back as with float32, but for 1/255 on average."""
        x = torch.from_numpy(sample(_SAMPLE).transpose(2, 0, 1)[None].astype(np.float32) / 127.5 - 1)
        drawn = {}
        for dtype in (torch.float32, torch.float16, torch.bfloat16):
            self._load(device, dtype)
            with torch.inference_mode():
                latent = mode(self._module.encode(x.to(device.torch, dtype)))
                drawn[dtype] = self._module.decode(latent).sample.float()
            off = (drawn[dtype] - drawn[torch.float32]).abs().mean().item() * 127.5
            if dtype is not torch.float32 and off <= 1:  # False for numbers without meaning
                return dtype
        return torch.float32

    def _order(self, place: Any) -> Any:
        return order(self._module, place)

    def _tensor(self, x: Array) -> Any:
        assert self._device is not None
        place, dtype = self._device.torch, self._type
        return torch.from_numpy(x).to(place, dtype).contiguous(memory_format=self._order(place))

    def _empty(self, channels: int, size: tuple[int, int]) -> Any:
        assert self._device is not None
        place, dtype = self._device.torch, self._type
        return torch.empty((1, channels, *size), device=place, dtype=dtype, memory_format=self._order(place))


def _tensors(weights: Weights, place: str, dtype: Any, layout: Any) -> Iterator[tuple[str, Any]]:
    """By name, on a device, in an order in memory."""
    for name, data in read_tensors(weights):
        tensor = weights.tensors[name]
        value = torch.frombuffer(data, dtype=_TYPES[tensor.dtype]).reshape(tensor.shape)
        value = value.to(place, dtype if value.is_floating_point() else None)
        yield name, value.contiguous(memory_format=layout) if value.ndim == 4 else value


@contextmanager
def _stoppable(part: Any, stop: StopToken) -> Iterator[None]:
    """While it runs, a look at the stop token before each layer."""
    layers = [m for m in part.modules() if not any(True for _ in m.children())]
    handles = [layer.register_forward_pre_hook(lambda *_: stop.check()) for layer in layers]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
