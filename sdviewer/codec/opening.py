"""Opening what somebody named: a file at once, a pipe or a device only if something comes out of it.

Plain `open` waits for ever for the other end of a pipe, which a name in a folder may be. `reading` says in a sentence
why something can't be read.
"""

from __future__ import annotations

import errno
import os
import select
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from .errors import InputError, SdcError, StorageError

PATIENCE = 2.0
"""Seconds that a pipe may take for its first byte: who feeds one on purpose has begun by then, or uses '-'."""


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Errors of the system become InputError (the name is wrong) or StorageError (it can't be read now)."""
    try:
        yield
    except SdcError:
        raise
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError | ValueError) -> SdcError:
    """What an error of the system's means: a wrong name is the user's mistake, all else the disk's."""
    number = getattr(error, "errno", None) or 0
    if number == errno.EISDIR or (number == errno.EACCES and os.path.isdir(path)):  # noqa: PTH112  # as on Windows
        return InputError(f"{path} is a folder, not a file.")
    if number == errno.ENOENT:
        return InputError(f"{path} doesn't exist.")
    if number == errno.ENOTDIR:
        return InputError(f"{path} is not a folder, or lies in something that is none.")
    if number == errno.ELOOP:
        return InputError(f"{path} is a link that leads back to itself. Name a file.")
    if number == errno.ENAMETOOLONG:
        return InputError(f"{path} is longer than a name can be. Choose a shorter one.")
    if number == errno.EACCES:
        return StorageError(f"{path} can't be read: you have no permission. Ask its owner for it.")
    reason = getattr(error, "strerror", None) or str(error)
    return StorageError(f"{path} can't be read: {reason}.")


def open_source(path: Path) -> BinaryIO:
    """A file, or a pipe or device that has something to read, for reading; InputError for one that hasn't. OSError as
    `open` raises it."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0), 0)
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, "Is a directory", str(path))
        if not stat.S_ISREG(mode):
            if not _has_data(descriptor):
                raise InputError(f"{path} is a pipe or a device, and nothing comes out of it. Name a file.")
            os.set_blocking(descriptor, True)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def open_regular(path: Path) -> BinaryIO:
    """A file that can be read anywhere, any number of times; InputError for anything else. OSError as `open`'s."""
    with suppress(OSError):  # which `open` says better
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise InputError(f"{path} is a device or a pipe, which isn't opened here. Name a file.")
    return path.open("rb")


def read_small(path: Path, most: int) -> bytes:
    """All of a file that has no reason to be large, such as a config. InputError for what is no file, or larger."""
    with open_regular(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise InputError(f"{path} is larger than {most:,} bytes, which it has no reason to be.")
    return data


def _has_data(descriptor: int) -> bool:
    if not hasattr(select, "poll"):  # Windows has no pipes among its files
        return False
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return any(event & select.POLLIN for _, event in poll.poll(PATIENCE * 1000))
