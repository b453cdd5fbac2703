"""Figures of a folder of 10,000 files: does the picture wait for it, does the window stall, does memory grow."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent

from ...codec.types import StopToken
from ...gui.browse.thumbnail_views import ThumbnailList
from ...gui.shell.main_window import MainWindow
from ...service.thumbnails import thumbnail
from .running import Heartbeat, close, final, resident
from .waiting import wait_for

FILES = 10_000
STEPS = 200
"""Of scrolling: pages, together once through the whole folder, and what a quick hand does row by row."""


def make_folder(photo: Path, folder: Path) -> Path:
    """A folder of hard links to a small photo; returns the one in the middle."""
    folder.mkdir()
    for number in range(FILES):
        (folder / f"IMG_{number:05}.jpg").hardlink_to(photo)
    return folder / f"IMG_{FILES // 2:05}.jpg"


async def figures(window: MainWindow, photo: Path, folder: Path) -> dict[str, Any]:
    """`photo` lies in a folder with few others."""
    middle = make_folder(photo, folder)
    alone = await _open(window, photo)
    await close(window)
    browser = window.session.browser
    window.session.settings.set("browse/thumbnail_megabytes", 16)  # soon full: from then on it mustn't grow
    with Heartbeat() as listing:
        first = await _open(window, middle)
        await wait_for(lambda: len(browser.paths) >= FILES, "the list of the folder")
    with Heartbeat() as showing:
        window.gallery.set_grid(True)
        grid = window.gallery.make_grid().list
        cell = grid.model().cell  # type: ignore[attr-defined]
        await wait_for(lambda: cell(browser.index) is not None, "the thumbnail of the picture that is open")
    rows = await _scroll(grid, grid.verticalScrollBar().singleStep())
    page = grid.verticalScrollBar().maximum() / STEPS
    pages = await _scroll(grid, page)
    before = resident()
    await _scroll(grid, page)
    growth = resident() - before
    window.gallery.set_grid(False)
    await close(window)
    return {
        "picture in a small folder, s": alone,
        f"picture among {FILES:,} files, s": first,
        f"longest block while {FILES:,} files are listed, ms": round(listing.longest, 1),
        f"longest block while the grid of {FILES:,} files opens, ms": round(showing.longest, 1),
        "scrolling the grid by thirds of a row, frames/s": rows,
        "scrolling the grid by pages, frames/s": pages,
        f"growth of memory by scrolling through {FILES:,} files once more, MB": round(growth / 1e6, 1),
        "thumbnail of the photo from the cache, ms": await _thumbnail(window, middle),
    }


async def _open(window: MainWindow, path: Path) -> float:
    window.session.loader.cache.clear()
    begin = time.perf_counter()
    window.session.open([path])
    await final(window, path)
    window.view.repaint()
    return round(time.perf_counter() - begin, 3)


async def _scroll(grid: ThumbnailList, step: float) -> float:
    """Frames a second, 95th percentile, from the top downwards; thumbnails come in meanwhile."""
    seconds = []
    for number in range(STEPS):
        begin = time.perf_counter()
        grid.verticalScrollBar().setValue(round(number * step))
        QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)  # paint what has changed, now
        seconds.append(time.perf_counter() - begin)
        await asyncio.sleep(0.02)
    return round(1 / float(np.percentile(seconds, 95)), 1)


async def _thumbnail(window: MainWindow, path: Path) -> float:
    def work(stop: StopToken) -> float:
        begin = time.thread_time()
        thumbnail(path, 160, stop)
        return round(1000 * (time.thread_time() - begin), 1)

    await window.session.service.thumbnail_work(work)
    return await window.session.service.thumbnail_work(work)
