"""The thumbnail cache that all programs share (freedesktop's thumbnail specification), for photos and `.sdc`.

A thumbnail is a PNG named by the MD5 of its file's URI, in a folder for its size, and says in its text chunks which
file it is of and how old that was. One that no longer fits is made anew; a file that can't be shown is remembered as
failed, so that it isn't tried again and again. The caller owns the threads: nothing here is shared between calls.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from .. import __version__
from ..codec.errors import FormatError, InputError, LimitsError, PictureLimitsError, SdcError
from ..codec.types import Picture, Pixels, StopToken
from . import leftovers

if TYPE_CHECKING:
    from PIL import Image

SIZES = {"normal": 128, "large": 256, "x-large": 512, "xx-large": 1024}
"""Folder to the longest side that its thumbnails have, in pixels."""

_FAILED = f"fail/sdviewer-{__version__}"
_SETTLED = 2.0
"""Seconds after which a file that nobody wrote into is taken as whole; some disks keep times no more exactly."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """pixels: (h, w, 3) uint8, on white where the picture is transparent. width, height: of the picture itself."""

    pixels: Pixels
    width: int
    height: int


def thumbnail(path: Path, side: int = 256, stop: StopToken | None = None) -> Thumbnail | None:
    """A picture whose longer side is at most `side` (up to 1024), from the cache or made and kept there.

    None where the file can't be shown, or is itself a thumbnail that isn't one, or it was stopped.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100 (the specification doesn't follow links)
    sizes = [name for name, most in SIZES.items() if most >= side] or ["xx-large"]
    try:
        status = path.stat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for its other end
        return None
    uri, modified = path_uri(path), int(status.st_mtime)
    cached = (_cached(_place(size, uri), uri, modified) for size in sizes)
    found = next((one for one in cached if one is not None), None)
    if found is None and not _has_failed(uri, modified):
        found = _made(path, sizes[0], uri, status, stop)
    return _at_most(found, side) if found else None


def forget(path: Path) -> None:
    """Take a file's thumbnails out of the cache: it is another one, which its date doesn't tell where that was kept."""
    uri = path_uri(Path(os.path.abspath(path)))  # noqa: PTH100
    for folder in (*SIZES, _FAILED):
        with suppress(OSError):
            _place(folder, uri).unlink()


def path_uri(path: Path) -> str:
    """The URI by which the cache knows an absolute path, with the same characters escaped as GLib does it."""
    return "file://" + quote(os.fsencode(path), safe="/!$&'()*+,:=@~")


def cache_folder() -> Path:
    """Where this user's thumbnails are."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "thumbnails"


def _place(folder: str, uri: str) -> Path:
    return cache_folder() / folder / f"{hashlib.md5(uri.encode(), usedforsecurity=False).hexdigest()}.png"


def _cached(place: Path, uri: str, modified: int) -> Thumbnail | None:
    """The thumbnail, if it is there, whole, and of this file as it is now."""
    import numpy as np
    from PIL import Image

    try:
        with Image.open(place, formats=("PNG",)) as image:
            texts = dict(getattr(image, "text", {}))
            if texts.get("Thumb::URI") != uri or texts.get("Thumb::MTime") != str(modified):
                return None
            size = int(texts.get("Thumb::Image::Width", 0)), int(texts.get("Thumb::Image::Height", 0))
            pixels = np.asarray(_on_white(image))
    except (OSError, ValueError, SyntaxError):
        return None
    return Thumbnail(pixels, *size)


def _on_white(image: Image.Image) -> Image.Image:
    from PIL import Image

    if image.mode not in ("RGBA", "LA", "P", "PA"):
        return image.convert("RGB")
    rgba = image.convert("RGBA")
    white = Image.new("RGBA", rgba.size, "white")
    white.alpha_composite(rgba)
    return white.convert("RGB")


def _made(path: Path, size: str, uri: str, status: os.stat_result, stop: StopToken | None) -> Thumbnail | None:
    modified = int(status.st_mtime)
    try:
        picture, (width, height) = _reduced(path, SIZES[size], stop)
    except (SdcError, MemoryError) as error:
        if _is_lasting(error) and _is_settled(path, status):
            _write(_place(_FAILED, uri), None, uri, modified, (0, 0))
        return None
    from ..codec.pictures.images import as_srgb, flattened

    picture = as_srgb(picture)
    if cache_folder() not in path.parents and (picture.whole or _is_settled(path, status)):  # none of thumbnails
        _write(_place(size, uri), picture, uri, modified, (width, height))
    return Thumbnail(flattened(picture), width, height)


def _is_lasting(error: Exception) -> bool:
    """Whether a file will fail again: not where a model, a permission or memory was missing. What is too large to be
    shown small stays so."""
    if isinstance(error, PictureLimitsError):
        return True
    return isinstance(error, (FormatError, InputError)) and not isinstance(error, LimitsError)


def _is_settled(path: Path, status: os.stat_result) -> bool:
    """Whether a file has stayed as it was when it was looked at, and isn't just being written."""
    try:
        now = path.stat()
    except OSError:
        return False
    same = (now.st_mtime_ns, now.st_size) == (status.st_mtime_ns, status.st_size)
    return same and time.time() - now.st_mtime > _SETTLED


def _reduced(path: Path, side: int, stop: StopToken | None) -> tuple[Picture, tuple[int, int]]:
    """The file's picture, small, and how large it really is. Raises SdcError."""
    from ..codec.pictures.images import reduced
    from . import files, loading
    from .cage.readers import shared

    if files.sniff(path) != "sdc":
        return shared().read_reduced(path, side, stop)
    from ..codec import pipeline

    loading.cage_parts()
    data = files.read_sdc(path)
    info = pipeline.inspect(data)
    return reduced(pipeline.thumbnail(data, side, stop), side), (info.width, info.height)


def _has_failed(uri: str, modified: int) -> bool:
    return _cached(_place(_FAILED, uri), uri, modified) is not None


def _write(place: Path, picture: Picture | None, uri: str, modified: int, size: tuple[int, int]) -> None:
    """Into the cache, readable by this user only. Without room or permission there is just no cache."""
    from PIL import Image, PngImagePlugin

    from ..codec.pictures.images import pil_image

    texts = PngImagePlugin.PngInfo()
    texts.add_text("Thumb::URI", uri)
    texts.add_text("Thumb::MTime", str(modified))
    texts.add_text("Software", "sdviewer")
    if size != (0, 0):
        texts.add_text("Thumb::Image::Width", str(size[0]))
        texts.add_text("Thumb::Image::Height", str(size[1]))
    image = pil_image(picture) if picture is not None else Image.new("RGBA", (1, 1))
    temporary = place.with_name(leftovers.temporary_name())
    try:
        cache_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        leftovers.sweep(place.parent)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            image.save(file, "PNG", pnginfo=texts, compress_level=3)
        temporary.replace(place)
    except OSError:
        with suppress(OSError):
            temporary.unlink()


def _at_most(found: Thumbnail, side: int) -> Thumbnail:
    from ..codec.pictures.images import reduced

    return Thumbnail(reduced(Picture(found.pixels), side).pixels, found.width, found.height)
