"""One file from the network into a folder: over an encrypted connection only, going on where it broke off, and given
its name only when size and checksum are right.

Plain http is spoken with a mirror alone, which the user named by HF_ENDPOINT; redirects lead to no other kind of place,
and what identifies the user stays with the origin that it is for.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..codec.errors import ModelError
from ..codec.types import StopToken
from .threads.left_behind import unless_stopped

TIMEOUT = 20.0
"""Seconds without a byte after which a connection counts as broken."""
ATTEMPTS = 3
"""How often a broken connection is taken up again without a byte having come."""

PAUSE = 1.0
"""Seconds between two attempts."""

_CHUNK = 1 << 18
_BROKEN = (OSError, http.client.HTTPException)
_REFUSED = (401, 403)
_LOCAL = ("127.0.0.1", "localhost", "::1")
_SECRETS = ("Authorization", "Cookie")

Relocate = Callable[["RemoteFile"], tuple[str, dict[str, str]]]
"""Asks anew where a file's bytes are: the location, and the headers to ask it with."""


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


def check_location(url: str) -> None:
    """Raise ModelError unless it is https, or http to the mirror that HF_ENDPOINT names (or a part of it here)."""
    parts, mirror = urlsplit(url), urlsplit(os.environ.get("HF_ENDPOINT", ""))
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" == mirror.scheme and parts.hostname in (mirror.hostname, *_LOCAL):
        return
    place = f"{parts.scheme}://{parts.hostname or ''}"
    raise ModelError(
        f"A download from '{place}' was refused, since only https is safe. For a mirror of your own, set HF_ENDPOINT "
        "to its address."
    )


def fetch_file(
    file: RemoteFile, folder: Path, relocate: Relocate, report: Callable[[int], None], stop: StopToken
) -> None:
    """Have a file in a folder under its name. report: takes the bytes that are there. Raises ModelError,
    CancelledError, OSError of the disk; what has come stays there as `part_of` says.
    """
    target = folder / file.name
    part = part_of(file, folder)
    if target.exists() and target.stat().st_size == file.nbytes and _matches(target, file):
        report(file.nbytes)
        return
    if not file.sha256:  # small, and nothing would tell an old start from a new one
        part.unlink(missing_ok=True)
    failures = 0
    while (have := part.stat().st_size if part.exists() else 0) < file.nbytes:
        stop.check()
        problem = unless_stopped(partial(_continue, file, part, have, relocate, report, stop), stop)
        if not problem:
            continue
        failures = failures + 1 if part.stat().st_size <= have else 0
        if failures == ATTEMPTS:
            raise ModelError(
                f"The connection broke while {file.name} was downloaded ({problem}); {have / 1e6:,.1f} of "
                f"{file.nbytes / 1e6:,.1f} MB have come and are kept. Try again to go on."
            )
        stop.wait(PAUSE)
    if not _matches(part, file):
        part.unlink()
        raise ModelError(f"{file.name} was damaged on its way: its checksum is wrong. It was deleted; try again.")
    part.replace(target)


def _continue(
    file: RemoteFile, part: Path, have: int, relocate: Relocate, report: Callable[[int], None], stop: StopToken
) -> str:
    """Append what comes; returns why it ended early, or empty."""
    with part.open("ab") as out:
        try:
            response = _open(file, have, relocate)
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
                stop.check()  # somebody else may write the file by now
                if not piece:
                    return "it ended too early"
                out.write(piece)
                have += len(piece)
                report(have)
    return ""


def part_of(file: RemoteFile, folder: Path) -> Path:
    """Where a file lies until all of it has come."""
    return folder / f"{file.name}.{file.sha256[:16] or 'new'}.part"


def _open(file: RemoteFile, have: int, relocate: Relocate) -> Any:
    """The answer with a file from a byte on; where its location is refused, from the one that the hub gives now."""
    try:
        return _request(file.location, file.headers, have)
    except urllib.error.HTTPError as error:
        if error.code not in _REFUSED:
            raise
        try:
            location, headers = relocate(file)
        except Exception:  # of any kind; the next plan asks the same and says what it is
            raise error from None
    return _request(location, headers, have)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Only to where a download may come from at all, and without secrets to another origin."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        check_location(newurl)
        following = super().redirect_request(req, fp, code, msg, headers, newurl)
        if following is not None and _origin(newurl) != _origin(req.full_url):
            for name in _SECRETS:
                following.remove_header(name)
        return following


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _request(location: str, headers: dict[str, str], have: int) -> Any:
    check_location(location)
    request = urllib.request.Request(location, headers={**headers, "Accept-Encoding": "identity"})
    if have:
        request.add_header("Range", f"bytes={have}-")
    return urllib.request.build_opener(_Redirects).open(request, timeout=TIMEOUT)


def _matches(path: Path, file: RemoteFile) -> bool:
    if not file.sha256:
        return path.stat().st_size == file.nbytes
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256
