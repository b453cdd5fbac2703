"""What the window doesn't wait for at its start."""

from __future__ import annotations

import os
import subprocess
import sys

AT_FIRST_PAINT = """
import sys, time
from sdviewer.bench.window import probe, start

painted = probe.Probe._on_paint
def on_paint(window):
    print("first paint:", *sorted(sys.modules), flush=True)
    painted(window)
probe.Probe._on_paint = on_paint
sys.exit(start.main(time.time(), []))
"""
LATER = {
    "numpy", "PIL", "torch", "onnxruntime", "diffusers", "pyqtgraph", "PySide6.QtMultimedia",
    "sdviewer.gui.compress.panel", "sdviewer.gui.compress.queue_panel", "sdviewer.gui.models.model_chooser",
    "sdviewer.gui.information.inspector", "sdviewer.gui.lab.blind.blind_commands", "sdviewer.gui.browse.thumbnail_grid",
    "sdviewer.service.environment.installer", "sdviewer.service.cage.readers",
}  # fmt: skip
"""Comes with its first use, or while the user looks for a picture."""

SOURCES_READ = """
import inspect
read = []
getsource = inspect.getsource
inspect.getsource = lambda module: read.append(module.__name__) or getsource(module)
import sdviewer.app
print("read:", *(name for name in read if name.startswith("sdviewer")))
"""


def said(code: str, label: str, tmp_path) -> set[str]:
    """Words of the line that begins so, of a Python with nobody's settings."""
    own = {name: str(tmp_path / name.lower()) for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "SDVIEWER_INSTANCE")}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=300, env=os.environ | own, check=True
    )
    (line,) = (line for line in run.stdout.splitlines() if line.startswith(label))
    return set(line.removeprefix(label).split())


def test_the_first_paint_waits_for_nothing_that_nobody_sees(tmp_path):
    modules = said(AT_FIRST_PAINT, "first paint:", tmp_path)
    assert "sdviewer.gui.shell.main_window" in modules
    assert not modules & LATER


def test_pyside_does_not_read_the_source_of_every_module(tmp_path):
    """It would look there for a feature that this program doesn't use, at a tenth of the time until the first paint."""
    assert said(SOURCES_READ, "read:", tmp_path) <= {"sdviewer", "sdviewer.app", "sdviewer.gui"}
