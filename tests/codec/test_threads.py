"""What the program does to the libraries' threads."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from sdviewer.codec.onnx_session import session
from sdviewer.paths import resource

COUNT = """
import os, sdviewer, numpy
numpy.ones((300, 300)) @ numpy.ones((300, 300))
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts threads in /proc")
def test_numpy_starts_no_threads_that_a_fork_would_end():
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    result = subprocess.run([sys.executable, "-c", COUNT], env=environment, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "1"


def test_networks_give_their_memory_back():
    """Otherwise each keeps what its largest picture took, for as long as the program lives."""
    made = session(str(resource("models/own-1/synthesis.onnx")))
    assert not made.get_session_options().enable_cpu_mem_arena
