"""Where photos and their `.sdc` are: paths of files, and URLs of whatever fsspec knows (s3, sftp, http, ...)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ...codec.container import signature
from ...codec.errors import InputError, SdcError, StorageError, password_in
from ...codec.packages import needing
from ...codec.types import Picture, StopToken
from .. import files, leftovers, thumbnails


def is_url(place: str) -> bool:
    """Whether a place is a URL and no path: a drive's letter is no protocol."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", place) is not None


def read(place: str) -> bytes:
    """All bytes. Raises InputError, StorageError."""
    if not is_url(place):
        return files.read_sdc(Path(place))
    with _url_errors(place, "read"):
        file_system, path = _opened(place)
        return bytes(file_system.cat_file(path))


def read_picture(place: str) -> tuple[Picture, int]:
    """A photo and its size in bytes. Raises InputError, LimitsError, StorageError."""
    from ...codec.pictures import reader
    from ...codec.pictures.complaints import silenced

    if not is_url(place):
        path = Path(place)
        check_photo(path)
        with silenced():
            return reader.read_picture(path), size(place)
    data = read(place)
    if signature.is_sdc(data[: signature.HEAD]):
        raise InputError(f"{place} is a .sdc already.")
    with silenced():
        return reader.picture_from_bytes(data, place), len(data)


def check_photo(path: Path) -> None:
    """Raise InputError for what isn't a file with a photo in it."""
    if files.is_folder(path):
        raise InputError(f"{path} is a folder that can't be read.")
    files.check_regular(path)
    if files.sniff(path) == "sdc":
        raise InputError(f"{path} is a .sdc already.")


def check_folder(path: Path) -> None:
    """Raise StorageError where there is no folder for a new file."""
    if path.parent.is_dir():
        return
    above = next((folder for folder in path.parents if os.path.lexists(folder)), path.parent)
    if above.exists() and not above.is_dir():
        raise StorageError(f"{path} can't be written: what should be its folder is a file. Choose another place.")
    raise StorageError(f"{path} can't be written: its folder doesn't exist. Make it, or choose another place.")


def write_sdc(
    place: str,
    data: bytes,
    overwrite: bool,
    stop: StopToken | None = None,
    dated_as: str | None = None,
    token: str = "",
) -> None:
    """Write a `.sdc` whole or not at all, into a folder that is made if it is missing. Raises SdcError.

    dated_as: the photo whose date it gets; of files only.

    A file is read again, compared and checked before it is moved into place. A URL takes the whole at once.
    """
    if not is_url(place):
        path = Path(place)
        files.make_folder(path.parent)
        date = Path(dated_as) if dated_as is not None and not is_url(dated_as) else None
        files.write_sdc(path, data, overwrite, stop, date, token)
        if overwrite and date is not None:
            thumbnails.forget(path)
        return
    if not overwrite and exists(place):
        raise InputError(f"{place} exists already. Allow it to be overwritten, or choose another name.")
    with _url_errors(place, "written"):
        file_system, path_there = _opened(place)
        folder = path_there.rpartition("/")[0]
        with suppress(NotImplementedError):  # a store without folders
            file_system.makedirs(folder, exist_ok=True)
        if hasattr(file_system, "temppath"):  # sftp's: from elsewhere a file may not be moved into place
            file_system.temppath = folder
        with file_system.transaction, file_system.open(path_there, "wb") as file:
            file.write(data)
        if bytes(file_system.cat_file(path_there)) != data:
            raise StorageError(f"{place} came back changed. Choose another place.")


def remove_half(output: str, token: str) -> None:
    """Delete what a process that died had begun to write for this output."""
    if not is_url(output):
        with suppress(OSError, ValueError):
            for path in Path(output).parent.glob(f"{leftovers.TEMPORARY}{token}-*"):
                path.unlink(missing_ok=True)


def exists(place: str) -> bool:
    """Whether there is anything."""
    return os.path.lexists(place) if not is_url(place) else _info(place) is not None


