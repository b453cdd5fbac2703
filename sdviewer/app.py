"""Composition root of the window: application, event loop, service, session, window, and how they end."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import qasync
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from . import __version__
from .gui import icons, instance, translation
from .gui.main_window import MainWindow
from .gui.pane import Layout
from .gui.session import DEFAULT_RIVAL, Session
from .gui.settings import Settings
from .gui.theme import Theme
from .gui.variants import SDC
from .service.codec_service import CodecService

SNAPSHOT_SIZE = (1360, 860)


class Application(QApplication):
    """Takes the files that a file manager sends as an event (macOS)."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self.setApplicationName("sdviewer")
        self.setOrganizationName("sdviewer")
        self.setApplicationVersion(__version__)
        self.setDesktopFileName("sdviewer")
        self.on_paths: Callable[[list[str]], object] | None = None

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and self.on_paths is not None:
            self.on_paths([event.file() or event.url().toLocalFile()])
            return True
        return super().event(event)


def run(paths: list[str], compare: bool = False, snapshot: Path | None = None) -> int:
    """Open the window on these files and folders; returns the exit status when it is closed.

    Where the program is running already, its window takes them and this returns at once. With `compare` the first
    picture is shown compressed, beside JPEG at the same size. With `snapshot` the window is saved to that PNG as soon
    as all is there, then closed.
    """
    paths = [os.path.abspath(path) for path in paths]  # noqa: PTH100 (resolve() would follow links)
    app = Application(sys.argv[:1])
    if snapshot is None and instance.hand_over(paths):
        return 0
    settings = Settings()
    translation.install(app, settings.get("view/language"))
    app.setWindowIcon(icons.application_icon())
    theme = Theme(app)
    theme.choose(settings.get("view/theme"))
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(_serve(app, settings, theme, loop, paths, compare, snapshot))
    finally:
        loop.close()  # before the application goes
        asyncio.set_event_loop(None)
    return 0


async def _serve(
    app: Application,
    settings: Settings,
    theme: Theme,
    loop: asyncio.AbstractEventLoop,
    paths: list[str],
    compare: bool,
    snapshot: Path | None,
) -> None:
    session = Session(CodecService(), settings, loop)
    if compare:
        session.comparison.set_sources([SDC, DEFAULT_RIVAL])
    session.open(paths)  # read while the window is being built
    window = MainWindow(session, theme)
    if compare:
        window.commands.set_layout(Layout.SPLIT)
    closed = asyncio.Event()
    window.closed.connect(closed.set)
    app.setQuitOnLastWindowClosed(False)

    def take(more: list[str]) -> None:
        session.open(more)
        window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
        window.raise_()
        window.activateWindow()

    server = instance.InstanceServer(take) if snapshot is None else None
    app.on_paths = take
    window.first_painted.connect(lambda: QTimer.singleShot(0, session.warm))
    window.show()
    if snapshot is not None:
        from .gui.snapshot import Snapshot

        window.resize(*SNAPSHOT_SIZE)
        Snapshot(window, snapshot, window.close)
    await closed.wait()
    if server is not None:
        server.close()
    await session.close()
    window.deleteLater()
