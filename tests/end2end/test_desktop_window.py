"""The program as its user meets it: a process of its own, a window manager, real keys, wheel and drops."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from desktop import Desktop, missing_tools, until
from PIL import Image

pytestmark = pytest.mark.skipif(bool(missing_tools()), reason=f"needs {missing_tools()} (apt-get install them)")

COLOURS = {"1 red.png": (220, 20, 20), "2 green.png": (20, 180, 20), "3 blue.png": (20, 20, 220)}


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

    time.sleep(2)  # the folder is read after its first picture is shown; until then there is no next one
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


def drag_to_window(desktop, drop_at: tuple[int, int], *files: Path) -> None:
    """Drag files from another program's window into an empty window of ours, and let go at this place on the screen."""
    desktop.start(sys.executable, str(Path(__file__).with_name("drag_source.py")), *map(str, files))
    source = desktop.window("drag source")
    desktop.sdviewer()
    target = desktop.window("^sdviewer$")
    desktop.tool("windowsize", "--sync", target, "800", "700", "windowmove", "--sync", target, "400", "60")
    desktop.tool("windowmove", "--sync", source, "20", "60", "windowraise", source)

    desktop.tool("mousemove", "80", "140", "mousedown", "1")
    for x in range(90, drop_at[0], 30):  # a hand, not a jump: the protocol needs the moves in between
        desktop.tool("mousemove", str(x), str(140 + (drop_at[1] - 140) * (x - 80) // (drop_at[0] - 80)))
        time.sleep(0.02)
    desktop.tool("mousemove", *map(str, drop_at))
    time.sleep(0.3)
    desktop.tool("mouseup", "1")


def test_the_folder_as_thumbnails_by_keys(desktop, folder):
    program = desktop.sdviewer(folder / "1 red.png")
    desktop.focus("1 red.png")
    until(lambda: desktop.pixels_of(COLOURS["1 red.png"]) == 100 * 100, "the picture is not there")
    desktop.tool("key", "Return")
    for name, colour in COLOURS.items():
        until(lambda colour=colour: desktop.pixels_of(colour) >= 90 * 100, f"no thumbnail of {name}")
    desktop.tool("key", "3")  # the beginning of a name
    desktop.tool("key", "Return")
    desktop.window("3 blue.png")
    until(lambda: desktop.pixels_of(COLOURS["1 red.png"]) == 0, "the grid is still there")
    desktop.tool("key", "t")
    for name, colour in COLOURS.items():
        until(lambda colour=colour: desktop.pixels_of(colour) >= 90 * 90, f"{name} is not in the strip")
    desktop.tool("key", "ctrl+q")
    assert program.wait(30) == 0


def test_a_file_dragged_from_another_program(desktop, folder):
    drag_to_window(desktop, (780, 400), folder / "3 blue.png")
    desktop.window("3 blue.png")
    until(lambda: desktop.pixels_of(COLOURS["3 blue.png"]) == 100 * 100, "the dropped picture is not shown")


def test_three_files_dragged_to_the_place_for_compressing(desktop, folder):
    drag_to_window(desktop, (780, 690), *(folder / name for name in COLOURS))
    desktop.focus("^sdviewer$")
    time.sleep(2)
    desktop.tool("key", "Return")  # the settings are shown before anything is written, and Enter begins
    results = [(folder / name).with_suffix(".sdc") for name in COLOURS]
    until(lambda: all(path.exists() for path in results), "the dropped pictures are not compressed")
    assert all(path.read_bytes().startswith(b"\x89SDC") for path in results)
    assert sorted(folder.iterdir()) == sorted([*results, *(folder / name for name in COLOURS)])


def test_a_second_start_hands_its_files_over(desktop, folder):
    first = desktop.sdviewer(folder / "1 red.png")
    desktop.window("1 red.png")
    assert desktop.sdviewer(folder / "3 blue.png").wait(60) == 0
    desktop.window("3 blue.png")
    assert first.poll() is None
    assert len(desktop.tool("search", "--onlyvisible", "--name", "– sdviewer").splitlines()) == 1
