"""A screen of its own with a window manager, for tests of the program as its user meets it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PIL import ImageGrab

TOOLS = ("Xvfb", "openbox", "xdotool")


def missing_tools(*more: str) -> str:
    """Names of the programs that a test needs and aren't installed."""
    return ", ".join(tool for tool in (*TOOLS, *more) if shutil.which(tool) is None)


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


def until(condition: Callable[[], object], message: str, seconds: float = 40) -> None:
    """Wait for a condition; fails, saying what is missing, after some time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, message
        time.sleep(0.05)