def size(place: str) -> int:
    """Bytes, 0 where that is unknown."""
    return stamp(place)[1]


def stamp(place: str) -> tuple[float, int]:
    """When a file was changed last (seconds since 1970) and its size in bytes; 0 for what is unknown."""
    if is_url(place):
        info = _info(place) or {}
        times = (info.get(key) for key in ("mtime", "LastModified", "last_modified", "modified", "updated", "created"))
        changed = next((time for time in times if time), 0.0)
        seconds = changed.timestamp() if isinstance(changed, datetime) else changed
        return float(seconds) if isinstance(seconds, int | float) else 0.0, int(info.get("size") or 0)
    try:
        status = Path(place).stat()
        return status.st_mtime, status.st_size
    except (OSError, ValueError):
        return 0.0, 0


def free_name(place: str) -> str:
    """The place itself if nothing is there, otherwise the first free one with a number."""
    return str(files.unique_name(Path(place)))


def photos(folder: str) -> Iterator[tuple[str, str]]:
    """All photos below a folder in natural order, each with its path in the folder; hidden ones, and what isn't known
    by its suffix, left out. A folder in it that can't be read is one of them, for whoever takes its turn to say so."""
    if not is_url(folder):
        for path in _walk(Path(folder)):
            yield str(path), os.path.relpath(path, folder)
        return
    with _url_errors(folder, "read"):
        file_system, root = _opened(folder)
        found = sorted(file_system.find(root), key=files.natural_key)
        for path in found:
            inside = path[len(root) :].lstrip("/")
            hidden = any(part.startswith(".") for part in inside.split("/"))
            if not hidden and Path(inside).suffix.lower() in files.SUFFIXES - {files.SDC_SUFFIX}:
                yield f"{folder.rstrip('/')}/{inside}", inside


def is_folder(place: str) -> bool:
    """Whether there is a folder."""
    if not is_url(place):
        return files.is_folder(Path(place))
    with _url_errors(place, "read"):
        file_system, path = _opened(place)
        return bool(file_system.isdir(path))


def _walk(folder: Path) -> Iterator[Path]:
    try:
        here = [path for path in files.list_folder(folder) if path.suffix.lower() != files.SDC_SUFFIX]
        with os.scandir(folder) as entries:
            below = [e.name for e in entries if e.is_dir(follow_symlinks=False) and not e.name.startswith(".")]
    except (SdcError, OSError):
        yield folder
        return
    yield from here
    for name in sorted(below, key=files.natural_key):
        yield from _walk(folder / name)


def _opened(url: str) -> tuple[Any, str]:
    """The file system of a URL, not shared with other threads, and the path in it."""
    with needing("An address such as s3:// or sftp://", ("fsspec",)):
        import fsspec
    file_system, path = fsspec.core.url_to_fs(url, skip_instance_cache=True)
    return file_system, path


def _info(url: str) -> dict[str, Any] | None:
    with _url_errors(url, "read"):
        file_system, path = _opened(url)
        try:
            return dict(file_system.info(path))
        except FileNotFoundError:
            return None


@contextmanager
def _url_errors(url: str, done: str) -> Iterator[None]:
    """File systems of this kind raise nearly anything."""
    try:
        yield
    except SdcError:
        raise
    except FileNotFoundError as error:
        raise InputError(f"{url} doesn't exist.") from error
    except ImportError as error:  # its sentence names the package
        raise InputError(f"{url} can't be {done}: {error}.") from error
    except Exception as error:
        raise StorageError(f"{url} can't be {done}: {_reason(error, url)}.") from error


def _reason(error: Exception, url: str) -> str:
    """What others' packages say, who may repeat a password or a part of it."""
    text, password = str(error) or type(error).__name__, password_in(url)
    for secret in (password, unquote(password), password.partition("/")[0]):
        if len(secret) > 2:  # a shorter one is in many words, and no secret
            text = text.replace(secret, "***")
    return text
