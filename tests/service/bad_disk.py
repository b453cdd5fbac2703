"""A disk on which the system's calls fail: one of them, by its number, each time with the same error."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CALLS = (
    "open", "write", "fsync", "close", "link", "replace", "rename", "unlink", "utime", "chmod", "stat", "lstat",
    "mkdir", "scandir", "fdopen", "fstat", "ftruncate",
)  # fmt: skip


class BadDisk:
    """failing: which call fails, the first is 0. below: the disk's folder; calls with paths elsewhere don't count."""

    def __init__(self, failing: int, error: int, below: Path) -> None:
        self.failing, self.error, self.below = failing, error, below
        self.count = 0
        self.failed = ""

    @contextmanager
    def inserted(self) -> Iterator[BadDisk]:
        """While it is, `os` fails."""
        kept = {name: getattr(os, name) for name in CALLS}
        for name, call in kept.items():
            setattr(os, name, self._faulty(name, call))
        try:
            yield self
        finally:
            for name, call in kept.items():
                setattr(os, name, call)

    def _faulty(self, name: str, call):
        def called(*arguments, **named):
            if not isinstance(arguments[0], int) and not Path(arguments[0]).is_relative_to(self.below):
                return call(*arguments, **named)
            number, self.count = self.count, self.count + 1
            if number != self.failing:
                return call(*arguments, **named)
            self.failed = name
            if name == "close":  # the descriptor is gone all the same
                call(*arguments, **named)
            raise OSError(self.error, os.strerror(self.error), arguments[0])

        return called


class BadFile(io.RawIOBase):
    """A file that changes while it is read: after so many reads `act` is called, with this file."""

    def __init__(self, file, after: int, act) -> None:
        super().__init__()
        self._file, self._left, self._act = file, after, act

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._file.fileno()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, target) -> int:
        self._left -= 1
        if self._left == 0:
            self._act()
        return self._file.readinto(target)

    def close(self) -> None:
        self._file.close()
        super().close()
