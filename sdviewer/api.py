"""The library: what `import sdviewer` offers. Imported at its first use, so that the name alone costs nothing.

    data = sdviewer.encode("photo.jpg", quality=60)
    image = sdviewer.decode(data)  # a PIL.Image
    sdviewer.info(data).width
    sdviewer.compare("photo.jpg", data).ssimulacra2

All functions may be called from any thread, and after a fork. What goes wrong is an `sdviewer.SdcError`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, TypeAlias

import numpy as np
from PIL import Image

from .codec import decoding, pipeline, registry
from .codec.container.signature import is_sdc
from .codec.errors import InputError, StorageError
from .codec.measure import metrics
from .codec.model import RATES
from .codec.pictures import reader
from .codec.pictures.colour import spaces
from .codec.pictures.exif import metadata_options
from .codec.pictures.images import pil_image, reduced, seen
from .codec.rate_control.target import lowest_rate
from .codec.types import (
    RISK_KINDS,
    Effort,
    EncodeOptions,
    Look,
    MetadataMode,
    Picture,
    Region,
    RiskKind,
    Scores,
    SdcInfo,
)
from .service.files import MAX_SDC_BYTES, read_sdc, sniff

if TYPE_CHECKING:
    from numpy.typing import NDArray

File: TypeAlias = "str | os.PathLike[str] | bytes | BinaryIO"
"""A path, the bytes of a file, or an open one."""
Photo: TypeAlias = "File | Image.Image | NDArray[np.uint8]"
"""A file in any common format, an image of Pillow's, or an array (H, W), (H, W, 3) or (H, W, 4) of uint8, sRGB."""
Metric = Literal["psnr", "ms_ssim", "ssimulacra2"]

_ORIENTATION = 0x0112
_UPRIGHT = ("TIFF", "HEIF", "JXL", "SDC")
"""Formats whose images Pillow gives upright, whatever their EXIF says."""
_one_caller = threading.Lock()
"""For models whose networks serve one at a time."""


def encode(
    picture: Photo,
    *,
    quality: float | None = None,
    size: int | None = None,
    target: tuple[Metric, float] | None = None,
    model: str = registry.DEFAULT,
    effort: Effort = "fast",
    metadata: MetadataMode = "keep",
    strength: float | None = None,
    regions: Sequence[tuple[int, int, int, int]] = (),
    preview: bool = False,
    protect: Sequence[RiskKind] = (),
) -> bytes:
    """The `.sdc` of a photo.

    At most one of: quality, 0..100 (default 60); size, the most bytes that the file may take; target, a metric and the
    least that it shall be, such as ("ssimulacra2", 70), for the smallest such file that is found (eight drawings).
    model: a name of `sdviewer models list`. effort: what is spent on a better file ('balanced' and 'best' may need
    torch, and change nothing with Stable Diffusion's models). metadata: 'keep' or 'strip' EXIF, ICC profile and XMP.
    strength: see `decode`, as a hint in the file. regions: boxes (left, upper, right, lower) in pixels that stay more
    faithful than the rest, which pays for it at a size; else the file grows. preview: put a small one into files of
    more than a megapixel, for which no model is needed. protect: 'faces', 'text' or both, which are looked for and
    added to the regions. Raises SdcError.
    """
    if sum(wish is not None for wish in (quality, size, target)) > 1:
        raise InputError("Name one of quality, size and target, not several.")
    for kind in protect:
        if kind not in RISK_KINDS:
            raise InputError(f"'{kind}' can't be looked for: take faces or text.")
    photo = _photo(picture)
    boxes = tuple(Region(left, upper, right - left, lower - upper) for left, upper, right, lower in regions)
    options = EncodeOptions(
        model,
        60.0 if quality is None else quality,
        size,
        effort,
        metadata,
        strength,
        boxes,
        preview=preview,
        protect=tuple(protect),
    )
    with _turn(model):
        if target is None:
            return pipeline.encode(photo, options).data
        return _encode_to(photo, options, *target)


def decode(
    file: File,
    *,
    look: Look = "faithful",
    region: tuple[int, int, int, int] | None = None,
    max_size: int | None = None,
    draw_with: str = "",
    strength: float | None = None,
) -> Image.Image:
    """A `.sdc` as an image of Pillow's, RGB or RGBA, with 'exif', 'xmp' and 'icc_profile' in its `info`.

    look: 'natural' invents texture where the file has none. region: the box (left, upper, right, lower) in pixels that
    alone is wanted. max_size: the most pixels that a side may have; a rough drawing is taken where that can't be seen.
    strength: of the look natural, 0 (faithful) to 1.5; None: as the file hints, or 1.
    draw_with: of a file with an autoencoder's latents, the name of another model of the same latent space. Raises
    SdcError.
    """
    data = _bytes(file)
    with _turn(None):
        if region is not None:
            left, upper, right, lower = region
            inside = Region(left, upper, right - left, lower - upper)
            picture = decoding.decode(data, look=look, region=inside, drawer=draw_with, strength=strength)
        elif max_size is not None and look == "faithful" and not draw_with:
            picture = decoding.thumbnail(data, max_size)
        else:
            picture = decoding.decode(data, look=look, drawer=draw_with, strength=strength)
    if max_size is not None:
        if max_size < 1:
            raise InputError(f"A picture can't have sides of at most {max_size} pixels.")
        picture = reduced(picture, max_size)
    return as_image(picture)


