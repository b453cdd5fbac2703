"""Autoencoders on the Hugging Face hub: what there is to download, and the download, which goes on where it broke off.

`plan` asks the hub (or finds the files in its cache) and downloads nothing; `fetch` does, after somebody has seen the
size. The package huggingface_hub answers for names, tokens, HF_HOME, HF_ENDPOINT and HF_HUB_OFFLINE; the body of a
file is read here, since that package begins anew after an interruption.
"""

from __future__ import annotations

import hashlib
import http.client
import re
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..codec.errors import InputError, ModelError, SdcError, StorageError
from ..codec.packages import DIFFUSION, needing
from ..codec.types import Progress, ReportProgress, StopToken

TIMEOUT = 20.0
"""Seconds without a byte after which a connection counts as broken."""
ATTEMPTS = 3
"""How often a broken connection is taken up again without a byte having come."""

PAUSE = 1.0
"""Seconds between two attempts."""

_FOLDERS = ("", "vae/")
_CONFIG = "config.json"
WEIGHTS = ("diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.fp16.safetensors")
_CHUNK = 1 << 18
_BROKEN = (OSError, http.client.HTTPException)
_REFUSED = (401, 403)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file to download. sha256: 64 hex digits, or empty where the hub doesn't say.

    url: on the hub; location: the URL of its bytes, which the hub may sign for about an hour only.
    """

    name: str
    nbytes: int
    sha256: str
    location: str
    headers: dict[str, str]
    url: str = ""


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

            _fetch_file(file, folder, report, stop)
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


def _room(wanted: Plan, folder: Path) -> int:
    """Bytes that are needed beside what has come: the rest of the files, and a copy of them all in the model."""
    places = [path for file in wanted.files for path in (folder / file.name, _part(file, folder))]
    return 2 * wanted.nbytes - sum(path.stat().st_size for path in places if path.exists())


def _part(file: RemoteFile, folder: Path) -> Path:
    """Where a file lies until all of it has come."""
    return folder / f"{file.name}.{file.sha256[:16] or 'new'}.part"


def _fetch_file(file: RemoteFile, folder: Path, report: Callable[[int], None], stop: StopToken) -> None:
    target = folder / file.name
    part = _part(file, folder)
    if target.exists() and target.stat().st_size == file.nbytes and _matches(target, file):
        report(file.nbytes)
        return
    if not file.sha256:  # small, and nothing would tell an old start from a new one
        part.unlink(missing_ok=True)
    failures = 0
    while (have := part.stat().st_size if part.exists() else 0) < file.nbytes:
        stop.check()
        problem = _continue(file, part, have, report, stop)
        if not problem:
            continue
        failures = failures + 1 if part.stat().st_size <= have else 0
        if failures == ATTEMPTS:
            raise ModelError(
                f"The connection broke while {file.name} was downloaded ({problem}); {have / 1e6:,.1f} of "
                f"{file.nbytes / 1e6:,.1f} MB have come and are kept. Try again to go on."
            )
        time.sleep(PAUSE)
    if not _matches(part, file):
        part.unlink()
        raise ModelError(f"{file.name} was damaged on its way: its checksum is wrong. It was deleted; try again.")
    part.replace(target)


def _continue(file: RemoteFile, part: Path, have: int, report: Callable[[int], None], stop: StopToken) -> str:
    """Append what comes; returns why it ended early, or empty."""
    with part.open("ab") as out:
        try:
            response = _open(file, have)
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise ModelError(f"The hub doesn't give {file.name}: status {error.code}. Try again later.") from error
            return f"status {error.code}"
        except _BROKEN as error:
            return str(getattr(error, "reason", "") or error)
        with response:
            if response.status != 206:  # the server begins anew
                out.truncate(0)
                have = 0
            while have < file.nbytes:
                stop.check()
                try:
                    piece = response.read1(min(_CHUNK, file.nbytes - have))  # what is there: a stop is heard soon
                except _BROKEN as error:
                    return str(error)
                if not piece:
                    return "it ended too early"
                out.write(piece)
                have += len(piece)
                report(have)
    return ""


def _open(file: RemoteFile, have: int) -> Any:
    """The answer with a file from a byte on; where its location is refused, from the one that the hub gives now."""
    try:
        return _request(file.location, file.headers, have)
    except urllib.error.HTTPError as error:
        if error.code not in _REFUSED:
            raise
        try:
            import huggingface_hub as hub

            found, headers = _locate(hub, file.url)
        except Exception:  # of any kind; the next plan asks the same and says what it is
            raise error from None
    return _request(found.location, headers, have)


def _request(location: str, headers: dict[str, str], have: int) -> Any:
    request = urllib.request.Request(location, headers={**headers, "Accept-Encoding": "identity"})
    if have:
        request.add_header("Range", f"bytes={have}-")
    return urllib.request.urlopen(request, timeout=TIMEOUT)


def _matches(path: Path, file: RemoteFile) -> bool:
    if not file.sha256:
        return path.stat().st_size == file.nbytes
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256


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
