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
from .gui.session.session import Session
from .gui.shell import single_instance
from .gui.shell.default_program_offer import DefaultProgramOffer
from .gui.shell.main_window import MainWindow
from .gui.toolkit import icons, translation
from .gui.toolkit.garbage_collection import Collector
from .gui.toolkit.settings import Settings
from .gui.toolkit.theme import Theme
from .service.codec_service import CodecService
from .service.threads.left_behind import any_left

SNAPSHOT_SIZE = (1360, 860)
SWITCH_SECONDS = 0.0002
"""How long the window's thread may wait for a busy one to hand over the interpreter, which it needs many times a paint;
Python's own 5 ms add up, and so does 1 ms. That the codec's two threads change over more often costs them 1 %."""


class Application(QApplication):
    """Takes the files that a file manager sends as events (macOS): one a file, the first before there is a window."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        sys.setswitchinterval(SWITCH_SECONDS)
        Collector(self)
        self.setApplicationName("sdviewer")
        self.setOrganizationName("sdviewer")
        self.setApplicationVersion(__version__)
        self.setDesktopFileName("sdviewer")
        self._sent: list[str] = []
        self._on_request: Callable[[single_instance.Request], object] | None = None

    def listen(self, on_request: Callable[[single_instance.Request], object]) -> None:
        """From now on call this with what is sent, and with what was sent before; files sent together come together."""
        self._on_request = on_request
        self._pass_on()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self._sent.append(event.file() or event.url().toLocalFile())
            QTimer.singleShot(0, self._pass_on)
            return True
        return super().event(event)

    def _pass_on(self) -> None:
        if self._sent and self._on_request is not None:
            sent, self._sent = self._sent, []
            self._on_request(single_instance.Request(sent))


def run(
    paths: list[str], compare: bool = False, snapshot: Path | None = None, service: CodecService | None = None
) -> int:
    """Open the window on these files and folders; returns the exit status when it is closed.

    Where the program is running already, its window takes them and this returns at once. With `compare` one picture is
    shown compressed, beside JPEG at the same size, and several beside each other. With `snapshot` the window is saved
    to that PNG as soon as all is there, then closed. `service` may have been prepared for the first picture.
    """
    absolute = [os.path.abspath(path) for path in paths]  # noqa: PTH100 (resolve() would follow links)
    request = single_instance.Request(absolute, compare)
    service = service or CodecService()
    app = Application(sys.argv[:1])
    server = single_instance.claim(request) if snapshot is None else None
    if snapshot is None and server is None:
        service.close()
        return 0
    settings = Settings()
    translation.install(app, settings.get("view/language"))
    app.setWindowIcon(icons.application_icon())
    theme = Theme(app)
    theme.choose(settings.get("view/theme"))
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    try:
        session = Session(service, settings, loop)
        loop.run_until_complete(_serve(app, settings, theme, session, request, server, snapshot))
    finally:
        loop.close()  # before the application goes
        asyncio.set_event_loop(None)
    if any_left():  # in a library, where Python's end would end it in the middle
        os._exit(0)
    return 0


async def _serve(
    app: Application,
    settings: Settings,
    theme: Theme,
    session: Session,
    request: single_instance.Request,
    server: single_instance.InstanceServer | None,
    snapshot: Path | None,
) -> None:
    session.set_screen(0)
    if not request.compare:
        session.open(request.paths)  # read while the window is being built
    window = MainWindow(session, theme)
    if request.compare:
        window.opening.compare(list(map(Path, request.paths)))
    closed = asyncio.Event()
    window.closed.connect(closed.set)
    app.setQuitOnLastWindowClosed(False)

    def take(more: single_instance.Request) -> None:
        if more.compare and more.paths:
            window.opening.compare(list(map(Path, more.paths)))
        else:
            session.open(more.paths)
        window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
        window.show()  # it may be about to finish what is to be saved, without being seen
        window.raise_()
        window.activateWindow()

    if server is not None:
        server.serve(take)
        if server.note:
            window.banner.show_offer(server.note)
    app.listen(take)
    window.first_painted.connect(lambda: QTimer.singleShot(0, session.warm))
    if snapshot is None:
        offer = DefaultProgramOffer(session.service, session.settings, session.tasks, window.banner)
        window.first_painted.connect(offer.later)
    window.show()
    window.windowHandle().screenChanged.connect(lambda screen: session.set_screen(app.screens().index(screen)))
    if snapshot is not None:
        from .gui.shell.snapshot import Snapshot

        window.resize(*SNAPSHOT_SIZE)
        Snapshot(window, session.comparison, snapshot, window.close)
    await closed.wait()
    if server is not None:
        server.close()
    await session.close()
    window.deleteLater()
