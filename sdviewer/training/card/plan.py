"""Which runs go first when a card is there for some minutes; run in a folder that `pack` filled.

The natural decoder brings most a minute, since it was never trained long; then joint training; then a larger network.
Each run gets its share of what is left, resumes what an earlier call left in `--work`, and its results are cut up into
`--out` as soon as it ends, so that nothing is lost if the next one fails.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .collect import cut

SPARE = 15.0
"""Seconds a run may take to stop and save after its time is over."""


@dataclass(frozen=True)
class Planned:
    """A run: name, share of the time, module, and its options on a card and in a rehearsal on a processor."""

    name: str
    share: float
    module: str
    options: tuple[str, ...]
    card: tuple[str, ...]
    rehearsal: tuple[str, ...] = ("--batch", "2", "--square", "64", "--threads", "1")


LARGER = json.dumps({"eighth": 160, "sixteenth": 256})
PLAN = (
    Planned(
        "natural",
        0.5,
        "sdviewer.training.natural",
        ("--model", "model", "--perceptual", "perceptual"),
        ("--batch", "32", "--deep", "32", "--square", "192"),
    ),
    Planned(
        "joint",
        0.3,
        "sdviewer.training",
        ("--start", "model", "--stage", "rounded", "--muon", "0.004"),
        ("--batch", "48", "--square", "256"),
    ),
    Planned(
        "larger",
        0.2,
        "sdviewer.training",
        ("--start", "model", "--stage", "rounded", "--config", LARGER, "--muon", "0.01"),
        ("--batch", "48", "--square", "256"),
    ),
)


def command(planned: Planned, work: Path, device: str, minutes: float) -> list[str]:
    """How to call it; it ends by itself after so many minutes."""
    here = planned.card if device == "cuda" else planned.rehearsal
    limits = ("--minutes", f"{minutes:.3f}", "--until", f"{minutes:.3f}", "--device", device)
    places = ("--data", "photos", "--out", str(work / planned.name))
    return [sys.executable, "-m", planned.module, *planned.options, *here, *places, *limits]


def run(planned: Planned, work: Path, device: str, seconds: float) -> int:
    """Returns its exit status; stopped, so that it saves, where it goes on beyond its time."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *map(str, Path("wheels").glob("*.whl"))])
    }
    process = subprocess.Popen(command(planned, work, device, (seconds - SPARE) / 60), env=environment)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGTERM)
        return process.wait()


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sdviewer.training.card.plan", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the parts of the results")
    parser.add_argument("--work", type=Path, default=Path("work"), help="folder of the checkpoints")
    parser.add_argument("--minutes", type=float, default=9.5, help="of the machine's time in all")
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda", help="cpu: a rehearsal")
    options = parser.parse_args(argv)
    end, failed = time.monotonic() + 60 * options.minutes, 0
    for number, planned in enumerate(PLAN):
        share = planned.share / sum(p.share for p in PLAN[number:])
        status = run(planned, options.work, options.device, max(2 * SPARE, share * (end - time.monotonic())))
        print(f"{planned.name}: exit status {status}", flush=True)
        failed += status != 0
        if (options.work / planned.name).exists():
            cut(options.work / planned.name, options.out / planned.name)
    return min(failed, 1)


if __name__ == "__main__":
    raise SystemExit(main())
