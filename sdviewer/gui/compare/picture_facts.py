"""What is known of a picture, as names and values in sections. Runs on a worker thread."""

from __future__ import annotations

import hashlib
from datetime import datetime

from PySide6.QtCore import QLocale

from ...codec.types import Metadata, SdcInfo
from ..toolkit.error_texts import sentence
from ..toolkit.texts import bytes_text, number, tr
from .variants import Variant

Section = tuple[str, list[tuple[str, str]]]

_MAX_VALUE = 200


def facts(variant: Variant) -> list[Section]:
    """File, picture, `.sdc`, EXIF and profile; sections with nothing to say are left out."""
    sections = [(tr("File"), _file(variant)), (tr("Picture"), _picture(variant))]
    if variant.info is not None:
        sections += [(tr("SDC"), _sdc(variant.info)), (tr("Sections"), _sections(variant.info))]
    if variant.picture is not None:
        metadata = variant.picture.metadata
        sections += [(tr("EXIF"), _exif(metadata)), (tr("Other metadata"), _other(metadata))]
    return [(title, rows) for title, rows in sections if rows]


def _file(variant: Variant) -> list[tuple[str, str]]:
    rows = []
    if variant.path is not None:
        rows += [(tr("Name"), variant.path.name), (tr("Folder"), str(variant.path.parent))]
    if variant.nbytes:
        rows.append((tr("Size"), f"{bytes_text(variant.nbytes)} ({QLocale().toString(variant.nbytes)} B)"))
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
    from ...codec.pictures import spaces

    space, megapixels = variant.picture.space, variant.width * variant.height / 1e6
    rows = [
        (tr("Format"), variant.picture.format),
        (tr("Dimensions"), f"{variant.width} × {variant.height} ({number(megapixels, 2)} MP)"),
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


def _exif(metadata: Metadata) -> list[tuple[str, str]]:
    if not metadata.exif:
        return []
    from PIL import ExifTags, Image

    exif = Image.Exif()
    try:
        exif.load(metadata.exif)
        tags = {ExifTags.TAGS.get(k, hex(k)): v for k, v in exif.items()}
        tags |= {ExifTags.TAGS.get(k, hex(k)): v for k, v in exif.get_ifd(ExifTags.IFD.Exif).items()}
        tags |= {ExifTags.GPSTAGS.get(k, hex(k)): v for k, v in exif.get_ifd(ExifTags.IFD.GPSInfo).items()}
    except Exception as error:  # Pillow raises nearly anything on damaged EXIF; the picture is fine without
        return [(tr("Damage"), sentence(error))]
    hidden = {"ExifOffset", "GPSInfo", "MakerNote", "UserComment", "PrintImageMatching"}
    return [(name, _short(value)) for name, value in tags.items() if name not in hidden]


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


def _short(value: object) -> str:
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    text = "".join(c if c.isprintable() else "·" for c in text.rstrip("\0"))
    return text if len(text) <= _MAX_VALUE else text[:_MAX_VALUE] + "…"
