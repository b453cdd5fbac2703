"""The program as its user meets it: a process of its own, a window manager, real keys, wheel and drops."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageGrab

TOOLS = ("Xvfb", "openbox", "xdotool")
pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS), reason=f"needs {', '.join(TOOLS)} (apt-get install them)"
)

COLOURS = {"1 red.png": (220, 20, 20), "2 green.png": (20, 180, 20), "3 blue.png": (20, 20, 220)}


class Desktop:
    """A screen of its own with a window manager, and the programs on it."""

    def __init__(self, home: Path) -> None:
        reader, writer = os.pipe()
        command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
        self._processes = [subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)]
        os.close(writer)
        with os.fdopen(reader) as numbers:
            self.display = f":{numbers.readline().strip()}"
        self.environment = os.environ | {
            "DISPLAY": self.display,
            "QT_QPA_PLATFORM": "xcb",
            "LC_ALL": "C.UTF-8",
            **{f"XDG_{name}_HOME": str(home / name) for name in ("CONFIG", "CACHE", "DATA", "STATE")},
        }
        self.start("openbox")

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._processes.append(process)
        return process

    def sdviewer(self, *paths: Path) -> subprocess.Popen[bytes]:
        return self.start(sys.executable, "-m", "sdviewer", *map(str, paths))

    def tool(self, *arguments: str) -> str:
        command = ["xdotool", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False).stdout.strip()

    def window(self, title: str) -> str:
        """The id of the window with this title, once it is on screen."""
        until(lambda: self.tool("search", "--onlyvisible", "--name", title), f"no window '{title}'")
        return self.tool("search", "--onlyvisible", "--name", title).splitlines()[-1]

    def focus(self, title: str) -> None:
        window = self.window(title)
        self.tool("windowactivate", "--sync", window)
        self.tool("windowfocus", "--sync", window)

    def pixels_of(self, colour: tuple[int, int, int]) -> int:
        """How much of the screen has a colour."""
        screen = ImageGrab.grab(xdisplay=self.display).convert("RGB")
        return next((count for count, found in screen.getcolors(1 << 24) if found == colour), 0)

    def close(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
            process.wait(20)


def until(condition, message: str, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, message
        time.sleep(0.05)


@pytest.fixture
def desktop(tmp_path) -> Iterator[Desktop]:
    desktop = Desktop(tmp_path / "home")
    yield desktop
    desktop.close()


@pytest.fixture
def folder(tmp_path) -> Path:
    """Three pictures of 100 x 100 pixels, each of one colour."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name, colour in COLOURS.items():
        Image.new("RGB", (100, 100), colour).save(folder / name)
    return folder


def test_keys_and_wheel(desktop, folder):
    program = desktop.sdviewer(folder / "1 red.png")
    desktop.focus("1 red.png")
    until(lambda: desktop.pixels_of(COLOURS["1 red.png"]) == 100 * 100, "the picture is not there at 100 %")

    desktop.tool("key", "Right")
    desktop.window("2 green.png")
    until(lambda: desktop.pixels_of(COLOURS["2 green.png"]) == 100 * 100, "the next picture is not there")
    assert desktop.pixels_of(COLOURS["1 red.png"]) == 0

    geometry = desktop.tool("getwindowgeometry", "--shell", desktop.window("2 green.png"))
    place = dict(line.split("=") for line in geometry.splitlines())
    centre = (int(place["X"]) + int(place["WIDTH"]) // 2, int(place["Y"]) + int(place["HEIGHT"]) // 2)
    desktop.tool("mousemove", *map(str, centre), "click", "4", "click", "4")
    until(lambda: desktop.pixels_of(COLOURS["2 green.png"]) > 140 * 140, "the wheel did not enlarge it")

    desktop.tool("key", "ctrl+q")
    assert program.wait(30) == 0


def test_a_file_dragged_from_another_program(desktop, folder):
    dropped = folder / "3 blue.png"
    desktop.start(sys.executable, str(Path(__file__).with_name("drag_source.py")), str(dropped))
    source = desktop.window("drag source")
    desktop.sdviewer()
    target = desktop.window("^sdviewer$")
    desktop.tool("windowsize", "--sync", target, "800", "700", "windowmove", "--sync", target, "400", "60")
    desktop.tool("windowmove", "--sync", source, "20", "60", "windowraise", source)

    desktop.tool("mousemove", "80", "140", "mousedown", "1")
    for x in range(90, 800, 30):  # a hand, not a jump: the protocol needs the moves in between
        desktop.tool("mousemove", str(x), str(140 + x // 3))
        time.sleep(0.02)
    time.sleep(0.3)
    desktop.tool("mouseup", "1")

    desktop.window("3 blue.png")
    until(lambda: desktop.pixels_of(COLOURS["3 blue.png"]) == 100 * 100, "the dropped picture is not shown")


def test_a_second_start_hands_its_files_over(desktop, folder):
    first = desktop.sdviewer(folder / "1 red.png")
    desktop.window("1 red.png")
    assert desktop.sdviewer(folder / "3 blue.png").wait(60) == 0
    desktop.window("3 blue.png")
    assert first.poll() is None
    assert len(desktop.tool("search", "--onlyvisible", "--name", "– sdviewer").splitlines()) == 1
