"""Every view of the window beside its reference, which somebody has looked at.

Machines differ in fonts and a little in how they draw, and a newly trained model draws other pixels. So both are
reduced to an eighth, where words are grey and layout, colours and pictures remain.
`packaging/screenshots.py` writes the references.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from views import views

from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme
from sdviewer.paths import resource
from sdviewer.service.codec_service import CodecService

REFERENCES = Path(__file__).parents[1] / "references"
WINDOW = (1040, 720)
REDUCTION = 8
NEAR = 28
"""Levels of 255 by which a place may differ, in the mean over its channels."""
MOST_FAR = 0.03
"""Share of the places that may differ by more: a line of text that breaks elsewhere."""


def PHOTO(folder: Path) -> Path:
    """The sample, small, so that it is compressed soon."""
    path = folder / "dog.png"
    with Image.open(resource("samples/dog.jpg")) as image:
        image.resize((384, 256)).save(path)
    return path


def reduced(image: QImage) -> QImage:
    """An eighth as wide and as high."""
    size = image.size() / REDUCTION
    mode = Qt.TransformationMode.SmoothTransformation
    return image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode).convertToFormat(QImage.Format.Format_RGB888)


def far(first: QImage, second: QImage) -> float:
    """Share of places that differ, of what both have."""
    width, height = min(first.width(), second.width()), min(first.height(), second.height())
    values = [_values(image)[:height, :width].astype(int) for image in (first, second)]
    return float((np.abs(values[0] - values[1]).mean(2) > NEAR).mean())


def _values(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def references() -> dict[str, QImage]:
    return {path.stem.replace("-", " "): QImage(str(path)) for path in sorted(REFERENCES.glob("*.png"))}


def test_the_window_looks_like_its_references(qapp, qtbot, settings, loop, tmp_path):
    session = Session(CodecService(), settings, loop)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.resize(*WINDOW)
    window.show()
    found: dict[str, QImage] = {}

    async def collect() -> None:
        async for name, image in views(window, PHOTO(tmp_path)):
            found[name] = reduced(image)

    loop.run_until_complete(asyncio.wait_for(collect(), 120))
    loop.run_until_complete(session.close())
    wanted = references()
    assert set(found) == set(wanted)
    for name, image in found.items():
        image.save(str(tmp_path / f"{name}.png"))
    differ = {name: far(image, wanted[name]) for name, image in found.items()}
    assert {name: share for name, share in differ.items() if share > MOST_FAR} == {}, f"see {tmp_path}"


@pytest.mark.parametrize(
    ("one", "other"),
    [("picture", "inspector"), ("split", "side"), ("split", "three"), ("difference", "heat"), ("split", "pixels"),
     ("empty", "picture"), ("split", "dark"), ("settings", "palette"), ("compress", "split")],
)  # fmt: skip
def test_the_tolerance_tells_one_view_from_another(one, other):
    pictures = references()
    assert far(pictures[one], pictures[other]) > MOST_FAR


def test_references_are_small():
    assert all(path.stat().st_size <= 40_000 for path in REFERENCES.glob("*.png"))
