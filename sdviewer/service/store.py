"""Models in the user's data folder: added from files, got from the hub, checked and removed.

A model is made in a hidden folder and then renamed, so that there is never half of one. These functions block: they
belong on a worker's thread. What was begun to be downloaded waits in `.downloads`; beside it lies an empty file that
whoever is at it, of all processes, has locked.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ..codec import registry
from ..codec.container.sections import printable
from ..codec.diffusion.layouts.config import whole_of
from ..codec.errors import InputError, ModelError, SdcError, StorageError
from ..codec.registry import ModelInfo
from ..codec.types import ReportProgress, StopToken, no_progress
from .hub import Plan, fetch

LOCK_SECONDS = 1.0
"""So long a download is waited for that somebody may just be looking at."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HIDDEN = ".*-" + 8 * "[0-9a-f]"
"""Folders of models that are being made or removed."""
_REVISION = re.compile("[0-9a-f]{40}")
_TELLS_NOTHING = ("vae", "VAE", "snapshots")


@dataclass(frozen=True, slots=True)
class Checked:
    """A model's folder and what is wrong with it: a sentence, or empty."""

    name: str
    problem: str


def add(
    path: Path,
    name: str = "",
    source: str = "",
    progress: ReportProgress = no_progress,
    stop: StopToken | None = None,
) -> ModelInfo:
    """Add the autoencoder, or the model of our own kind, in a file or folder, under a name (the file's by default).

    source: what files written with it call its origin; that name if empty. Raises InputError (name taken, no
    such file), ModelError (it can't be used), StorageError, CancelledError.
    """
    from ..codec.diffusion.leftovers import remove_old
    from ..codec.notices import collect
    from ..codec.types import Progress

    stop = stop or StopToken()
    name = _free_name(name or name_of(path))
    make_folder = _maker(path)
    root = registry.user_folder()
    remove_old(root, _HIDDEN)
    temporary = root / f".{name}-{secrets.token_hex(4)}"
    try:
        temporary.mkdir(parents=True)
        origin = printable(source or name)
        with collect() as said:
            make_folder(path, temporary, origin, stop, lambda share: progress(Progress(share, "adding")))
        _refuse_second(temporary)
        temporary.rename(root / name)
    except OSError as error:
        raise StorageError(f"{root / name} can't be made: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    registry.forget()
    info = next(info for info in registry.available() if info.path == root / name)
    return replace(info, notices=tuple(said))


def _maker(path: Path) -> Callable[[Path, Path, str, StopToken, Callable[[float], None]], None]:
    """What makes a model's folder of a file or folder."""
    from ..codec.own import add as own_add

    if own_add.is_own(path):
        return own_add.make_folder
    from ..codec.diffusion import add as diffusion_add

    return diffusion_add.make_folder


def get(
    wanted: Plan, name: str = "", progress: ReportProgress = no_progress, stop: StopToken | None = None
) -> ModelInfo:
    """Download what `hub.plan` found, and add it. Raises as `hub.fetch` and `add`; ModelError if another process is."""
    stop = stop or StopToken()
    name = _free_name(name or wanted.repository.rpartition("/")[2])
    repository, downloads = wanted.repository, _downloads(wanted.repository)
    with _locked(repository, LOCK_SECONDS):
        folder = fetch(wanted, downloads, lambda p: progress(replace(p, fraction=0.9 * p.fraction)), stop)
        info = add(folder, name, repository, lambda p: progress(replace(p, fraction=0.9 + 0.1 * p.fraction)), stop)
        shutil.rmtree(downloads, ignore_errors=True)
    return info


def begun() -> dict[str, int]:
    """Downloads that were begun, not finished, and that nobody is at: the hub's name to the bytes that have come."""
    root = _downloads("")
    folders = [path for path in sorted(root.iterdir()) if path.is_dir()] if root.is_dir() else []
    found = {folder.name.replace("--", "/", 1): _nbytes(folder) for folder in folders}
    return {repository: nbytes for repository, nbytes in found.items() if not _in_work(repository)}


def discard(repository: str) -> None:
    """Delete what has come of a download. Raises StorageError, ModelError (another process is at it)."""
    folder = _downloads(repository)
    if not folder.is_dir():
        return
    try:
        with _locked(repository, LOCK_SECONDS):
            shutil.rmtree(folder)
    except OSError as error:
        raise StorageError(f"{folder} can't be removed: {error.strerror or error}.") from error


def remove(name: str) -> None:
    """Delete a model that the user added. Raises InputError, StorageError."""
    folder = registry.user_folder() / name
    if not _NAME.fullmatch(name) or not folder.is_dir():
        others = [info for info in registry.available() if info.name == name]
        if others:
            raise InputError(f"'{name}' lies in {others[0].path} and was not added here, so it isn't removed.")
        raise InputError(f"There is no model named '{name}' here.")
    hidden = folder.with_name(f".{name}-{secrets.token_hex(4)}")
    try:
        folder.rename(hidden)  # gone at once, whatever happens to the rest
        registry.forget()
        shutil.rmtree(hidden)
    except OSError as error:
        raise StorageError(f"{folder} can't be removed: {error.strerror or error}.") from error


def check(stop: StopToken | None = None) -> list[Checked]:
    """Read all models that the user added, and compare them with the checksums from when they were added."""
    root = registry.user_folder()
    folders = sorted(root.iterdir()) if root.is_dir() else []
    return [Checked(f.name, _problem(f, stop or StopToken())) for f in folders if not f.name.startswith(".")]


def free_name(name: str) -> str:
    """This name, or the first of 'name-2', 'name-3', ... that no model has."""
    name = _as_name(name) or "model"
    root, taken = registry.user_folder(), {info.name for info in registry.available()}
    names = (name, *(f"{name[:60]}-{number}" for number in range(2, 1000)))
    return next((n for n in names if n not in taken and not (root / n).exists()), name)


def name_of(path: Path) -> str:
    """A model's name from its file; from a folder that says only that it is an autoencoder, what lies around that."""
    path = whole_of(path)
    path = Path(os.path.abspath(path))  # noqa: PTH100 (links have better names than what they lead to)
    if not path.is_dir():
        return _as_name(path.stem)
    parts = [part for part in path.parts if part not in _TELLS_NOTHING and not _REVISION.fullmatch(part)]
    return _as_name(parts[-1].rpartition("--")[2])  # the hub's cache: models--owner--name/snapshots/<revision>/vae


def _problem(folder: Path, stop: StopToken) -> str:
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        if config["family"] == registry.OWN:
            return _own_problem(folder)
        wanted = config["sha256"]
        digest = hashlib.sha256()
        with (folder / "model.safetensors").open("rb") as file:
            while piece := file.read(8 << 20):
                stop.check()
                digest.update(piece)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"It can't be read ({error}). Remove it and add it again."
    return "" if digest.hexdigest() == wanted else "Its weights have changed. Remove it and add it again."


def _own_problem(folder: Path) -> str:
    """Of a model of our own kind: whether it still has the hash that it was added with."""
    from ..codec.own.manifest import identity_hash

    noted = json.loads((folder / "source.json").read_text("utf-8"))["hash"]
    return "" if identity_hash(folder) == noted else "It has changed. Remove it and add it again."


def _nbytes(folder: Path) -> int:
    """Of the files in a folder; those that vanish meanwhile don't count."""
    total = 0
    with contextlib.suppress(OSError):
        for file in folder.iterdir():
            total += file.stat().st_size
    return total


def _as_name(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-._")[:64]


def _downloads(repository: str) -> Path:
    return registry.user_folder() / ".downloads" / repository.replace("/", "--")


@contextlib.contextmanager
def _locked(repository: str, seconds: float) -> Iterator[None]:
    """Have a download to oneself, after so long a wait at most. Raises StorageError, ModelError (somebody has it)."""
    folder = _downloads(repository)
    path = folder.with_name(f"{folder.name}.lock")  # never deleted: others may be about to lock it
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as error:
        raise StorageError(f"{path} can't be written: {error.strerror or error}.") from error
    with file:
        until = time.monotonic() + seconds
        while not _lock(file.fileno()):
            if time.monotonic() >= until:
                raise ModelError(
                    f"{repository} is being downloaded by another sdviewer. Wait for it, or stop it there."
                )
            time.sleep(0.05)
        yield


def _lock(descriptor: int) -> bool:
    """Lock an open file, until it is closed or the process ends; False where somebody else has."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a disk without locks, where it is as if there were nobody else
        pass
    return True


def _in_work(repository: str) -> bool:
    try:
        with _locked(repository, 0):
            return False
    except SdcError as error:
        return isinstance(error, ModelError)


def _free_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise InputError(f"'{name}' can't be a model's name: take letters, digits, '.', '_' and '-', at most 64.")
    if (registry.user_folder() / name).exists() or name in [info.name for info in registry.available()]:
        raise InputError(f"There is a model named '{name}' already. Choose another name, or remove that one first.")
    return name


def _refuse_second(folder: Path) -> None:
    new = registry.describe(folder)
    for info in registry.available():
        if new is not None and info.model_id == new.model_id:
            raise ModelError(f"This model is here already, as '{info.name}'.", new.model_id)
