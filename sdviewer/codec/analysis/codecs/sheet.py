"""The contact sheet of all codecs: the original and what each codec made of it, pixel for pixel, with their figures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ...pictures.images import seen
from ...types import Picture, Pixels
from .row import Row

_MAX_SIDE = 1400
"""Of a larger picture the middle is shown, so that the sheet can still be opened everywhere."""

_MIN_CELL = 400
_MARGIN, _GAP = 28, 20
_CAPTION = 66
_HEADER = 84
_BACKGROUND, _CARD = (30, 31, 34), (43, 45, 49)
_BRIGHT, _TEXT, _DIM = (255, 255, 255), (214, 216, 220), (150, 154, 162)
_BEST, _WARNING = (126, 214, 160), (240, 180, 110)
_NAMES = {
    "sdc": "SDC",
    "natural": "SDC, natural",
    "jpeg": "JPEG",
    "webp": "WebP",
    "avif": "AVIF",
    "jxl": "JPEG XL",
    "jpeg-downscaled": "JPEG, downscaled",
}

Run = tuple[str, tuple[int, int, int]]
"""Text and its colour."""


@dataclass(frozen=True, slots=True)
class _Cell:
    pixels: Pixels
    title: list[Run]
    figures: list[Run]


def draw_sheet(name: str, original: Picture, size: int, rows: list[Row]) -> Pixels:
    """(H, W, 3) uint8. The best figure of each metric among the files that keep to `size` is green."""
    pixels = original.width * original.height
    first = _Cell(
        _middle(seen(original)),
        [("Original", _BRIGHT)],
        [(f"{original.format or 'picture'}, {original.width} x {original.height} pixels", _DIM)],
    )
    cells = [first, *(_cell(row, size, pixels, rows) for row in rows)]
    height, width = first.pixels.shape[:2]
    cell_width, cell_height = max(width, _MIN_CELL), height + _CAPTION
    columns = _columns(len(cells), cell_width, cell_height)
    lines = math.ceil(len(cells) / columns)
    sheet = Image.new(
        "RGB",
        (
            2 * _MARGIN + columns * cell_width + (columns - 1) * _GAP,
            _HEADER + lines * cell_height + (lines - 1) * _GAP + _MARGIN,
        ),
        _BACKGROUND,
    )
    _draw_header(sheet, name, original, size, (height, width))
    for index, cell in enumerate(cells):
        left = _MARGIN + index % columns * (cell_width + _GAP)
        top = _HEADER + index // columns * (cell_height + _GAP)
        _draw_cell(sheet, cell, left, top, cell_width)
    return np.asarray(sheet)


def _cell(row: Row, size: int, pixels: int, rows: list[Row]) -> _Cell:
    title = [(_NAMES.get(row.codec, row.codec), _BRIGHT)]
    title.append((f"   {row.nbytes:,} bytes   {8 * row.nbytes / pixels:.3f} bpp", _TEXT if row.reached else _WARNING))
    if not row.reached:
        title.append((f"   {size:,} is out of reach", _WARNING))
    fair = [r.scores for r in rows if r.reached]

    def figure(text: str, value: float, values: list[float]) -> Run:
        best = row.reached and len(values) > 1 and value == max(values)
        return text + "   ", _BEST if best else _TEXT

    scores = row.scores
    figures = [
        figure(f"PSNR {scores.psnr:.2f} dB", scores.psnr, [s.psnr for s in fair]),
        figure(f"MS-SSIM {scores.ms_ssim:.4f}", scores.ms_ssim, [s.ms_ssim for s in fair]),
        figure(f"SSIMULACRA2 {scores.ssimulacra2:.1f}", scores.ssimulacra2, [s.ssimulacra2 for s in fair]),
    ]
    return _Cell(_middle(seen(row.picture)), title, figures)


def _columns(count: int, width: int, height: int) -> int:
    """So many that the sheet comes nearest to a screen's shape, with few places left empty."""

    def badness(columns: int) -> float:
        lines = math.ceil(count / columns)
        shape = abs(math.log(columns * width / (lines * height) / 1.6))
        return shape + 0.5 * (columns * lines - count) / count

    return min(range(1, count + 1), key=badness)


def _draw_header(sheet: Image.Image, name: str, original: Picture, size: int, shown: tuple[int, int]) -> None:
    bpp = 8 * size / (original.width * original.height)
    line = f"every codec in at most {size:,} bytes ({bpp:.3f} bits per pixel)"
    if shown != (original.height, original.width):
        line += f"; shown is the middle, {shown[1]} x {shown[0]} of {original.width} x {original.height} pixels"
    width = sheet.width - 2 * _MARGIN
    _draw_line(sheet, [(name, _BRIGHT)], (_MARGIN, 18), 22, width)
    _draw_line(sheet, [(line, _DIM)], (_MARGIN, 50), 14, width)


def _draw_cell(sheet: Image.Image, cell: _Cell, left: int, top: int, width: int) -> None:
    height, picture_width = cell.pixels.shape[:2]
    ImageDraw.Draw(sheet).rounded_rectangle(
        (left - 1, top - 1, left + width, top + height + _CAPTION), radius=6, fill=_CARD
    )
    sheet.paste(Image.fromarray(cell.pixels), (left + (width - picture_width) // 2, top))
    _draw_line(sheet, cell.title, (left + 12, top + height + 10), 18, width - 24)
    _draw_line(sheet, cell.figures, (left + 12, top + height + 38), 15, width - 24)


def _draw_line(sheet: Image.Image, runs: list[Run], at: tuple[int, int], size: int, width: int) -> None:
    """Runs of text after each other on one line, smaller where they wouldn't fit, cut where they still don't."""
    while size > 10 and sum(_font(size).getlength(text) for text, _ in runs) > width:
        size -= 1
    font, draw = _font(size), ImageDraw.Draw(sheet)
    x, end = float(at[0]), at[0] + width
    for text, colour in runs:
        while text and x + font.getlength(text) > end:
            text = text[:-1]
        draw.text((x, at[1]), text, fill=colour, font=font)
        x += font.getlength(text)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own, the same on every machine."""
    return ImageFont.load_default(size)


def _middle(pixels: Pixels) -> Pixels:
    top, left = (max(0, (side - _MAX_SIDE) // 2) for side in pixels.shape[:2])
    return pixels[top : top + _MAX_SIDE, left : left + _MAX_SIDE]
