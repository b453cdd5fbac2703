"""Every view of the window as a picture, one after another: for the references of the tests and for the README.

`packaging/screenshots.py` writes both. The codec is the real one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from sdviewer.gui.compare.variants import ORIGINAL, SDC, Source, State
from sdviewer.gui.dialogs.command_palette import CommandPalette
from sdviewer.gui.dialogs.settings_dialog import SettingsDialog
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.view.pane import Layout

JPEG = Source("jpeg")


async def views(window: MainWindow, photo: Path) -> AsyncIterator[tuple[str, QImage]]:
    """Name and picture of each view. The window is shown in its size; its settings are nobody's."""
    session, view, commands = window.session, window.view, window.comparing
    comparison = session.comparison
    window.theme.choose("light")
    session.settings.set("lab/risks", False)  # what is warned of comes when it is found
    yield "empty", await grabbed(window)

    session.open([photo])
    await until(lambda: _is_final(comparison.primary))
    yield "picture", await grabbed(window)
    window.panels.toggle("inspector")
    await until(lambda: window.inspector.tree.topLevelItemCount() > 1)
    yield "inspector", await grabbed(window)
    window.panels.toggle("inspector")

    commands.toggle_compress()
    await settled(window)
    yield "compress", await grabbed(window)
    comparison.set_sources([SDC, JPEG])
    commands.set_layout(Layout.SPLIT)
    window.panels.docks["compress"].hide()
    await settled(window)
    yield "split", await grabbed(window)
    commands.set_layout(Layout.SIDE)
    yield "side", await grabbed(window)
    comparison.set_sources([ORIGINAL, SDC, JPEG])
    await settled(window)
    yield "three", await grabbed(window)
    comparison.set_sources([SDC, JPEG])
    for name in ("amplified", "heat"):
        comparison.set_map(name)
        await until(lambda: all(comparison.map_of(s) for s in comparison.sources))
        yield {"amplified": "difference"}.get(name, name), await grabbed(window)
    comparison.set_map("")
    commands.set_layout(Layout.SPLIT)
    view.zoom_to(48.0)
    yield "pixels", await grabbed(window)
    view.fit()

    for name, dialog in (
        ("settings", SettingsDialog(session.settings, window)),
        ("palette", CommandPalette(window.actions_, window)),
    ):
        dialog.open()
        yield name, await grabbed(dialog)
        await _close(dialog)
    window.theme.choose("dark")
    yield "dark", await grabbed(window)
    comparison.close_document()
    yield "dark empty", await grabbed(window)
    window.theme.choose("light")


async def grabbed(widget: QWidget) -> QImage:
    """As it is once nothing moves any more, without a cursor or a focus that depends on the mouse."""
    for _ in range(5):
        await asyncio.sleep(0.05)
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


async def until(condition: Callable[[], object]) -> None:
    while not condition():
        await asyncio.sleep(0.01)


async def settled(window: MainWindow) -> None:
    """All panes final and measured."""
    comparison = window.session.comparison

    def done() -> bool:
        variants = [comparison.variant(source) for source in comparison.sources]
        return all(_is_final(v) and (v.scores or v.source == ORIGINAL) for v in variants)

    await until(done)


async def _close(dialog: QDialog) -> None:
    dialog.close()
    await asyncio.sleep(0.05)


def _is_final(variant) -> bool:
    return variant is not None and variant.state is State.FINAL and variant.image is not None
