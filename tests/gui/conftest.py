"""A display to draw on, settings and folders that nobody else sees, an event loop, and a codec that takes no time.

The display is the one in DISPLAY, else an Xvfb that lives as long as the tests, else Qt's own 'offscreen'.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import subprocess
import sys

import numpy as np
import pytest


def _start_display() -> None:
    if os.environ.get("DISPLAY") or os.environ.get("QT_QPA_PLATFORM") or sys.platform != "linux":
        return
    if shutil.which("Xvfb") is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as numbers:
        number = numbers.readline().strip()
    if not number:
        server.wait()
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return
    atexit.register(lambda: (server.terminate(), server.wait()))
    os.environ["DISPLAY"] = f":{number}"
    os.environ["QT_QPA_PLATFORM"] = "xcb"


_start_display()

from fake_codec import FakeCodec  # noqa: E402
from hands import is_final  # noqa: E402
from PySide6.QtCore import QLocale, QSettings  # noqa: E402
from PySide6.QtWidgets import QMessageBox  # noqa: E402
from qasync import QEventLoop  # noqa: E402

from sdviewer.codec.types import Picture  # noqa: E402
from sdviewer.gui.compare.variants import ORIGINAL  # noqa: E402
from sdviewer.gui.session.session import Session  # noqa: E402
from sdviewer.gui.shell.main_window import MainWindow  # noqa: E402
from sdviewer.gui.toolkit.settings import Settings  # noqa: E402
from sdviewer.gui.toolkit.theme import Theme  # noqa: E402


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """Nothing of the user's is read or written, and numbers are written as in English."""
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    home = tmp_path_factory.mktemp("home")
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    return home


@pytest.fixture
def settings(own_folders, qapp):
    settings = Settings(QSettings(str(own_folders / "settings.ini"), QSettings.Format.IniFormat))
    settings.set("lab/risks", False)  # looking for faces takes a second: only where a test is about that
    return settings


class Loop(QEventLoop):
    """qasync's handles what is waiting once more after it has ended, where a task's step finds no loop running."""

    def run_until_complete(self, future):
        future = asyncio.ensure_future(future, loop=self)
        future.add_done_callback(self._end)
        try:
            self.run_forever()
        finally:
            future.remove_done_callback(self._end)
        return future.result()

    def _end(self, _) -> None:
        self.stop()


@pytest.fixture
def loop(qapp):
    """asyncio on Qt's event loop; closed while the application is still there."""
    loop = Loop(qapp)
    asyncio.set_event_loop(loop)
    yield loop
    loop.close()
    asyncio.set_event_loop(None)


@pytest.fixture
def until(loop):
    """Run the event loop until a condition holds; fails after ten seconds."""

    async def wait(condition) -> None:
        while not condition():
            await asyncio.sleep(0.005)

    def run(condition, seconds: float = 10) -> None:
        loop.run_until_complete(asyncio.wait_for(wait(condition), seconds))

    return run


@pytest.fixture
def codec():
    return FakeCodec()


@pytest.fixture
def photo() -> Picture:
    """96 x 64 pixels, smooth, with a bright square in the middle."""
    rows, columns = np.mgrid[0:64, 0:96]
    pixels = np.stack([columns * 2, rows * 3, (rows + columns)], axis=-1).astype(np.uint8)
    pixels[24:40, 40:56] = 230
    return Picture(pixels, format="PNG")


@pytest.fixture
def session(codec, settings, loop):
    session = Session(codec, settings, loop)
    yield session
    loop.run_until_complete(session.close())


@pytest.fixture(autouse=True)
def closes(monkeypatch):
    """A test may end while something would be lost."""
    yes = QMessageBox.StandardButton.Yes
    monkeypatch.setattr("sdviewer.gui.shell.closing.QMessageBox.question", lambda *_: yes)


@pytest.fixture
def window(qapp, qtbot, session, until):
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.resize(1000, 700)
    window.show()
    window.activateWindow()  # shortcuts only work in the active window
    until(window.isActiveWindow)
    return window


@pytest.fixture
def folder(tmp_path, codec, photo):
    for shade, name in enumerate(("img1.png", "img2.png", "img10.png")):
        codec.add(tmp_path / name, Picture(photo.pixels // (shade + 1), format="PNG"))
    return tmp_path


@pytest.fixture
def opened(window, folder, until):
    """The window with the first of three photos."""
    window.session.open([folder / "img1.png"])
    until(lambda: len(window.session.browser.paths) == 3 and is_final(window, ORIGINAL))
    return window
