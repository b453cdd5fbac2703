"""`python -m tests.kills [--times N] [--photos N]`: kill -9 at random moments of a batch, and what is on the disk then.

Each time half of the outputs are of an older photo and some are missing. A batch with two processes begins to renew
them and is killed, all of its processes at once or the first alone. Then each output has to be the old one or the new
one, and `--update` has to go on from there. Exit status 1 where a byte was wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sdviewer.service.leftovers import TEMPORARY

OLD = 1_000_000.0
"""When the older outputs were made, in seconds since 1970; the photos are newer."""


class Batch:
    """A folder of photos and one of outputs, and what the outputs must be."""

    def __init__(self, home: Path, count: int, dice: random.Random) -> None:
        self.photos, self.out, self.dice = home / "photos", home / "out", dice
        self.photos.mkdir()
        self._make_photos(count)
        assert self.run().returncode == 0
        self.new = {path.name: path.read_bytes() for path in self.out.glob("*.sdc")}
        assert len(self.new) == count
        self.old = next(iter(self.new.values()))[:-1] + b"old"

    def _make_photos(self, count: int) -> None:
        from PIL import Image

        from sdviewer.paths import resource

        with Image.open(resource("samples/dog.jpg")) as image:
            sample = image.convert("RGB")
        for number in range(count):
            path = self.photos / f"{number:03}.png"
            sample.crop((number, number, number + 96, number + 64)).save(path)
            os.utime(path, (OLD + 1000, OLD + 1000))

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "sdviewer", "compress", "-r", str(self.photos), "-d", str(self.out), "--update",
                "--jobs", "2"]  # fmt: skip

    def run(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command, capture_output=True, text=True, timeout=600)

    def scatter(self) -> None:
        """Make half of the outputs old, and take some away."""
        for name in self.new:
            path, kind = self.out / name, self.dice.random()
            if kind < 0.5:
                path.write_bytes(self.old)
                os.utime(path, (OLD, OLD))
            elif kind < 0.7:
                path.unlink(missing_ok=True)

    def killed(self, seconds: float) -> None:
        """Begin, and kill after so many seconds."""
        process = subprocess.Popen(
            self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(seconds)
        group = os.getpgid(process.pid)
        if self.dice.random() < 0.3:
            os.kill(process.pid, signal.SIGKILL)  # the others have to see that by themselves
            process.wait()
            end = time.monotonic() + 30
            while _lives(group) and time.monotonic() < end:
                time.sleep(0.05)
            assert not _lives(group), "processes outlive the one that began them"
        else:
            os.killpg(group, signal.SIGKILL)
            process.wait()

    def wrong(self, finished: bool) -> list[str]:
        """Outputs that are neither the old file nor the new one; after a batch that wasn't killed, those not new."""
        found = []
        for name, new in self.new.items():
            path = self.out / name
            data = path.read_bytes() if path.exists() else None
            allowed = (new,) if finished else (new, self.old, None)
            if data not in allowed:
                found.append(name)
        unknown = {p.name for p in self.out.iterdir() if not p.name.startswith(TEMPORARY)} - self.new.keys()
        return found + sorted(unknown)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def kill(times: int, photos: int, seed: int, say: bool = True) -> int:
    """How often a byte was wrong."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="sdviewer-kills-") as name:
        batch = Batch(Path(name), photos, dice)
        batch.scatter()
        began = time.monotonic()
        batch.run()
        longest, bad, states = time.monotonic() - began, 0, 0
        for number in range(times):
            batch.scatter()
            batch.killed(dice.uniform(0.2, 1.1) * longest)
            wrong = batch.wrong(finished=False)
            states += sum(1 for p in batch.out.glob("*.sdc") if p.read_bytes() == batch.old)
            if number % 10 == 9 or number == times - 1:
                assert batch.run().returncode == 0
                wrong += batch.wrong(finished=True)
            bad += bool(wrong)
            if say:
                print(f"kill {number + 1}: {wrong or 'fine'}", flush=True)
        left = len(list(batch.out.glob(f"{TEMPORARY}*")))
    if say:
        print(
            f"{times} kills of a batch of {photos}: {bad} with a wrong byte; {states} old files were still there, ",
            end="",
        )
        print(f"{left} temporaries left for the next day's start")
    return bad


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--photos", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    return int(kill(options.times, options.photos, options.seed) > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
