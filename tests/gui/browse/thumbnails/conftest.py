"""A folder of four colours, its loader and model, and the window with its grid."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from thumbnail_hands import (
    COLOURS,
    all_known,
    shown,
)

from sdviewer.codec.types import Picture
from sdviewer.gui.browse.thumbnail_model import ThumbnailModel
from sdviewer.gui.pictures.thumbnail_loader import ThumbnailLoader
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.tasks import Tasks
from sdviewer.gui.toolkit.theme import Theme


@pytest.fixture
def tasks(loop):
    tasks = Tasks(loop)
    yield tasks
    loop.run_until_complete(tasks.close())


@pytest.fixture
def loader(codec, tasks):
    return ThumbnailLoader(codec, tasks, 1_000_000)


@pytest.fixture
def model(loader):
    return ThumbnailModel(loader)


@pytest.fixture
def window(qapp, qtbot, codec, settings, loop, until):
    settings.set("browse/folder_as_grid", False)
    session = Session(codec, settings, loop)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    window.activateWindow()
    until(window.isActiveWindow)
    yield window
    loop.run_until_complete(session.close())


@pytest.fixture
def folder(tmp_path, codec, photo) -> Path:
    """Four pictures of one colour each and a damaged file; in natural order blue, broken, green, grey, red."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in [*COLOURS, "broken.png"]:
        codec.add(folder / name, Picture(photo.pixels, format="PNG"))
    for name, colour in COLOURS.items():
        Image.new("RGB", (400, 300), colour).save(folder / name)
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and nothing more")
    return folder


@pytest.fixture
def opened(window, folder, until):
    """The window with the folder's first picture."""
    window.session.open([folder])
    until(lambda: len(window.session.browser.paths) == 5 and shown(window) == "blue.png")
    return window


@pytest.fixture
def grid(opened, until):
    """The grid with all its thumbnails."""
    opened.actions_["thumbnail_grid"].trigger()
    grid = opened.gallery.grid.list
    until(lambda: all_known(grid.model()))
    return grid
