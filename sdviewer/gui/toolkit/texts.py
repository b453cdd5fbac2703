"""Texts of the window: translation, and numbers as a person reads them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale


def tr(text: str, count: int = -1) -> str:
    """The text in the user's language. With `count`, '%n' stands for it and the plural form follows it."""
    return QCoreApplication.translate("", text, "", count)


def bytes_text(nbytes: int) -> str:
    """'980 B', '4.8 kB', '1.2 MB' in decimal units. Where somebody may want it exactly, `exact_bytes_text` says it."""
    locale = QLocale()
    if nbytes < 1000:
        return f"{nbytes} B"
    for unit, size in (("kB", 1e3), ("MB", 1e6)):
        if nbytes < 999.95 * size:
            return f"{locale.toString(nbytes / size, 'f', 1)} {unit}"
    return f"{locale.toString(nbytes / 1e9, 'f', 1)} GB"


def exact_bytes_text(nbytes: int) -> str:
    """'4,812 B', for tool tips."""
    return f"{QLocale().toString(nbytes)} B"


def dimensions_text(width: int, height: int) -> str:
    """'4000 × 3000 (12.0 MP)'; of a picture too small for megapixels only its sides."""
    megapixels = width * height / 1e6
    return f"{width} × {height} ({number(megapixels, 1)} MP)" if megapixels >= 0.05 else f"{width} × {height}"


def number(value: float, decimals: int = 2) -> str:
    """A number with the decimal sign of the user's language."""
    if value == float("inf"):
        return "∞"
    return QLocale().toString(float(value), "f", decimals).replace("-", "−")


def factor_text(factor: float) -> str:
    """How many times, 1 or more: '3.1', '38'."""
    return number(factor, 1 if factor < 9.95 else 0)


def duration_text(seconds: float) -> str:
    """'0.8 s', '12 s', '3 min', '2 h 5 min'."""
    if seconds < 60:
        return f"{number(seconds, 1 if seconds < 10 else 0)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def printable(name: str) -> str:
    """A path as text, though Linux allows names that are none."""
    return name.encode(errors="replace").decode()


def zoom_text(scale: float) -> str:
    percent = 100 * scale
    return f"{number(percent, 0 if percent >= 10 else 1)} %"


def codec_name(kind: str) -> str:
    """What a source of pixels is called on screen."""
    names = {
        "original": tr("Original"),
        "sdc": "SDC",
        "natural": tr("SDC, natural"),
        "jpeg": "JPEG",
        "webp": "WebP",
        "avif": "AVIF",
        "jxl": "JPEG XL",
        "jpeg-downscaled": tr("JPEG, downscaled"),
        "buehlmann2022": "Bühlmann 2022",
        "buehlmann2022-unet": tr("Bühlmann 2022 with U-Net"),
        "round trip": tr("Autoencoder alone"),
        "channels": tr("SDC without channels"),
        "file": tr("File"),
    }
    return names[kind]


def stage_text(stage: str) -> str:
    """The codec's stages in the user's language; others as they are."""
    known = {
        "loading": tr("loading the model…"),
        "waiting": tr("waiting"),
        "reading": tr("reading"),
        "encoding": tr("encoding"),
        "analysing": tr("analysing"),
        "refining": tr("refining"),
        "coding": tr("coding"),
        "drawing": tr("drawing"),
    }
    return known.get(stage, stage)


def progress_text(stage: str, seconds: float | None) -> str:
    """'refining · about 16 s left', or what of it is known."""
    if seconds is None:
        return stage_text(stage)
    return f"{stage_text(stage)} · {tr('about {time} left').format(time=duration_text(round(seconds)))}"
