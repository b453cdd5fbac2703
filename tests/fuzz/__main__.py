"""`python -m tests.fuzz [--minutes N] [--runs N] [--seed N] [--coverage] [TARGET ...]`; without targets all, in turn.

Exit status 1 if a fault was found. Says for each target how many inputs were tried and how many were refused.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import sys
import tempfile
import time
import traceback
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .coverage import Lines
from .mutate import mutated
from .targets import MEMORY, TARGETS, Target

OUT = Path(__file__).parents[1] / "out" / "fuzz"
ROUND = 200
"""Inputs of a target before the next one's turn."""


class TooLongError(BaseException):
    """Raised by the alarm; of no kind that anything catches."""


@dataclass
class Tally:
    """seeds: grows by inputs that were accepted, from which further ones may go deeper."""

    seeds: list[bytes]
    tried: int = 0
    refused: int = 0
    seconds: float = 0.0
    faults: set[str] = field(default_factory=set)


def try_one(name: str, target: Target, data: bytes, tally: Tally) -> None:
    """One input; a fault is printed and kept."""
    tally.tried += 1
    signal.setitimer(signal.ITIMER_REAL, target.seconds)
    try:
        target.run(data)
        signal.setitimer(signal.ITIMER_REAL, 0)
        if len(tally.seeds) < 2000 and len(data) < 1 << 16 and tally.tried % 10 == 0:
            tally.seeds.append(data)
    except target.errors:
        tally.refused += 1
    except (Exception, TooLongError) as error:
        signal.setitimer(signal.ITIMER_REAL, 0)
        frames = traceback.extract_tb(error.__traceback__)
        ours = next((f for f in reversed(frames) if "sdviewer" in f.filename), frames[-1])
        place = f"{type(error).__name__} at {Path(ours.filename).name}:{ours.lineno}"
        if place not in tally.faults:
            tally.faults.add(place)
            OUT.mkdir(parents=True, exist_ok=True)
            kept = OUT / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
            kept.write_bytes(data)
            print(f"FAULT {name}: {place}: {str(error)[:200]} ({kept})", flush=True)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def fuzz(names: list[str], seconds: float, runs: int, seed: int) -> dict[str, Tally]:
    """Each target in turn until the time is over, or each has had so many runs."""
    dice = random.Random(seed)
    tallies = {name: Tally(TARGETS[name].seeds()) for name in names}
    for name, tally in tallies.items():
        for data in list(tally.seeds):
            try_one(name, TARGETS[name], data, tally)
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and any(tally.tried < runs for tally in tallies.values()):
        for name, tally in tallies.items():
            began = time.monotonic()
            while tally.tried < runs and time.monotonic() < min(began + 1.0, ends):
                try_one(name, TARGETS[name], mutated(tally.seeds, dice), tally)
            tally.seconds += time.monotonic() - began
    return tallies


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--runs", type=int, default=1 << 60, help="at most so many of each target")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--coverage", action="store_true", help="count the lines that are reached, which is slow")
    options = parser.parse_args(argv)
    if unknown := set(options.targets) - TARGETS.keys():
        parser.error(f"There is no target {', '.join(unknown)}.")
    names = options.targets or list(TARGETS)
    _prepare()
    print(f"seed {options.seed}", flush=True)
    lines = Lines(sorted({file for name in names for file in TARGETS[name].files}))
    if options.coverage:
        with lines.watched():
            tallies = fuzz(names, options.minutes * 60, options.runs, options.seed)
        print(f"lines reached: {lines.share():.1%}; missed: {lines.missed()}")
    else:
        tallies = fuzz(names, options.minutes * 60, options.runs, options.seed)
    for name, tally in tallies.items():
        rate = tally.tried / max(tally.seconds, 1e-3)
        counts = f"{tally.tried:>10,} tried, {tally.refused:>10,} refused, {len(tally.faults)} faults"
        print(f"{name:10} {counts}, {rate:,.0f}/s")
    return int(any(tally.faults for tally in tallies.values()))


def _prepare() -> None:
    """Nothing of the user's is touched, what takes too long or too much ends, decoders keep quiet."""
    home = tempfile.mkdtemp(prefix="sdviewer-fuzz-")
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        os.environ[f"XDG_{kind}_HOME"] = home
    os.environ["SDVIEWER_MODELS"] = str(Path(__file__).parents[1] / "data" / "golden" / "models")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    warnings.simplefilter("ignore")

    def alarm(*_: Any) -> None:
        raise TooLongError("It takes too long.")

    signal.signal(signal.SIGALRM, alarm)
    try:
        import resource

        have = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (have + MEMORY, have + MEMORY))
    except (ImportError, OSError):
        pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
