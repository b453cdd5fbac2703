"""What is known of a picture, as names and values in sections. Runs on a worker thread."""

from __future__ import annotations

import hashlib
from datetime import datetime

from ...codec.types import Metadata, SdcInfo
from ..compare.variants import Variant
from ..toolkit.error_texts import sentence
from ..toolkit.texts import bytes_text, dimensions_text, exact_bytes_text, number, tr
from .exif_facts import exif_rows

Section = tuple[str, list[tuple[str, str]]]


def facts(variant: Variant) -> list[Section]:
    """File, picture, `.sdc`, what the camera said, and profile; sections with nothing to say are left out."""
    sections = [(tr("File"), _file(variant)), (tr("Picture"), _picture(variant))]
    if variant.info is not None:
        sections += [(tr("SDC"), _sdc(variant.info)), (tr("Sections"), _sections(variant.info))]
    if variant.picture is not None:
        metadata = variant.picture.metadata
        camera, more = exif_rows(metadata.exif)
        sections += [(tr("Photo"), camera), (tr("Other metadata"), _other(metadata)), (tr("More EXIF"), more)]
    return [(title, rows) for title, rows in sections if rows]


def _file(variant: Variant) -> list[tuple[str, str]]:
    rows = []
    if variant.path is not None:
        rows += [(tr("Name"), variant.path.name), (tr("Folder"), str(variant.path.parent))]
    if variant.nbytes:
        exact = f" ({exact_bytes_text(variant.nbytes)})" if variant.nbytes >= 1000 else ""
        rows.append((tr("Size"), f"{bytes_text(variant.nbytes)}{exact}"))
    if variant.path is not None:
        try:
            changed = datetime.fromtimestamp(variant.path.stat().st_mtime)
            rows.append((tr("Changed"), changed.isoformat(" ", "seconds")))
        except OSError:
            pass  # taken away meanwhile; the rest still holds
    if variant.data is not None:
        rows.append(("SHA-256", hashlib.sha256(variant.data).hexdigest()))
    return rows


def _picture(variant: Variant) -> list[tuple[str, str]]:
    if variant.picture is None:
        return []
    from ...codec.pictures.colour import spaces

    space = variant.picture.space
    rows = [
        (tr("Format"), variant.picture.format),
        (tr("Dimensions"), dimensions_text(variant.width, variant.height)),
        (tr("Bits per pixel"), number(variant.bpp, 4) if variant.nbytes else ""),
        (tr("Colour space"), "" if space == "srgb" else spaces.SPACES[space].name),
        (tr("Transparency"), tr("yes") if variant.picture.alpha is not None else tr("no")),
        (tr("Settings"), variant.settings),
    ]
    rows += [(tr("Notice"), sentence(text)) for text in variant.picture.notices]
    return [(name, value) for name, value in rows if value]


def _sdc(info: SdcInfo) -> list[tuple[str, str]]:
    rows = [
        (tr("Version"), str(info.version)),
        (tr("Model"), f"{info.model_name or '?'} ({info.model_id})"),
        (tr("Quality"), number(info.quality, 0)),
        (tr("Orientation of the source"), str(info.orientation)),
        (tr("Damage"), info.problem),
    ]
    return [(name, value) for name, value in rows if value]


def _sections(info: SdcInfo) -> list[tuple[str, str]]:
    intact, damaged = tr("checksum right"), tr("DAMAGED")
    return [(s.name, f"{bytes_text(s.nbytes)}, {intact if s.intact else damaged}") for s in info.sections]


def _other(metadata: Metadata) -> list[tuple[str, str]]:
    rows = []
    if metadata.icc:
        rows.append((tr("ICC profile of the source"), _profile_name(metadata.icc)))
    if metadata.xmp:
        rows.append(("XMP", bytes_text(len(metadata.xmp))))
    return rows


def _profile_name(icc: bytes) -> str:
    from io import BytesIO

    from PIL import ImageCms

    try:
        name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(icc))).strip()
    except (OSError, ImageCms.PyCMSError):
        name = "?"
    return f"{name} ({bytes_text(len(icc))})"
