"""The views of the lab as pictures, for `resources/lab.md`: `python packaging/screenshots.py --only lab`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from views import grabbed, settled, until

from sdviewer.gui.compare.variants import CHANNELS, NATURAL, ORIGINAL, ROUND_TRIP, SDC, Source
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.view.pane import Layout

JPEG = Source("jpeg")


async def lab_views(window: MainWindow, photo: Path) -> AsyncIterator[tuple[str, QImage]]:
    """Name and picture of each view of the maps' room."""
    comparison, actions = window.session.comparison, window.actions_
    window.theme.choose("dark")
    window.session.settings.set("compress/quality", 40.0)
    await opened(window, photo, [ORIGINAL, SDC, NATURAL, JPEG])

    async def map_shown(name: str) -> QImage:
        comparison.set_map(name)
        await until(lambda: all(comparison.shown_map(s) for s in comparison.sources if s != ORIGINAL))
        return await grabbed(window)

    yield "detail", await map_shown("detail")
    comparison.set_sources([SDC, NATURAL])
    yield "spread", await map_shown("spread")
    comparison.set_sources([ORIGINAL, SDC])
    comparison.set_map("rate")
    await until(lambda: comparison.shown_map(SDC))
    window.view.hovered.emit((400, 330))
    yield "rate", await map_shown("rate")
    actions["lab_worst"].trigger()
    await until(lambda: panel(window, "lab_worst").blocks)
    yield "efficiency", await map_shown("efficiency")
    comparison.set_map("")
    rows = panel(window, "lab_worst").list
    rows.setCurrentItem(rows.topLevelItem(0))
    yield "worst", await grabbed(window)
    actions["lab_worst"].trigger()
    window.view.fit()

    actions["lab_stages"].trigger()
    await until(lambda: NATURAL in comparison.sources and comparison.variant(ROUND_TRIP).settings)
    window.view.set_layout(Layout.SIDE)
    await settled(window)
    yield "stages", await grabbed(window)
    actions["lab_stages"].trigger()

    actions["lab_latents"].trigger()
    await until(lambda: panel(window, "lab_latents").model.channels)
    model = panel(window, "lab_latents").model
    model.setData(model.index(1), Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    window.view.set_layout(Layout.SIDE)
    comparison.set_sources([SDC, CHANNELS])
    await until(lambda: comparison.variant(CHANNELS) and comparison.variant(CHANNELS).scores)
    yield "latents", await grabbed(window)


async def opened(window: MainWindow, photo: Path, sources: list[Source]) -> None:
    """A photo with its variants, side by side, without panels."""
    comparison = window.session.comparison
    window.session.open([photo])
    await until(lambda: comparison.original is not None and comparison.original.picture is not None)
    comparison.set_sources(sources)
    window.comparing.set_layout(Layout.SIDE)
    await settled(window)
    for dock in window.panels.docks.values():
        dock.hide()


def panel(window: MainWindow, id: str):
    return window.panels.docks[id].widget().panel
