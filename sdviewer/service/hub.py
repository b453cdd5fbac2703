"""Autoencoders on the Hugging Face hub: what there is to download, and the download, which goes on where it broke off.

`plan` asks the hub (or finds the files in its cache) and downloads nothing; `fetch` does, after somebody has seen the
size. The package huggingface_hub answers for names, tokens, HF_HOME, HF_ENDPOINT and HF_HUB_OFFLINE; the body of a
file is read by `download`, since that package begins anew after an interruption.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..codec.errors import InputError, ModelError, SdcError, StorageError
from ..codec.packages import DIFFUSION, needing
from ..codec.types import Progress, ReportProgress, StopToken
from .download import TIMEOUT, RemoteFile, fetch_file, part_of

_FOLDERS = ("", "vae/")
_CONFIG = "config.json"
WEIGHTS = ("diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.fp16.safetensors")


@dataclass(frozen=True, slots=True)
class Plan:
    """What getting a model means. cached: the folder where it lies already, or None; then `files` are to be fetched.

    licence: as the hub writes it ('mit', 'openrail++'), empty where it doesn't say.
    """

    repository: str
    cached: Path | None
    files: tuple[RemoteFile, ...] = ()
    licence: str = ""

    @property
    def nbytes(self) -> int:
        """Bytes to download."""
        return sum(file.nbytes for file in self.files)


def plan(repository: str) -> Plan:
    """What is to download for 'owner/name'. Raises InputError (no such name), ModelError (not there, no connection)."""
    with needing("Getting models", DIFFUSION):
        import huggingface_hub as hub
    no_name = InputError(f"'{repository}' is not a name on the hub: write 'owner/name', as in 'madebyollin/taesd'.")
    if repository.count("/") != 1:
        raise no_name
    try:
        cached = _cached(hub, repository)
        return Plan(repository, cached) if cached else _ask(hub, repository)
    except SdcError:
        raise
    except hub.errors.HFValidationError as error:
        raise no_name from error
    except Exception as error:
        raise _explained(hub, error, repository) from error


def fetch(wanted: Plan, folder: Path, progress: ReportProgress, stop: StopToken) -> Path:
    """Download into a folder, going on where an earlier call stopped; the folder is then as `find_source` likes it.

    Raises ModelError (broken connection, wrong checksum), StorageError, CancelledError; what has come stays there.
    """
    if wanted.cached:
        return wanted.cached
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free, need = shutil.disk_usage(folder).free, _room(wanted, folder)
        if free < need:
            raise StorageError(
                f"{folder} has {free / 1e6:,.0f} MB free; getting {wanted.repository} needs {need / 1e6:,.0f} MB."
            )
        before = 0
        for file in wanted.files:

            def report(nbytes: int, start: int = before) -> None:
                share = (start + nbytes) / max(wanted.nbytes, 1)
                progress(Progress(min(share, 1.0), "downloading", {"bytes": start + nbytes, "of": wanted.nbytes}))

            fetch_file(file, folder, _relocated, report, stop)
            before += file.nbytes
    except OSError as error:
        raise StorageError(f"{folder} can't be written: {error.strerror or error}.") from error
    return folder


def _cached(hub: Any, repository: str) -> Path | None:
    """The folder of the model in the hub's cache, if all of it is there."""
    for folder in _FOLDERS:
        for weights in WEIGHTS:
            found = [hub.try_to_load_from_cache(repository, folder + name) for name in (_CONFIG, weights)]
            if all(isinstance(path, str) for path in found):
                return Path(found[0]).parent
    return None


def _ask(hub: Any, repository: str) -> Plan:
    info = hub.HfApi().model_info(repository, timeout=TIMEOUT)
    names = {file.rfilename for file in info.siblings or ()}
    for folder in _FOLDERS:
        weights = next((folder + name for name in WEIGHTS if folder + name in names), None)
        if weights and folder + _CONFIG in names:
            files = (_remote(hub, repository, name, info.sha) for name in (folder + _CONFIG, weights))
            return Plan(repository, None, tuple(files), _licence(info.tags or ()))
    pickled = any(name.endswith((".bin", ".ckpt", ".pt", ".pth")) for name in names)
    reason = " Its weights are pickles, which can hide programs and aren't opened." if pickled else ""
    raise ModelError(f"{repository} has no {WEIGHTS[0]} with a {_CONFIG}.{reason}")


def _licence(tags: Iterable[str]) -> str:
    return next((tag.removeprefix("license:") for tag in tags if tag.startswith("license:")), "")


def _remote(hub: Any, repository: str, name: str, revision: str) -> RemoteFile:
    url = hub.hf_hub_url(repository, name, revision=revision)
    found, headers = _locate(hub, url)
    if found.size is None:
        raise ModelError(f"The hub doesn't say how large {name} of {repository} is. Try again later.")
    sha256 = found.etag if re.fullmatch("[0-9a-f]{64}", found.etag or "") else ""
    return RemoteFile(name.rpartition("/")[2], found.size, sha256, found.location, headers, url)


def _locate(hub: Any, url: str) -> tuple[Any, dict[str, str]]:
    """What the hub says of a file, and the headers to ask its location with."""
    found = hub.get_hf_file_metadata(url)
    headers = {k: str(v) for k, v in hub.utils.build_hf_headers().items()}
    if urlsplit(found.location).netloc != urlsplit(url).netloc:  # a token is for the hub, not for where it stores files
        headers.pop("authorization", None)
    return found, headers


def _relocated(file: RemoteFile) -> tuple[str, dict[str, str]]:
    """Where the bytes of a file are now, and the headers to ask with."""
    import huggingface_hub as hub

    found, headers = _locate(hub, file.url)
    return found.location, headers


def _room(wanted: Plan, folder: Path) -> int:
    """Bytes that are needed beside what has come: the rest of the files, and a copy of them all in the model."""
    places = [path for file in wanted.files for path in (folder / file.name, part_of(file, folder))]
    return 2 * wanted.nbytes - sum(path.stat().st_size for path in places if path.exists())


def _explained(hub: Any, error: Exception, repository: str) -> ModelError:
    errors = hub.errors
    if isinstance(error, errors.GatedRepoError):
        return ModelError(f"{repository} wants its licence accepted on its page first, then a login ('hf auth login').")
    if isinstance(error, errors.RepositoryNotFoundError):
        return ModelError(
            f"There is no {repository} on the hub, or only for those who are logged in ('hf auth login')."
        )
    if isinstance(error, errors.OfflineModeIsEnabled):
        return ModelError(f"{repository} isn't in the cache, and HF_HUB_OFFLINE forbids to ask the hub for it.")
    reason = re.sub(r"\s+", " ", str(error))[:200]
    return ModelError(f"The hub can't be asked for {repository}: {reason or type(error).__name__}. Try again later.")
