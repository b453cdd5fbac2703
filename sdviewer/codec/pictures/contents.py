"""What a file has beside the one picture that is taken from it: later frames, a gain map for HDR screens."""

from __future__ import annotations

from PIL import Image

from ..types import Metadata

_NO_FRAMES = ("MPO", "PSD", "ICO", "ICNS")
"""Their further pictures are gain maps and views, layers, other sizes."""
_GAIN_MAPS = (b"hdrgm:", b"HDRGainMap", b"urn:iso:std:iso:ts:21496:-1", b"urn:com:apple:photo:2020:aux:hdrgainmap")
"""By which Ultra HDR, Apple's photos and ISO 21496-1 name them."""
_MOST_SEARCHED = 1 << 26


def content_notices(image: Image.Image, metadata: Metadata) -> tuple[str, ...]:
    """A sentence for each kind that an opened image, not loaded yet, has."""
    notices = list(_frame_notices(image))
    if _has_gain_map(image, metadata):
        notices.append("The photo has a gain map for HDR screens, too; its base picture is shown.")
    return tuple(notices)


def _frame_notices(image: Image.Image) -> tuple[str, ...]:
    if image.format in _NO_FRAMES:
        return ()
    try:
        frames = getattr(image, "n_frames", 1)
    except (EOFError, OSError, SyntaxError, ValueError):  # a damaged later frame; the first is there
        return ("Only the first frame is used; a later one is damaged.",)
    if frames < 2:
        return ()
    if image.format == "TIFF":
        return (f"Only the first of {frames} pages is used.",)
    return (f"Only the first of {frames} frames is used.",)


def _has_gain_map(image: Image.Image, metadata: Metadata) -> bool:
    if image.format == "HEIF":
        return any("hdrgainmap" in str(kind) for kind in image.info.get("aux", {}))
    if image.format not in ("JPEG", "MPO"):
        return False
    blocks = [body for _, body in getattr(image, "applist", ())]
    if image.format == "MPO" and image.fp is not None:  # type: ignore[attr-defined]
        place = image.fp.tell()  # type: ignore[attr-defined]
        image.fp.seek(0)  # type: ignore[attr-defined]
        blocks.append(image.fp.read(_MOST_SEARCHED))  # type: ignore[attr-defined]
        image.fp.seek(place)  # type: ignore[attr-defined]
    return any(mark in block for mark in _GAIN_MAPS for block in (metadata.xmp or b"", *blocks))
