"""Pictures in and out: files of every format that Pillow opens, HEIC and JPEG XL, as `Picture` and back.

Reading: the first bytes say which plugin is needed (loaded only then), the header says how large the picture is
(checked before anything is decoded), Pillow decodes the first frame, EXIF turns it upright, and `colour` makes it sRGB
with 8 bits.
"""

from __future__ import annotations

import errno
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from ..errors import InputError, LimitsError, SdcError, StorageError
from ..types import MAX_PIXELS, Picture, Pixels
from . import spaces
from .colour import srgb_profile, to_arrays
from .exif import metadata_of, metadata_options
from .jxl_header import is_jxl, jxl_size

# Pillow checks the size that a header states against this, and what it only warns of is refused here too.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

SUFFIX_FORMATS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".webp": "WEBP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
}
"""Formats that can be written, by suffix."""

FORMATS = (
    *("JPEG", "PNG", "GIF", "BMP", "DIB", "PPM", "WEBP", "TIFF", "JPEG2000", "QOI", "ICO", "CUR", "ICNS", "PSD", "DDS"),
    *("PCX", "DCX", "SGI", "SUN", "XBM", "XPM", "TGA"),
)
"""Of Pillow's formats those that are tried, the most frequent first. Others are no photos, or run programs (EPS)."""

_HEADER_BYTES = 1 << 8
_MAX_PIPED = 1 << 30
"""Bytes that are read of what can't be read twice."""


def read_picture(path: Path) -> Picture:
    """The picture in a file. Raises InputError (not a picture, damaged), LimitsError (too large), StorageError."""
    with _opened(path) as (file, header):
        return _read(file, header, str(path))[0]


def picture_from_bytes(data: bytes, name: str) -> Picture:
    """The picture in the bytes of a file; `name` stands for it in messages. Raises InputError, LimitsError."""
    return _read(BytesIO(data), data, name)[0]


def read_reduced(path: Path, max_side: int) -> tuple[Picture, tuple[int, int]]:
    """The picture scaled down so that no side is longer than `max_side`, and its own width and height: fast, for
    thumbnails. Errors: `read_picture`.

    JPEG is decoded at a half, a quarter or an eighth of its size, and HEIC by its own thumbnail, where that is enough.
    """
    with _opened(path) as (file, header):
        picture, size = _read(file, header, str(path), max_side)
    return reduced(picture, max_side), size


def reduced(picture: Picture, max_side: int) -> Picture:
    """A copy whose longer side is at most `max_side` pixels; the picture itself where it is small enough."""
    if max(picture.width, picture.height) <= max_side:
        return picture
    image = pil_image(picture)
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if picture.alpha is None:
        return replace(picture, pixels=np.asarray(image))
    values = np.asarray(image)
    return replace(picture, pixels=np.ascontiguousarray(values[..., :3]), alpha=np.ascontiguousarray(values[..., 3]))


def write_picture(picture: Picture, path: Path) -> None:
    """Write as PNG, JPEG (quality 95, 4:4:4), lossless WebP or TIFF, by suffix. Raises InputError, StorageError.

    Not atomic: whoever may overwrite a file writes `picture_to_bytes` in their own way.
    """
    format = SUFFIX_FORMATS.get(path.suffix.lower())
    if format is None:
        known = ", ".join(SUFFIX_FORMATS)
        raise InputError(f"{path} can't be written: its suffix must be one of {known}.")
    data = picture_to_bytes(picture, format)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise StorageError(f"{path} can't be written: {error.strerror or error}.") from error


