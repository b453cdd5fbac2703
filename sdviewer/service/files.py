"""Files in and out: what they are, in which order they come, and writing that never loses what was there before."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from ..codec.container import signature
from ..codec.errors import FormatError, InputError, LimitsError, SdcError, StorageError
from ..codec.opening import open_source, reading
from ..codec.types import StopToken
from . import leftovers

Kind = Literal["sdc", "image", "other"]

MAX_SDC_BYTES = 1 << 30
"""Largest `.sdc` that is read."""

SDC_SUFFIX = ".sdc"
_SUFFIXES = (
    "sdc png apng jpg jpeg jpe jfif mpo webp avif avifs heic heif hif jxl gif bmp dib tif tiff jp2 j2k jpf jpx"
    " ppm pgm pbm pnm pfm qoi tga ico icns psd dds pcx sgi"
)
SUFFIXES = frozenset(f".{suffix}" for suffix in _SUFFIXES.split(" "))
"""Of the files that a folder's listing takes without looking into them; all lower case."""

_OLE = bytes.fromhex("d0cf11e0")
_MAGIC = (
    rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|RIFF.{4}WEBP|GIF8[79]a|BM.{4}\0\0\0\0|II\*\0|MM\0\*|II\+\0|MM\0\+"
    rb"|.{4}ftyp(?:avif|avis|hei[cmxs]|hev[cx]|mif1|msf1)|\xff\x0a|\0\0\0\x0cJXL \r\n\x87\n"
    rb"|\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51|P[1-6Ff][ \t\r\n]|qoif|8BPS|DDS |icns|\0\0\x01\0[^\0]\0"
    rb"|\x01\xda[\0\x01][\x01\x02]"
)
"""Of PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF, HEIC, JPEG XL, JPEG 2000, PNM, QOI, PSD, DDS, ICNS, ICO and SGI. Compiled
when it is first asked for, as a thumbnail of a `.sdc` never does."""

_UNITS = {"": 1, "b": 1, "kb": 1000, "mb": 1000**2, "kib": 1 << 10, "mib": 1 << 20}
_SIZE = r"\s*([0-9]{1,12}(?:\.[0-9]{1,6})?)\s*([a-z]*)\s*"

_REASONS = {
    errno.ENOSPC: "the disk is full. Make room or choose another place",
    errno.EDQUOT: "the disk quota is used up. Make room or choose another place",
    errno.EFBIG: "the file would be larger than the system allows there. Choose another place",
    errno.EACCES: "there is no permission to write there. Choose another place",
    errno.EPERM: "there is no permission to write there. Choose another place",
    errno.EROFS: "the disk is read-only. Choose another place",
    errno.EOPNOTSUPP: "files can't be made or changed there. Choose another place",
    errno.ENOENT: "its folder doesn't exist. Make it first, or choose another place",
    errno.ENOTDIR: "what should be its folder is a file. Choose another place",
    errno.ENAMETOOLONG: "its name is too long. Choose a shorter one",
}
_NO_HARD_LINKS = (errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL)


def sniff(path: Path) -> Kind:
    """What a file is by its first bytes, whatever its name; 'other' too where it can't be read or is no file."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for its other end
            return "other"
        with path.open("rb") as file:
            head = file.read(16)
    except (OSError, ValueError):
        return "other"
    if signature.is_sdc(head):
        return "sdc"
    return "image" if re.match(_MAGIC, head, re.DOTALL) else "other"


def is_folder(path: Path) -> bool:
    """Whether there is a folder; False too where that can't be told, for which `Path.is_dir` raises."""
    return os.path.isdir(path)  # noqa: PTH112


def check_regular(path: Path) -> None:
    """Raise InputError for a device or a pipe, which may have nobody write into it for ever.

    What isn't there, or can't be looked at, is said where it is opened.
    """
    with suppress(OSError, ValueError):
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise InputError(f"{path} is a device or a pipe, which isn't opened here. Name a file.")


def natural_key(name: str) -> tuple[tuple[str | tuple[int, str], ...], str]:
    """Sorts names as people do: without regard to case, and numbers by their value ('img9' before 'img10')."""
    parts = re.split("([0-9]+)", name.casefold())
    numbers = (part.lstrip("0") for part in parts[1::2])
    parts[1::2] = [(len(number), number) for number in numbers]
    return tuple(parts), name


def list_folder(path: Path) -> list[Path]:
    """The viewable files of a folder in natural order, without hidden ones. Raises InputError, StorageError."""
    return [path / name for name in sorted(viewable_names(path), key=natural_key)]


def viewable_names(path: Path) -> list[str]:
    """Of the files that `list_folder` lists, in no order.

    Known by suffix, so that thousands cost no more than the listing; only files without a suffix are looked into.
    """
    with reading(path), os.scandir(path) as entries:
        return [entry.name for entry in entries if _viewable(entry)]


def read_sdc(path: Path) -> bytes:
    """All bytes of a `.sdc`. Raises InputError (no such file), FormatError (something else), StorageError."""
    with reading(path), open_source(path) as file:
        head = file.read(signature.HEAD)
        if head.startswith(_OLE):
            raise FormatError(f"{path} is a StarOffice spreadsheet, not a picture, though both are named .sdc.")
        if not signature.is_sdc(head):
            raise FormatError(f"{path} is not a .sdc picture{' but empty' if not head else ''}.")
        signature.check(head)
        data = head + file.read(MAX_SDC_BYTES)
    if len(data) > MAX_SDC_BYTES:
        raise LimitsError(f"{path} is larger than {MAX_SDC_BYTES:,} bytes, the most that is read.")
    return data


