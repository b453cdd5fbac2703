"""A file that is to be read: opened once, known by its first bytes, its limits checked, its errors put into words."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from ..errors import InputError, PictureLimitsError, SdcError
from ..opening import open_source, reading, unreadable
from ..types import MAX_PIXELS
from . import complaints
from .jxl_header import is_jxl, jxl_size

# Pillow checks the size that a header states against this, and what it only warns of is refused here too.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
# Damage that it only warns of is read past, or said by us.
warnings.filterwarnings("ignore", category=UserWarning, module="PIL")

FORMATS = (
    *("JPEG", "PNG", "GIF", "BMP", "DIB", "PPM", "WEBP", "TIFF", "JPEG2000", "QOI", "ICO", "CUR", "ICNS", "PSD", "DDS"),
    *("PCX", "DCX", "SGI", "SUN", "XBM", "XPM", "TGA"),
)
"""Of Pillow's formats those that are tried, the most frequent first. Others are no photos, or run programs (EPS)."""

_HEADER_BYTES = 1 << 8
_MAX_PIPED = 1 << 30
"""Bytes that are read of what can't be read twice."""


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file to be read: opened only once, since a pipe gives its bytes only once."""
    with reading(path):
        file = open_source(path)
    with file:
        yield file


def seekable(file: BinaryIO, path: Path) -> tuple[BinaryIO, bytes]:
    """The file, or what comes out of the pipe, and its first bytes."""
    with reading(path):
        source = file if file.seekable() else BytesIO(_piped(file, path))
        return source, _header(source)


@contextmanager
def decoding_errors(name: str) -> Iterator[None]:
    """Decoders raise nearly anything on damaged input, so everything but our own errors becomes a sentence."""
    try:
        yield
    except SdcError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        limit = f"{MAX_PIXELS / 1e6:.0f} megapixels"
        raise PictureLimitsError(
            f"{name} is too large: more than {limit} can't be opened. Scale it down first."
        ) from error
    except UnidentifiedImageError as error:
        raise InputError(f"{name} is not a picture in a format that this program knows, or it is damaged.") from error
    except MemoryError as error:
        raise PictureLimitsError(
            f"{name} needs more memory than there is. Close other programs, or scale it down."
        ) from error
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:  # the disk's; decoders' own have no number
            raise unreadable(Path(name), error) from error
        reason = ": ".join(filter(None, (str(error) or type(error).__name__, complaints.said())))
        raise InputError(
            f"{name} is damaged or cut off, so it can't be opened ({reason}). Use another copy."
        ) from error


def load_plugin(header: bytes, name: str) -> None:
    if is_jxl(header):
        # The plugin decodes while it opens, so the size has to be known before.
        check_size(*jxl_size(header), name)
        try:
            import pillow_jxl  # noqa: F401
        except ImportError as error:
            raise InputError(
                f"{name} is a JPEG XL file, for which a package is missing that is not a part of this program (its "
                "licence is GPL-3.0-or-later). Install it with: pip install pillow-jxl-plugin"
            ) from error
    elif pillow_formats(header) == ("HEIF",):
        import pi_heif

        pi_heif.register_heif_opener()
    elif header.startswith(b"RIFF"):
        from PIL import WebPImagePlugin  # noqa: F401  # otherwise Pillow would load all of its plugins for it


def load_plugins() -> None:
    """Import now what is otherwise imported with the first picture that needs it."""
    from PIL import ImageCms  # noqa: F401

    Image.init()
    with suppress(ImportError):
        import pi_heif

        pi_heif.register_heif_opener()
    with suppress(ImportError):
        import pillow_jxl  # noqa: F401


def pillow_formats(header: bytes) -> tuple[str, ...]:
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


def check_size(width: int, height: int, name: str) -> None:
    """Raise PictureLimitsError where a picture has more pixels than MAX_PIXELS, InputError where it has none."""
    if width <= 0 or height <= 0:
        raise InputError(f"{name} has no pixels ({width}x{height}).")
    if width * height > MAX_PIXELS:
        raise PictureLimitsError(
            f"{name} is too large: {width}x{height} are {width * height / 1e6:.1f} megapixels, and "
            f"{MAX_PIXELS / 1e6:.0f} is the most that can be opened. Scale it down first."
        )


def halvings(header: bytes, factor: int) -> int:
    """How many levels of its wavelet a JPEG 2000 file can leave out and still have 1/factor of its size or more."""
    style = header.find(b"\xff\x52", header.find(b"\xff\x4f\xff\x51"))  # COD, behind the codestream's begin
    levels = header[style + 9] if 0 < style < len(header) - 9 else 0
    return max(0, min(levels, factor.bit_length() - 1))


def _piped(file: BinaryIO, path: Path) -> bytes:
    data = file.read(_MAX_PIPED + 1)
    if len(data) > _MAX_PIPED:
        raise PictureLimitsError(f"{path} is larger than {_MAX_PIPED:,} bytes, the most that is read.")
    return data


def _header(file: BinaryIO) -> bytes:
    """The first bytes of a file; all of a JPEG XL file, whose size may stand behind long metadata."""
    header = file.read(_HEADER_BYTES)
    return header + file.read() if is_jxl(header) else header