def picture_to_bytes(picture: Picture, format: str) -> bytes:
    """The file as bytes; `format` is PNG, JPEG, WEBP or TIFF. Raises InputError where the format can't hold it,
    StorageError.

    Tagged with the space of its pixels; EXIF and XMP attached with orientation 1 (left out of a JPEG, whose blocks end
    at 65 kB, where they are larger). JPEG has no alpha: the picture is put on white.
    """
    if format not in SUFFIX_FORMATS.values():
        raise InputError(f"Pictures can't be written as {format}: use PNG, JPEG, WEBP or TIFF.")
    image = Image.fromarray(flattened(picture)) if format == "JPEG" else pil_image(picture)
    try:
        return saved(image, format, **_save_options(picture, format))
    except (OSError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, struct.error) as error:
        size = f"{picture.width}x{picture.height}"
        raise InputError(f"A picture of {size} pixels can't be written as {format}: {error}. Try PNG.") from error


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    """The file that Pillow makes of an image. Raises StorageError where the disk is full, and what Pillow raises.

    Only while it writes into a real file does Pillow's JPEG encoder let other threads run, such as that of a window.
    """
    try:
        with TemporaryFile() if format == "JPEG" else BytesIO() as file:
            image.save(file, format, **options)
            file.seek(0)
            return file.read()
    except OSError as error:
        if error.errno is None:  # it is the encoder's
            raise
        reason = error.strerror or str(error)
        raise StorageError(
            f"A temporary file can't be written: {reason}. Make room, or set TMPDIR to another disk."
        ) from error


def pil_image(picture: Picture) -> Image.Image:
    """The picture as a Pillow image, RGB or RGBA, without metadata."""
    image = Image.fromarray(picture.pixels)
    if picture.alpha is not None:
        image.putalpha(Image.fromarray(picture.alpha))
    return image


def flattened(picture: Picture) -> Pixels:
    """The pixels as they look on white, (H, W, 3) uint8: for formats and metrics without alpha."""
    if picture.alpha is None:
        return picture.pixels
    white = Image.new("RGB", (picture.width, picture.height), "white")
    white.paste(Image.fromarray(picture.pixels), mask=Image.fromarray(picture.alpha))
    return np.asarray(white)


def check_size(width: int, height: int, name: str) -> None:
    """Raise LimitsError where a picture has more pixels than MAX_PIXELS, InputError where it has none."""
    if width <= 0 or height <= 0:
        raise InputError(f"{name} has no pixels ({width}x{height}).")
    if width * height > MAX_PIXELS:
        raise LimitsError(
            f"{name} is too large: {width}x{height} are {width * height / 1e6:.1f} megapixels, and "
            f"{MAX_PIXELS / 1e6:.0f} is the most that can be opened. Scale it down first."
        )


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, bytes]]:
    """A file that can seek, and its first bytes. Opened only once, since a pipe gives its bytes only once."""
    with _file_errors(path):
        file: BinaryIO = path.open("rb")
    with file:
        with _file_errors(path):
            source = file if file.seekable() else BytesIO(_piped(file, path))
            header = _header(source)
        yield source, header


def _piped(file: BinaryIO, path: Path) -> bytes:
    data = file.read(_MAX_PIPED + 1)
    if len(data) > _MAX_PIPED:
        raise LimitsError(f"{path} is larger than {_MAX_PIPED:,} bytes, the most that is read.")
    return data


def _header(file: BinaryIO) -> bytes:
    """The first bytes of a file; all of a JPEG XL file, whose size may stand behind long metadata."""
    header = file.read(_HEADER_BYTES)
    return header + file.read() if is_jxl(header) else header


def _read(file: BinaryIO, header: bytes, name: str, reduce_to: int | None = None) -> tuple[Picture, tuple[int, int]]:
    """The picture, and the width and height that it has where nothing is reduced."""
    if not header:
        raise InputError(f"{name} is empty (0 bytes).")
    with _decoding_errors(name):
        _load_plugin(header, name)
        with Image.open(file, formats=_formats(header)) as image:
            check_size(*image.size, name)
            size = image.size
            if reduce_to is not None:
                image.draft(None, _draft_size(image, reduce_to))
            drafted = image.size != size
            if image.format == "PNG":
                image.load()  # what stands behind its pixels is metadata too
            metadata = metadata_of(image)  # before TIFF forgets its orientation while loading
            format = "JPEG" if image.format == "MPO" else image.format or ""
            notices = _frame_notices(image)  # before loading too, since counting moves through the file
            image.load()
            if format != "JXL":  # libjxl has turned it already
                ImageOps.exif_transpose(image, in_place=True)
            pixels, alpha, colour_notices = to_arrays(image, metadata.icc)
    picture = Picture(pixels, alpha, metadata, format, (*notices, *colour_notices))
    if not drafted:
        return picture, (picture.width, picture.height)
    return picture, size[::-1] if format == "JPEG" and metadata.orientation > 4 else size  # HEIC is opened upright


