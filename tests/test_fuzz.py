"""A short run of the fuzzer, of another seed each time; long ones are started by hand (`python -m tests.fuzz`)."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parents[1]


def test_nothing_that_strangers_hand_over_does_harm():
    command = [sys.executable, "-m", "tests.fuzz", "--minutes", "1", "--runs", "4000"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
    assert "0 faults" in result.stdout


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_taken(name):
    """Else nothing behind the first check would ever be reached."""
    target, taken = TARGETS[name], 0
    for data in target.seeds():
        try:
            target.run(data)
            taken += 1
        except target.errors:
            pass
    assert taken > 0 or name in ("decode", "model", "answer")
