"""Models by name, by id, and by what a file says. A model is a folder with `config.json`.

One of ours with a number has the id 'own-1' and so on; the id of others is a hash: of an autoencoder's weights, noted
in its `config.json` when it was added, so that looking needn't read some hundred megabytes; of our own without a
number, of its manifest. A file names one of ours, or a latent space, which any autoencoder of that space draws.

Looked for in `resources/models`, then in the user's data folder, then in the folders that the environment variable
SDVIEWER_MODELS lists. Looking never loads a network.
"""

from __future__ import annotations

import json
import os
import weakref
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs

from ..paths import resource
from .container.sections import printable
from .errors import MissingModelError, ModelError
from .identity import Identity, latents, own
from .model import Model
from .own.manifest import identity_hash

OWN = "own"
"""Family of our own models."""
DEFAULT = "own"
"""Name of the newest of our own models that are shipped."""
_MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model on this machine. nbytes: of the weights' file; model_id: 'own-1', or 16 hex digits; source: where the
    user got it from, the hub's name if it came from there, empty for a shipped one; notices: sentences from when it was
    added; space: the latent space of an autoencoder, empty where it isn't known."""

    name: str
    model_id: str
    family: str
    nbytes: int
    path: Path
    source: str = ""
    notices: tuple[str, ...] = ()
    space: str = ""

    @property
    def identity(self) -> Identity:
        """What files that it writes say."""
        if self.family != OWN:
            return latents(self.space, self.model_id)
        number = self.model_id.removeprefix("own-")
        return own(int(number)) if number != self.model_id else own(hash=self.model_id)


def user_folder() -> Path:
    """Where models that the user adds are kept."""
    return Path(platformdirs.user_data_dir("sdviewer", appauthor=False)) / "models"


def available() -> list[ModelInfo]:
    """All models here, the shipped ones first; a folder that can't be read is left out."""
    more = [Path(p) for p in os.environ.get("SDVIEWER_MODELS", "").split(os.pathsep) if p]
    found = []
    for root in (resource("models"), user_folder(), *more):
        found += [info for path in _entries(root) if not path.name.startswith(".") and (info := describe(path))]
    shipped = [info for info in found if info.family == OWN and info.path.parent == resource("models")]
    newest = max((info.identity.number for info in shipped), default=0)
    return [
        replace(info, name=DEFAULT) if info in shipped and info.identity.number == newest else info for info in found
    ]


def load(name: str = DEFAULT) -> Model:
    """The model of a name, or of an id. ModelError, saying which there are, if it isn't here."""
    models = available()
    for info in models:
        if name in (info.name, info.model_id):
            return _load(info.path, info.family, info.model_id)
    names = ", ".join(m.name for m in models) or "none"
    raise ModelError(f"There is no model named '{name}' here (there is: {names}).")


def for_file(identity: Identity, label: bytes = b"", drawer: str = "") -> ModelInfo:
    """The model that draws a file; label: what the file says of the one that wrote it.

    Of a latent space's autoencoders it is `drawer`, by name or id, else the one that wrote, if it is here, else the
    first. Raises MissingModelError, and ModelError where the drawer isn't one of them.
    """
    fitting = fitting_models(identity)
    if not fitting:
        raise _missing(identity, label)
    if drawer:
        chosen = next((info for info in fitting if drawer in (info.name, info.model_id)), None)
        if chosen is None:
            names = ", ".join(info.name for info in fitting)
            raise ModelError(f"'{drawer}' can't draw this file, whose latents are of {identity.text}; take {names}.")
        return chosen
    writer = read_label(label).model_id
    return next((info for info in fitting if info.model_id == writer), fitting[0])


def fitting_models(identity: Identity) -> list[ModelInfo]:
    """The models here that can draw a file: one of ours, or all autoencoders of its latent space."""
    return [info for info in available() if info.identity.text == identity.text]


def load_info(info: ModelInfo) -> Model:
    """A model that was found. Raises ModelError."""
    return _load(info.path, info.family, info.model_id)


