"""`python -m tests.soak [--minutes N] [--files N] [--json FILE]`: a window at work for hours, and what it holds.

Opens one file after another of a folder of photos, `.sdc` and damaged files, compresses and compares some, saves one
now and then, and has a queue compress others. Each minute it counts memory, handles and threads of the program and its
children; in the end temporaries, and by how much memory has grown since the tenth minute. Exit status 1 where anything
is left, or memory grew by more than `GROWTH`.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from sdviewer.cli.allocator import give_back_freed

GROWTH = 0.05
"""Share by which memory may differ from the tenth minute on: caches are full by then."""
SETTLED = 10.0
"""Minutes after which it counts."""
STRETCH = 10
"""Counts, one a minute, whose medians are compared."""
FORMATS = ("jpg", "png", "webp", "tif", "gif", "bmp", "avif", "sdc", "heic")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the counts of each minute there, as they come")
    options = parser.parse_args(argv)
    give_back_freed()  # as the program's own start does
    with tempfile.TemporaryDirectory(prefix="sdviewer-soak-") as name:
        home = Path(name)
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{kind}_HOME"] = str(home / kind.lower())
        os.environ["SDVIEWER_INSTANCE"] = name
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        os.environ["TMPDIR"] = tempfile.tempdir = str(home / "tmp")
        (home / "tmp").mkdir()
        photos = make_photos(home / "photos", options.files, options.seed)
        return run(home, photos, options)


def make_photos(folder: Path, count: int, seed: int) -> list[Path]:
    """Different pictures of 40 to 1,200 pixels, each twelfth of them damaged."""
    from PIL import Image

    from sdviewer.codec import pipeline
    from sdviewer.codec.pictures.reader import read_picture
    from sdviewer.paths import resource

    folder.mkdir()
    dice = random.Random(seed)
    with Image.open(resource("samples/dog.jpg")) as image:
        sample = image.convert("RGB")
    made = []
    for number in range(count):
        suffix = FORMATS[number % len(FORMATS)]
        path = folder / f"{number:04}.{suffix}"
        sides = dice.choice([(40, 60), (300, 200), (640, 480), (480, 640), (1200, 900)])
        left, top = dice.randrange(sample.width // 4), dice.randrange(sample.height // 4)
        part = sample.crop((left, top, sample.width - left, sample.height - top)).resize(sides)
        try:
            if suffix == "sdc":
                part.save(folder / "source.png")
                path.write_bytes(pipeline.encode(read_picture(folder / "source.png")).data)
            else:
                if suffix == "heic":
                    import pillow_heif

                    pillow_heif.register_heif_opener()
                part.save(path)
        except (OSError, KeyError, ValueError, ImportError):  # a format that isn't written here
            path = path.with_suffix(".ppm")
            part.save(path)
        if number % 12 == 11:
            data = path.read_bytes()
            path.write_bytes(data[: dice.randrange(len(data))])
        made.append(path)
    (folder / "source.png").unlink(missing_ok=True)
    return made


def run(home: Path, photos: list[Path], options: argparse.Namespace) -> int:
    import qasync

    from sdviewer.app import Application
    from sdviewer.gui.toolkit.theme import Theme

    application = Application(sys.argv[:1])
    theme = Theme(application)
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    try:
        counts, acted = loop.run_until_complete(_work(loop, theme, home, photos, options))
    finally:
        loop.close()
        asyncio.set_event_loop(None)
    left = [path for path in home.rglob("*") if ".sdviewer-" in path.name or path.suffix == ".tmp"]
    return report(counts, acted, left)


def report(counts: list[dict[str, float]], acted: dict[str, int], left: list[Path]) -> int:
    print(", ".join(f"{number:,} {what}" for what, number in acted.items()))
    print(f"temporaries left: {len(left)} {[path.name for path in left[:5]]}")
    after = [count for count in counts if count["minute"] >= SETTLED] or counts[-1:]
    first, last = after[0], after[-1]
    # One count depends on what is just being worked on; it goes up and down by a tenth.
    early, late = (median(count["MB"] for count in part) for part in (after[:STRETCH], after[-STRETCH:]))
    growth = late / early - 1
    print(f"memory, the median of {STRETCH} minutes, from minute {first['minute']:.0f} on and to {last['minute']:.0f}:")
    print(f"{early:.0f} and {late:.0f} MB, at most {max(count['MB'] for count in after):.0f}")
    handles = last["handles"] - first["handles"]
    print(f"handles: {first['handles']:.0f} to {last['handles']:.0f}, threads {last['threads']:.0f}")
    return int(bool(left) or growth > GROWTH or handles > 8)


async def _work(
    loop: Any, theme: Any, home: Path, photos: list[Path], options: argparse.Namespace
) -> tuple[list[dict[str, float]], dict[str, int]]:
    from sdviewer.gui.session.session import Session
    from sdviewer.gui.shell.main_window import MainWindow
    from sdviewer.gui.toolkit.settings import Settings
    from sdviewer.service.codec_service import CodecService

    settings = Settings()
    settings.set("browse/cache_megabytes", 64)  # full before it counts
    settings.set("browse/thumbnail_megabytes", 16)
    session = Session(CodecService(), settings, loop)
    window = MainWindow(session, theme)
    window.resize(1200, 800)
    window.show()
    session.warm()
    dice, counts, began = random.Random(options.seed), [], time.monotonic()
    user = User(window, photos, home / "out", dice)
    user.out.mkdir()
    minute = 0
    while time.monotonic() < began + 60 * options.minutes:
        await user.act()
        if time.monotonic() >= began + 60 * minute:
            counts.append({"minute": minute, **held(), "acts": sum(user.acted.values())})
            print(json.dumps(counts[-1]), flush=True)
            if options.json is not None:
                options.json.write_text(json.dumps(counts))
            minute += 1
    counts.append({"minute": options.minutes, **held()})
    await asyncio.wait_for(session.close(), 60)
    window.deleteLater()
    return counts, user.acted


class User:
    """Acts at random, as one who looks through photos does; what takes long is not always waited for."""

    def __init__(self, window: Any, photos: list[Path], out: Path, dice: random.Random) -> None:
        self.window, self.photos, self.out, self.dice = window, photos, out, dice
        self.session = window.session
        self.acted: dict[str, int] = {}

    async def act(self) -> None:
        acts: list[tuple[int, str, Callable[[], Any]]] = [
            (40, "opened", self._open), (40, "steps", self._step), (8, "compressed", self._compress),
            (6, "compared", self._compare), (4, "saved", self._save), (2, "queued", self._queue),
            (3, "zoomed", self._zoom), (2, "grids", self._grid), (2, "closed", self._close),
        ]  # fmt: skip
        _, what, act = self.dice.choices(acts, [weight for weight, _, _ in acts])[0]
        self.acted[what] = self.acted.get(what, 0) + 1
        await act()
        await asyncio.sleep(0.02)

    async def _open(self) -> None:
        self.session.open([self.dice.choice(self.photos)])
        await self._settled()

    async def _step(self) -> None:
        self.session.browser.step(self.dice.choice((1, 1, 1, -1, 5)))
        if self.dice.random() < 0.7:
            await self._settled()

    async def _compress(self) -> None:
        self.session.comparison.compress()
        if self.dice.random() < 0.8:
            await self._settled()

    async def _compare(self) -> None:
        from sdviewer.gui.compare.variants import ORIGINAL, SDC, Source

        self.session.comparison.set_sources([ORIGINAL, SDC, Source(self.dice.choice(("jpeg", "webp")))])
        if self.dice.random() < 0.8:
            await self._settled()
        self.session.comparison.set_sources([ORIGINAL])

    async def _save(self) -> None:
        from sdviewer.gui.compare.variants import SDC

        variant = self.session.comparison.variant(SDC)
        if variant is not None and variant.data is not None:
            path = self.out / f"{self.dice.randrange(50)}.sdc"
            await self.session.service.save(variant.data, path, True)

    async def _queue(self) -> None:
        from sdviewer.codec.types import EncodeOptions
        from sdviewer.service.batch import Order

        queue = self.session.queue
        queue.add(self.dice.sample(self.photos, 3), Order(EncodeOptions(), self.out / "queue", "replace"), {})
        await self._until(lambda: not queue.running and not self.session.tasks.running("add to queue"), 120)
        queue.remove_ended()

    async def _zoom(self) -> None:
        self.window.view.zoom_to(self.dice.choice((0.3, 1.0, 4.0)))
        self.window.view.repaint()
        self.window.view.fit()

    async def _grid(self) -> None:
        self.window.gallery.set_grid(True)
        await asyncio.sleep(0.5)
        self.window.gallery.set_grid(False)

    async def _close(self) -> None:
        self.session.comparison.close_document()
        self.session.comparison.set_sources([])

    async def _settled(self) -> None:
        from sdviewer.gui.compare.variants import State

        comparison, tasks = self.session.comparison, self.session.tasks

        def idle() -> bool:
            working = any(v.state is State.WORKING for v in comparison.variants.values())
            return not working and not any(map(tasks.running, ("open", "encode", "rival:", "file:")))

        await self._until(idle, 60)

    async def _until(self, condition: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                self.acted["waits given up"] = self.acted.get("waits given up", 0) + 1
                return
            await asyncio.sleep(0.01)


def held() -> dict[str, float]:
    """Resident memory in MB, of which files' pages aren't counted, handles and threads: of this process; and the
    memory of its children."""
    gc.collect()
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    children = [anonymous(pid) for pid in descendants(os.getpid())]
    return {
        "MB": anonymous(os.getpid()),
        "handles": len(list(Path("/proc/self/fd").iterdir())),
        "threads": int(status["Threads"]),
        "children": len(children),
        "children MB": round(sum(children), 1),
    }


def anonymous(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return round(sum(int(x.split()[1]) for x in lines if x.startswith(("RssAnon", "RssShmem"))) / 1000, 1)
    except OSError:
        return 0.0


def descendants(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in task.read_text().split()]
        except OSError:
            continue
    return found + [below for child in found for below in descendants(child)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
