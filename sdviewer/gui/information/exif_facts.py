"""What cameras write into a photo, as photographers read it: 1/250 s, f/2.8, 35 mm. Runs on a worker thread.

Values are as Exif 3.0, section 4.6, has them. Anything may be missing, of another type, or damaged: then its line is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QLocale

from ..toolkit.error_texts import sentence
from ..toolkit.texts import number, tr

Rows = list[tuple[str, str]]
Tags = Mapping[str, Any]

_MAX_VALUE = 200
_DEGREE_DECIMALS = 5
"""About a metre."""
_SHORT = 0.26
"""Seconds; up to here an exposure is written as a fraction, as cameras do."""
_HIDDEN = {"ExifOffset", "GPSInfo", "MakerNote", "UserComment", "PrintImageMatching"}


def exif_rows(exif: bytes | None) -> tuple[Rows, Rows]:
    """What a person wants to know of a block, and the rest of it as it stands there."""
    if not exif:
        return [], []
    try:
        tags = _tags(exif)
    except Exception as error:  # Pillow raises nearly anything on damaged EXIF; the picture is fine without
        return [(tr("Damage"), sentence(error))], []
    used: set[str] = set()
    rows = []
    for name, names, text in _lines():
        if (value := _said(tags, text)) and value.strip():
            rows.append((name, value.strip()))
            used |= set(names)
    rest = [(name, _plain(value)) for name, value in tags.items() if name not in used | _HIDDEN]
    return rows, rest


def _tags(exif: bytes) -> dict[str, Any]:
    """By their names, of the picture, the camera and GPS."""
    from PIL import ExifTags, Image

    block = Image.Exif()
    block.load(exif)
    tags = {ExifTags.TAGS.get(k, hex(k)): v for k, v in block.items()}
    tags |= {ExifTags.TAGS.get(k, hex(k)): v for k, v in block.get_ifd(ExifTags.IFD.Exif).items()}
    return tags | {ExifTags.GPSTAGS.get(k, hex(k)): v for k, v in block.get_ifd(ExifTags.IFD.GPSInfo).items()}


def _lines() -> list[tuple[str, tuple[str, ...], Callable[[Tags], str]]]:
    """Name, the tags that its value says all of, and what makes that of them."""
    get = _plain_of
    return [
        (tr("Taken"), ("DateTimeOriginal", "SubsecTimeOriginal", "OffsetTimeOriginal"), _taken),
        (tr("Camera"), ("Make", "Model"), _camera),
        (tr("Lens"), ("LensModel", "LensMake"), get("LensModel")),
        (tr("Exposure"), ("ExposureTime", "FNumber", "ISOSpeedRatings"), _exposure),
        (tr("Focal length"), ("FocalLength", "FocalLengthIn35mmFilm"), _focal_length),
        (tr("Exposure compensation"), ("ExposureBiasValue",), _compensation),
        (tr("Program"), ("ExposureProgram",), lambda tags: _programs().get(int(tags["ExposureProgram"]), "")),
        (tr("Metering"), ("MeteringMode",), lambda tags: _meterings().get(int(tags["MeteringMode"]), "")),
        (tr("Flash"), ("Flash",), lambda tags: tr("fired") if int(tags["Flash"]) & 1 else tr("did not fire")),
        (tr("White balance"), ("WhiteBalance",), _white_balance),
        (tr("Place"), ("GPSLatitude", "GPSLatitudeRef", "GPSLongitude", "GPSLongitudeRef"), _place),
        (tr("Altitude"), ("GPSAltitude", "GPSAltitudeRef"), _altitude),
        (tr("Description"), ("ImageDescription",), get("ImageDescription")),
        (tr("Artist"), ("Artist",), get("Artist")),
        (tr("Copyright"), ("Copyright",), get("Copyright")),
        (tr("Software"), ("Software",), get("Software")),
    ]  # fmt: skip


def _said(tags: Tags, text: Callable[[Tags], str]) -> str:
    try:
        return text(tags)
    except (KeyError, TypeError, ValueError, ArithmeticError, IndexError, AttributeError):  # not there, or damaged
        return ""


def _plain_of(name: str) -> Callable[[Tags], str]:
    return lambda tags: _plain(tags[name])


def _taken(tags: Tags) -> str:
    """'2024-05-03 14:05:59 +02:00': EXIF has colons in the date, too."""
    day, _, time = _plain(tags["DateTimeOriginal"]).partition(" ")
    return f"{day.replace(':', '-')} {time} {_plain(tags.get('OffsetTimeOriginal', ''))}"


def _camera(tags: Tags) -> str:
    """Many makers begin the model's name with their own."""
    make, model = _plain(tags.get("Make", "")), _plain(tags.get("Model", ""))
    first = make.split(" ")[0].casefold()
    return model if first and model.casefold().startswith(first) else f"{make} {model}"


