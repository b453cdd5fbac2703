"""Where networks of Stable Diffusion's kind run: CUDA, Apple's MPS or the CPU, and how much memory they may take.

The best device that is here is taken, unless `prefer` or the environment variable SDVIEWER_DEVICE names another.
Torch is imported when it is needed, so that a setting can be read and shown without it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from ...errors import LimitsError, ModelError
from ...notices import notice

T = TypeVar("T")

CPU_MEMORY = 1_900_000_000
"""Bytes of activations on the CPU, so that a process should stay below 4 GB with its weights, libraries and picture."""
_SHARE = 0.7
"""Of a graphics card's free memory: its libraries need some too, and so do others."""
_TEXTS = (
    "not enough memory",
    "can't allocate memory",
    "out of memory",
    "ALLOC_FAILED",
    "exceed the maximum supported",  # MPS: one array is larger than the card can take
)
_preferred = ""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Device:
    """name: as a person and the settings call it; torch: as torch does."""

    name: str
    torch: str

    @property
    def small_numbers(self) -> bool:
        """Whether float16 and bfloat16 are worth a try."""
        return self.name != "cpu"

    def memory(self) -> int:
        """Bytes that activations may take now."""
        import torch

        if self.torch.startswith("cuda"):
            free, _ = torch.cuda.mem_get_info()
            cached = torch.cuda.memory_reserved() - torch.cuda.memory_allocated()
            return int(_SHARE * (free + cached))
        if self.torch == "mps":
            return int(_SHARE * (torch.mps.recommended_max_memory() - torch.mps.current_allocated_memory()))
        return CPU_MEMORY

    def release(self) -> None:
        """Give memory that holds nothing back to the system."""
        import torch

        if self.torch.startswith("cuda"):
            torch.cuda.empty_cache()
        elif self.torch == "mps":
            torch.mps.empty_cache()


CPU = Device("cpu", "cpu")


def available() -> list[str]:
    """Names of the devices that are here and that this torch can calculate on, the best first."""
    import torch

    here = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    return [name for name, there in here.items() if there and (name == "cpu" or _works(name))]


@cache
def _works(name: str) -> bool:
    """Whether a device calculates: torch also counts graphics cards that it was built without kernels for."""
    import torch

    try:
        image = torch.ones(1, 1, 4, 4, device=name)
        return bool(torch.nn.functional.conv2d(image, image).item() == 16)
    except (RuntimeError, AssertionError) as error:
        if out_of_memory(error):  # for now; what is too much for it then goes elsewhere
            return True
        _log.warning("The device '%s' is not used, since torch can't calculate on it: %s", name, error)
        return False


def prefer(name: str) -> None:
    """Take this device from now on ('cuda', 'mps', 'cpu'; '' for the best one); for a setting of the program."""
    global _preferred
    _preferred = name


def choose() -> Device:
    """The device to use. ModelError where the wanted one isn't here."""
    here = available()
    for origin, name in (("The setting for the device", _preferred), ("SDVIEWER_DEVICE", _environment())):
        if name and name not in here:
            raise ModelError(f"{origin} is '{name}', which can't be used here; there is: {', '.join(here)}.")
        if name:
            return Device(name, name)
    return Device(here[0], here[0])


def out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory was not enough, in the words of torch's parts."""
    import torch

    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(text in str(error) for text in _TEXTS)


def fall_back(
    amount: Callable[[Device], int], less: Callable[[int], int], work: Callable[[Device, int], T], failing: str
) -> T:
    """Work on the chosen device; where its memory isn't enough with less at once, then on the CPU, and say so.

    amount: how much at once to begin with on a device, in any unit; less: the next smaller one, 0 if there is none.
    Raises LimitsError with the sentence `failing` if nothing helps.
    """
    device, now = choose(), 0
    while True:
        try:
            now = now or amount(device)
            return work(device, now)
        except (RuntimeError, MemoryError) as error:
            if not out_of_memory(error):
                raise
        # The error is gone here, and with it all that it kept in memory.
        device.release()
        now = less(now)
        if now:
            _tell(f"The memory of the device '{device.name}' is not enough; going on with smaller tiles.")
        elif device.name == "cpu":
            raise LimitsError(failing)
        else:
            _tell(f"The memory of the device '{device.name}' is not enough; going on on the CPU.")
            device = CPU


def _tell(sentence: str) -> None:
    _log.warning(sentence)
    notice(sentence)


def _environment() -> str:
    return os.environ.get("SDVIEWER_DEVICE", "")
