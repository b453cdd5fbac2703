"""How quick the window is: start, first picture, next picture, frames, the longest block, memory.

    python -m sdviewer.bench gui [--json] [--rounds 1000] [--starts 3]

Needs a display (Xvfb will do). Every figure is measured in this run; times are medians over the starts. On a machine
that is busy with other things, only processor time tells something.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from ...paths import resource


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m sdviewer.bench gui", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--rounds", type=int, default=200, help="rounds of opening, comparing and closing")
    parser.add_argument("--starts", type=int, default=3, help="starts of the program per figure")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_CONFIG_HOME"] = str(Path(name) / "config")  # nobody's settings, nobody's running window
        os.environ["XDG_CACHE_HOME"] = str(Path(name) / "cache")
        os.environ["SDVIEWER_INSTANCE"] = name
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(name) / "compiled")
        files = _make_files(Path(name))
        try:
            figures = _starts(files, options.starts) | _running(files, options.rounds)
        except TimeoutError as error:
            print(error, file=sys.stderr)
            return 1
    print(json.dumps(figures, indent=2) if options.json else _table(figures))
    return 0


def _make_files(folder: Path) -> dict[str, Path]:
    """The sample photo in the sizes that are asked for, and as `.sdc`."""
    from PIL import Image

    from ...codec import pipeline
    from ...codec.pictures.reader import read_picture

    sample = Image.open(resource("samples/dog.jpg"))
    files = {}
    for label, size in (("photo", (2048, 1536)), ("large", (4000, 3000)), ("small", (256, 192)), ("tiny", (192, 256))):
        files[label] = folder / f"{label}.jpg"
        sample.resize(size).save(files[label], quality=90)
    source = folder / "source.png"
    sample.resize((768, 512)).save(source)
    data = pipeline.encode(read_picture(source)).data
    for label in ("sdc", "next"):
        files[label] = folder / f"{label}.sdc"
        files[label].write_bytes(data)
    return files


def _starts(files: dict[str, Path], count: int) -> dict[str, Any]:
    _start(files["sdc"])  # the disk's cache is warm from here on
    empty = [_start() for _ in range(count)]
    photo = [_start(files["photo"]) for _ in range(count)]
    sdc = [_start(files["sdc"]) for _ in range(count)]
    return {
        "first paint, s": _median(empty, "painted"),
        "3 megapixel JPEG painted, s": _median(photo, "final"),
        "768x512 .sdc preview painted, s": _median(sdc, "preview"),
        "768x512 .sdc final painted, s": _median(sdc, "final"),
        "processor time until then, s": _median(sdc, "processor"),
    }


def _start(*paths: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "sdviewer.bench.window.start", repr(time.time()), *map(str, paths)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return json.loads(result.stdout.splitlines()[-1])


def _median(runs: list[dict[str, float]], name: str) -> float:
    return statistics.median(run[name] for run in runs)


def _running(files: dict[str, Path], rounds: int) -> dict[str, Any]:
    import qasync

    from ...app import Application
    from ...gui.toolkit.theme import Theme

    application = Application(sys.argv[:1])
    theme = Theme(application)
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(_measure(loop, theme, files, rounds))
    finally:
        loop.close()
        asyncio.set_event_loop(None)


async def _measure(loop: Any, theme: Any, files: dict[str, Path], rounds: int) -> dict[str, Any]:
    import numpy as np
    from PIL import Image

    from ...gui.session.session import Session
    from ...gui.shell.main_window import MainWindow
    from ...gui.toolkit.settings import Settings
    from ...service.codec_service import CodecService
    from . import running, thumbnails

    session = Session(CodecService(), Settings(), loop)
    window = MainWindow(session, theme)
    window.show()
    session.warm()
    await asyncio.sleep(1.0)
    with Image.open(files["large"]) as image:
        pair = np.asarray(image.resize((6000, 4000)))
    steps = await running.step_seconds(window, files["sdc"], files["next"])
    figures: dict[str, Any] = {
        "next .sdc, not preloaded, s": steps["not preloaded"],
        "next .sdc, preloaded, s": steps["preloaded"],
        "24 megapixel pair, frames/s": await running.frames_per_second(pair),
        "longest block while encoding 12 megapixels, ms": await running.longest_block(window, files["large"]),
        f"growth of memory over {rounds} rounds, %": await running.memory_growth(
            window, [files["small"], files["tiny"]], rounds
        ),
    }
    figures |= await thumbnails.figures(window, files["small"], files["small"].parent / "many")
    await session.close()
    window.deleteLater()
    return figures


def _table(figures: dict[str, Any]) -> str:
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict):
            lines += [f"{name}, {what:<30} {rate:>8}" for what, rate in value.items()]
        else:
            lines.append(f"{name:<60} {value:>8}")
    return "\n".join(lines)