def label(model_id: str) -> bytes:
    """What a file says about a model that not everybody has: JSON with name, size and id; empty for a shipped one."""
    for info in available():
        if info.model_id == model_id and info.source:
            values = {"name": info.source, "size": info.nbytes, "id": info.model_id}
            return json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode()
    return b""


class Label(NamedTuple):
    """Name, bytes and id of the model that wrote a file; empty and 0 where it doesn't say."""

    name: str
    nbytes: int
    model_id: str


def read_label(data: bytes) -> Label:
    """A file's label, without control characters."""
    try:
        value = json.loads(data)
        name, nbytes, model_id = str(value["name"])[:_MAX_NAME], value.get("size", 0), str(value.get("id", ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Label("", 0, "")
    known = isinstance(nbytes, int) and 0 < nbytes < 1 << 50
    return Label(printable(name), nbytes if known else 0, printable(model_id[:_MAX_NAME]))


def _leave_to_the_parent() -> None:
    """After a fork: the threads of loaded networks are the parent's. They are loaded anew, and never ended here, which
    would wait for those threads for ever."""
    _of_the_parent.extend(_in_use)
    _load.cache_clear()


_in_use: weakref.WeakSet[Any] = weakref.WeakSet()
_of_the_parent: list[Any] = []
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_the_parent)


def forget() -> None:
    """Let go of loaded models: one of them was removed, or is to run on another device."""
    _load.cache_clear()


@lru_cache(maxsize=4)
def _load(path: Path, family: str, _model_id: str) -> Model:
    """The id is there for the cache: another process may have put another model in this place."""
    if family == OWN:
        from .own.model import OwnModel

        _in_use.add(own_model := OwnModel(path))
        return own_model
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


def describe(path: Path) -> ModelInfo | None:
    """The model in a folder, None where there is none that can be read."""
    try:
        config = json.loads((path / "config.json").read_text("utf-8"))
        family = str(config["family"])
        source = printable(str(_noted_source(path) if family == OWN else config.get("source", "")))
        status = (path / "model.safetensors").stat()
        model_id = _own_id(path, config, status.st_mtime_ns) if family == OWN else str(config["sha256"])[:16]
        space = str(config.get("space", ""))
        return ModelInfo(path.name, model_id, family, status.st_size, path, source, space=space)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ModelError):
        return None


def _noted_source(path: Path) -> str:
    """Where the user got a model of our own kind from; empty for a shipped one."""
    noted = path / "source.json"
    return str(json.loads(noted.read_text("utf-8"))["source"]) if noted.is_file() else ""


def _own_id(path: Path, config: dict[str, Any], modified: int) -> str:
    number = int(config.get("number", 0))
    return f"own-{number}" if number else _hash(path, modified)


@lru_cache(maxsize=64)
def _hash(path: Path, _modified: int) -> str:
    return identity_hash(path)


def _missing(identity: Identity, label: bytes) -> MissingModelError:
    """The error that says how to get the model of a file."""
    name, nbytes, _ = read_label(label)
    if not identity.latents and identity.number:
        return MissingModelError(
            f"This file was written with model {identity.text}, which came after this version of sdviewer. Get a newer "
            "version of sdviewer.",
            identity.text,
        )
    if identity.space:
        what = f"'{name}'" if name else "some autoencoder"
        how = f"for example with 'sdviewer models get {name}'" if "/" in name else "with 'sdviewer models add PATH'"
        return MissingModelError(
            f"This file holds latents of {identity.space}, written with {what}; no autoencoder of {identity.space} is "
            f"here. Add any of them, {how}.",
            identity.text,
            name,
            nbytes,
        )
    if not name:
        return MissingModelError(
            f"This file was written with model {identity.text}, which isn't here. Add it with 'sdviewer models add "
            "PATH'; PATH is its file or folder.",
            identity.text,
        )
    what = f"'{name}' ({identity.text}{f', {nbytes / 1e6:,.0f} MB' if nbytes else ''})"
    how = f"'sdviewer models get {name}' or " if "/" in name else ""
    return MissingModelError(
        f"This file was written with model {what}, which isn't here. Add it with {how}'sdviewer models add PATH'.",
        identity.text,
        name,
        nbytes,
    )
