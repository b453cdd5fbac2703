"""Autoencoders on the disk that could be added: those of other programs, or below any folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..codec.diffusion.layouts.config import whole_of
from ..codec.errors import InputError, SdcError
from ..codec.types import StopToken

_SUFFIXES = (".safetensors", ".sft")
_PROGRAMS = ("stable-diffusion-webui", "stable-diffusion-webui-forge", "ComfyUI")


@dataclass(frozen=True, slots=True)
class Found:
    """An autoencoder on the disk that can be added. path: its file, or its diffusers folder; nbytes: of its weights."""

    path: Path
    nbytes: int


def search(folder: Path, stop: StopToken | None = None) -> Iterator[Found]:
    """The autoencoders below a folder (of A1111, of ComfyUI, the hub's cache) that `add` takes; reads headers only.

    Each once: not both halves of one, nor every file of a folder of diffusers. Raises InputError, ModelError (packages
    are missing), CancelledError.
    """
    from ..codec.diffusion.add import look

    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder.")
    seen: set[Path] = set()
    for file in _weights_below(folder, stop or StopToken()):
        path = whole_of(file)
        if path in seen:
            continue
        seen.add(path)
        try:
            weights = look(path)[0]
        except SdcError:
            continue
        seen |= {tensor.path for tensor in weights.tensors.values()}
        yield Found(path, weights.nbytes)


def usual_folders() -> list[Path]:
    """Where A1111, ComfyUI and the hub keep models, as far as there are such folders at the usual places."""
    home, env = Path.home(), os.environ
    hub_home = Path(env.get("HF_HOME", Path(env.get("XDG_CACHE_HOME", home / ".cache")) / "huggingface"))
    places = [base / name / "models" for base in (home, home / "Documents") for name in _PROGRAMS]
    return [place for place in (*places, Path(env.get("HF_HUB_CACHE", hub_home / "hub"))) if place.is_dir()]


def _weights_below(folder: Path, stop: StopToken) -> Iterator[Path]:
    """Files of weights, folder by folder; what can't be looked into, or vanishes meanwhile, is left out.

    Links to folders are followed, but no folder is looked into twice.
    """
    seen = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        folders.sort()
        stop.check()
        real = os.path.realpath(place)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        for name in sorted(names):
            if name.lower().endswith(_SUFFIXES):
                stop.check()
                yield Path(place, name)