def info(file: File) -> SdcInfo:
    """What a `.sdc` says about itself, without decoding it; damage is said in `problem`. Raises SdcError."""
    return decoding.inspect(_bytes(file))


def compare(original: Photo, picture: Photo) -> Scores:
    """PSNR, MS-SSIM and SSIMULACRA2 of a picture against its original, in sRGB, on white. Either may be a `.sdc`.

    Raises SdcError; InputError where they are not of one size.
    """
    first, second = _photo(original), _photo(picture)
    if (first.width, first.height) != (second.width, second.height):
        sizes = f"{first.width}x{first.height} and {second.width}x{second.height}"
        raise InputError(f"Pictures of {sizes} pixels can't be compared.")
    return metrics.scores(seen(first), seen(second))


def as_image(picture: Picture) -> Image.Image:
    """With its metadata, upright, and the profile of its colour space where that isn't sRGB."""
    image = pil_image(picture)
    image.info.update(_info_of(picture))
    return image


def pillow_info(about: SdcInfo) -> dict[str, Any]:
    """What Pillow would keep in `info` of a file."""
    no_pixels = np.broadcast_to(np.uint8(0), (about.height, about.width, 3))
    return _info_of(Picture(no_pixels, metadata=about.metadata, space=about.space))


def _info_of(picture: Picture) -> dict[str, Any]:
    found = metadata_options(picture, "WEBP")
    return found if picture.space == "srgb" else found | {"icc_profile": spaces.profile(picture.space)}


def decode_reduced(data: bytes, reduction: int, size: tuple[int, int]) -> Image.Image:
    """A whole drawing, or one that is reduced 2, 4 or 8 times, to just this size."""
    picture = decoding.decode(data) if reduction == 1 else decoding.preview(data, reduction=reduction)
    image = pil_image(picture)
    return image if image.size == size else image.resize(size)


def _encode_to(photo: Picture, options: EncodeOptions, metric: Metric, wanted: float) -> bytes:
    if metric not in ("psnr", "ms_ssim", "ssimulacra2"):
        raise InputError(f"There is no metric '{metric}': take psnr, ms_ssim or ssimulacra2.")
    analysed = pipeline.analyse(photo, options.model)
    original = seen(photo)
    found: dict[int, bytes] = {}

    def score_at(rate: int) -> float:
        one = replace(options, quality=rate * 100 / RATES)
        encoded = pipeline.encode_analysed(analysed, one)
        found[rate] = encoded.data
        drawn: float = getattr(metrics, metric)(original, seen(encoded.picture))
        return drawn

    return found[lowest_rate(score_at, wanted)]


def _photo(photo: Photo) -> Picture:
    if isinstance(photo, np.ndarray):
        return _of_array(photo)
    if isinstance(photo, Image.Image):
        return reader.picture_from_bytes(_as_file(photo), "The image")
    if isinstance(photo, str | os.PathLike):
        path = Path(photo)
        return decoding.decode(read_sdc(path)) if sniff(path) == "sdc" else reader.read_picture(path)
    data = _bytes(photo)
    if is_sdc(data):
        return decoding.decode(data)
    return reader.picture_from_bytes(data, "The picture")


def _of_array(array: NDArray[Any]) -> Picture:
    if array.dtype != np.uint8 or array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (3, 4)):
        raise InputError(
            f"An array of shape {array.shape} and type {array.dtype} is no picture: it takes (height, width), "
            "(height, width, 3) or (height, width, 4) of uint8."
        )
    if not array.size:
        raise InputError(f"An array of shape {array.shape} has no pixels.")
    if array.ndim == 2:
        array = np.repeat(array[..., None], 3, axis=2)
    alpha = np.ascontiguousarray(array[..., 3]) if array.shape[2] == 4 else None
    return Picture(np.ascontiguousarray(array[..., :3]), alpha)


def _as_file(image: Image.Image) -> bytes:
    """The image as a file, so that it is read like any other: profile, orientation, depth and all."""
    if image.mode == "La":
        image = image.convert("LA")
    if image.mode in ("PA", "RGBa", "HSV", "YCbCr"):  # which a TIFF doesn't hold, or not for everybody
        image = image.convert("RGB" if image.mode in ("HSV", "YCbCr") else "RGBA")
    file = BytesIO()
    exif = image.getexif()
    exif.pop(_ORIENTATION, None) if image.format in _UPRIGHT else None
    options: dict[str, Any] = {"icc_profile": image.info.get("icc_profile"), "exif": exif}
    try:
        if image.mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
            image.save(file, "PNG", compress_level=1, **options)
        else:
            image.save(file, "TIFF", **options)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(f"An image of the mode '{image.mode}' can't be taken: {error}.") from error
    return file.getvalue()


def _bytes(file: File) -> bytes:
    if isinstance(file, str | os.PathLike):
        return read_sdc(Path(file))
    if isinstance(file, bytes | bytearray | memoryview):
        return bytes(file)
    if not hasattr(file, "read"):
        raise InputError(f"This takes a path, bytes or an open file, not {type(file).__name__}.")
    try:
        data = file.read(MAX_SDC_BYTES + 1)
    except (OSError, ValueError) as error:
        raise StorageError(f"The file can't be read: {error}.") from error
    if not isinstance(data, bytes):
        raise InputError("The file is open as text; open it in binary mode ('rb').")
    return data


def _turn(model: str | None) -> AbstractContextManager[Any]:
    """The right to use the networks: models of our own serve any number at once."""
    alone = model is not None and registry.load(model).identity.latents
    return _one_caller if alone else nullcontext()