def write_atomic(
    path: Path,
    data: bytes,
    overwrite: bool = False,
    check: Callable[[Path], object] | None = None,
    dated_as: Path | None = None,
    token: str = "",
) -> None:
    """Write a file whole or not at all: beside its place, onto the disk, then moved into place.

    An existing file is replaced only with `overwrite` (permission bits stay; a symlink keeps pointing to it) and is
    still there if anything fails. `check` is called with the finished file before it is moved and may raise. The file
    gets the date of `dated_as`, where there is one. token: is part of its name until it is moved, so that what a killed
    process leaves is known. Raises InputError where the file exists or is a folder, StorageError where it can't be
    written.
    """
    with _write_errors(path):
        target = Path(os.path.realpath(path)) if overwrite else path
        temporary = target.parent / leftovers.temporary_name(token)
        if not overwrite and os.path.lexists(path):
            raise FileExistsError
        if target.exists() and not target.is_file() and not target.is_dir():  # moving would put a file in its place
            raise InputError(f"{path} is a device or a pipe, which can't be replaced. Name a file.")
        leftovers.sweep(target.parent)
        try:
            _write_new(temporary, data)
            if dated_as is not None:
                _copy_date(dated_as, temporary)
            if check is not None:
                check(temporary)
            if overwrite:
                _copy_permissions(target, temporary)
                temporary.replace(target)
            else:
                _move_to_free_name(temporary, target)
        finally:
            with suppress(OSError):
                temporary.unlink()
        _sync_folder(target.parent)


def write_sdc(
    path: Path,
    data: bytes,
    overwrite: bool,
    stop: StopToken | None = None,
    dated_as: Path | None = None,
    token: str = "",
) -> None:
    """Write a `.sdc` atomically; it is read again, compared and checked before it is moved into place. SdcError."""
    from ..codec.container import sections as container

    def check(written: Path) -> None:
        if written.read_bytes() != data:
            raise StorageError(f"{path} came back from the disk changed, so it was not kept. Choose another disk.")
        container.read(data)
        if stop is not None:
            stop.check()

    write_atomic(path, data, overwrite, check, dated_as, token)


def make_folder(path: Path) -> None:
    """Make a folder and those above it; one that is there already is fine. Raises InputError, StorageError."""
    with _write_errors(path):
        try:
            path.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise InputError(f"{path} is a file, not a folder.") from error


def unique_name(path: Path) -> Path:
    """The path itself if nothing is there, otherwise the first free one of 'name (2).suffix', 'name (3).suffix', ..."""
    candidate, number = path, 1
    while os.path.lexists(candidate):
        number += 1
        candidate = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return candidate


def parse_size(text: str) -> int:
    """Bytes from '5kB' (5,000), '5 KiB' (5,120), '800B', '5000', '1.5 MB'. Raises InputError."""
    from decimal import Decimal

    match = re.fullmatch(_SIZE, text, re.IGNORECASE)
    factor = _UNITS.get(match[2].lower()) if match else None
    if match is None or factor is None:
        raise InputError(f"'{text}' is not a size: write a number with B, kB (1,000 B), KiB (1,024 B), MB or MiB.")
    nbytes = int(Decimal(match[1]) * factor)
    if nbytes < 1:
        raise InputError(f"A size of '{text}' is less than one byte.")
    return nbytes


def _viewable(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith("."):
        return False
    suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122 (a Path for each of 10,000 names is slow)
    if suffix and suffix not in SUFFIXES:
        return False
    try:
        return entry.is_file() and (bool(suffix) or sniff(Path(entry.path)) != "other")
    except OSError:
        return False


def _write_new(path: Path, data: bytes) -> None:
    """Onto the disk, not only into the system's cache: otherwise a crash could leave the name without the bytes."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path, flags, 0o666)  # less the umask
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy_permissions(source: Path, to: Path) -> None:
    with suppress(FileNotFoundError):
        to.chmod(stat.S_IMODE(source.stat().st_mode) & 0o777)


def _copy_date(source: Path, to: Path) -> None:
    with suppress(OSError):
        status = source.stat()
        os.utime(to, ns=(status.st_atime_ns, status.st_mtime_ns))


def _move_to_free_name(source: Path, target: Path) -> None:
    """Unlike a rename, a hard link never replaces anything, not even what appears at the last moment."""
    try:
        os.link(source, target)
        return
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))  # takes the name, then the file follows
    try:
        source.replace(target)
    except BaseException:
        target.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """So that the new name survives a crash too. Not every system can; the file is whole either way."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _write_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except SdcError:
        raise
    except FileExistsError as error:
        raise InputError(f"{path} exists already. Allow it to be overwritten, or choose another name.") from error
    except IsADirectoryError as error:
        raise InputError(f"{path} is a folder. Name a file.") from error
    except (OSError, ValueError) as error:
        number = getattr(error, "errno", None)
        reason = _REASONS.get(number or 0) or getattr(error, "strerror", None) or str(error)
        raise StorageError(f"{path} can't be written: {reason}.") from error
