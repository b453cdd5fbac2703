"""Risks, evidence and folders as pictures, for `resources/lab.md`: `packaging/screenshots.py --only lab`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from lab_views import opened, panel
from PIL import Image, ImageDraw, ImageFont
from PySide6.QtGui import QImage
from views import grabbed, settled, until

from sdviewer.codec import pipeline
from sdviewer.codec.pictures.reader import read_picture
from sdviewer.codec.types import EncodeOptions, Region
from sdviewer.gui.compare.variants import ORIGINAL, SDC
from sdviewer.gui.lab.risk.risk_commands import RiskCommands
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.view.pane import Layout


async def risk_views(window: MainWindow, photo: Path) -> AsyncIterator[tuple[str, QImage]]:
    """Name and picture of each view."""
    window.theme.choose("light")
    settings, risks = window.session.settings, window.findChild(RiskCommands)
    settings.set("compress/quality", 12.0)
    await opened(window, _with_a_sign(photo), [ORIGINAL, SDC])
    window.view.set_layout(Layout.SIDE)
    window.panels.set_visible("compress", True)
    await until(lambda: bool(risks.watch.risks) and window.banner.text != "")
    yield "risks", await grabbed(window)

    width, height = window.session.comparison.original.width, window.session.comparison.original.height
    for step in range(9):
        risks._draw(width * (0.27 + 0.04 * step), height * (0.34 + 0.006 * step), False)
    risks.brush.lifted.emit()
    settings.set("compress/protect", True)
    window.banner.clear()
    await until(lambda: "Protection takes" in window.compress_panel._result.text())
    yield "protected", await grabbed(window)
    risks.clear_brush()
    settings.set("compress/protect", False)

    window.theme.choose("dark")
    first, second = _two_folders(photo)
    window.opening.compare([first, second])
    await until(lambda: len(window.session.browser.paths) == 6 and window.session.comparison.sources[1].path == second)
    await settled(window)
    window.actions_["lab_folders"].trigger()
    await until(lambda: window.panels.docks["lab_folders"].widget().panel is not None)
    table = panel(window, "lab_folders")
    await until(lambda: table.pairs.done == 6 and not table.pairs.is_running)
    table.table.setCurrentCell(0, 0)
    await until(lambda: window.session.comparison.document.name == table.table.item(0, 0).text())
    await until(lambda: window.session.comparison.variant(window.session.comparison.sources[1]).scores)
    yield "folders", await grabbed(window)


def _with_a_sign(photo: Path) -> Path:
    image = Image.open(photo).convert("RGB")
    draw, (width, height) = ImageDraw.Draw(image), image.size
    left, top = round(0.53 * width), round(0.85 * height)
    draw.rectangle((left, top, left + 250, top + 42), fill=(240, 236, 225))
    draw.text((left + 12, top + 8), "Milo, 12 March 2024", (40, 40, 60), ImageFont.load_default(23))
    path = photo.with_name("dog with a sign.png")
    image.save(path)
    return path


def _two_folders(photo: Path) -> tuple[Path, Path]:
    """Parts of the photo, and what is left of them at some qualities."""
    first, second = photo.parent / "photos", photo.parent / "coded"
    first.mkdir()
    second.mkdir()
    picture = read_picture(photo)
    parts = {"nose": 8, "ear": 50, "fur": 30, "eyes": 20, "collar": 65, "grass": 15}
    for number, (name, quality) in enumerate(parts.items()):
        region = Region(40 * number, 30 * number, 352, 352)
        pixels = picture.pixels[region.top : region.top + 352, region.left : region.left + 352]
        Image.fromarray(pixels).save(first / f"{name}.png")
        encoded = pipeline.encode(read_picture(first / f"{name}.png"), EncodeOptions(quality=quality))
        (second / f"{name}.sdc").write_bytes(encoded.data)
    return first, second
