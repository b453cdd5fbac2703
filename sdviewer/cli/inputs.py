"""What the verbs ask of their arguments before they work."""

from __future__ import annotations

import os
from pathlib import Path

from ..codec.errors import InputError, PartialPictureError
from ..codec.types import Picture
from ..service.files import sniff
from .terminal import note


def check_photo(path: Path) -> None:
    """Raise InputError for what may be compressed by mistake."""
    if path.is_dir():
        raise InputError(f"{path} is a folder, not a picture.")
    if sniff(path) == "sdc":
        raise InputError(f"{path} is a .sdc already. Name a photo, or decompress it first.")


def read_photo(path: Path) -> Picture:
    """The picture in an image file, with notes about what was lost. Raises InputError, LimitsError, StorageError."""
    from ..codec.pictures.complaints import silenced
    from ..codec.pictures.reader import read_picture

    with silenced():
        picture = read_picture(path)
    for notice in picture.notices:
        note(path, notice)
    return picture


def check_whole(path: Path, picture: Picture) -> None:
    """Raise PartialPictureError where only a part of a picture is there."""
    if not picture.whole:
        raise PartialPictureError(f"{path}: {picture.notices[0]} Add --damaged to compress it nevertheless.")


def check_output(output: Path, source: Path, overwrite: bool) -> None:
    """Before any work: the output has a folder, is not its own source, and doesn't exist without `overwrite`."""
    from ..service.archive.places import check_folder

    if not os.path.lexists(output):
        check_folder(output)
        return
    if output.exists() and source.exists() and output.samefile(source):
        raise InputError(f"{output} is the source itself and is not overwritten. Choose another name with -o.")
    if not overwrite:
        raise InputError(f"{output} exists already. Add --overwrite, or choose another name with -o.")
