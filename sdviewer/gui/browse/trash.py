"""Moving files to the trash and back, and renaming. Runs on the thread for files."""

from __future__ import annotations

import glob
import os
from dataclasses import dataclass
from pathlib import Path

from ...codec.errors import InputError, StorageError


@dataclass(frozen=True, slots=True)
class Trashed:
    """A file in the trash: where it was, and where it is now (None where the system doesn't tell)."""

    path: Path
    held: Path | None


def move(path: Path) -> Trashed:
    """To the trash. Raises StorageError."""
    from send2trash import send2trash

    before = _held_files(path)
    try:
        send2trash(path)
    except (OSError, RuntimeError) as error:
        raise StorageError(f"{path} could not be moved to the trash: {error}.") from error
    new = _held_files(path) - before
    return Trashed(path, next(iter(new), None))


def restore(trashed: Trashed) -> None:
    """Back to where it was, never over another file. Raises InputError, StorageError."""
    if trashed.held is None:
        raise InputError(f"{trashed.path.name} can only be restored with the system's own trash.")
    if os.path.lexists(trashed.path):
        raise InputError(f"{trashed.path} exists again; it was not overwritten. The other file is still in the trash.")
    try:
        trashed.held.rename(trashed.path)
        (trashed.held.parent.parent / "info" / f"{trashed.held.name}.trashinfo").unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{trashed.path} could not be restored: {error.strerror or error}.") from error


def rename(old: Path, new: Path) -> None:
    """Give a file another name, never that of a file that exists. Raises InputError, StorageError."""
    if os.path.lexists(new):
        raise InputError(f"There is already a file named {new.name} here. Choose another name.")
    try:
        old.rename(new)
    except OSError as error:
        raise StorageError(f"{old} could not be renamed: {error.strerror or error}.") from error


def _held_files(path: Path) -> set[Path]:
    """Files in the trash folders where this file may go (freedesktop's specification)."""
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "Trash/files"
    folders = [home]
    mount = path.parent
    while not mount.is_mount() and mount != mount.parent:
        mount = mount.parent
    folders += [mount / ".Trash" / str(_uid()) / "files", mount / f".Trash-{_uid()}" / "files"]
    return {held for folder in folders if folder.is_dir() for held in folder.glob(f"{glob.escape(path.stem)}*")}


def _uid() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0
