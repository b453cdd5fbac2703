"""At 200 % on a screen of 1024 x 600 pixels, which has 512 x 300 of the units that layouts count in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hands import is_final
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QScrollArea

from sdviewer.gui.compare.variants import SDC
from sdviewer.gui.widgets.lazy_panel import LazyPanel

PROGRAM = Path(__file__).with_name("large_scale.py")


@pytest.fixture
def screen():
    """The number of an X server with such a screen."""
    if shutil.which("Xvfb") is None:
        pytest.skip("needs Xvfb, whose screen can be small")
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1024x600x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as numbers:
        yield numbers.readline().strip()
    server.terminate()
    server.wait()


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_window_stays_on_its_screen_whatever_is_opened(screen, language):
    settings = {"DISPLAY": f":{screen}", "QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "xcb"}
    done = subprocess.run(
        [sys.executable, str(PROGRAM), language], env=os.environ | settings, capture_output=True, text=True, timeout=300
    )
    assert done.stdout.splitlines() == ["screen 512 300", "done"], done.stdout + done.stderr


def test_a_panel_scrolls_on_a_screen_that_is_too_small_for_it(qtbot, monkeypatch):
    contents = QLabel("much")
    contents.setMinimumSize(900, 800)
    panel = LazyPanel(lambda: contents)
    qtbot.addWidget(panel)
    panel.made()
    assert panel.minimumSizeHint() == QSize(900, 800).boundedTo(panel.screen().availableGeometry().size())
    size = type("Screen", (), {"availableGeometry": lambda _: type("Rect", (), {"size": lambda _: QSize(512, 300)})()})
    monkeypatch.setattr(panel, "screen", size)
    assert panel.minimumSizeHint() == QSize(340, 72)


def test_tab_brings_what_is_scrolled_away_into_view(opened, qtbot, until):
    opened.comparing.toggle_compress()
    until(lambda: is_final(opened, SDC))
    opened.panels.toggle("queue")
    opened.resize(700, 380)
    area = opened.compress_panel.findChild(QScrollArea)
    until(lambda: area.verticalScrollBar().maximum() > 0)
    opened.compress_panel.target.by_quality.setFocus()
    for _ in range(6):
        opened.focusNextPrevChild(True)
    focused = opened.focusWidget()
    assert area.isAncestorOf(focused)
    assert area.viewport().rect().contains(focused.mapTo(area.viewport(), focused.rect().center()))
