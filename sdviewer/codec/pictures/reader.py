"""Pictures out of files of every format that Pillow opens, HEIC, JPEG XL and the rest of TIFF and PFM.

The first bytes say which plugin is needed (loaded only then), the header says how large the picture is (checked before
anything is decoded), Pillow decodes the first frame, `colour` makes 8 bits of a well-known space of it, and EXIF turns
it upright. Of a file that ends early `damage` finds what is there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from ..errors import InputError, SdcError
from ..types import Metadata, Picture
from . import damage, plain_numbers
from .colour import depth
from .colour.arrays import to_arrays
from .colour.depth import Samples
from .colour.stated import CodePoints, Colour, code_points, colour_of
from .contents import content_notices
from .exif import metadata_of
from .exif_entries import parsed
from .images import reduced, shrunk, turned
from .source import check_size, decoding_errors, halvings, load_plugin, opened, pillow_formats, seekable

_MISSING = 128
"""Grey of the rows that a file doesn't hold."""
_SHOWN_WHOLE = ("JXL", "AVIF", "HEIF")
"""Formats whose decoders give nothing, or only seldom a part, of a file that isn't whole."""
_PLAIN = ("L", "RGB", "RGBA", "CMYK")
"""Modes whose pixels can be averaged before their colours are converted, which is the faster order."""
_UPRIGHT = ("JXL", "HEIF", "TIFF")
"""Formats whose decoders turn the picture themselves."""


def read_picture(path: Path) -> Picture:
    """The picture in a file. Raises InputError (not a picture, damaged), LimitsError (too large), StorageError."""
    with opened(path) as file:
        return read_opened(file, str(path))[0]


def picture_from_bytes(data: bytes, name: str) -> Picture:
    """The picture in the bytes of a file; `name` stands for it in messages. Raises InputError, LimitsError."""
    return _read(BytesIO(data), data, name)[0]


def read_reduced(path: Path, max_side: int) -> tuple[Picture, tuple[int, int]]:
    """The picture scaled down so that no side is longer than `max_side`, and its own width and height: fast, for
    thumbnails. Errors: `read_picture`.

    JPEG is decoded at a half, a quarter or an eighth of its size, JPEG 2000 likewise, and HEIC by its own thumbnail,
    where that is enough. Of deep samples only the upper 8 bits count. A picture of 60 megapixels takes 300 MB.
    """
    with opened(path) as file:
        return read_opened(file, str(path), max_side)


def read_opened(file: BinaryIO, name: str, max_side: int | None = None) -> tuple[Picture, tuple[int, int]]:
    """The same of an open file, or the end of a pipe: `read_picture`, or with `max_side` `read_reduced`."""
    source, header = seekable(file, Path(name))
    picture, size = _read(source, header, name, max_side)
    return (picture if max_side is None else reduced(picture, max_side)), size


@dataclass(frozen=True, slots=True)
class _About:
    """What a file says beside its pixels. orientation: how they have still to be turned."""

    format: str
    metadata: Metadata
    colour: Colour
    notices: tuple[str, ...]
    orientation: int


def _read(file: BinaryIO, header: bytes, name: str, reduce_to: int | None = None) -> tuple[Picture, tuple[int, int]]:
    """The picture, and the width and height that it has where nothing is reduced."""
    if not header:
        raise InputError(f"{name} is empty (0 bytes).")
    with decoding_errors(name):
        load_plugin(header, name)
        if plain_numbers.is_pfm(header):
            return _with_size(plain_numbers.read_pfm(file, name))
        points = code_points(file)
        try:
            return _decoded(file, header, name, points, reduce_to)
        except (SdcError, MemoryError, Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise
        except Exception as error:
            file.seek(0)
            if isinstance(error, UnidentifiedImageError) and plain_numbers.is_tiff(header):
                return _with_size(plain_numbers.read_tiff(file, name))
            found = damage.rescued(file.read(), lambda data: _opened_image(data, header, name))
            if found is None and pillow_formats(header)[0] in _SHOWN_WHOLE:
                raise InputError(
                    f"{name} ends early or is damaged, and nothing of it can be shown. Use another copy."
                ) from error
            if found is None:
                raise
            return _with_size(_picture(found.image, _about(found.image, points, ("JXL", "HEIF")), found))


def _decoded(
    file: BinaryIO, header: bytes, name: str, points: CodePoints | None, reduce_to: int | None
) -> tuple[Picture, tuple[int, int]]:
    with _opened_image(file, header, name) as image:
        if depth.is_misread(image):
            raise UnidentifiedImageError
        size = image.size
        if reduce_to is not None:
            image.draft(None, _draft_size(image, reduce_to))
            if image.format == "JPEG2000":
                image.reduce = halvings(header, max(size) // (2 * reduce_to))  # type: ignore[assignment,method-assign]
        is_split, lower = depth.split_grey_with_alpha(image), depth.lower_bytes(image)
        depth.take_ink_as_it_is(image)
        if image.format == "PNG":
            image.load()  # what stands behind its pixels is metadata too
        about = _about(image, points, _UPRIGHT)  # before TIFF forgets its orientation while loading
        image.load()
        if image.format == "TIFF":  # it may have turned it
            size = image.size
        notices: list[str] = []
        factor = max(1, max(image.size) // (2 * reduce_to)) if reduce_to is not None else 1
        if lower and factor > 1 and "transparency" not in image.info:
            lower = None
        samples = depth.from_split(image) if is_split else depth.from_grey(image, notices)
        if lower:
            file.seek(0)
            with _opened_image(file, header, name) as second:
                second.tile = lower  # type: ignore[attr-defined]
                second.load()
                samples = depth.from_bytes(image, second)
        about = replace(about, notices=(*about.notices, *notices))
        if samples is None and image.mode in _PLAIN and "transparency" not in image.info:
            picture = _picture(shrunk(image, factor) if factor > 1 else image, about)
        else:
            picture = _picture(samples or image, about, factor=factor)
    return picture, size[::-1] if about.orientation > 4 else size


def _opened_image(file: BinaryIO, header: bytes, name: str) -> Image.Image:
    image = Image.open(file, formats=pillow_formats(header))
    check_size(*image.size, name)
    return image


def _about(image: Image.Image, points: CodePoints | None, upright: tuple[str, ...]) -> _About:
    metadata = metadata_of(image)
    colour = colour_of(image, metadata.icc, points, parsed(metadata.exif))
    format = "JPEG" if image.format == "MPO" else image.format or ""
    orientation = 1 if format in upright else metadata.orientation
    return _About(format, metadata, colour, content_notices(image, metadata), orientation)


def _picture(
    numbers: Image.Image | Samples, about: _About, found: damage.Rescued | None = None, factor: int = 1
) -> Picture:
    arrays = to_arrays(numbers, about.colour, factor)
    notices = (*about.notices, *arrays.notices)
    if found is not None:
        arrays.pixels[~found.there] = _MISSING
        notices = (found.notice, *notices)
    pixels = turned(arrays.pixels, about.orientation)
    alpha = None if arrays.alpha is None else turned(arrays.alpha, about.orientation)
    whole = found is None or found.whole
    return Picture(pixels, alpha, about.metadata, about.format, notices, arrays.space, whole)


def _with_size(picture: Picture) -> tuple[Picture, tuple[int, int]]:
    return picture, (picture.width, picture.height)


def _draft_size(image: Image.Image, max_side: int) -> tuple[int, int]:
    """What is asked of the decoder: twice the size wanted, so that the rest of the scaling still filters well."""
    scale = 2 * max_side / max(image.size)
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))