def _load_plugin(header: bytes, name: str) -> None:
    if is_jxl(header):
        # The plugin decodes while it opens, so the size has to be known before.
        check_size(*jxl_size(header), name)
        import pillow_jxl  # noqa: F401
    elif _formats(header) == ("HEIF",):
        import pillow_heif

        pillow_heif.register_heif_opener()
    elif header.startswith(b"RIFF"):
        from PIL import WebPImagePlugin  # noqa: F401  # otherwise Pillow would load all of its plugins for it


def _formats(header: bytes) -> tuple[str, ...]:
    """The Pillow formats to try. AVIF and HEIC share a container and even its main brand."""
    if is_jxl(header):
        return ("JXL",)
    if header[4:8] != b"ftyp":
        return FORMATS
    end = min(int.from_bytes(header[:4], "big"), len(header))
    brands = {header[start : start + 4] for start in (8, *range(16, end - 3, 4))}
    if brands & {b"avif", b"avis"}:
        return ("AVIF",)
    return ("HEIF",) if brands & {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"} else FORMATS


def _draft_size(image: Image.Image, max_side: int) -> tuple[int, int]:
    """What is asked of the decoder: twice the size wanted, so that the rest of the scaling still filters well."""
    scale = 2 * max_side / max(image.size)
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))


def _frame_notices(image: Image.Image) -> tuple[str, ...]:
    if image.format in ("MPO", "PSD", "ICO", "ICNS"):  # gain maps, layers, other sizes: not frames
        return ()
    try:
        frames = getattr(image, "n_frames", 1)
    except (EOFError, OSError, SyntaxError, ValueError):  # a damaged later frame; the first is there
        return ("Only the first frame is used; a later one is damaged.",)
    return (f"Only the first of {frames} frames is used.",) if frames > 1 else ()


def _save_options(picture: Picture, format: str) -> dict[str, Any]:
    options = metadata_options(picture.metadata, format)
    profile = srgb_profile() if picture.space == "srgb" else spaces.profile(picture.space)
    if format == "JPEG":
        return options | {"quality": 95, "subsampling": "4:4:4", "optimize": True, "icc_profile": profile}
    if format == "WEBP":
        return options | {"lossless": True, "exact": True, "icc_profile": profile}
    if format == "TIFF" or picture.space != "srgb":
        return options | {"icc_profile": profile}
    options["pnginfo"].add(b"sRGB", b"\x00")  # rendering intent: perceptual
    return options


@contextmanager
def _file_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(f"{path} doesn't exist.") from error
    except IsADirectoryError as error:
        raise InputError(f"{path} is a folder, not a picture.") from error
    except OSError as error:
        if error.errno == errno.EACCES and path.is_dir():  # how Windows says it
            raise InputError(f"{path} is a folder, not a picture.") from error
        raise StorageError(f"{path} can't be read: {error.strerror or error}.") from error


@contextmanager
def _decoding_errors(name: str) -> Iterator[None]:
    """Decoders raise nearly anything on damaged input, so everything but our own errors becomes a sentence."""
    try:
        yield
    except SdcError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        limit = f"{MAX_PIXELS / 1e6:.0f} megapixels"
        raise LimitsError(f"{name} is too large: more than {limit} can't be opened. Scale it down first.") from error
    except UnidentifiedImageError as error:
        raise InputError(f"{name} is not a picture in a format that this program knows, or it is damaged.") from error
    except MemoryError as error:
        raise LimitsError(f"{name} needs more memory than there is. Close other programs, or scale it down.") from error
    except Exception as error:
        reason = str(error) or type(error).__name__
        raise InputError(
            f"{name} is damaged or cut off, so it can't be opened ({reason}). Use another copy."
        ) from error
