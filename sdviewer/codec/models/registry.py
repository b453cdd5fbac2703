"""Models by name and by id. A model is a folder with `config.json`; its id is the hash of its weights.

Looked for in `resources/models`, then in the user's data folder, then in the folders that the environment variable
SDVIEWER_MODELS lists. Looking never loads a network.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import platformdirs

from ...paths import resource
from ..errors import ModelError
from .base import Model

DEFAULT = "own"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model on this machine. nbytes: of the weights' file; model_id: 8 hex digits."""

    name: str
    model_id: str
    family: str
    nbytes: int
    path: Path


def user_folder() -> Path:
    """Where models that the user adds are kept."""
    return Path(platformdirs.user_data_dir("sdviewer", appauthor=False)) / "models"


def available() -> list[ModelInfo]:
    """All models here, the shipped ones first; a folder that can't be read is left out."""
    more = [Path(p) for p in os.environ.get("SDVIEWER_MODELS", "").split(os.pathsep) if p]
    found = []
    for root in (resource("models"), user_folder(), *more):
        if root.is_dir():
            found += [info for path in sorted(root.iterdir()) if (info := _describe(path))]
    return found


def load(name: str = DEFAULT) -> Model:
    """The model of a name, or of an id. ModelError, saying which there are, if it isn't here."""
    models = available()
    for info in models:
        if name in (info.name, info.model_id):
            return _load(info.path, info.family)
    names = ", ".join(m.name for m in models) or "none"
    raise ModelError(f"There is no model named '{name}' here (there is: {names}).")


def load_by_id(model_id: str) -> Model:
    """The model that a file was written with, by its 8 hex digits."""
    for info in available():
        if info.model_id == model_id:
            return _load(info.path, info.family)
    raise ModelError(
        f"This file was written with model {model_id}, which isn't here. Add it with 'sdviewer models add'.", model_id
    )


@lru_cache(maxsize=4)
def _load(path: Path, family: str) -> Model:
    if family == "own":
        from .own import OwnModel

        return OwnModel(path)
    raise ModelError(f"The model in {path} is of the kind '{family}', which this version doesn't know.")


def _describe(path: Path) -> ModelInfo | None:
    weights = path / "model.safetensors"
    try:
        family = str(json.loads((path / "config.json").read_text())["family"])
        status = weights.stat()
        return ModelInfo(path.name, _hash(weights, status.st_mtime_ns), family, status.st_size, path)
    except (OSError, ValueError, KeyError, TypeError):
        return None


@lru_cache(maxsize=64)
def _hash(path: Path, _modified: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:8]
