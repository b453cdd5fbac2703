"""A picture between two processes: numbers and words as JSON, metadata as bytes, pixels in memory that both see.

Nothing that a child says is unpickled, and all of it is checked: what decodes a stranger's file may have become his.
"""

from __future__ import annotations

import json
import mmap
import os
import tempfile
from multiprocessing import reduction
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, get_args

from ...codec.errors import FormatError, InputError, LimitsError, PictureLimitsError, SdcError, StorageError
from ...codec.types import MAX_PIXELS, ColourSpace, Metadata, Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Sized = tuple[Picture, tuple[int, int]]

MOST_WORDS = 1 << 20
MOST_METADATA = 1 << 28
BLOCKS = ("exif", "icc", "xmp")
ERRORS = {kind.__name__: kind for kind in (InputError, PictureLimitsError, LimitsError, FormatError, StorageError)}


def send_words(connection: Connection, words: dict[str, Any]) -> None:
    """Send a JSON object; names of files may be no text, which its escapes allow."""
    connection.send_bytes(json.dumps(words).encode("ascii"))


def receive_words(connection: Connection) -> dict[str, Any]:
    """The JSON object that comes. EOFError, OSError, ValueError."""
    words = json.loads(connection.recv_bytes(MOST_WORDS))
    if not isinstance(words, dict):
        raise ValueError("no object")
    return words


class SaidError(Exception):
    """A child can't read a picture, and lives on."""

    def __init__(self, error: SdcError) -> None:
        super().__init__(str(error))
        self.error = error


def send_error(connection: Connection, error: SdcError) -> None:
    """Tell the parent why there is no picture."""
    kind = next((name for name, known in ERRORS.items() if type(error) is known), "InputError")
    send_words(connection, {"error": kind, "sentence": str(error)[:5000]})


def send_picture(connection: Connection, picture: Picture, size: tuple[int, int]) -> None:
    """Describe it, get memory for it, write into that. OSError, EOFError where the parent is gone."""
    metadata = picture.metadata
    blocks = [getattr(metadata, name) for name in BLOCKS]
    words = {
        "shape": picture.pixels.shape[:2],
        "alpha": picture.alpha is not None,
        "size": size,
        "format": picture.format,
        "notices": picture.notices,
        "space": picture.space,
        "whole": picture.whole,
        "orientation": metadata.orientation,
        "blocks": [None if block is None else len(block) for block in blocks],
    }
    send_words(connection, words)
    for block in blocks:
        if block is not None:
            connection.send_bytes(block)
    with os.fdopen(reduction.recv_handle(connection), "wb", 0) as memory:
        for plane in (picture.pixels, picture.alpha):
            rest = memoryview(plane.reshape(-1).data) if plane is not None else memoryview(b"")
            while rest:
                rest = rest[memory.write(rest) :]
    send_words(connection, {"done": True})


def raise_error(words: dict[str, Any]) -> None:
    """Raise SaidError where a child says why there is no picture; KeyError where that is nonsense."""
    if "error" in words:
        raise SaidError(ERRORS[words["error"]](str(words["sentence"])))


def receive_picture(connection: Connection, words: dict[str, Any], to: int) -> Sized:
    """The picture that a child (to: its number) has described by `words`. Raises ValueError, KeyError, TypeError where
    that is nonsense, OSError, EOFError where it died."""
    height, width = map(int, words["shape"])
    if height < 1 or width < 1 or height * width > MAX_PIXELS or words["space"] not in get_args(ColourSpace):
        raise ValueError("no picture")
    sizes = [None if n is None else int(n) for n in words["blocks"]]
    exif, icc, xmp = (None if n is None else connection.recv_bytes(MOST_METADATA) for n in sizes)
    orientation = int(words["orientation"])
    if not 1 <= orientation <= 8:
        raise ValueError("no orientation")
    pixels, alpha = _planes(connection, height, width, bool(words["alpha"]), to)
    full = int(words["size"][0]), int(words["size"][1])
    notices = tuple(map(str, words["notices"]))
    metadata = Metadata(exif, icc, xmp, orientation)
    picture = Picture(pixels, alpha, metadata, str(words["format"]), notices, words["space"], bool(words["whole"]))
    return picture, full


def _planes(
    connection: Connection, height: int, width: int, has_alpha: bool, to: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    import numpy as np

    count = height * width
    descriptor = _new_memory(count * (4 if has_alpha else 3))
    try:
        reduction.send_handle(connection, descriptor, to)
        if receive_words(connection) != {"done": True}:
            raise ValueError("not done")
        memory = mmap.mmap(descriptor, count * (4 if has_alpha else 3))
    finally:
        os.close(descriptor)
    pixels = np.frombuffer(memory, np.uint8, 3 * count).reshape(height, width, 3)
    alpha = np.frombuffer(memory, np.uint8, count, 3 * count).reshape(height, width) if has_alpha else None
    return pixels, alpha


def _new_memory(nbytes: int) -> int:
    """A descriptor of so much memory, which a child can't make smaller: reading it would end this process."""
    if not hasattr(os, "memfd_create"):
        with tempfile.TemporaryFile() as file:
            file.truncate(nbytes)
            return os.dup(file.fileno())
    import fcntl

    descriptor = os.memfd_create("sdviewer", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        os.ftruncate(descriptor, nbytes)
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
