"""Tensors on the disk for a while: what is too much for the memory, and what the system may keep in its cache."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
import torch
from torch import Tensor

from ...errors import StorageError
from ..leftovers import remove_old

SHARE = 0.8
"""Of the disk's free space that may be taken."""
_PREFIX = "tiles-"


def folder() -> Path:
    """Where it is: the user's cache. The folder for temporary files often lies in memory."""
    path = Path(platformdirs.user_cache_dir("sdviewer", appauthor=False))
    path.mkdir(parents=True, exist_ok=True)
    remove_old(path, f"{_PREFIX}*")
    return path


def room() -> int:
    """Bytes that may be taken now; 0 where nothing can be written."""
    try:
        return int(SHARE * shutil.disk_usage(folder()).free)
    except OSError:
        return 0


class Scratch(MutableMapping[int, tuple[Tensor, ...]]):
    """Tuples of tensors (1, C, h, w) by number, in files that are gone after `with`. Raises StorageError."""

    def __enter__(self) -> Scratch:
        self._folder = tempfile.TemporaryDirectory(prefix=_PREFIX, dir=folder(), ignore_cleanup_errors=True)
        self._kept: dict[int, list[tuple[str, Any, torch.dtype, tuple[int, ...]]]] = {}
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def __setitem__(self, number: int, tensors: tuple[Tensor, ...]) -> None:
        self._kept[number] = []
        for index, tensor in enumerate(tensors):
            path = f"{self._folder.name}/{number}-{index}"
            raw = tensor.permute(0, 2, 3, 1).contiguous().cpu()
            try:
                raw.view(torch.uint8).numpy().tofile(path)
            except OSError as error:
                raise StorageError(
                    f"The disk of {folder()} is full, or can't be written ({error}); it is needed for a picture of "
                    "this size with this model."
                ) from error
            self._kept[number].append((path, tensor.device, tensor.dtype, tuple(raw.shape)))

    def __getitem__(self, number: int) -> tuple[Tensor, ...]:
        found = []
        for path, device, dtype, shape in self._kept[number]:
            raw = torch.from_numpy(np.fromfile(path, np.uint8)).view(dtype).reshape(shape)
            found.append(raw.to(device).permute(0, 3, 1, 2))
        return tuple(found)

    def __delitem__(self, number: int) -> None:
        for path, *_ in self._kept.pop(number):
            Path(path).unlink(missing_ok=True)

    def __iter__(self) -> Iterator[int]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)
