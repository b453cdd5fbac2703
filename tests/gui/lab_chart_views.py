"""Charts, tables and blind tests as pictures, for `resources/lab.md`: `packaging/screenshots.py --only lab`."""

from __future__ import annotations

import random
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from lab_views import opened, panel
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from views import grabbed, settled, until

from sdviewer.codec.types import Region
from sdviewer.gui.compare.variants import ORIGINAL, SDC, Source
from sdviewer.gui.lab.blind.blind_commands import BlindCommands
from sdviewer.gui.lab.blind.setup import SetupDialog
from sdviewer.gui.lab.chart.codec_dialog import CodecDialog
from sdviewer.gui.lab.rectangle.commands import RectangleCommands
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.view.pane import Layout

JPEG = Source("jpeg")


async def chart_views(window: MainWindow, photo: Path) -> AsyncIterator[tuple[str, QImage]]:
    """Name and picture of each view of the rooms for charts and blind tests."""
    comparison, actions = window.session.comparison, window.actions_
    window.theme.choose("light")
    await opened(window, photo, [SDC, JPEG])
    window.view.set_layout(Layout.SPLIT)

    rectangle = window.findChild(RectangleCommands)
    rectangle.tool.show(Region(176, 92, 224, 160))
    window.view.fit()
    await until(lambda: all(rectangle.figures.text_of(pane) for pane in (0, 1)))
    yield "rectangle", await grabbed(window)
    rectangle.toggle()

    window.theme.choose("dark")
    actions["lab_chart"].trigger()
    await until(lambda: window.panels.visible("chart") and panel(window, "chart") is not None)
    chart = panel(window, "chart")
    await until(lambda: chart.plot is not None and chart.filler.total and not chart.filler.is_running)
    yield "chart", await grabbed(window)
    actions["lab_chart"].trigger()

    window.theme.choose("light")
    actions["lab_codecs"].trigger()
    table = window.findChild(CodecDialog)
    await until(lambda: table.rows.rows and not table.rows.is_running)
    yield "codecs", table.grab().toImage()
    table.close()

    comparison.set_sources([ORIGINAL, SDC, JPEG])
    await settled(window)
    SetupDialog.exec = lambda dialog: (dialog.count.setValue(36), QDialog.DialogCode.Accepted)[1]
    blind: BlindCommands = actions.specs["lab_abx"].run.__self__.commands
    blind.abx()
    await until(lambda: blind.window is not None and blind.window.view.panes)
    blind.window.showNormal()
    blind.window.resize(window.size())
    blind.window.look(2)
    yield "abx", blind.window.grab().toImage()
    blind.window.close()
    await until(lambda: blind.window is None)
    yield "strengths", await _strengths(window, blind, photo)


async def _strengths(window: MainWindow, blind: BlindCommands, photo: Path) -> QImage:
    """Of answers that are given at random."""
    for number in range(3):
        shutil.copy(photo, photo.with_name(f"photo{number}.jpg"))
    blind.choose_in_folder()
    await until(lambda: blind.window is not None and blind.window.view.panes)
    answers = random.Random(3)
    while blind.window is not None:
        QTest.keyClick(blind.window.view, answers.choice([Qt.Key.Key_1, Qt.Key.Key_2]))
        await until(lambda: blind.window is None or blind.window.view.panes)
    blind.result.resize(660, 260)
    image = blind.result.grab().toImage()
    blind.result.close()
    return image
