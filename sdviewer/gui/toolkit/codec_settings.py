"""What a codec was set to, in the user's language: the codec says it in English, for files and commands."""

from __future__ import annotations

import re

from PySide6.QtCore import QLocale

from .texts import tr


def settings_text(settings: str) -> str:
    """'quality 42, 4:2:0, progressive' as a person reads it; what isn't known stays as it is."""
    return ", ".join(map(_part, settings.split(", ")))


def _part(part: str) -> str:
    for pattern, text in _known().items():
        found = re.fullmatch(pattern, part)
        if found is not None:
            return text.format(*map(_number, found.groups()))
    return part


def _number(text: str) -> str:
    return text.replace(".", QLocale().decimalPoint()) if re.fullmatch(r"\d+\.\d+", text) else text


def _known() -> dict[str, str]:
    """Patterns of a part, and what it is in the user's language."""
    return {
        r"quality (\S+)": tr("quality {0}"),
        r"distance (\S+)": tr("distance {0}"),
        r"effort (\S+)": tr("effort {0}"),
        r"speed (\S+)": tr("speed {0}"),
        r"method (\S+)": tr("method {0}"),
        r"model (.+)": tr("model {0}"),
        r"tuned for (.+)": tr("tuned for {0}"),
        r"scaled to (\d+)x(\d+)": tr("scaled to {0} × {1}"),
        r"with a profile of (\d+) bytes": tr("with a profile of {0} bytes"),
        "progressive": tr("progressive"),
        "optimised": tr("optimised"),
        "on white": tr("on white"),
        "converted to sRGB": tr("converted to sRGB"),
        "enlarged by bicubic filter": tr("enlarged by a bicubic filter"),
    }
