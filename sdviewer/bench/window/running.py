"""Figures of a running window: frames, the longest block of the GUI thread, stepping to the next file, memory."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QTimer

from ...gui.compare.variants import ORIGINAL, SDC, Source, State
from ...gui.pictures.images import from_pixels
from ...gui.shell.main_window import MainWindow
from ...gui.view.compare_view import CompareView
from ...gui.view.pane import Layout, Pane
from .waiting import wait_for

FRAMES = 60


async def frames_per_second(pixels: np.ndarray) -> dict[str, float]:
    """Frames a second (95th percentile of the frame times) of a pair in split view at 1920x1080, by what moves.

    A frame is what moving has made out of date: a strip for the divider, else all.
    """
    first, second = from_pixels(pixels), from_pixels(255 - pixels)
    view = CompareView()
    view.resize(1920, 1080)
    view.set_picture(first.size, False)
    view.set_panes([Pane(first, is_original=True), Pane(second)], first)
    view.set_layout(Layout.SPLIT)
    view.show()
    await wait_for(view.windowHandle().isExposed, "a window on the screen")  # until then nothing is painted at all
    result = {"divider": _rate(view, lambda i: view.set_split(0.2 + 0.01 * i))}
    for scale in (0.4, 1.0, 1.5, 4.0):
        view.zoom_to(scale)
        result[f"pan at {scale:.0%}"] = _rate(view, lambda i: view.pan(0.002 if i % 2 else -0.001, 0.001))
    view.fit()
    result["zoom"] = _rate(view, lambda i: view.zoom_to(view.viewport.fit_scale * 1.04**i))
    view.close()
    return result


def _rate(view: CompareView, move: Callable[[int], None]) -> float:
    seconds = []
    for i in range(FRAMES):
        begin = time.perf_counter()
        move(i)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)  # paint what has changed, now
        seconds.append(time.perf_counter() - begin)
    return round(1 / float(np.percentile(seconds, 95)), 1)


class Heartbeat:
    """The longest time, in milliseconds, in which the GUI thread did nothing else."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)

    def __enter__(self) -> Heartbeat:
        self._last = time.perf_counter()
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, 1000 * (now - self._last))
        self._last = now


async def longest_block(window: MainWindow, photo: Path) -> float:
    """Milliseconds, while a photo is encoded and measured."""
    await _open(window, photo)
    window.compress_panel.show()
    await asyncio.sleep(0.5)
    with Heartbeat() as heart:
        window.session.comparison.set_sources([ORIGINAL, SDC])
        await _settled(window)
    await close(window)
    return round(heart.longest, 1)


async def step_seconds(window: MainWindow, first: Path, second: Path) -> dict[str, float]:
    """Until the next file's final pixels are painted: read ahead, and not."""
    settings, result = window.session.settings, {}
    for name, preload in (("not preloaded", 0), ("preloaded", 1)):
        window.session.loader.cache.clear()
        settings.set("browse/preload", preload)
        window.session.open([first, second])
        await final(window, first)
        await asyncio.sleep(2.0)
        begin = time.perf_counter()
        window.session.browser.step(1)
        await final(window, second)
        window.view.repaint()
        result[name] = round(time.perf_counter() - begin, 3)
        await close(window)
    return result


async def memory_growth(window: MainWindow, photos: list[Path], rounds: int) -> float:
    """Growth of resident memory from the 100th round of opening, comparing and closing to the last, in percent."""
    base = 0.0
    for i in range(rounds):
        await _open(window, photos[i % len(photos)])
        window.session.comparison.set_sources([ORIGINAL, SDC, Source("jpeg")])
        await _settled(window)
        await close(window)
        if i == min(99, rounds // 2):
            base = resident()
    return round(100 * (resident() / base - 1), 2)


async def close(window: MainWindow) -> None:
    window.session.comparison.close_document()
    window.session.comparison.set_sources([])
    await asyncio.sleep(0)


async def _open(window: MainWindow, path: Path) -> None:
    window.session.open([path])
    await final(window, path)


async def final(window: MainWindow, path: Path) -> None:
    comparison = window.session.comparison

    def is_there() -> bool:
        document, primary = comparison.document, comparison.primary
        return document is not None and document.path == path and primary is not None and primary.state is State.FINAL

    await wait_for(is_there, f"the picture {path.name}", pause=0.001)


async def _settled(window: MainWindow) -> None:
    """All panes final and measured."""
    comparison = window.session.comparison

    def is_settled() -> bool:
        variants = [comparison.variant(source) for source in comparison.sources]
        return all(v and v.state is State.FINAL and (v.scores or v.source == ORIGINAL) for v in variants)

    await wait_for(is_settled, "a pane and its scores")


def resident() -> float:
    """Bytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096.0