def _exposure(tags: Tags) -> str:
    parts = (_said(tags, _time), _said(tags, _aperture), _said(tags, _sensitivity))
    return ", ".join(filter(None, parts))


def _time(tags: Tags) -> str:
    seconds = _positive(tags["ExposureTime"])
    return f"1/{round(1 / seconds)} s" if seconds <= _SHORT else f"{trimmed(seconds, 1)} s"


def _aperture(tags: Tags) -> str:
    return f"f/{trimmed(_positive(tags['FNumber']), 2)}"


def _sensitivity(tags: Tags) -> str:
    value = tags["ISOSpeedRatings"]
    return f"ISO {int(value[0] if isinstance(value, tuple) else value)}"


def _focal_length(tags: Tags) -> str:
    length = f"{trimmed(_positive(tags['FocalLength']), 1)} mm"
    full = int(tags.get("FocalLengthIn35mmFilm", 0) or 0)
    if not full or full == round(float(tags["FocalLength"])):
        return length
    return tr("{length}, as {full} mm on 35 mm film").format(length=length, full=full)


def _compensation(tags: Tags) -> str:
    value = float(tags["ExposureBiasValue"])
    sign = "+" if value > 0 else ""
    return f"{sign}{trimmed(value, 2)} EV"


def _white_balance(tags: Tags) -> str:
    return tr("set by hand") if int(tags["WhiteBalance"]) else tr("automatic")


def _programs() -> dict[int, str]:
    return {
        1: tr("manual"),
        2: tr("program"),
        3: tr("aperture priority"),
        4: tr("shutter priority"),
        5: tr("depth of field"),
        6: tr("fast action"),
        7: tr("portrait"),
        8: tr("landscape"),
    }


def _meterings() -> dict[int, str]:
    return {
        1: tr("average"),
        2: tr("centre-weighted"),
        3: tr("spot"),
        4: tr("several spots"),
        5: tr("pattern"),
        6: tr("partial"),
    }


def _place(tags: Tags) -> str:
    """'52.5083 N 13.2 E', in degrees with points in every language: maps take it as it stands here."""
    latitude = _degrees(tags["GPSLatitude"], 90), _plain(tags["GPSLatitudeRef"])
    longitude = _degrees(tags["GPSLongitude"], 180), _plain(tags["GPSLongitudeRef"])
    return " ".join(
        f"{_without_zeros(f'{value:.{_DEGREE_DECIMALS}f}')} {side}" for value, side in (latitude, longitude)
    )


def _degrees(value: Any, most: float) -> float:
    degrees, minutes, seconds = (float(part) for part in value)
    angle = degrees + minutes / 60 + seconds / 3600
    if not 0 <= angle <= most:  # NaN too
        raise ValueError
    return angle


def _altitude(tags: Tags) -> str:
    below = tags.get("GPSAltitudeRef", 0) in (1, b"\x01")
    return f"{trimmed(-float(tags['GPSAltitude']) if below else float(tags['GPSAltitude']), 1)} m"


def _positive(value: Any) -> float:
    result = float(value)
    if not 0 < result < float("inf"):
        raise ValueError
    return result


def trimmed(value: float, decimals: int) -> str:
    """A number with at most so many decimals, in the user's language: '2.8', '8'."""
    if value != value:  # a fraction of zeros
        raise ValueError
    return _without_zeros(number(value, decimals), QLocale().decimalPoint())


def _without_zeros(text: str, point: str = ".") -> str:
    return text.rstrip("0").rstrip(point) if point in text else text


def _plain(value: object) -> str:
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    text = "".join(c if c.isprintable() else "·" for c in text.rstrip("\0")).strip()
    return text if len(text) <= _MAX_VALUE else text[:_MAX_VALUE] + "…"
