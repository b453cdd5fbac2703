"""Models by name and by id. A model is a folder with `config.json`; its id is the hash of its weights.

A folder that the user added has this hash in its `config.json`, so that looking needn't read some hundred megabytes.

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

from ..paths import resource
from .container.sections import printable
from .errors import MissingModelError, ModelError
from .model import Model

DEFAULT = "own"
_MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model on this machine. nbytes: of the weights' file; model_id: 8 hex digits; source: where the user got it
    from, the hub's name if it came from there, empty for a shipped one; notices: sentences from when it was added."""

    name: str
    model_id: str
    family: str
    nbytes: int
    path: Path
    source: str = ""
    notices: tuple[str, ...] = ()


def user_folder() -> Path:
    """Where models that the user adds are kept."""
    return Path(platformdirs.user_data_dir("sdviewer", appauthor=False)) / "models"


def available() -> list[ModelInfo]:
    """All models here, the shipped ones first; a folder that can't be read is left out."""
    more = [Path(p) for p in os.environ.get("SDVIEWER_MODELS", "").split(os.pathsep) if p]
    found = []
    for root in (resource("models"), user_folder(), *more):
        found += [info for path in _entries(root) if (info := _describe(path))]
    return found


def load(name: str = DEFAULT) -> Model:
    """The model of a name, or of an id. ModelError, saying which there are, if it isn't here."""
    models = available()
    for info in models:
        if name in (info.name, info.model_id):
            return _load(info.path, info.family, info.model_id)
    names = ", ".join(m.name for m in models) or "none"
    raise ModelError(f"There is no model named '{name}' here (there is: {names}).")


def load_by_id(model_id: str, label: bytes = b"") -> Model:
    """The model that a file was written with, by its 8 hex digits; label: what the file says of it, for the error.

    Raises MissingModelError, ModelError.
    """
    for info in available():
        if info.model_id == model_id:
            return _load(info.path, info.family, info.model_id)
    name, nbytes = read_label(label)
    if not name:  # as a shipped one has none
        raise MissingModelError(
            f"This file was written with model {model_id}, which this version of sdviewer doesn't have. Open it with "
            "the version that wrote it, or add the model with 'sdviewer models add PATH'.",
            model_id,
        )
    what = f"'{name}' ({model_id}{f', {nbytes / 1e6:,.0f} MB' if nbytes else ''})"
    how = f"'sdviewer models get {name}' or " if "/" in name else ""
    raise MissingModelError(
        f"This file was written with model {what}, which isn't here. Add it with {how}'sdviewer models add PATH'.",
        model_id,
        name,
        nbytes,
    )


def label(model_id: str) -> bytes:
    """What a file says about a model that not everybody has: JSON with name and size; empty for a shipped one."""
    for info in available():
        if info.model_id == model_id and info.source:
            text = json.dumps({"name": info.source, "size": info.nbytes}, separators=(",", ":"), ensure_ascii=False)
            return text.encode()
    return b""


def read_label(data: bytes) -> tuple[str, int]:
    """(name, bytes) from a file's label; without control characters, empty and 0 where it doesn't say."""
    try:
        value = json.loads(data)
        name, nbytes = str(value["name"])[:_MAX_NAME], value.get("size", 0)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "", 0
    known = isinstance(nbytes, int) and 0 < nbytes < 1 << 50
    return printable(name), nbytes if known else 0


def forget() -> None:
    """Let go of loaded models: one of them was removed, or is to run on another device."""
    _load.cache_clear()


@lru_cache(maxsize=4)
def _load(path: Path, family: str, _model_id: str) -> Model:
    """The id is there for the cache: another process may have put another model in this place."""
    if family == "own":
        from .own.model import OwnModel

        return OwnModel(path)
    if family == "diffusion":
        from .diffusion.model import DiffusionModel

        return DiffusionModel(path)
    raise ModelError(f"The model in {path} is of the kind '{family}', which this version doesn't know.")


def _entries(root: Path) -> list[Path]:
    """What lies in a folder; nothing where it isn't there, or can't be read."""
    try:
        return sorted(root.iterdir())
    except OSError:
        return []


def _describe(path: Path) -> ModelInfo | None:
    if path.name.startswith("."):  # one that is being made or removed
        return None
    weights = path / "model.safetensors"
    try:
        config = json.loads((path / "config.json").read_text("utf-8"))
        family, source = str(config["family"]), printable(str(config.get("source", "")))
        status = weights.stat()
        model_id = str(config.get("sha256", ""))[:8] or _hash(weights, status.st_mtime_ns)
        return ModelInfo(path.name, model_id, family, status.st_size, path, source)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


@lru_cache(maxsize=64)
def _hash(path: Path, _modified: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:8]
