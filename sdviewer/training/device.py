"""Where a training runs, and for how long."""

from __future__ import annotations

import math
import time
from contextlib import AbstractContextManager
from typing import Any

import torch

SAVE_EVERY = 60.0
"""Seconds between checkpoints."""


def prepare(name: str | None, threads: int) -> torch.device:
    """The device of that name, or a graphics card where there is one; SystemExit where it isn't there."""
    torch.set_flush_denormal(True)
    torch.set_num_threads(threads)
    card = torch.cuda.is_available()
    device = torch.device(name or ("cuda" if card else "cpu"))
    if device.type == "cuda" and not card:
        raise SystemExit("PyTorch finds no graphics card here; leave --device out to train on the processor.")
    if device.type == "cuda":
        torch.set_float32_matmul_precision("high")
        torch.backends.cudnn.benchmark = True
    return device


def bfloat16(device: torch.device) -> AbstractContextManager[Any]:
    """Convolutions within are calculated in bfloat16 on a graphics card, and exactly on a processor."""
    return torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda")


def compiled(module: Any, device: torch.device) -> Any:
    """The module or function, compiled for a graphics card; on a processor that takes longer than it saves."""
    return torch.compile(module) if device.type == "cuda" else module


class Clock:
    """Wall time of a run that may have been begun before."""

    def __init__(self, until: float | None) -> None:
        """until: minutes from now at which this run ends, whatever else is planned; reading the photos counts."""
        self._end = math.inf if until is None else time.monotonic() + 60 * until
        self.start(0.0)

    def start(self, before: float) -> None:
        """Training begins now, after so many seconds of earlier runs."""
        self._before = before
        self._began = self._saved = time.monotonic()

    @property
    def here(self) -> float:
        """Seconds of training in this run."""
        return time.monotonic() - self._began

    @property
    def seconds(self) -> float:
        """Of training in all runs."""
        return self._before + self.here

    @property
    def over(self) -> bool:
        return time.monotonic() >= self._end

    def time_to_save(self) -> bool:
        """Once every SAVE_EVERY."""
        due = time.monotonic() - self._saved > SAVE_EVERY
        if due:
            self._saved = time.monotonic()
        return due
