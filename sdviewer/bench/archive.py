"""Many photos through processes and through Dask: `python -m sdviewer.bench archive [--photos 200] [--kill 5]`.

Makes photos of 3 megapixels from the sample (or from those in --data), compresses them by `sdviewer compress -r` in
each way, checks that every file is there, whole, once, and prints the seconds. With --kill a process that works is
killed every so many seconds. For the resources page on archives.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PIL import Image

from ..codec import pipeline
from ..paths import resource

SIZE = (2048, 1536)
WORKERS = 3


def main(argv: list[str]) -> int:
    """Returns 1 where a file is missing, or damaged."""
    parser = argparse.ArgumentParser(prog="python -m sdviewer.bench archive", description=__doc__)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--data", type=Path, help="folder of photos to make these from; default: the sample")
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, 2, 3])
    parser.add_argument("--cluster", action="store_true", help=f"through {WORKERS} local workers of Dask, too")
    parser.add_argument("--kill", type=float, default=0, metavar="SECONDS")
    options = parser.parse_args(argv)
    good = True
    with tempfile.TemporaryDirectory(prefix="sdviewer-archive-") as name:
        folder = Path(name)
        photos = folder / "photos"
        make_photos(photos, options.photos, options.data)
        for jobs in options.jobs:
            good &= measured(f"--jobs {jobs}", photos, folder / f"jobs{jobs}", ["--jobs", str(jobs)], options.kill)
        if options.cluster:
            with dask(folder) as (address, process):
                more = ["--cluster", address]
                good &= measured(f"{WORKERS} Dask workers", photos, folder / "dask", more, options.kill, process)
    return 0 if good else 1


def make_photos(folder: Path, count: int, data: Path | None) -> None:
    """JPEGs of `SIZE`, no two alike."""
    sources = sorted(data.glob("*")) if data else [resource("samples/dog.jpg")]
    folder.mkdir()
    for number in range(count):
        with Image.open(sources[number % len(sources)]) as image:
            photo = image.convert("RGB").resize(SIZE, Image.Resampling.BICUBIC)
        if number // len(sources) % 2:
            photo = photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        photo.save(folder / f"{number:05}.jpg", quality=88 + number % 10)


def measured(
    title: str, photos: Path, out: Path, more: list[str], kill: float, parent: subprocess.Popen[bytes] | None = None
) -> bool:
    """Compress, print the time, and say whether everything is there. parent: whose children are killed, if not the
    command's."""
    command = [sys.executable, "-m", "sdviewer", "compress", "-r", str(photos), "-d", str(out), *more]
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    ended = threading.Event()
    killed: list[int] = []
    thread = threading.Thread(target=_kill, args=(parent or child, kill, ended, killed))
    if kill:
        thread.start()
    status = child.wait()
    seconds = time.perf_counter() - started
    ended.set()
    if kill:
        thread.join()
    count = len(list(photos.iterdir()))
    whole = sum(_is_whole(path) for path in out.iterdir())
    good = status == 0 and whole == count == len(list(out.iterdir()))
    megapixels = count * SIZE[0] * SIZE[1] / 1e6
    print(
        f"{title:16} {seconds:7.1f} s  {count / seconds:5.2f} photos/s  {megapixels / seconds:5.2f} megapixels/s  "
        f"{whole} of {count} whole{f', {len(killed)} killed' if kill else ''}{'' if good else '  FAILED'}",
        flush=True,
    )
    return good


def _is_whole(path: Path) -> bool:
    return not pipeline.inspect(path.read_bytes()).problem


def _kill(parent: subprocess.Popen[bytes], seconds: float, ended: threading.Event, killed: list[int]) -> None:
    """Kill a process that works, again and again. By /proc, on Linux."""
    while not ended.wait(seconds):
        if busy := [pid for pid in descendants(parent.pid) if b"spawn_main" in _command(pid)]:
            with suppress(ProcessLookupError):
                killed.append(victim := random.choice(busy))
                os.kill(victim, signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """All processes below one; those of each of its threads."""
    below = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            below += [int(child) for child in thread.read_text().split()]
    return below + [deeper for child in below for deeper in descendants(child)]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@contextmanager
def dask(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler and its workers on the loopback: the address, and the process whose children the workers are."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    here = ["--host", "127.0.0.1", "--no-dashboard"]
    scheduler = ["dask_scheduler", *here, "--port", port, "--no-show"]
    workers = ["dask_worker", address, *here, "--nworkers", str(WORKERS), "--nthreads", "1"]
    workers += ["--local-directory", str(folder / "spill")]
    environment = {**os.environ, "SDVIEWER_THREADS": "1"}
    running = []
    with (folder / "dask.log").open("wb") as log:
        try:
            for module, *rest in (scheduler, workers):
                command = [sys.executable, "-m", f"distributed.cli.{module}", *rest]
                running.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
            _wait(address)
            yield address, running[1]
        finally:
            for process in reversed(running):
                process.terminate()
            for process in running:
                process.wait()


def _wait(address: str) -> None:
    from distributed import Client

    with Client(address, timeout="60s", set_as_default=False) as client:
        client.wait_for_workers(WORKERS, timeout=120)
