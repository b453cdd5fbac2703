"""Run by a test on a screen of 512 x 300 units (1024 x 600 pixels at 200 %): prints what does not fit."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from fake_codec import FakeCodec
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from sdviewer.codec.types import Picture, Progress
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit import translation
from sdviewer.gui.toolkit.settings import Settings
from sdviewer.gui.toolkit.theme import Theme

PANELS = ("inspector", "queue", "lab_worst", "lab_latents", "lab_chart", "lab_folders")


async def settled() -> None:
    for _ in range(6):
        await asyncio.sleep(0.02)
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


async def walk(app: QApplication, loop: QEventLoop, folder: Path) -> None:
    codec = FakeCodec()
    photo = codec.add(folder / "photo.png", Picture(np.zeros((64, 96, 3), np.uint8), format="PNG"))
    settings = Settings(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
    settings.set("lab/risks", False)
    session = Session(codec, settings, loop)
    window = MainWindow(session, Theme(app))
    screen = window.screen().availableGeometry()
    print("screen", *screen.size().toTuple())
    window.showNormal()

    async def check(what: str) -> None:
        await settled()
        if not screen.contains(window.frameGeometry()):
            print(what, window.frameGeometry().getRect())

    await check("empty")
    session.open([photo])
    while session.comparison.original is None:
        await asyncio.sleep(0.01)
    await check("photo")
    codec.hold("encode")
    window.comparing.toggle_compress()
    while not window.status._stop.isVisible():
        await asyncio.sleep(0.01)
    session.comparison.progress.emit(Progress(0.3, "refining", {"seconds": 3000.0}))
    window.status.show_size(12000, 10000)
    await check("encoding")
    codec.release("encode")
    await check("compress")
    for id in PANELS:
        window.actions_[id].trigger()
        await check(id)
        window.actions_[id].trigger()
    window.gallery.toggle_grid()
    await check("grid")
    window.gallery.make_grid().list.selectAll()
    window.actions_["queue_chosen"].trigger()
    await check("grid and queue")
    window.queue.begin()
    await check("grid and rows")
    while session.queue.totals.ended < len(session.queue.jobs) or not session.queue.jobs:
        await asyncio.sleep(0.01)
    window.panels.toggle("queue")
    await check("grid alone")
    for title in window.menuBar().actions():
        menu = title.menu()
        menu.popup(screen.topLeft())
        await settled()
        columns = {menu.actionGeometry(action).x() for action in menu.actions() if action.isVisible()}
        if len(columns) != 1 or not screen.contains(menu.geometry()):
            print(title.text(), menu.geometry().getRect(), columns)
        menu.close()
    window.close()
    await session.close()
    print("done")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        app = QApplication(sys.argv[:1])
        translation.install(app, sys.argv[1])
        loop = QEventLoop(app)
        asyncio.set_event_loop(loop)
        app.setQuitOnLastWindowClosed(False)
        loop.run_until_complete(walk(app, loop, Path(folder)))
