"""The window's benchmark: its child process says when what was on screen."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from sdviewer.bench.window.waiting import wait_for
from sdviewer.paths import resource


def test_a_start_reports_the_paint_and_then_the_picture(own_folders, monkeypatch):
    monkeypatch.setenv("SDVIEWER_INSTANCE", str(own_folders))
    sample = resource("samples/dog.jpg")
    command = [sys.executable, "-m", "sdviewer.bench.window.start", repr(time.time()), str(sample)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    times = json.loads(result.stdout.splitlines()[-1])
    assert list(times) == ["painted", "final", "processor"]
    assert 0 < times["painted"] <= times["final"]


def test_what_never_comes_is_said_and_not_waited_for(loop):
    with pytest.raises(TimeoutError, match="the thumbnail did not come"):
        loop.run_until_complete(wait_for(lambda: False, "the thumbnail", seconds=0.05))
