"""A sheet of pictures: a row for each photo, a column for each codec, a square of each pixel for pixel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ...codec.types import Pixels

CELL = 256
"""Side of the square that is shown, from the middle of each picture."""
_GAP, _LINE = 4, 20
_PAPER, _INK = (255, 255, 255), (20, 20, 20)


def draw_sheet(pictures: Iterable[tuple[str, str, Path]], codecs: Sequence[str], photos: Sequence[str]) -> Pixels:
    """(H, W, 3). pictures: (codec, photo, file) of all there are; what is missing stays blank."""
    files = {(codec, photo): file for codec, photo, file in pictures}
    width = len(codecs) * (CELL + _GAP) + _GAP
    height = len(photos) * (CELL + _GAP) + _LINE
    sheet = Image.new("RGB", (width, height), _PAPER)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    for column, codec in enumerate(codecs):
        left = _GAP + column * (CELL + _GAP)
        pen.text((left, 2), codec, _INK, font)
        for line, photo in enumerate(photos):
            if file := files.get((codec, photo)):
                with Image.open(file) as image:
                    x, y = (image.width - CELL) // 2, (image.height - CELL) // 2
                    sheet.paste(image.crop((x, y, x + CELL, y + CELL)), (left, _LINE + line * (CELL + _GAP)))
    return np.asarray(sheet)
